#include "execute/plugin_backend.hpp"

#include <algorithm>

#include "execute/abandon.hpp"
#include "execute/launch.hpp"
#include "execute/price.hpp"
#include "execute/submission.hpp"
#include "host/plugin_wait.hpp"

namespace ketway {
namespace {

constexpr std::chrono::nanoseconds hardware_limit = std::chrono::hours(24);

bool gone(device_state s) noexcept { return s == device_state::offline || s == device_state::retired; }

/// The first name among the options' parameters that no circuit has; empty: none.
std::string nobodys_parameter(const execute_options& o, const std::vector<circuit>& all) {
  for (const auto& [name, value] : o.parameters()) {
    const auto has = [&name = name](const circuit& c) {
      const auto own = c.parameters();
      return std::find(own.begin(), own.end(), name) != own.end();
    };
    if (std::none_of(all.begin(), all.end(), has)) return name;
  }
  return "";
}

}  // namespace

plugin_backend::plugin_backend(std::shared_ptr<account::core> lease, ketway::device d, std::string name)
    : lease_(std::make_shared<const named_lease>(std::move(lease), std::move(name))),
      device_(std::make_shared<const ketway::device>(std::move(d))) {}

plugin_backend::plugin_backend(const std::shared_ptr<session::state>& s)
    : lease_(s->lease), session_(s), device_(s->device) {}

work_builder plugin_backend::builder_for(const ketway::device& d, const execute_options& o) const {
  work_builder b(d, o, actor()->rt().world());
  if (session_) b.session(session_->id);
  return b;
}

std::shared_ptr<const device> plugin_backend::facts() const {
  const std::lock_guard lock(mutex_);
  return device_;
}

std::optional<std::chrono::nanoseconds> plugin_backend::limit(const execute_options& o) const {
  if (o.deadline()) return o.deadline();
  if (facts()->free) return std::nullopt;
  return hardware_limit;
}

submit_terms plugin_backend::terms(const execute_options& o, const call_context& ctx) const {
  submit_terms t;
  t.durable = o.durable(), t.cancels = o.when_abandoned() == on_abandon::cancel_remote;
  t.limits = actor()->rt().limits();
  if (o.budget()) t.limits.emplace_back(budget_limit::span::job, o.budget()->first, o.budget()->second);
  const std::uint64_t now = actor()->now_ns(), by = ctx.deadline_ns();
  if (by != deadline::never) t.expires_ns = actor()->rt().world().unix_ns() + (by > now ? by - now : 0);
  return t;
}

error plugin_backend::named(error e) const {
  e.backend(name());
  return e;
}

flow<expected<device>> plugin_backend::ask_device() {
  struct arguments {
    explicit arguments(std::string i) : id(std::move(i)) {}
    std::string id;
  };
  const auto args = std::make_shared<arguments>(facts()->id);
  const auto start = [a = args.get()](auto verb, kw_backend* b, kw_done d) { return verb(b, str(a->id), d); };
  const auto copy = [](const void* p, const std::string&) { return to_device(*static_cast<const kw_device*>(p)); };
  plugin_wait wait("device", &kw_backend_vt::device, args, start, copy);
  auto fresh = co_await wait;
  if (!fresh) co_return named(std::move(fresh.error()));
  const std::lock_guard lock(mutex_);
  device_ = std::make_shared<const ketway::device>(*fresh);
  co_return fresh;
}

flow<expected<void>> plugin_backend::there() {
  if (!gone(facts()->state)) co_return expected<void>();
  // What was true when it was opened may not be true now.
  if (auto fresh = co_await ask_device(); !fresh) co_return std::move(fresh.error().billed(billing::not_billed));
  const auto d = facts();
  if (!gone(d->state)) co_return expected<void>();
  const bool back = d->state == device_state::offline;
  error e(back ? errc::unavailable : errc::failed_precondition,
          "device '" + d->id + "' is " + std::string(to_string(d->state)) +
              (d->status_text.empty() ? "" : " (" + d->status_text + ")"));
  e.retryable(back).billed(billing::not_billed).advice("`ketway backends` shows which others there are");
  co_return named(std::move(e));
}

std::unique_ptr<job::state> plugin_backend::new_job(const work& w, std::shared_ptr<const ketway::device> d) const {
  auto s = std::make_unique<job::state>();
  s->lease = lease_, s->began_ns = actor()->now_ns();
  s->reference.device = std::move(d), s->reference.client_token = w.client_token();
  s->reference.submitted_ns = actor()->rt().world().unix_ns();
  s->expected = *w.expected;
  return s;
}

flow<expected<std::shared_ptr<work>>> plugin_backend::prepare(std::unique_ptr<request> r,
                                                              std::shared_ptr<const ketway::device> d,
                                                              bool may_inline) {
  work_builder builder = builder_for(*d, r->options);
  builder.inline_allowed(may_inline && d->free);
  auto one = builder.ready(std::move(r->program), work_builder::binding::strict);
  if (one && lowering::wanted(*d)) one = co_await lowering_.apply(std::move(*one), d, builder);
  if (!one) co_return named(std::move(one.error()));
  auto w = builder.build(std::move(*one), view(actor()->plugin().options_schema));
  if (!w) co_return named(std::move(w.error()));
  co_return w;
}

flow<expected<std::unique_ptr<job::state>>> plugin_backend::begin(std::unique_ptr<request> r, bool may_inline) {
  if (auto here = co_await there(); !here) co_return std::move(here.error());
  const auto d = facts();
  const submit_terms how = terms(r->options, co_await this_call());
  auto w = co_await prepare(std::move(r), d, may_inline);
  if (!w) co_return std::move(w.error());
  auto s = new_job(**w, d);
  if (auto ok = co_await submit_work(*s, std::move(*w), how); !ok) co_return named(std::move(ok.error()));
  co_return s;
}

flow<error> plugin_backend::failed(std::unique_ptr<job::state> s, error why, on_abandon policy) {
  call_context& ctx = co_await this_call();
  if (ctx.stopped()) why = co_await leave(std::move(s), std::move(why), policy);
  co_return named(std::move(why));
}

flow<expected<plugin_backend::results_type>> plugin_backend::finish(std::unique_ptr<job::state> s, on_abandon policy) {
  if (auto ok = co_await await_end(*s); !ok) co_return co_await failed(std::move(s), std::move(ok.error()), policy);
  co_return co_await collect(*s);
}

flow<expected<result>> plugin_backend::only(job::state& s) {
  auto all = co_await collect(s);
  if (!all) co_return named(std::move(all.error()));
  if (!all->front()) co_return named(std::move(all->front().error()));
  co_return std::move(*all->front());
}

flow<expected<result>> plugin_backend::run_one(std::unique_ptr<request> r) {
  const on_abandon policy = r->options.when_abandoned();
  auto s = co_await begin(std::move(r), true);
  if (!s) co_return std::move(s.error());
  // Everything that is not needed while waiting has been freed by now: many wait here.
  auto ended = co_await await_end(**s);
  co_return co_await settle(std::move(*s), ended, policy);
}

flow<expected<result>> plugin_backend::settle(std::unique_ptr<job::state> s, expected<void>& ended, on_abandon policy) {
  if (!ended) co_return co_await failed(std::move(s), std::move(ended.error()), policy);
  co_return co_await only(*s);
}

flow<expected<plugin_backend::results_type>> plugin_backend::run_batch(std::vector<circuit> all, execute_options o) {
  struct part {
    std::vector<std::size_t> places;  // of its circuits in `all`
    std::unique_ptr<job::state> state;
    std::shared_ptr<work> submission;
    std::optional<error> failed;
  };
  if (auto here = co_await there(); !here) co_return std::move(here.error());
  const auto d = facts();
  const std::size_t chunk = std::clamp<std::uint64_t>(d->max_programs.value_or(1), 1, 100'000);
  work_builder builder = builder_for(*d, o);
  builder.inline_allowed(d->free && all.size() <= chunk);
  if (const auto name = nobodys_parameter(o, all); !name.empty())
    co_return named(error(errc::invalid_argument, "no circuit has a parameter '" + name + "'"));
  std::vector<std::optional<expected<result>>> out(all.size());
  std::vector<std::unique_ptr<part>> parts;
  for (std::size_t first = 0; first < all.size(); first += chunk) {
    auto p = std::make_unique<part>();
    std::vector<prepared> fit;
    for (std::size_t i = first; i < std::min(all.size(), first + chunk); ++i) {
      auto ready = builder.ready(std::move(all[i]), work_builder::binding::of_its_own);
      if (ready && lowering::wanted(*d)) ready = co_await lowering_.apply(std::move(*ready), d, builder);
      if (ready)
        if (auto ok = builder.fits(*ready); !ok) ready = std::move(ok.error());
      if (ready)
        p->places.push_back(i), fit.push_back(std::move(*ready));
      else
        out[i].emplace(named(std::move(ready.error())));
    }
    if (fit.empty()) continue;
    auto w = builder.build(std::move(fit), view(actor()->plugin().options_schema));
    if (!w) co_return named(std::move(w.error()));  // only the options, which are the same for all
    p->state = new_job(**w, d), p->submission = std::move(*w);
    parts.push_back(std::move(p));
  }
  // Where it costs, what is wrong is said before anything is sent.
  if (!d->free && std::any_of(out.begin(), out.end(), [](const auto& one) { return one.has_value(); })) {
    error held(errc::aborted, "not sent, because another circuit of the batch cannot run there");
    held.billed(billing::not_billed);
    for (const auto& p : std::exchange(parts, {}))
      for (const std::size_t i : p->places) out[i].emplace(named(held));
  }
  // All are handed over before the first is waited for, so that a provider runs them side by side.
  call_context& ctx = co_await this_call();
  const submit_terms how = terms(o, ctx);
  for (const auto& p : parts)
    if (auto ok = co_await submit_work(*p->state, std::move(p->submission), how); !ok)
      p->failed = named(std::move(ok.error()));
  std::optional<error> stopped;  // once the call was: then all that is left is cancelled within one grace
  for (const auto& p : parts) {
    if (p->failed) continue;
    if (!stopped) {
      auto ok = co_await await_end(*p->state);
      if (!ok && ctx.stopped()) {
        stopped = ctx.stop_error();
      } else if (!ok) {
        p->failed = named(std::move(ok.error()));
        continue;
      }
    }
    if (stopped && !p->state->ended()) {
      p->failed = named(co_await leave(std::move(p->state), *stopped, o.when_abandoned()));
      continue;
    }
    auto results = co_await collect(*p->state);
    if (!results) {
      p->failed = named(std::move(results.error()));
      continue;
    }
    for (std::size_t i = 0; i < p->places.size(); ++i) {
      if (!results->at(i)) results->at(i).error().backend(name());
      out[p->places[i]].emplace(std::move(results->at(i)));
    }
  }
  for (const auto& p : parts)
    if (p->failed)
      for (const std::size_t i : p->places) out[i].emplace(*p->failed);
  results_type answer;
  answer.reserve(out.size());
  for (auto& one : out) answer.push_back(std::move(*one));
  co_return answer;
}

flow<expected<plugin_backend::results_type>> plugin_backend::run_sweep(circuit c, parameter_table table,
                                                                       execute_options o) {
  if (auto here = co_await there(); !here) co_return std::move(here.error());
  const auto d = facts();
  work_builder builder = builder_for(*d, o);
  builder.inline_allowed(d->free);
  auto one = builder.ready(std::move(c), work_builder::binding::none);
  if (one && lowering::wanted(*d)) one = co_await lowering_.apply(std::move(*one), d, builder);
  if (!one) co_return named(std::move(one.error()));
  auto w = builder.build_sweep(std::move(*one), table, view(actor()->plugin().options_schema));
  if (!w) co_return named(std::move(w.error()));
  auto s = new_job(**w, d);
  const submit_terms how = terms(o, co_await this_call());
  if (auto ok = co_await submit_work(*s, std::move(*w), how); !ok) co_return named(std::move(ok.error()));
  co_return co_await finish(std::move(s), o.when_abandoned());
}

flow<expected<job>> plugin_backend::hand_over(std::unique_ptr<request> r) {
  const on_abandon policy = r->options.when_abandoned();
  auto s = co_await begin(std::move(r), false);
  if (!s) co_return std::move(s.error());
  call_context& ctx = co_await this_call();
  if (ctx.stopped()) co_return co_await failed(std::move(*s), ctx.stop_error(), policy);
  co_return make_job(std::move(*s));
}

expected<job> plugin_backend::adopt(const job_record& r) {
  const auto d = facts();
  if (r.plugin != view(actor()->plugin().id) || r.device != d->id)
    return named(std::move(error(errc::failed_precondition, "a job of device '" + r.device + "' of plugin " + r.plugin +
                                                                " is none of device '" + d->id + "' of plugin " +
                                                                std::string(view(actor()->plugin().id)))
                               .job_uri(r.uri())));
  auto s = std::make_shared<job::state>();
  if (r.token.size() != s->reference.client_token.size())
    return named(std::move(error(errc::data_loss, "the journal's token '" + r.token + "' is none").job_uri(r.uri())));
  // As if this process had submitted it then: a monotonic clock that is younger says what it can.
  const std::uint64_t now = actor()->now_ns(), unix = actor()->rt().world().unix_ns();
  s->lease = lease_, s->began_ns = now - std::min(now, unix > r.created_ns ? unix - r.created_ns : 0);
  s->reference.device = d, s->reference.id = r.id, s->reference.submitted_ns = r.created_ns;
  std::copy(r.token.begin(), r.token.end(), s->reference.client_token.begin());
  if (!r.memo.empty()) s->reference.memo = std::make_shared<const std::string>(r.memo);
  s->journaled = true, s->recorded = r.state, s->stored = r.stored, s->expires_ns = r.expires_ns;
  return make_job(std::move(s));
}

flow<expected<void>> plugin_backend::check(std::unique_ptr<request> r) {
  const auto d = facts();
  auto w = co_await prepare(std::move(r), d, false);
  if (!w) co_return std::move(w.error());
  const std::shared_ptr<work> kept = std::move(*w);
  const auto start = [s = kept.get()](auto verb, kw_backend* b, kw_done done) {
    return verb(b, s->submission(), done);
  };
  plugin_wait wait("validate", &kw_backend_vt::validate, kept, start,
                   [](const void*, const std::string&) { return no_result(); });
  auto answer = co_await wait;
  if (!answer && answer.error().code() != errc::unimplemented) co_return named(std::move(answer.error()));
  co_return expected<void>();
}

flow<expected<cost_estimate>> plugin_backend::price(std::unique_ptr<request> r) {
  const auto d = facts();
  auto w = co_await prepare(std::move(r), d, false);
  if (!w) co_return std::move(w.error());
  auto answer = co_await price_of(std::move(*w), d);
  if (!answer) co_return named(std::move(answer.error()));
  co_return answer;
}

boost::asio::awaitable<expected<device>> plugin_backend::refresh() {
  auto body = [self = shared_from_this()](call_context&) { return self->ask_device(); };
  return start_question<expected<ketway::device>>(actor(), std::move(body));
}

boost::asio::awaitable<result> plugin_backend::execute(circuit c, execute_options o) {
  const auto by = limit(o);
  auto body = [self = shared_from_this(), r = std::make_unique<request>(std::move(c), std::move(o))](
                  call_context&) mutable { return self->run_one(std::move(r)); };
  return start_throwing_call<result>(actor(), by, std::move(body));
}

boost::asio::awaitable<expected<result>> plugin_backend::try_execute(circuit c, execute_options o) {
  const auto by = limit(o);
  auto body = [self = shared_from_this(), r = std::make_unique<request>(std::move(c), std::move(o))](
                  call_context&) mutable { return self->run_one(std::move(r)); };
  return start_call<expected<result>>(actor(), by, std::move(body));
}

boost::asio::awaitable<expected<job>> plugin_backend::submit(circuit c, execute_options o) {
  const auto by = limit(o);
  auto body = [self = shared_from_this(), r = std::make_unique<request>(std::move(c), std::move(o))](
                  call_context&) mutable { return self->hand_over(std::move(r)); };
  return start_call<expected<job>>(actor(), by, std::move(body));
}

boost::asio::awaitable<expected<session>> plugin_backend::session(session_options o) {
  return open_session(lease_, facts(), o);
}

expected<session> plugin_backend::join_session(const std::string& id) {
  return ketway::session(std::make_shared<session::state>(lease_, facts(), id, false));
}

boost::asio::awaitable<expected<void>> plugin_backend::validate(circuit c, execute_options o) {
  auto body = [self = shared_from_this(), r = std::make_unique<request>(std::move(c), std::move(o))](
                  call_context&) mutable { return self->check(std::move(r)); };
  return start_question<expected<void>>(actor(), std::move(body));
}

boost::asio::awaitable<expected<cost_estimate>> plugin_backend::estimate(circuit c, execute_options o) {
  auto body = [self = shared_from_this(), r = std::make_unique<request>(std::move(c), std::move(o))](
                  call_context&) mutable { return self->price(std::move(r)); };
  return start_question<expected<cost_estimate>>(actor(), std::move(body));
}

boost::asio::awaitable<std::vector<expected<result>>> plugin_backend::execute_batch(std::vector<circuit> all,
                                                                                    execute_options o) {
  return batch_of(shared_from_this(), std::move(all), std::move(o));
}

boost::asio::awaitable<std::vector<expected<result>>> plugin_backend::sweep(circuit c, parameter_table table,
                                                                            execute_options o) {
  return sweep_of(shared_from_this(), std::move(c), std::move(table), std::move(o));
}

// A coroutine reads its object only when it is first resumed, and the handle may be gone by then: so it comes by value.
boost::asio::awaitable<std::vector<expected<result>>> plugin_backend::batch_of(std::shared_ptr<plugin_backend> self,
                                                                               std::vector<circuit> all,
                                                                               execute_options o) {
  const std::size_t n = all.size();
  const auto by = self->limit(o);
  auto body = [self, all = std::move(all), o = std::move(o)](call_context&) mutable {
    return self->run_batch(std::move(all), std::move(o));
  };
  auto results = co_await start_call<expected<results_type>>(self->actor(), by, std::move(body));
  if (results) co_return std::move(*results);
  co_return results_type(n, expected<result>(results.error()));
}

boost::asio::awaitable<std::vector<expected<result>>> plugin_backend::sweep_of(std::shared_ptr<plugin_backend> self,
                                                                               circuit c, parameter_table table,
                                                                               execute_options o) {
  const std::size_t rows = table.rows().size();
  if (rows == 0) co_return results_type();
  if (self->facts()->sweeps) {
    const auto by = self->limit(o);
    auto body = [self, c = std::move(c), table = std::move(table), o = std::move(o)](call_context&) mutable {
      return self->run_sweep(std::move(c), std::move(table), std::move(o));
    };
    auto all = co_await start_call<expected<results_type>>(self->actor(), by, std::move(body));
    if (all) co_return std::move(*all);
    co_return results_type(rows, expected<result>(all.error()));
  }
  std::vector<circuit> bound;
  std::vector<std::size_t> places;
  results_type answer(rows);
  for (std::size_t r = 0; r < rows; ++r) {
    auto values = o.parameters();
    const auto& row = table.rows()[r];
    for (std::size_t i = 0; i < row.size(); ++i) values.insert_or_assign(table.names()[i], row[i]);
    auto b = c.bind(values);
    if (b)
      bound.push_back(std::move(*b)), places.push_back(r);
    else
      answer[r] = self->named(std::move(b.error()));
  }
  o.clear_parameters();
  if (bound.empty()) co_return answer;
  auto results = co_await batch_of(self, std::move(bound), std::move(o));
  for (std::size_t i = 0; i < places.size(); ++i) answer[places[i]] = std::move(results[i]);
  co_return answer;
}

}  // namespace ketway
