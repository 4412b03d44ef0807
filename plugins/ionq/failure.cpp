#include "failure.hpp"

#include <algorithm>
#include <array>

#include "instant.hpp"

namespace ketway::ionq {
namespace {

constexpr std::size_t longest_text = 1'000;  // bytes of the provider's words that are kept

class provider_words {
 public:
  provider_words() = default;
  std::string code, message;
};

void clip(std::string& s) {
  if (s.size() <= longest_text) return;
  std::size_t end = longest_text;
  while (end > 0 && (static_cast<unsigned char>(s[end]) & 0xC0U) == 0x80U) --end;  // not inside a character
  s.resize(end);
  s += "...";
}

/// The three JSON forms of an error body: {statusCode, error, message, validation}, {code, message},
/// {error: {type, message}}.
provider_words words_in(const std::string& body) {
  provider_words w;
  const json j = read_json(body);
  if (!j.is_object()) return w;
  w.message = text_at(j, "message");
  w.code = text_at(j, "error");
  if (const json* inner = member(j, "error"); inner && inner->is_object()) {
    w.code = text_at(*inner, "type");
    if (w.message.empty()) w.message = text_at(*inner, "message");
  }
  if (w.code.empty()) w.code = text_at(j, "code");
  if (const json* code = member(j, "code"); w.code.empty() && code && code->is_number()) w.code = written(*code);
  std::string keys;
  if (const json* v = member(j, "validation"))
    if (const json* list = member(*v, "keys"); list && list->is_array())
      for (const auto& k : *list)
        if (k.is_string()) keys += (keys.empty() ? "" : ", ") + k.get_ref<const std::string&>();
  if (!keys.empty()) w.message += " (" + keys + ")";
  clip(w.message), clip(w.code);
  return w;
}

class meaning {
 public:
  meaning(std::uint32_t code, std::uint32_t flags) : code(code), flags(flags) {}
  std::uint32_t code, flags;
};

std::uint32_t maybe_executed(asked kind) { return kind == asked::submits ? std::uint32_t{KW_MAYBE_EXECUTED} : 0; }

meaning meaning_of(std::uint32_t status, asked kind) {
  const std::uint32_t lost = KW_RETRYABLE | maybe_executed(kind);
  switch (status) {
    case 400:
    case 413:
    case 422: return {KW_INVALID_ARGUMENT, KW_NOT_BILLED};
    case 401: return {KW_UNAUTHENTICATED, KW_NEEDS_USER};
    case 402: return {KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER};
    case 403: return {KW_PERMISSION_DENIED, KW_NEEDS_USER};
    case 404: return {KW_NOT_FOUND, 0};
    case 408:
    case 409: return {KW_UNAVAILABLE, lost};  // 409: a hiccup of the gateway's name lookup
    case 410: return {KW_FAILED_PRECONDITION, 0};
    case 429: return {KW_RESOURCE_EXHAUSTED, KW_RETRYABLE};
    default: break;
  }
  if (status >= 500) return {KW_UNAVAILABLE, lost};
  return {KW_UNKNOWN, maybe_executed(kind)};
}

void note_origin(plugin::error& e, const plugin::response& answer) {
  e.http_status = answer.status;
  e.request_id = answer.get("x-request-id");
  if (e.request_id.empty()) e.request_id = answer.get("cf-ray");  // where the gateway answered by itself
}

class failure_row {
 public:
  constexpr failure_row(std::string_view name, std::uint32_t code, std::uint32_t flags = 0)
      : name(name), code(code), flags(flags) {}
  std::string_view name;
  std::uint32_t code, flags;
};

constexpr std::array failure_table{
    failure_row("InvalidInput", KW_INVALID_ARGUMENT),
    failure_row("CompilationError", KW_INVALID_ARGUMENT),
    failure_row("NotEnoughQubits", KW_INVALID_ARGUMENT),
    failure_row("QuantumCircuitComplexityError", KW_INVALID_ARGUMENT),
    failure_row("TooLongPredictedExecutionTime", KW_INVALID_ARGUMENT),
    failure_row("TooManyControls", KW_INVALID_ARGUMENT),
    failure_row("TooManyGates", KW_INVALID_ARGUMENT),
    failure_row("TooManyShots", KW_INVALID_ARGUMENT),
    failure_row("UnsupportedGate", KW_INVALID_ARGUMENT),
    failure_row("PreflightError", KW_FAILED_PRECONDITION),
    failure_row("BillingError", KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER),
    failure_row("ContractExpiredError", KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER),
    failure_row("QuotaExhaustedError", KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER),
    failure_row("UnknownBillingError", KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER),
    failure_row("DebiasingError", KW_INTERNAL),
    failure_row("OptimizationError", KW_INTERNAL),
    failure_row("SimulationError", KW_INTERNAL),
    failure_row("InternalError", KW_INTERNAL, KW_RETRYABLE),
    failure_row("QuantumComputerError", KW_UNAVAILABLE, KW_RETRYABLE),
    failure_row("SimulationTimeout", KW_DEADLINE_EXCEEDED, KW_RETRYABLE),
    failure_row("SystemCancel", KW_ABORTED, KW_RETRYABLE),
};

}  // namespace

plugin::error refusal(const plugin::response& answer, asked kind, std::string_view what, std::uint64_t unix_now_ns) {
  const provider_words w = words_in(answer.body);
  const meaning m = meaning_of(answer.status, kind);
  std::string text = "IonQ answered " + std::to_string(answer.status) + " to a request for " + std::string(what);
  if (!w.message.empty())
    text += ": " + w.message;
  else if (!w.code.empty())
    text += ": " + w.code;
  else if (answer.body.find('<') < 64)
    text += ", with a web page";
  plugin::error e(m.code, text, m.flags);
  note_origin(e, answer);
  e.provider_code = w.code;
  if ((m.flags & KW_RETRYABLE) != 0) e.retry_after_ns = parse_retry_after(answer.get("retry-after"), unix_now_ns);
  return e;
}

json body_of(const plugin::response& answer, asked kind, std::string_view what, std::uint64_t unix_now_ns) {
  if (answer.status < 200 || answer.status > 299) throw refusal(answer, kind, what, unix_now_ns);
  json j = read_json(answer.body);
  if (!j.is_discarded()) return j;
  const std::string form = answer.body.find('<') < 64 ? "a web page" : "no complete JSON";
  plugin::error e(KW_UNAVAILABLE, "IonQ's answer to a request for " + std::string(what) + " is " + form,
                  KW_RETRYABLE | maybe_executed(kind));
  note_origin(e, answer);
  throw plugin::error(e);
}

plugin::error unreadable(const plugin::response& answer, asked kind, std::string_view what, std::string_view why) {
  plugin::error e(KW_DATA_LOSS,
                  "IonQ's answer to a request for " + std::string(what) + " is not as documented: " + std::string(why),
                  maybe_executed(kind));
  note_origin(e, answer);
  return e;
}

plugin::error job_failure(const json* failure) {
  std::string code, message;
  if (failure && failure->is_object()) {
    code = text_at(*failure, "code");
    message = text_at(*failure, "message");
    if (message.empty()) message = text_at(*failure, "error");  // as older answers name it
  }
  clip(code), clip(message);
  const auto row =
      std::find_if(failure_table.begin(), failure_table.end(), [&](const failure_row& r) { return r.name == code; });
  const bool known = row != failure_table.end();
  std::string text = "the job failed at IonQ";
  if (!code.empty()) text += " (" + code + ")";
  text += message.empty() ? ", without a reason" : ": " + message;
  plugin::error e(known ? row->code : static_cast<std::uint32_t>(KW_UNKNOWN), text, known ? row->flags : 0U);
  e.provider_code = code;
  return e;
}

}  // namespace ketway::ionq
