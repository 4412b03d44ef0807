#include "journal/error_codec.hpp"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>

namespace ketway {
namespace {

using json = nlohmann::json;
using severity = diagnostic::severity;

template <class T>
using name_of = std::pair<T, std::string_view>;

constexpr std::array severities{name_of<severity>{severity::error, "error"},
                                name_of<severity>{severity::warning, "warning"},
                                name_of<severity>{severity::note, "note"}};
constexpr std::array bills{name_of<billing>{billing::unknown, "unknown"},
                           name_of<billing>{billing::not_billed, "not_billed"},
                           name_of<billing>{billing::billed, "billed"}};

template <class T, std::size_t N>
std::string_view word(const std::array<name_of<T>, N>& names, T value) {
  for (const auto& [v, name] : names)
    if (v == value) return name;
  return names.front().second;
}
template <class T, std::size_t N>
T value(const std::array<name_of<T>, N>& names, std::string_view word) {
  for (const auto& [v, name] : names)
    if (name == word) return v;
  return names.front().first;
}

json of(const diagnostic& d) {
  json to = {{"severity", word(severities, d.level)}, {"message", d.message}};
  if (!d.where.file.empty()) to["file"] = d.where.file;
  if (d.where.line) to["line"] = d.where.line;
  if (d.where.column) to["column"] = d.where.column;
  return to;
}

// A member of another kind is as good as none: what can be understood of a failure is shown.
std::string text(const json& from, const char* key) {
  const auto at = from.find(key);
  return at != from.end() && at->is_string() ? at->get<std::string>() : std::string();
}
bool flag(const json& from, const char* key) {
  const auto at = from.find(key);
  return at != from.end() && at->is_boolean() && at->get<bool>();
}
template <class T>
T number(const json& from, const char* key) {
  const auto at = from.find(key);
  if (at == from.end() || !at->is_number_integer()) return 0;
  if (at->is_number_unsigned() && at->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<T>::max()))
    return 0;
  const auto n = at->get<std::int64_t>();
  return n < 0 && std::is_unsigned_v<T> ? T{0} : static_cast<T>(n);
}

errc code_of(std::string_view name) {
  for (auto i = static_cast<std::uint32_t>(errc::ok); i <= static_cast<std::uint32_t>(errc::unauthenticated); ++i)
    if (to_string(static_cast<errc>(i)) == name) return static_cast<errc>(i);
  return errc::unknown;
}
job_fate fate_of(std::string_view name) {
  for (const job_fate f : {job_fate::may_run, job_fate::cancelled, job_fate::ended})
    if (to_string(f) == name) return f;
  return job_fate::none;
}

std::vector<diagnostic> diagnostics_of(const json& list) {
  std::vector<diagnostic> all;
  for (const json& from : list) {
    if (!from.is_object()) continue;
    diagnostic& d = all.emplace_back();
    d.level = value(severities, text(from, "severity")), d.message = text(from, "message");
    d.where.file = text(from, "file");
    d.where.line = number<std::uint32_t>(from, "line"), d.where.column = number<std::uint32_t>(from, "column");
  }
  return all;
}

}  // namespace

std::string encode_error(const error& e) {
  json to = {{"code", to_string(e.code())}, {"message", e.message()}};
  const auto put = [&](const char* key, const std::string& text) {
    if (!text.empty()) to[key] = text;
  };
  put("backend", e.backend()), put("provider_code", e.provider_code()), put("request_id", e.request_id());
  put("job_uri", e.job_uri()), put("advice", e.advice());
  for (const diagnostic& d : e.diagnostics()) to["diagnostics"].push_back(of(d));
  if (e.retryable()) to["retryable"] = true;
  if (e.maybe_executed()) to["maybe_executed"] = true;
  if (e.needs_user()) to["needs_user"] = true;
  if (e.misconfigured()) to["misconfigured"] = true;
  to["billed"] = word(bills, e.billed());
  if (e.fate() != job_fate::none) to["fate"] = to_string(e.fate());
  if (e.retry_after().count() != 0) to["retry_after_ns"] = e.retry_after().count();
  if (e.http_status() != 0) to["http_status"] = e.http_status();
  return to.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<error> decode_error(std::string_view bytes) {
  const json from = json::parse(bytes, nullptr, false);
  if (!from.is_object() || !from.contains("code")) return std::nullopt;
  error e(code_of(text(from, "code")), text(from, "message"));
  if (auto t = text(from, "backend"); !t.empty()) e.backend(std::move(t));
  if (auto t = text(from, "provider_code"); !t.empty()) e.provider_code(std::move(t));
  if (auto t = text(from, "request_id"); !t.empty()) e.request_id(std::move(t));
  if (auto t = text(from, "job_uri"); !t.empty()) e.job_uri(std::move(t));
  if (auto t = text(from, "advice"); !t.empty()) e.advice(std::move(t));
  if (const auto at = from.find("diagnostics"); at != from.end() && at->is_array()) e.diagnostics(diagnostics_of(*at));
  e.retryable(flag(from, "retryable")).maybe_executed(flag(from, "maybe_executed"));
  e.needs_user(flag(from, "needs_user")).misconfigured(flag(from, "misconfigured"));
  e.billed(value(bills, text(from, "billed"))).fate(fate_of(text(from, "fate")));
  e.retry_after(std::chrono::nanoseconds(number<std::int64_t>(from, "retry_after_ns")));
  e.http_status(number<std::uint32_t>(from, "http_status"));
  return e;
}

}  // namespace ketway
