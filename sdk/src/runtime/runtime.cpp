#include "ketway/runtime.hpp"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "execute/breaker_board.hpp"
#include "host/plugin_account.hpp"
#include "runtime/log.hpp"
#include "runtime/runtime_impl.hpp"
#include "runtime/sleepers.hpp"

namespace ketway {
namespace {

// Longer than a call has to answer, so that what it answers is the last thing that happens.
constexpr std::chrono::nanoseconds closing_time{plugin_account::grace_ns + 1'000'000'000};
constexpr std::chrono::seconds longest_write(10);  // `journal_store`: everything blocks for about that long at most

/// All that was handed over for storage. On the caller's executor it may be the last owner of everything else, which would
/// then end on the thread for storage, with the program ending around it.
void see_written(world& w) {
  auto told = std::make_shared<std::promise<void>>();
  const std::future<void> last = told->get_future();
  auto tell = [told = std::move(told)] { told->set_value(); };
  w.store(std::move(tell));  // dropped without a call it is an answer too
  last.wait_for(longest_write);
}

std::optional<log_level> read_level(std::string_view text) {
  constexpr std::string_view words[] = {"trace", "debug", "info", "warn", "error", "off"};
  for (std::size_t i = 0; i < std::size(words); ++i)
    if (text == words[i]) return static_cast<log_level>(i);
  return std::nullopt;
}

std::optional<std::uint32_t> read_threads(std::string_view text) {
  std::uint32_t n = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (fault != std::errc() || end != text.data() + text.size() || n > 1024) return std::nullopt;
  return n;
}

}  // namespace

std::string state_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (auto named = variable("KETWAY_STATE_DIR"); !named.empty()) return named;
  if (const auto state = variable("XDG_STATE_HOME"); !state.empty()) return state + "/ketway";
  return variable("HOME") + "/.local/state/ketway";
}

settings settings::from_environment() {
  settings s;
  const auto use = [](const char* name, auto read, auto set) {
    const char* text = std::getenv(name);
    if (!text || !*text) return;
    if (const auto value = read(std::string_view(text)))
      set(*value);
    else
      log_to_stderr(log_level::warn, "settings", std::string(name) + "='" + text + "' does not read and is ignored");
  };
  use("KETWAY_LOG_LEVEL", read_level, [&](log_level l) { s.level(l); });
  use("KETWAY_IO_THREADS", read_threads, [&](std::uint32_t n) { s.io_threads(n); });
  use("KETWAY_COMPUTE_THREADS", read_threads, [&](std::uint32_t n) { s.compute_threads(n); });
  return s;
}

runtime::impl::impl(const settings& s, std::unique_ptr<ketway::world> owned, ketway::world* borrowed, bool own_threads)
    : level_(s.level()),
      sink_(s.sink() ? s.sink() : log_sink(&log_to_stderr)),
      own_threads_(own_threads),
      owned_(std::move(owned)),
      world_(owned_ ? owned_.get() : borrowed) {
  const journal_opener open = s.journal() ? *s.journal() : owned_ ? journal_in_folder(state_folder()) : nullptr;
  if (open) journal_ = std::make_shared<ketway::journal>(*world_, open);
}

runtime::impl::~impl() = default;

void runtime::impl::log(log_level level, std::string_view source, std::string_view text) const noexcept {
  if (!logs(level)) return;
  try {
    sink_(level, source, text);
  } catch (...) {  // a sink must not throw; if it does, its line is lost, and nothing else
    return;
  }
}

sleepers& runtime::impl::sleep() {
  const std::lock_guard lock(mutex_);
  if (!sleepers_) {
    sleepers_ = std::make_shared<sleepers>(world());
    sleepers_->begin();
  }
  return *sleepers_;
}

breaker_board& runtime::impl::breakers() {
  const std::lock_guard lock(mutex_);
  if (!breakers_) breakers_ = std::make_unique<breaker_board>();
  return *breakers_;
}

void runtime::impl::adopt(const std::shared_ptr<plugin_account>& account) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(accounts_, [](const auto& a) { return a.expired(); });
    accounts_.push_back(account);
  }
  if (ended()) account->begin_close();
}

void runtime::impl::end(const std::shared_ptr<impl>& self) {
  accounts open;
  std::shared_ptr<sleepers> waiting;
  {
    const std::lock_guard lock(self->mutex_);
    waiting = self->sleepers_;
    self->ended_.store(true, std::memory_order_release);
    for (const auto& weak : self->accounts_)
      if (auto a = weak.lock()) open.push_back(std::move(a));
  }
  for (const auto& a : open) a->begin_close();
  if (waiting) waiting->end();
  if (!self->own_threads_) {
    if (self->owned_ && self->journal_) see_written(*self->owned_);
    return;
  }
  const auto until = std::chrono::steady_clock::now() + closing_time;
  const bool settled = !self->world().on_own_thread() &&
                       std::all_of(open.begin(), open.end(), [&](const auto& a) { return a->wait_closed(until); });
  if (settled) return self->finish(std::move(open));
  std::thread([self, open = std::move(open)]() mutable {
    for (const auto& a : open) a->wait_closed(std::chrono::steady_clock::time_point::max());
    self->finish(std::move(open));
  }).detach();
}

void runtime::impl::finish(accounts open) {
  // A plugin that never answered may still compute on the world's threads: then the world is left behind with it.
  if (std::any_of(open.begin(), open.end(), [](const auto& a) { return a->left_behind(); })) return;
  open.clear();
  shut_.store(true);
  for (auto n = passing_.load(); n != 0; n = passing_.load()) passing_.wait(n);
  owned_->stop();
}

runtime::runtime(settings s)  // NOLINT(performance-unnecessary-value-param): a value to the caller
    : impl_(std::make_shared<impl>(s, make_threaded_world(s.io_threads(), s.compute_threads(), s.network()), nullptr,
                                   true)) {}

runtime::runtime(boost::asio::any_io_executor where, settings s)  // NOLINT(performance-unnecessary-value-param)
    : impl_(std::make_shared<impl>(s, make_world_on(std::move(where), s.compute_threads(), s.network()), nullptr,
                                   false)) {}

runtime::runtime(ketway::world& w, settings s)  // NOLINT(performance-unnecessary-value-param)
    : impl_(std::make_shared<impl>(s, nullptr, &w, false)) {}

runtime::~runtime() { impl::end(impl_); }

boost::asio::any_io_executor runtime::get_executor() const { return impl_->world().executor(); }
world& runtime::world() const { return impl_->world(); }
void runtime::log(log_level level, std::string_view source, std::string_view text) const {
  impl_->log(level, source, text);
}

}  // namespace ketway
