#include "execute/price.hpp"

#include "host/plugin_wait.hpp"

namespace ketway {
namespace {

std::optional<std::chrono::nanoseconds> time_of(std::uint64_t ns) {
  if (ns > INT64_MAX) return std::nullopt;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(ns));
}

// What an older plugin's struct does not have is not known, and 0 would be a price.
cost_estimate to_estimate(const kw_estimate& given) {
  cost_estimate e;
  if (KW_HAS(&given, kw_estimate, cost)) e.amount = given.cost;
  if (KW_HAS(&given, kw_estimate, low)) e.low = given.low;
  if (KW_HAS(&given, kw_estimate, high)) e.high = given.high;
  if (KW_HAS(&given, kw_estimate, wait_ns)) e.queue = time_of(given.wait_ns);
  if (KW_HAS(&given, kw_estimate, run_ns)) e.run = time_of(given.run_ns);
  const kw_estimate known = grown(given);
  e.currency = view(known.currency), e.source = view(known.source), e.as_of = view(known.as_of);
  return std::move(e.settle());
}

void add(std::optional<double>& to, const std::optional<double>& more) {
  to = to && more ? std::optional(*to + *more) : std::nullopt;
}

/// By the device's price list, all of it: of several circuits each has its own, and a row of a sweep costs what one does.
cost_estimate listed_price_of(const expectation& what, const device& d) {
  const circuit& program = what.circuits.front().program;
  if (what.size() == 1) return listed_price(program, d, what.shots);
  const cost_estimate first = listed_price(program, d, what.shots);
  cost_estimate all = first;
  all.low = (all.low ? all.low : all.amount), all.high = all.at_most();
  const auto count_in = [&all](const cost_estimate& one) {
    if (one.currency != all.currency) all.amount = all.low = all.high = std::nullopt;
    add(all.amount, one.amount), add(all.low, one.low ? one.low : one.amount), add(all.high, one.at_most());
    all.run = all.run && one.run ? std::optional(*all.run + *one.run) : std::nullopt;
  };
  for (std::size_t row = 1; row < what.rows; ++row) count_in(first);
  for (std::size_t i = 1; i < what.circuits.size(); ++i)
    count_in(listed_price(what.circuits[i].program, d, what.shots));
  return all;
}

}  // namespace

flow<expected<cost_estimate>> price_of(std::shared_ptr<work> w, std::shared_ptr<const device> d) {
  const auto start = [s = w.get()](auto verb, kw_backend* b, kw_done done) { return verb(b, s->submission(), done); };
  const auto copy = [](const void* p, const std::string&) { return to_estimate(*static_cast<const kw_estimate*>(p)); };
  plugin_wait wait("estimate", &kw_backend_vt::estimate, w, start, copy);
  auto answer = co_await wait;
  if (!answer && answer.error().code() != errc::unimplemented) co_return std::move(answer.error());
  const expectation& what = *w->expected;
  cost_estimate listed = listed_price_of(what, *d);
  if (!answer) co_return listed;
  if (!answer->queue) answer->queue = listed.queue;
  if (!answer->run) answer->run = listed.run;
  co_return answer;
}

}  // namespace ketway
