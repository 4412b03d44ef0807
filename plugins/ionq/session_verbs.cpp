// kw.session/1: time on a machine that is ours.
#include "transport.hpp"

namespace ketway::ionq {
namespace {

ionq_backend& account(kw_backend* b) { return static_cast<ionq_backend&>(static_cast<plugin::backend&>(*b)); }

session_view session_in(const json& body) {
  auto s = session_view::read(body);
  if (!s) throw plugin::error(KW_DATA_LOSS, "IonQ's answer to a request for a session is not as documented");
  return *s;
}

}  // namespace

const void* ionq_backend::extension(std::string_view id) {
  if (id != KW_SESSION_1) return nullptr;
  static constexpr kw_session_vt table{
      sizeof(kw_session_vt), 0,
      [](kw_backend* b, const kw_session_request* r, kw_done d) -> kw_op* {
        return plugin::operation::start(account(b).own_host(), d, [b, r] { return account(b).open_session(*r); });
      },
      [](kw_backend* b, kw_str id, kw_done d) -> kw_op* {
        return plugin::operation::start(account(b).own_host(), d,
                                        [b, id] { return account(b).close_session(plugin::text(id)); });
      },
      [](kw_backend* b, kw_str id, kw_done d) -> kw_op* {
        return plugin::operation::start(account(b).own_host(), d,
                                        [b, id] { return account(b).poll_session(plugin::text(id)); });
      }};
  return &table;
}

plugin::task<session_view> ionq_backend::open_session(const kw_session_request& asked_for) {
  const kw_session_request r = plugin::known(asked_for);
  call post("/sessions", "a new session");
  post.with("POST", session_body(r, backend_id(plugin::view(r.device))), KW_HTTP_SUBMITS);
  const plugin::response answer = co_await send(std::move(post));
  const json body = body_of(answer, asked::submits, "a new session", unix_now());
  const auto s = session_view::read(body);
  if (!s) throw unreadable(answer, asked::submits, "a new session", "it has no id");
  session_view out = *s;
  co_return out;
}

plugin::task<session_view> ionq_backend::poll_session(std::string id) {
  const json body = co_await ask(call("/sessions/" + encoded(id), "the session " + id));
  session_view s = session_in(body);
  co_return s;
}

plugin::task<session_view> ionq_backend::close_session(std::string id) {
  const session_view before = co_await poll_session(id);
  if (before.state == KW_SESSION_CLOSED) co_return before;
  call post("/sessions/" + encoded(id) + "/end", "the end of session " + id);
  post.with("POST", {}, KW_HTTP_IDEMPOTENT);
  const json body = co_await ask(std::move(post));
  session_view s = session_in(body);
  co_return s;
}

}  // namespace ketway::ionq
