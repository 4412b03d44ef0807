// kw.session/1.
#include "backend.hpp"
#include "wire/errors.hpp"

namespace ketway::ibm {
namespace {

ibm_backend& self(kw_backend* b) { return static_cast<ibm_backend&>(*b); }

kw_op* on_open(kw_backend* b, const kw_session_request* r, kw_done done) {
  return plugin::operation::start(self(b).services(), done, [b, r] { return self(b).open_session(*r); });
}
kw_op* on_close(kw_backend* b, kw_str id, kw_done done) {
  return plugin::operation::start(self(b).services(), done,
                                  [b, id] { return self(b).close_session(plugin::text(id)); });
}
kw_op* on_poll(kw_backend* b, kw_str id, kw_done done) {
  return plugin::operation::start(self(b).services(), done, [b, id] { return self(b).poll_session(plugin::text(id)); });
}

constexpr kw_session_vt session_table{sizeof(kw_session_vt), 0, &on_open, &on_close, &on_poll};

}  // namespace

const void* ibm_backend::extension(std::string_view id) { return id == KW_SESSION_1 ? &session_table : nullptr; }

/// A batch bills only what runs in it; a dedicated session bills its time. IBM gives sessions no tag to find them by, so a
/// lost answer stays MAYBE_EXECUTED.
plugin::task<session> ibm_backend::open_session(const kw_session_request& r) {
  call c("POST", "/sessions");
  c.body = session_request(r), c.flags = KW_HTTP_SUBMITS;
  const plugin::response answer = co_await send(c);
  if (answer.status / 100 != 2) throw failure(answer, "opening the session", request_kind::submit);
  try {
    const json object = read_json(answer.body, "the answer to opening the session");
    co_return read_session(object, now_ns(KW_CLOCK_UNIX));
  } catch (plugin::error& e) {
    e.flags |= KW_MAYBE_EXECUTED;
    throw;
  }
}

/// Takes no more jobs; what is queued still runs. (DELETE …/close would cancel it.)
plugin::task<session> ibm_backend::close_session(std::string id) {
  call c("PATCH", "/sessions/" + path_step(id, "session"));
  c.body = R"({"accepting_jobs":false})", c.flags = KW_HTTP_IDEMPOTENT;
  const plugin::response answer = co_await send(c);
  // A session that is closed already may refuse: its state tells.
  if (answer.status / 100 != 2 && answer.status != 400 && answer.status != 409)
    throw failure(answer, "closing session " + id);
  session now = co_await poll_session(id);
  if (answer.status / 100 != 2 && now.state == KW_SESSION_OPEN) throw failure(answer, "closing session " + id);
  if (now.state == KW_SESSION_OPEN) now.state = KW_SESSION_CLOSING;
  co_return now;
}

plugin::task<session> ibm_backend::poll_session(std::string id) {
  const std::string path = "/sessions/" + path_step(id, "session");
  const json object = co_await get(path, "the state of session " + id);
  co_return read_session(object, 0);
}

}  // namespace ketway::ibm
