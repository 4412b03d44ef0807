#include "journal/sqlite_errors.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace ketway::sql {
namespace {

/// What a code comes to.
class meaning {
 public:
  meaning(errc c, const char* w, const char* a) : code(c), what(w), advice(a) {}
  errc code;
  const char* what;
  const char* advice;
};

meaning full() {
  return {errc::resource_exhausted, "no space is left for the journal", "make room on that disk; nothing was sent"};
}
meaning forbidden() {
  return {errc::permission_denied, "the journal may not be written",
          "give this user the right to write there, or keep the journal elsewhere"};
}
meaning damaged() {
  return {errc::data_loss, "the journal is damaged",
          "put the file aside and restore a copy, or look for its jobs at the providers; nothing was sent"};
}
meaning failing_disk() {
  return {errc::unavailable, "the disk of the journal fails", "look at that disk; nothing was sent"};
}

meaning of_system(int errno_value, meaning otherwise) {
  switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return full();
    case EACCES:
    case EPERM:
    case EROFS: return forbidden();
    default: return otherwise;
  }
}

meaning of(int code, int errno_value) {
  switch (code) {
    case SQLITE_READONLY_DBMOVED: return damaged();
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_DATA:
    case SQLITE_IOERR_CORRUPTFS: return damaged();
    case SQLITE_IOERR_NOMEM: return {errc::resource_exhausted, "no memory is left for the journal", "free some memory"};
    default: break;
  }
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return {errc::unavailable, "the journal is locked by another process", "try again; end what holds it"};
    case SQLITE_FULL: return full();
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: return forbidden();
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT: return damaged();
    case SQLITE_NOMEM: return {errc::resource_exhausted, "no memory is left for the journal", "free some memory"};
    case SQLITE_CANTOPEN:
      return of_system(errno_value,
                       {errc::unavailable, "the journal cannot be opened", "look whether its folder is there"});
    case SQLITE_IOERR: return of_system(errno_value, failing_disk());
    default: return {errc::internal, "the journal answered what was not expected", "please report this"};
  }
}

}  // namespace

error sqlite_error(int code, int errno_value, std::string_view detail, const std::string& place) {
  const meaning m = of(code, errno_value);
  std::string message = std::string(m.what) + ": " + place + ": " + std::string(detail);
  if (errno_value != 0) message += std::string(" (") + std::strerror(errno_value) + ")";
  error e(m.code, std::move(message));
  const int kind = code & 0xff;
  e.advice(m.advice)
      .retryable(kind == SQLITE_BUSY || kind == SQLITE_LOCKED || kind == SQLITE_PROTOCOL)
      .misconfigured(m.code == errc::permission_denied)
      .billed(billing::not_billed);
  return e;
}

}  // namespace ketway::sql
