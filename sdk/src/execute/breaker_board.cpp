#include "execute/breaker_board.hpp"

#include "runtime/runtime_impl.hpp"

namespace ketway {

class breaker_board::entry {
 public:
  entry(std::string n, const breaker_settings& s) : name(std::move(n)), state(s) {}
  const std::string name;
  breaker state;  // under the board's mutex
};

fault fault_of(const error& e) noexcept {
  if (e.needs_user() || e.misconfigured()) return fault::none;
  if (e.unreachable()) return fault::network;
  switch (e.code()) {
    case errc::unavailable:
    case errc::internal:
    case errc::unknown:
    case errc::data_loss:
    case errc::deadline_exceeded: return fault::backend;
    case errc::aborted: return e.fate() == job_fate::ended ? fault::backend : fault::none;
    default: return fault::none;
  }
}

breaker_board::permit& breaker_board::permit::operator=(permit&& o) noexcept {
  if (this == &o) return *this;
  drop();
  board_ = o.board_, entry_ = std::move(o.entry_), ticket_ = o.ticket_, began_ = o.began_;
  return *this;
}

void breaker_board::permit::drop() noexcept {
  if (!entry_) return;
  const std::lock_guard lock(board_->mutex_);
  entry_->state.report(*ticket_, breaker::outcome::neither, began_, began_);
  entry_.reset();
}

void breaker_board::permit::succeeded(std::uint64_t now, bool over_network) {
  const auto e = std::exchange(entry_, nullptr);
  if (!e) return;
  const std::lock_guard lock(board_->mutex_);
  board_->count(e, *ticket_, breaker::outcome::success, began_, now);
  if (over_network) board_->heard(e.get(), now);
}

void breaker_board::permit::failed(const error& why, std::uint64_t now) {
  const auto e = std::exchange(entry_, nullptr);
  if (!e) return;
  const fault whose = fault_of(why);
  const std::lock_guard lock(board_->mutex_);
  board_->count(e, *ticket_, whose == fault::none ? breaker::outcome::neither : breaker::outcome::failure, began_, now);
  if (whose == fault::network)
    board_->unreached(e, began_, now);
  else if (why.http_status() != 0 || !why.provider_code().empty() || !why.request_id().empty())
    board_->heard(e.get(), now);  // a refusal is an answer too
}

void breaker_board::count(const std::shared_ptr<entry>& e, const breaker::ticket& t, breaker::outcome how,
                          std::uint64_t began, std::uint64_t now) {
  e->state.report(t, how, began, now);
}

void breaker_board::heard(const entry* e, std::uint64_t now) {
  for (const auto& f : judge_.answered(e, now))
    for (const auto& [name, one] : entries_)
      if (one.get() == f.of) one->state.blame(f.ended, now);
}

void breaker_board::unreached(const std::shared_ptr<entry>& e, std::uint64_t began, std::uint64_t now) {
  for (const auto& f : judge_.unreachable(e.get(), began, now))
    for (const auto& [name, one] : entries_)
      if (one.get() == f.of) one->state.forgive(f.ended, now);
}

std::optional<breaker_board::permit> breaker_board::handle::admit(std::uint64_t now) const {
  const std::lock_guard lock(board_->mutex_);
  const auto ticket = entry_->state.admit(now);
  if (!ticket) return std::nullopt;
  return permit(*board_, entry_, *ticket, now);
}

breaker_board::permit breaker_board::handle::insist(std::uint64_t now) const {
  const std::lock_guard lock(board_->mutex_);
  return {*board_, entry_, entry_->state.insist(now), now};
}

bool breaker_board::handle::would_admit(std::uint64_t now) const {
  const std::lock_guard lock(board_->mutex_);
  return entry_->state.would_admit(now);
}

breaker_board::handle breaker_board::of(const std::string& name, const breaker_settings& s) {
  const std::lock_guard lock(mutex_);
  auto& place = entries_[name];
  if (!place) place = std::make_shared<entry>(name, s);
  return {*this, place};
}

std::vector<breaker_status> breaker_board::all(std::uint64_t now, std::uint64_t unix_minus_monotonic) const {
  const std::lock_guard lock(mutex_);
  std::vector<breaker_status> list;
  for (const auto& [name, e] : entries_) {
    breaker_status one;
    one.backend = name, one.state = e->state.state(now);
    if (one.state == breaker_state::open) one.open_until_unix_ns = e->state.open_until() + unix_minus_monotonic;
    one.failures_in_row = e->state.failures_in_row(), one.openings = e->state.openings();
    list.push_back(std::move(one));
  }
  return list;
}

std::vector<breaker_status> breakers(const runtime& rt) {
  const std::uint64_t now = rt.world().monotonic_ns();
  return rt.implementation()->breakers().all(now, rt.world().unix_ns() - now);
}

std::optional<breaker_status> breaker_of(const runtime& rt, std::string_view backend) {
  for (auto& one : breakers(rt))
    if (one.backend == backend) return std::move(one);
  return std::nullopt;
}

}  // namespace ketway
