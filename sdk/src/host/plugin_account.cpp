#include "host/plugin_account.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <cstdlib>

#include "execute/poller.hpp"
#include "host/http/http_service.hpp"
#include "host/values.hpp"
#include "ketway/digest.hpp"

namespace ketway {
namespace {

constexpr std::uint64_t slow_call_ns = 20'000'000;       // R4's budget; a busy machine alone can cost it
constexpr std::uint64_t blocking_call_ns = 200'000'000;  // above it the plugin is at fault

}  // namespace

plugin_account::plugin_account(std::shared_ptr<runtime::impl> rt, const kw_plugin& plugin, std::string name,
                               const account_rights& rights)
    : rt_(std::move(rt)),
      plugin_(grown(plugin)),
      name_(std::move(name)),
      strand_(boost::asio::make_strand(rt_->world().executor())),
      services_(*this),
      poller_(std::make_unique<class poller>(*this)),
      http_(std::make_unique<http_service>(*this, rights)),
      executor_end_(std::make_unique<executor_end>(rt_->world().executor(), [this] {
        awake_ = {};
        deadlines_.use(nullptr);
        strand_.reset();
      })) {}

plugin_account::~plugin_account() {
  executor_end_.reset();  // on a compute thread this may happen while the executor's context ends on another
  // Where the caller's executor ran no longer, nobody could destroy it on its queue; with the last reference gone nobody
  // else can be inside it either.
  if (backend_ && vt_.destroy) enter(deadline::never, "destroy", [&] { vt_.destroy(backend_); });
}

expected<void> plugin_account::open(std::string_view config) {
  // Here, because a large bundle of authorities takes tens of milliseconds: later it would be within a plugin's call.
  if (http_->goes_out()) rt_->world().network();
  if (!plugin_.open) return error(errc::unimplemented, "the plugin has no `open`").backend(name_);
  deadlines_.use(rt_->world().make_alarm([weak = weak_from_this()] {
    if (auto self = weak.lock())
      boost::asio::dispatch(*self->strand_, [self] { self->deadlines_.fire(self->now_ns()); });
  }));
  static std::mutex opening;  // kw_plugin.open: never two at once
  std::array<char, 1024> why{};
  const bool ok = [&] {
    const std::lock_guard lock(opening);
    return enter(deadline::never, "open",
                 [&] { backend_ = plugin_.open(&services_, str(config), why.data(), why.size()); });
  }();
  why.back() = 0;
  if (!ok) {
    backend_ = nullptr;
    return error(errc::internal, "the plugin threw an exception out of open").backend(name_);
  }
  if (!backend_) {
    const std::string reason = why[0] ? why.data() : "the plugin refused its configuration and gave no reason";
    return error(errc::invalid_argument, reason).backend(name_);
  }
  if (!backend_->vt) {
    backend_ = nullptr;
    return error(errc::internal, "the plugin opened a backend without a table of verbs (R7)").backend(name_);
  }
  vt_ = grown(*backend_->vt);
  if (auto digest = sha256(config)) configured_ = std::move(*digest);
  rt_->adopt(shared_from_this());
  return {};
}

void plugin_account::close() {
  // Else the runtime's end has closed it already.
  if (!rt_->ended()) begin_close();
}

void plugin_account::begin_close() {
  hand_over([self = shared_from_this()] {
    if (self->closing()) return;
    for (const auto& [of, farewell] : std::exchange(self->farewells_, {}))
      if (const auto still = of.lock()) farewell();
    self->closing_at_ns_ = self->now_ns() + grace_ns;
    self->calls_.abort_all();
    self->end_if_quiet();
  });
}

void plugin_account::before_close(const std::shared_ptr<const void>& of, std::function<void()> farewell) {
  std::erase_if(farewells_, [](const auto& f) { return f.first.expired(); });
  farewells_.emplace_back(of, std::move(farewell));
}

void plugin_account::operation_ended() {
  --live_;
  end_if_quiet();
}

void plugin_account::call_ended() { end_if_quiet(); }

void plugin_account::abandon(std::shared_ptr<const void> arguments) {
  keep(std::move(arguments));
  if (abandoned_) return;
  abandoned_ = true;
  awake_ = {};
  // Reachable for ever, so that a leak checker can tell this from a leak.
  static std::mutex mutex;
  static auto* left_behind = new std::vector<std::shared_ptr<plugin_account>>;
  const std::lock_guard lock(mutex);
  left_behind->push_back(shared_from_this());
}

void plugin_account::end_if_quiet() {
  if (!closing() || !calls_.empty()) return;
  if (!std::exchange(stopped_, true) && backend_ && vt_.stop)
    enter(deadline::never, "stop", [&] { vt_.stop(backend_); });
  if (live_ != 0 && !abandoned_) return;
  // Posted: the last operation's own code is still on the stack here.
  boost::asio::post(*strand_, [self = shared_from_this()] {
    if ((self->live_ != 0 && !self->abandoned_) || !self->backend_) return;
    if (!self->abandoned_) {
      kw_backend* backend = std::exchange(self->backend_, nullptr);
      if (self->vt_.destroy) self->enter(deadline::never, "destroy", [&] { self->vt_.destroy(backend); });
      self->kept_.clear();
    }
    const std::lock_guard lock(self->closed_mutex_);
    self->settled_ = true, self->given_up_ = self->abandoned_;
    self->closed_.notify_all();
  });
}

bool plugin_account::wait_closed(std::chrono::steady_clock::time_point until) {
  std::unique_lock lock(closed_mutex_);
  const auto settled = [this] { return settled_; };
  if (until == std::chrono::steady_clock::time_point::max()) return closed_.wait(lock, settled), true;
  return closed_.wait_until(lock, until, settled);
}

bool plugin_account::left_behind() {
  const std::lock_guard lock(closed_mutex_);
  return given_up_;
}

void plugin_account::offload_began() {
  if (offloads_++ == 0 && !abandoned_)
    awake_ = boost::asio::prefer(strand_->get_inner_executor(), boost::asio::execution::outstanding_work_t::tracked);
}

void plugin_account::offload_ended() {
  if (--offloads_ == 0) awake_ = {};
}

void plugin_account::left(const char* what, std::uint64_t took_ns, bool ok) const noexcept {
  if (ok && took_ns < slow_call_ns) return;
  try {
    if (!ok) log(log_level::error, std::string("the plugin threw an exception out of ") + what + " (R6)");
    if (took_ns >= slow_call_ns)
      log(took_ns >= blocking_call_ns ? log_level::warn : log_level::debug,
          std::string("the plugin blocked its queue for ") + std::to_string(took_ns / 1'000'000) + " ms in " + what +
              " (R4)");
  } catch (...) {  // no memory for a log line: the log line is lost, nothing else
    return;
  }
}

}  // namespace ketway
