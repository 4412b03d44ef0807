#include "execute/session.hpp"

#include "execute/launch.hpp"
#include "execute/plugin_backend.hpp"
#include "host/plugin_wait.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t last_close_ns = 4'000'000'000;  // within the grace of a runtime that ends

class snapshot {
 public:
  std::string id;
  session_status status;
};

snapshot copy_session(const void* p, const std::string&) {
  const kw_session given = grown(*static_cast<const kw_session*>(p));
  snapshot s;
  s.id = view(given.id);
  if (given.state >= KW_SESSION_OPEN && given.state <= KW_SESSION_CLOSED)
    s.status.state = static_cast<session_state>(given.state);
  if (given.expires_ns)
    s.status.expires =
        std::chrono::system_clock::time_point(std::chrono::duration_cast<std::chrono::system_clock::duration>(
            std::chrono::nanoseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(given.expires_ns, INT64_MAX)))));
  return s;
}

/// The plugin's table, or null where it has no sessions. Strand only.
const kw_session_vt* sessions_of(plugin_account& account) {
  if (!account.vt().extension) return nullptr;
  const void* table = nullptr;
  account.enter(deadline::never, "extension",
                [&] { table = account.vt().extension(account.backend(), str(KW_SESSION_1)); });
  return static_cast<const kw_session_vt*>(table);
}

error without_sessions() {
  return std::move(error(errc::unimplemented, "this backend has no sessions").billed(billing::not_billed));
}

void close_at_last(const std::shared_ptr<const named_lease>& lease, const std::string& id);

struct open_arguments {
  open_arguments(std::string d, const session_options& o) : device(std::move(d)) {
    request.device = str(device), request.mode = str(o.mode() == session_mode::dedicated ? "dedicated" : "batch");
    request.max_time_ns = o.max_time() ? static_cast<std::uint64_t>(o.max_time()->count()) : 0;
  }
  std::string device;
  kw_session_request request = sized<kw_session_request>();
};

flow<expected<session>> ask_to_open(std::shared_ptr<const named_lease> lease, std::shared_ptr<const device> d,
                                    session_options o) {
  const auto* table = sessions_of(*lease->core->account);
  if (!table || !KW_SLOT(table, kw_session_vt, open)) co_return without_sessions();
  const auto args = std::make_shared<open_arguments>(d->id, o);
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done done) { return verb(b, &a->request, done); };
  plugin_wait wait("session.open", table->open, args, start, &copy_session);
  auto opened = co_await wait;
  if (!opened) co_return std::move(opened.error().backend(lease->name));
  plugin_account& account = *lease->core->account;
  if (account.closing() && !o.keep_open()) {  // too late for a farewell
    close_at_last(lease, opened->id);
    co_return std::move(
        error(errc::cancelled, "the runtime ended while the session was being opened").backend(lease->name));
  }
  const auto s = std::make_shared<session::state>(lease, d, opened->id, !o.keep_open());
  if (!o.keep_open())
    lease->core->account->before_close(s, [s = s.get()] {
      if (s->closes_itself.exchange(false)) close_at_last(s->lease, s->id);
    });
  co_return session(s);
}

enum class question : std::uint8_t { poll, close };

flow<expected<session_status>> ask(std::shared_ptr<const named_lease> lease, std::string id, question what) {
  const auto* table = sessions_of(*lease->core->account);
  const bool has =
      table && (what == question::poll ? KW_SLOT(table, kw_session_vt, poll) : KW_SLOT(table, kw_session_vt, close));
  if (!has) co_return without_sessions();
  const auto args = std::make_shared<std::string>(std::move(id));
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done done) { return verb(b, str(*a), done); };
  plugin_wait wait(what == question::poll ? "session.poll" : "session.close",
                   what == question::poll ? table->poll : table->close, args, start, &copy_session);
  auto answer = co_await wait;
  if (!answer) co_return std::move(answer.error().backend(lease->name));
  co_return answer->status;
}

/// Nobody waits for it; it holds the account until it has ended.
struct last_close : call_context {
  explicit last_close(std::shared_ptr<const named_lease> l)
      : call_context(*l->core->account, &ended), lease(std::move(l)) {}
  static void ended(call_context& c) {
    auto& self = static_cast<last_close&>(c);
    std::string why;
    try {
      const auto outcome = self.body->result();
      if (!outcome) why = outcome.error().to_string();
    } catch (const std::exception& e) {
      why = e.what();
    }
    if (!why.empty()) self.account.log(log_level::warn, "session " + self.id + " could not be closed: " + why);
    delete &self;
  }
  const std::shared_ptr<const named_lease> lease;
  std::string id;
  std::optional<flow<expected<session_status>>> body;
};

/// Strand only.
void close_at_last(const std::shared_ptr<const named_lease>& lease, const std::string& id) {
  plugin_account& account = *lease->core->account;
  if (!account.takes_calls()) return account.log(log_level::warn, "session " + id + " stays open");
  auto* call = new last_close(lease);
  call->id = id;
  call->join_to_clean_up(account.now_ns() + last_close_ns);
  call->body.emplace(ask(lease, id, question::close));
  call->body->start(*call);
}

boost::asio::awaitable<expected<session_status>> start_question(const std::shared_ptr<session::state>& s,
                                                                question what) {
  auto body = [s, what](call_context&) { return ask(s->lease, s->id, what); };
  return start_question<expected<session_status>>(s->lease->core->account, std::move(body));
}

// Parameters by value: the handle may be gone when the coroutine is first resumed.
boost::asio::awaitable<expected<session_status>> close_of(std::shared_ptr<session::state> s) {
  const bool ours = s->closes_itself.exchange(false);  // not twice
  auto answer = co_await start_question(s, question::close);
  if (!answer && ours) s->closes_itself = true;
  co_return answer;
}
boost::asio::awaitable<session_status> status_or_throw(std::shared_ptr<session::state> s) {
  auto answer = co_await start_question(s, question::poll);
  co_return std::move(answer).value();
}
boost::asio::awaitable<session_status> close_or_throw(std::shared_ptr<session::state> s) {
  auto answer = co_await close_of(std::move(s));
  co_return std::move(answer).value();
}

}  // namespace

std::string_view to_string(session_state s) noexcept {
  constexpr std::string_view words[] = {"unknown", "open", "closing", "closed"};
  const auto i = static_cast<std::size_t>(s);
  return i < std::size(words) ? words[i] : words[0];
}

session::state::~state() {
  if (closes_itself) lease->core->account->hand_over([l = lease, i = id] { close_at_last(l, i); });
}

boost::asio::awaitable<expected<session>> open_session(std::shared_ptr<const named_lease> lease,
                                                       std::shared_ptr<const device> d, session_options o) {
  auto account = lease->core->account;
  auto body = [lease = std::move(lease), d = std::move(d), o](call_context&) { return ask_to_open(lease, d, o); };
  return start_question<expected<session>>(std::move(account), std::move(body));
}

const std::string& session::id() const noexcept { return state_->id; }
backend session::backend() const { return ketway::backend(std::make_shared<plugin_backend>(state_)); }
boost::asio::awaitable<expected<session_status>> session::try_status() const {
  return start_question(state_, question::poll);
}
boost::asio::awaitable<session_status> session::status() const { return status_or_throw(state_); }
boost::asio::awaitable<expected<session_status>> session::try_close() const { return close_of(state_); }
boost::asio::awaitable<session_status> session::close() const { return close_or_throw(state_); }

}  // namespace ketway
