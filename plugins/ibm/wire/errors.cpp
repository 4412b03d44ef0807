#include "wire/errors.hpp"

#include <algorithm>
#include <cstdio>

#include "wire/json.hpp"
#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
/// Five submissions a minute: one place is free again after at most this long. UNCONFIRMED: whether IBM sends Retry-After.
constexpr std::uint64_t default_pause_ns = 12 * second_ns;
constexpr std::size_t most_text = 400;  // bytes of a body that is no JSON

class provider_words {
 public:
  std::string message, code, trace;
};

std::string code_of(const json& e) {
  const json& code = member(e, "code");
  if (code.is_string()) return code.get<std::string>();
  return code.is_number_integer() ? code.dump() : std::string();
}

/// Valid UTF-8 on one line, cut to a readable length.
std::string readable(std::string_view text) {
  std::string one_line;
  bool space = false;
  for (const char c : text.substr(0, most_text)) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (!blank) {
      if (space && !one_line.empty()) one_line += ' ';
      one_line += c;
    }
    space = blank;
  }
  const std::string quoted = dump(json(one_line));  // replaces what is no UTF-8
  return json::parse(quoted).get<std::string>();
}

std::string title_of(std::string_view page) {
  const auto begin = page.find("<title>");
  const auto end = page.find("</title>");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  return readable(page.substr(begin + 7, end - begin - 7));
}

void read_object(const json& body, provider_words& w) {
  w.trace = text_of(body, "trace");
  const json& all = member(body, "errors");
  if (all.is_array())
    for (const json& e : all) {
      if (w.code.empty()) w.code = code_of(e);
      for (const char* key : {"message", "solution"}) {
        const std::string words = text_of(e, key);
        if (!words.empty()) w.message += (w.message.empty() ? "" : " ") + words;
      }
    }
  const json& one = member(body, "error");
  if (one.is_object()) {
    w.code = code_of(one), w.message = text_of(one, "message");
  } else if (one.is_string()) {
    w.message = one.get<std::string>();
  }
  // IAM's own form
  if (w.code.empty()) w.code = text_of(body, "errorCode");
  if (w.message.empty()) w.message = text_of(body, "errorMessage");
  if (w.message.empty()) w.message = text_of(body, "message");
  if (w.code.empty()) w.code = code_of(body);
}

bool is_page(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '<';
}

provider_words words_of(const plugin::response& answer) {
  provider_words w;
  if (answer.body.find_first_not_of(" \t\r\n") == std::string::npos) {
    w.message = "no reason given";
  } else if (is_page(answer.body)) {
    const std::string title = title_of(answer.body);
    w.message = "a gateway's web page" + (title.empty() ? std::string() : " (" + title + ")");
  } else if (const json body = json::parse(answer.body, nullptr, false); body.is_object()) {
    read_object(body, w);
    if (w.message.empty()) w.message = readable(answer.body);
  } else {
    w.message = readable(answer.body);
  }
  w.message = readable(w.message);
  for (const char* header : {"uber-trace-id", "x-request-id", "cf-ray"})
    if (w.trace.empty()) w.trace = answer.get(header);
  return w;
}

class meaning {
 public:
  meaning(std::uint32_t c, std::uint32_t f) : code(c), flags(f) {}
  std::uint32_t code, flags;
};

meaning meaning_of(std::uint32_t status, request_kind kind) {
  const bool submit = kind == request_kind::submit;
  const std::uint32_t refused = submit ? static_cast<std::uint32_t>(KW_NOT_BILLED) : 0;
  switch (status) {
    case 400:
    case 413:
    case 422: return {KW_INVALID_ARGUMENT, KW_NOT_BILLED};
    case 401: return {KW_UNAUTHENTICATED, KW_NEEDS_USER | refused};
    case 402: return {KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER | refused};
    case 403: return {KW_PERMISSION_DENIED, KW_NEEDS_USER | refused};
    case 404: return {KW_NOT_FOUND, refused};
    case 409:  // of a submission: the instance's usage limit
      return submit ? meaning(KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER | refused) : meaning(KW_FAILED_PRECONDITION, 0);
    case 410: return {KW_FAILED_PRECONDITION, refused};
    case 429: return {KW_RESOURCE_EXHAUSTED, KW_RETRYABLE | refused};
    default: break;
  }
  const std::uint32_t unsure = submit ? static_cast<std::uint32_t>(KW_MAYBE_EXECUTED) : 0;
  if (status == 408 || status >= 500) return {KW_UNAVAILABLE, KW_RETRYABLE | unsure};
  if (status < 400) return {KW_UNAVAILABLE, KW_RETRYABLE | unsure};  // a redirect that the host did not follow
  return {KW_UNKNOWN, refused};
}

/// "Sun, 06 Nov 1994 08:49:37 GMT" in seconds since 1970; 0: not that form.
std::uint64_t http_date(std::string_view text) {
  static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29) return 0;
  const auto month = months.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return 0;
  char iso[32];
  std::snprintf(iso, sizeof iso, "%.4s-%02u-%.2sT%.8sZ", text.data() + 12, static_cast<unsigned>(month / 3 + 1),
                text.data() + 5, text.data() + 17);
  return unix_ns(iso) / second_ns;
}

}  // namespace

std::uint64_t retry_after(const plugin::response& answer) {
  constexpr std::uint64_t most_s = 86400;
  const std::string_view text = answer.get("Retry-After");
  if (text.empty()) return 0;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    std::uint64_t seconds = 0;
    for (const char c : text.substr(0, 10)) seconds = seconds * 10 + static_cast<std::uint64_t>(c - '0');
    return std::min(seconds, most_s) * second_ns;
  }
  const auto until = http_date(text), now = http_date(answer.get("Date"));
  return until > now && now != 0 ? std::min(until - now, most_s) * second_ns : 0;
}

plugin::error failure(const plugin::response& answer, const std::string& what, request_kind kind) {
  const provider_words w = words_of(answer);
  meaning m = meaning_of(answer.status, kind);
  if (answer.status == 404 && kind != request_kind::submit && is_page(answer.body))
    m = {KW_UNAVAILABLE, KW_RETRYABLE};  // the gateway's word, who does not know what the service has
  if (answer.status == 404 && w.code == "1279") m = {KW_FAILED_PRECONDITION, m.flags | KW_NEEDS_USER};
  std::string message = what + ": " + w.message;
  if (!w.code.empty()) message += " (IBM code " + w.code + ")";
  if (w.code == "1279") message += "; does the instance's CRN belong to this account and region?";
  if (answer.status == 409 && kind == request_kind::submit) message += "; the instance's usage limit is reached";
  plugin::error e(m.code, message, m.flags);
  e.http_status = answer.status, e.provider_code = w.code, e.request_id = readable(w.trace);
  e.retry_after_ns = retry_after(answer);
  if (answer.status == 429 && e.retry_after_ns == 0) e.retry_after_ns = default_pause_ns;
  return e;
}

plugin::error failure_of_list(plugin::error e) {
  if (e.code == KW_NOT_FOUND) e.code = KW_UNAVAILABLE, e.flags |= KW_RETRYABLE;
  return e;
}

plugin::error job_failure(int reason_code, const std::string& reason, const std::string& solution,
                          std::uint32_t billed) {
  std::uint32_t code = KW_ABORTED;
  switch (reason_code) {
    case 1305: code = KW_DEADLINE_EXCEEDED; break;  // beyond max_execution_time, or the plan's maximum
    case 1506:                                      // the program could not be loaded
    case 1603:
    case 1517:  // not in the device's gates
    case 1519:  // gate twirling with fractional gates
    case 1521:  // options that exclude each other
    case 1522:  // a dynamic circuit for the estimator
    case 3211: code = KW_INVALID_ARGUMENT; break;
    case 1520: code = KW_RESOURCE_EXHAUSTED; break;
    default: break;
  }
  std::string message = reason.empty() ? "the job failed and IBM gives no reason" : readable(reason);
  if (reason_code == 1305) message = "the job ran longer than it may: " + message;
  if (!solution.empty()) message += " " + readable(solution);
  if (reason_code != 0) message += " (IBM code " + std::to_string(reason_code) + ")";
  plugin::error e(code, message, billed);
  if (reason_code != 0) e.provider_code = std::to_string(reason_code);
  return e;
}

}  // namespace ketway::ibm
