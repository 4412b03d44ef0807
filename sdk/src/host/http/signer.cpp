#include "host/http/signer.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include "execute/waits.hpp"
#include "host/http/exchange.hpp"
#include "host/http/offload.hpp"
#include "host/http/origin_list.hpp"
#include "host/http/retry.hpp"
#include "host/http/templates.hpp"
#include "host/plugin_account.hpp"
#include "world/base64.hpp"
#include "world/secret_sources.hpp"

namespace ketway {
namespace {

using nlohmann::json;

constexpr std::uint64_t second_ns = 1'000'000'000ULL;
constexpr std::uint64_t dead_before_ns = 10 * second_ns;  // a token this close to its end is taken for ended
constexpr std::uint64_t calm_ns = 60 * second_ns;         // after a renewal that failed, while the old token lives
constexpr std::uint64_t fetch_limit_ns = 60 * second_ns;  // of one token request
constexpr std::uint64_t usual_lifetime_s = 3600;
constexpr int fetch_tries = 3;
constexpr std::uint64_t largest_answer = std::uint64_t{1} << 20;

std::uint64_t seconds_at(const json& reply, const json& answer, const char* name) {
  if (!reply.contains(name)) return 0;
  const json::json_pointer at(reply[name].get<std::string>());
  if (!answer.contains(at)) return 0;
  const json& value = answer.at(at);
  if (value.is_number() && value.get<double>() > 0) return static_cast<std::uint64_t>(value.get<double>());
  if (value.is_string()) return std::strtoull(value.get_ref<const std::string&>().c_str(), nullptr, 10);
  return 0;
}

std::string text_at(const json& from, const std::string& pointer) {
  const json::json_pointer at(pointer);
  return from.is_object() && from.contains(at) && from.at(at).is_string() ? from.at(at).get<std::string>() : "";
}

}  // namespace

struct signer::entry {
  std::string name, scheme;
  json definition;
  origin_list origins;
  secret value, user, token, former;  // the token, and the one before
  bool loaded = false, renewing = false;
  std::uint64_t renew_at_ns = 0, dead_at_ns = 0, calm_until_ns = 0;  // monotonic
  std::uint64_t flights = 0;
  std::optional<error> last_failure;  // of flight number `flights`
  std::deque<turn*> waiting;
};

/// `co_await turn(e)`: until the renewal that is under way has ended.
class signer::turn final : interruptible {
 public:
  explicit turn(entry& e) : entry_(e) {}
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;
  ~turn() = default;
  bool await_ready() const noexcept { return !entry_.renewing; }
  template <class P>
  bool await_suspend(std::coroutine_handle<P> h) {
    ctx_ = h.promise().ctx, handle_ = h;
    if (ctx_->stopped()) return false;
    ctx_->waits_on(this);
    entry_.waiting.push_back(this);
    return true;
  }
  void await_resume() const noexcept {}
  static void wake_all(entry& e) {
    for (turn* t : std::exchange(e.waiting, {})) t->ctx_->waits_on(nullptr), t->resume_soon();
  }

 private:
  void interrupt() override {
    std::erase(entry_.waiting, this);
    resume_soon();
  }
  void resume_soon() {
    auto& account = ctx_->account;
    boost::asio::post(account.strand(), [keep = account.shared_from_this(), h = handle_] { h.resume(); });
  }
  entry& entry_;
  call_context* ctx_ = nullptr;
  std::coroutine_handle<> handle_;
};

signer::signer(plugin_account& account, const account_rights& rights) : account_(account), rights_(rights) {
  for (const auto& [name, definition] : rights.credentials()) {
    auto e = std::make_unique<entry>();
    e->name = name, e->definition = json::parse(definition, nullptr, false);
    if (!e->definition.is_object()) continue;
    try {
      e->scheme = e->definition.value("scheme", "");
      e->origins = origin_list(e->definition.value("origins", std::vector<std::string>()));
    } catch (const json::exception&) {  // no such credential, then
      continue;
    }
    entries_.emplace(name, std::move(e));
  }
}
signer::~signer() = default;

signer::entry* signer::find(std::string_view name) {
  const auto at = entries_.find(name);
  return at == entries_.end() ? nullptr : at->second.get();
}

bool signer::token_lasts(const entry& e, bool well) const {
  return !e.token.empty() && account_.now_ns() < (well ? e.renew_at_ns : e.dead_at_ns);
}

flow<expected<void>> signer::load(entry& e) {
  if (e.loaded) co_return expected<void>();
  struct both {
    std::optional<found_secret> value, user;
  };
  const account_rights& rights = rights_;
  const json sources = e.definition.value("sources", json::array()), user = e.definition.value("user", json::array());
  using reader = offload<expected<std::shared_ptr<both>>>;
  const reader::function read = [&rights, sources,
                                 user](const std::stop_token& stop) -> expected<std::shared_ptr<both>> {
    auto got = std::make_shared<both>();
    auto value = read_secret(sources, rights, stop);
    if (!value) return std::move(value.error());
    auto name = read_secret(user, rights, stop);
    if (!name) return std::move(name.error());
    got->value = std::move(*value), got->user = std::move(*name);
    return got;
  };
  reader reading(read);
  auto got = co_await reading;
  if (!got) co_return std::move(got.error());
  if (!(*got)->value) {
    std::string places;
    for (const json& s : sources)
      if (s.contains("env")) places += (places.empty() ? "" : ", ") + s["env"].get<std::string>();
    error none(errc::unauthenticated, "there is no '" + e.name + "' credential");
    none.needs_user(true).misconfigured(true).billed(billing::not_billed);
    none.advice(places.empty()
                    ? "put it into the configuration's options of this backend"
                    : "set one of " + places + ", or put it into the configuration's options of this backend");
    co_return none;
  }
  e.value = std::move((*got)->value->value);
  if ((*got)->user) e.user = std::move((*got)->user->value);
  e.loaded = true;
  co_return expected<void>();
}

flow<expected<void>> signer::fetch(entry& e) {
  call_context& ctx = co_await this_call();
  const json& request = e.definition["request"];
  const json& reply = e.definition["reply"];
  const auto url = http_url::parse(request.value("url", ""));
  if (!url) co_return error(errc::invalid_argument, "the token URL of credential '" + e.name + "' does not read");
  const std::string body = request.contains("form")   ? form_body(request["form"], {{"secret", e.value.reveal()}})
                           : request.contains("json") ? filled(request["json"], {{"secret", e.value.reveal()}}).dump()
                                                      : std::string();
  for (int n = 0;; ++n) {
    http_send send;
    send.origin = url->origin, send.target = url->target, send.method = request.value("method", "POST");
    const json headers = request.value("headers", json::object());
    for (const auto& [name, text] : headers.items())
      send.fields.emplace_back(
          name, filled(std::string_view(text.get_ref<const std::string&>()), {{"secret", e.value.reveal()}}));
    if (!find_field(send.fields, "content-type") && !body.empty())
      send.fields.emplace_back("Content-Type",
                               request.contains("form") ? "application/x-www-form-urlencoded" : "application/json");
    if (!find_field(send.fields, "accept")) send.fields.emplace_back("Accept", "application/json");
    send.body = body, send.max_response = largest_answer;
    attempt once(std::move(send), fetch_limit_ns, 0);
    http_end end = co_await once;
    if (ctx.stopped()) co_return ctx.stop_error();
    const json answer = json::parse(end.reply.body, nullptr, false);
    const bool garbled = end.ok() && end.reply.status / 100 == 2 && !answer.is_object();
    const bool passing = end.ok() ? garbled || retry::passing(end.reply.status) : end.failure.retryable();
    const bool again = passing && n + 1 < fetch_tries;
    if (again) {
      const auto advice = end.ok() ? retry::advice_ns(end.reply, account_.rt().world().unix_ns()) : std::nullopt;
      co_await pause(std::max(advice.value_or(0), retry::backoff_ns(n, account_.rt().world())));
      if (ctx.stopped()) co_return ctx.stop_error();
      continue;
    }
    if (!end.ok()) co_return std::move(end.failure);
    std::string token = end.reply.status / 100 == 2 ? text_at(answer, reply.value("token", "")) : std::string();
    if (token.empty()) {
      // Nothing of the body but the part that the manifest names: the rest may repeat what was sent.
      std::string why = reply.contains("error") ? text_at(answer, reply["error"].get<std::string>()) : std::string();
      if (why.find(e.value.reveal()) != std::string::npos) why.clear();
      const unsigned status = end.reply.status;
      error refused(passing ? errc::unavailable : errc::unauthenticated, url->origin.to_string() + " gives no token (" +
                                                                             std::to_string(status) + ")" +
                                                                             (why.empty() ? "" : ": " + why));
      refused.http_status(status).retryable(passing).needs_user(!passing).billed(billing::not_billed);
      if (!passing) refused.advice("check the '" + e.name + "' credential");
      co_return refused;
    }
    const std::uint64_t now = account_.now_ns(), unix_s = account_.rt().world().unix_ns() / second_ns;
    std::uint64_t lives_s = seconds_at(reply, answer, "expires_in");
    if (const std::uint64_t at = seconds_at(reply, answer, "expires_at"); lives_s == 0 && at > unix_s)
      lives_s = at - unix_s;
    if (lives_s == 0) lives_s = reply.value("lifetime", usual_lifetime_s);
    lives_s = std::min<std::uint64_t>(lives_s, 30 * 86'400);
    const json renewal = e.definition.value("renew", json::object());
    const std::uint64_t lives_ns = lives_s * second_ns;
    const std::uint64_t before_ns =
        renewal.contains("before")
            ? renewal["before"].get<std::uint64_t>() * second_ns
            : lives_ns - static_cast<std::uint64_t>(static_cast<double>(lives_ns) * renewal.value("share", 0.8));
    e.former = std::exchange(e.token, secret(std::move(token)));
    e.dead_at_ns = now + (lives_ns > 2 * dead_before_ns ? lives_ns - dead_before_ns : lives_ns / 2);
    e.renew_at_ns = std::min(e.dead_at_ns, now + (before_ns < lives_ns ? lives_ns - before_ns : 0));
    co_return expected<void>();
  }
}

flow<expected<void>> signer::renew(entry& e) {
  call_context& ctx = co_await this_call();
  while (!token_lasts(e, true)) {
    if (token_lasts(e, false) && account_.now_ns() < e.calm_until_ns) break;
    if (e.renewing) {
      const std::uint64_t flight = e.flights;
      turn mine(e);
      co_await mine;
      if (ctx.stopped()) co_return ctx.stop_error();
      // Who waited for a flight that failed has its answer; one that was cancelled is taken over.
      if (e.flights == flight + 1 && e.last_failure && e.last_failure->code() != errc::cancelled &&
          !token_lasts(e, false))
        co_return *e.last_failure;
      continue;
    }
    e.renewing = true;
    expected<void> done;
    try {
      done = co_await load(e);
      if (done) done = co_await fetch(e);
    } catch (const std::exception&) {  // what it says may quote the secret
      done = error(errc::internal, "the request for a token of credential '" + e.name + "' cannot be made");
    }
    e.renewing = false, ++e.flights;
    e.last_failure = done ? std::nullopt : std::optional<error>(done.error());
    turn::wake_all(e);
    if (done) break;
    e.calm_until_ns = account_.now_ns() + calm_ns;
    if (!token_lasts(e, false)) co_return std::move(done.error());
  }
  co_return expected<void>();
}

flow<expected<std::vector<http_field>>> signer::sign(std::string_view credential, const http_origin& to) {
  std::vector<http_field> fields;
  if (credential.empty()) co_return fields;
  entry* e = find(credential);
  if (!e)
    co_return error(errc::permission_denied,
                    "the plugin's manifest declares no credential '" + std::string(credential) + "'");
  if (!e->origins.allows(to))
    co_return error(errc::permission_denied, "credential '" + e->name + "' does not go to " + to.to_string());
  if (e->scheme != "header" && e->scheme != "basic" && e->scheme != "exchange")
    co_return error(errc::unimplemented, "this version cannot sign with the scheme '" + e->scheme + "'");
  expected<void> ready;
  if (e->scheme == "exchange")
    ready = co_await renew(*e);
  else
    ready = co_await load(*e);
  if (!ready) co_return std::move(ready.error());
  if (e->scheme == "basic") {
    const std::string pair = std::string(e->user.reveal()) + ":" + std::string(e->value.reveal());
    fields.emplace_back("Authorization", "Basic " + to_base64(pair));
    co_return fields;
  }
  const json attach = e->definition.value("attach", json::object());
  for (const auto& [name, text] : attach.items())
    fields.emplace_back(name, filled(std::string_view(text.get_ref<const std::string&>()),
                                     {{"secret", e->value.reveal()}, {"token", e->token.reveal()}}));
  if (std::all_of(fields.begin(), fields.end(), [](const http_field& f) { return f.well_formed(); })) co_return fields;
  e->loaded = false;  // it may be mended before the next call
  // A key is this machine's; a token is what a server gave for it.
  error broken(errc::unauthenticated, "credential '" + e->name + "' has a line break or a zero byte in it");
  broken.needs_user(true).billed(billing::not_billed).misconfigured(e->scheme != "exchange");
  co_return std::move(broken.advice("write it again, alone on one line; `ketway doctor` says where it was found"));
}

bool signer::rejected(std::string_view credential, unsigned status, const std::vector<http_field>& fields) {
  entry* e = find(credential);
  if (!e) return false;
  const json renewal = e->definition.value("renew", json::object());
  const auto drops = renewal.value("on_status", std::vector<unsigned>{401});
  if (std::find(drops.begin(), drops.end(), status) == drops.end()) return false;
  if (e->scheme != "exchange") return std::exchange(e->loaded, false), false;  // the next call reads the sources again
  // Another call may have renewed it meanwhile: then the new one has not been refused yet.
  const bool same = std::any_of(fields.begin(), fields.end(), [&](const http_field& f) {
    return !e->token.empty() && f.value.find(e->token.reveal()) != std::string::npos;
  });
  if (same) e->former = std::exchange(e->token, secret());
  return true;
}

void signer::hide_in(std::string& text) const {
  constexpr std::size_t shortest = 6;  // what is shorter hides nothing and may stand anywhere
  const auto hide = [&text](std::string_view what) {
    if (what.size() < shortest) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
      text.replace(at, what.size(), what.size(), '*');
  };
  for (const auto& [name, e] : entries_) {
    hide(e->value.reveal()), hide(e->token.reveal()), hide(e->former.reveal());
    if (e->scheme == "basic" && e->loaded)
      hide(to_base64(std::string(e->user.reveal()) + ":" + std::string(e->value.reveal())));
  }
}

std::size_t signer::longest() const noexcept {
  std::size_t most = 1;
  for (const auto& [name, e] : entries_) {
    const std::size_t pair =
        e->scheme == "basic" ? (e->user.reveal().size() + e->value.reveal().size()) * 4 / 3 + 8 : 0;
    most = std::max({most, e->value.reveal().size(), e->token.reveal().size(), e->former.reveal().size(), pair});
  }
  return most - 1;
}

flow<expected<secret>> signer::raw(std::string_view credential) {
  entry* e = find(credential);
  if (!rights_.raw_secret() || !e)
    co_return error(errc::permission_denied, "the plugin's manifest does not allow it to see a secret");
  if (auto ready = co_await load(*e); !ready) co_return std::move(ready.error());
  co_return e->value.copy();
}

}  // namespace ketway
