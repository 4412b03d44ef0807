#include "journal/postgres_errors.hpp"

#include <array>

namespace ketway::sql {
namespace {

/// What the states that begin like this come to; the first that fits.
class meaning {
 public:
  std::string_view begins;
  errc code;
  bool retryable;
  const char* what;
  const char* advice;
};

// Appendix A of PostgreSQL's manual.
constexpr std::array<meaning, 15> meanings = {{
    {"08", errc::unavailable, true, "the connection to the journal failed",
     "look whether the server runs and can be reached"},
    {"25006", errc::permission_denied, false, "the journal may not be written",
     "name a server that is no read-only copy"},
    {"25P03", errc::unavailable, true, "the connection to the journal timed out", "try again"},
    {"28", errc::permission_denied, false, "the server of the journal lets this user not in",
     "look at user and password"},
    {"3D000", errc::permission_denied, false, "the database of the journal is not there", "create it"},
    {"40", errc::unavailable, true, "the journal is in use by others", "try again"},
    {"42501", errc::permission_denied, false, "the journal may not be written",
     "grant this user the rights on the schema ketway, or to create it"},
    {"53300", errc::unavailable, true, "the server of the journal has too many connections",
     "try again, or allow more"},
    {"53", errc::resource_exhausted, false, "no space is left for the journal",
     "make room on the server; nothing was sent"},
    {"55P03", errc::unavailable, true, "the journal is locked by others", "try again; end what holds it"},
    {"57014", errc::unavailable, true, "the journal took too long to answer", "try again"},
    {"57P", errc::unavailable, true, "the server of the journal is going down or coming up", "try again"},
    {"58030", errc::unavailable, false, "the disk of the journal fails", "look at the server's disk; nothing was sent"},
    {"XX001", errc::data_loss, false, "the journal is damaged", "restore the database; nothing was sent"},
    {"XX002", errc::data_loss, false, "the journal is damaged", "rebuild the index; nothing was sent"},
}};

constexpr meaning unexpected = {"", errc::internal, false, "the journal answered what was not expected",
                                "please report this"};

const meaning& of(std::string_view state) {
  if (state.empty()) return meanings.front();
  for (const meaning& m : meanings)
    if (state.starts_with(m.begins)) return m;
  return unexpected;
}

}  // namespace

error postgres_error(std::string_view state, std::string_view detail, const std::string& place) {
  while (!detail.empty() && (detail.back() == '\n' || detail.back() == ' ')) detail.remove_suffix(1);
  const meaning& m = of(state);
  std::string message = std::string(m.what) + ": " + place + ": " + std::string(detail);
  if (!state.empty()) message += " (" + std::string(state) + ")";
  error e(m.code, std::move(message));
  e.advice(m.advice)
      .retryable(m.retryable)
      .misconfigured(m.code == errc::permission_denied)
      .billed(billing::not_billed);
  return e;
}

}  // namespace ketway::sql
