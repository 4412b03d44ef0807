// Which candidate is next, and on what terms.
#include <algorithm>
#include <array>

#include "execute/error_class.hpp"
#include "execute/failover.hpp"
#include "world/deadlines.hpp"

namespace ketway {
namespace {

std::string name_of(const failover_options& o, const std::vector<backend>& all) {
  if (!o.name().empty()) return o.name();
  std::string text = "failover(";
  for (const backend& b : all) text += (&b == &all.front() ? "" : ", ") + b.name();
  return text + ")";
}

std::vector<std::size_t> order_of(const failover_set& s) {
  std::vector<std::size_t> wanted;
  if (s.options.ranking()) wanted = s.options.ranking()->order(s.backends);
  std::vector<std::size_t> order;
  std::vector<bool> named(s.candidates.size(), false);
  const auto add = [&](std::size_t i) {
    if (i < named.size() && !named[i]) named[i] = true, order.push_back(i);
  };
  for (const std::size_t i : wanted) add(i);
  for (std::size_t i = 0; i < named.size(); ++i) add(i);
  return order;
}

}  // namespace

failover_set::failover_set(failover_options o, std::vector<backend> all)
    : options(std::move(o)), backends(std::move(all)) {
  const auto refuse = [](const char* why) { throw exception(error(errc::invalid_argument, why)); };
  if (backends.empty()) refuse("a failover set needs a backend");
  for (const backend& b : backends)
    if (!b.node()) refuse("a candidate of a failover set names no backend");
  name = name_of(options, backends);
  for (const backend& b : backends) {
    candidate c(b);
    const auto where = b.node()->home();
    if (!where) refuse("a candidate of a failover set belongs to no runtime");
    if (!home) home = where;
    if (const auto* inner = dynamic_cast<const failover_node*>(b.node().get()))
      c.nested = inner->set();
    else
      c.breaker = where->breakers().of(b.name(), options.breaker());
    candidates.push_back(std::move(c));
  }
}

bool failover_set::candidate::answers_from_afar() const {
  std::int8_t known = away->load(std::memory_order_relaxed);
  if (known < 0) {
    const device d = where.device();
    known = d.simulator && d.free ? 0 : 1;
    away->store(known, std::memory_order_relaxed);
  }
  return known == 1;
}

bool failover_set::would_admit(std::uint64_t at) const {
  return std::any_of(candidates.begin(), candidates.end(), [at](const candidate& c) {
    return c.nested ? c.nested->would_admit(at) : c.breaker->would_admit(at);
  });
}

walk::walk(std::shared_ptr<const failover_set> s, std::shared_ptr<journey> j)
    : set_(std::move(s)), journey_(std::move(j)), left_(order_of(*set_)) {}

std::optional<walk::step> walk::enter(std::size_t place) {
  const auto& c = set_->candidates[place];
  const std::uint64_t now = set_->now();
  if (c.nested) {
    if (!c.nested->would_admit(now)) return std::nullopt;
    return step(c, std::nullopt);
  }
  auto permit = c.breaker->admit(now);
  if (!permit) return std::nullopt;
  return step(c, std::move(permit));
}

std::optional<walk::step> walk::next() {
  while (!left_.empty()) {
    const std::size_t place = left_.front();
    left_.erase(left_.begin());
    if (auto s = enter(place)) return s;
    skipped_.push_back(place);
    journey_->note(decision::step::skipped_open_breaker, set_->candidates[place].where.name(),
                   "it failed too often of late");
  }
  // Passed over or not: it is the last that is left.
  if (skipped_.empty() || insisted_) return std::nullopt;
  insisted_ = true;
  const auto& c = set_->candidates[skipped_.front()];
  if (c.nested) return step(c, std::nullopt);
  return step(c, c.breaker->insist(set_->now()));
}

std::optional<walk::step> walk::next_free(bool paid_too) {
  for (auto place = left_.begin(); place != left_.end(); ++place) {
    if (!paid_too && !set_->candidates[*place].where.device().free) continue;
    auto s = enter(*place);
    if (!s) continue;
    left_.erase(place);
    return s;
  }
  return std::nullopt;
}

time_left::time_left(const failover_set& s, const std::optional<std::chrono::nanoseconds>& limit)
    : until_(deadline::never) {
  if (!limit) return;
  const std::uint64_t now = s.now();
  const auto n = limit->count() > 0 ? static_cast<std::uint64_t>(limit->count()) : 0U;
  if (n < deadline::never - now) until_ = now + n;
}

execute_options time_left::apply(execute_options o, std::uint64_t now) const {
  if (until_ != deadline::never) o.deadline(std::chrono::nanoseconds(static_cast<std::int64_t>(until_ - now)));
  return o;
}

std::optional<std::chrono::nanoseconds> pause_before(std::uint32_t n, const error& e, const failover_set& s,
                                                     const time_left& limit, std::uint64_t began, std::uint64_t now) {
  const std::chrono::nanoseconds took(static_cast<std::int64_t>(now - began));
  if (n >= s.options.retries() || std::max(e.retry_after(), took) > s.options.longest_pause()) return std::nullopt;
  const auto first = static_cast<std::uint64_t>(std::max<std::int64_t>(0, s.options.pause().count()));
  const auto most = static_cast<std::uint64_t>(std::max<std::int64_t>(0, s.options.longest_pause().count()));
  std::uint64_t ns = first;
  for (std::uint32_t i = 0; i < n && ns < most; ++i) ns *= 2;
  ns = std::min(ns, most);
  std::array<std::byte, 2> dice{};
  s.home->world().random(dice);
  const auto d = std::to_integer<std::uint64_t>(dice[0]) << 8 | std::to_integer<std::uint64_t>(dice[1]);
  ns = ns - ns / 2 * d / 65535;  // so that those who failed together do not come back together
  ns = std::max(ns, static_cast<std::uint64_t>(std::max<std::int64_t>(0, e.retry_after().count())));
  if (ns >= limit.until() - std::min(now, limit.until())) return std::nullopt;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(ns));
}

std::string brief(const error& e) {
  std::string text(to_string(e.code()));
  if (!e.message().empty()) text += ": " + e.message();
  if (!e.job_uri().empty()) text += " (" + e.job_uri() + ")";
  return text;
}

void settle_bill(error& e, const backend& of) {
  if (e.billed() == billing::unknown && of.device().free) e.billed(billing::not_billed);
}

}  // namespace ketway
