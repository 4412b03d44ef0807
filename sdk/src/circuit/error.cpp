#include "ketway/error.hpp"

#include <array>

namespace ketway {
namespace {

constexpr std::array<std::string_view, 17> names = {
    "ok",        "cancelled",       "unknown",           "invalid_argument",   "deadline_exceeded",
    "not_found", "already_exists",  "permission_denied", "resource_exhausted", "failed_precondition",
    "aborted",   "out_of_range",    "unimplemented",     "internal",           "unavailable",
    "data_loss", "unauthenticated",
};

std::string_view word_of(diagnostic::severity level) noexcept {
  switch (level) {
    case diagnostic::severity::error: return "error";
    case diagnostic::severity::warning: return "warning";
    case diagnostic::severity::note: return "note";
  }
  return "error";
}

}  // namespace

std::string_view to_string(errc code) noexcept {
  const auto number = static_cast<std::size_t>(code);
  return number < names.size() ? names[number] : "unknown";
}

std::string_view to_string(cancel_outcome c) noexcept {
  switch (c) {
    case cancel_outcome::none: return "none";
    case cancel_outcome::before_run: return "before_run";
    case cancel_outcome::while_running: return "while_running";
    case cancel_outcome::too_late: return "too_late";
    case cancel_outcome::unsupported: return "unsupported";
    case cancel_outcome::pending: return "pending";
    case cancel_outcome::unanswered: return "unanswered";
  }
  return "none";
}

std::string_view to_string(job_fate fate) noexcept {
  switch (fate) {
    case job_fate::none: return "none";
    case job_fate::may_run: return "may_run";
    case job_fate::cancelled: return "cancelled";
    case job_fate::ended: return "ended";
  }
  return "none";
}

std::string diagnostic::to_string() const {
  std::string text = where.file;
  for (const std::uint32_t number : {where.line, where.column}) {
    if (number == 0) break;
    if (!text.empty()) text += ':';
    text += std::to_string(number);
  }
  if (!text.empty()) text += ": ";
  return text.append(word_of(level)).append(": ").append(message);
}

std::string error::to_string() const {
  const texts& t = read();
  std::string text;
  if (!t.backend.empty()) text.append(t.backend).append(": ");
  text.append(t.message.empty() ? std::string_view("failed") : std::string_view(t.message));
  text.append(" (").append(ketway::to_string(code_));
  if (!t.provider_code.empty()) text.append(", provider code ").append(t.provider_code);
  text += ')';
  if (!t.advice.empty()) text.append("; ").append(t.advice);
  if (!t.job_uri.empty()) text.append("; job ").append(t.job_uri);
  return text;
}

}  // namespace ketway
