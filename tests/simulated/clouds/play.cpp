#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <utility>

#include "calling.hpp"
#include "cloud_stage.hpp"
#include "history.hpp"

namespace ketway::simulated {
namespace {

namespace asio = boost::asio;
using std::chrono::nanoseconds;

class stage {
 public:
  stage(const scenario& s, const observer& see, const interference& with)
      : of_(s), loud_(static_cast<bool>(see)), stage_(s, see), world_(stage_.world()), cloud_(stage_.cloud()) {
    if (with.cloud()) stage_.serve(*with.cloud()(cloud_));
  }

  history play() {
    history h;
    for (const call_plan& c : of_.calls) h.calls.emplace_back(c);
    std::weak_ptr<account::core> core;
    {
      runtime rt(world_, listening(h));
      const account a = stage_.open_account(rt);
      core = a.implementation();
      if (of_.faults_while_opening) cloud_.rules(of_.rules());
      const std::optional<backend> device = open_backend(a, h);
      cloud_.rules(of_.rules());
      if (device) run(*device, h);
    }
    world_.run_for(std::chrono::minutes(10));
    h.span = stage_.now();
    h.exchanges_left = stage_.network().open();
    h.account_left = !core.expired();
    h.timers_left = world_.run_for(std::chrono::hours(1)).count() != 0;
    h.requests = stage_.network().requests();
    h.books = cloud_.books().entries();
    for (const std::string& name : emulator::fault_names())
      if (const auto n = cloud_.struck(emulator::read_fault(name).value().what)) h.struck[name] += n;
    return h;
  }

 private:
  void say(const std::string& line) { stage_.say(line); }
  settings listening(history& h) {
    settings s;
    s.level(loud_ ? log_level::debug : log_level::error);
    s.sink([this, &h](log_level level, std::string_view who, std::string_view text) {
      const std::string line = std::string(who) + ": " + std::string(text);
      if (level == log_level::error) h.complaints.push_back(line);
      say("log: " + line);
    });
    return s;
  }

  std::optional<backend> open_backend(const account& a, history& h) {
    std::optional<expected<backend>> opened;
    const std::uint64_t from = world_.monotonic_ns();
    asio::co_spawn(
        world_.executor(),
        [&]() -> asio::awaitable<void> {
          opened.emplace(co_await a.open(stage_.device(), "cloud"));
          h.opening = nanoseconds(static_cast<std::int64_t>(world_.monotonic_ns() - from));
        },
        asio::detached);
    world_.run_for(std::chrono::minutes(1));
    if (!opened) {
      h.opening = std::chrono::hours(1);
      h.not_opened = error(errc::internal, "opening has not ended");
    } else if (!*opened) {
      h.not_opened = opened->error();
    } else {
      return std::move(**opened);
    }
    say("not opened: " + h.not_opened->to_string());
    return std::nullopt;
  }

  void run(const backend& device, history& h) {
    std::vector<std::unique_ptr<alarm>> alarms;
    std::vector<std::unique_ptr<asio::cancellation_signal>> signals;
    nanoseconds last{0};
    const std::uint64_t from = world_.monotonic_ns();
    for (call_history& c : h.calls) {
      auto& signal = *signals.emplace_back(std::make_unique<asio::cancellation_signal>());
      const auto at = [&](nanoseconds when, std::function<void()> what) {
        alarms.push_back(world_.make_alarm(std::move(what)));
        alarms.back()->arm(from + static_cast<std::uint64_t>(when.count()));
      };
      at(c.plan.start, [&] {
        asio::co_spawn(world_.executor(), call(device, c), asio::bind_cancellation_slot(signal.slot(), asio::detached));
      });
      if (c.plan.cancel) at(c.plan.start + *c.plan.cancel, [&] { signal.emit(asio::cancellation_type::terminal); });
      last = std::max(last, c.plan.start + c.plan.deadline);
    }
    world_.run_for(last + std::chrono::seconds(10));
  }

  asio::awaitable<void> call(backend device, call_history& c) {
    const std::uint64_t from = world_.monotonic_ns();
    execute_options o;
    o.shots(c.plan.shots).deadline(c.plan.deadline).seed(of_.seed).when_abandoned(c.plan.leaves);
    c.begun = true;
    c.outcome.emplace(co_await make_call(device, c.plan, std::move(o), world_));
    ++c.ended;
    c.took = nanoseconds(static_cast<std::int64_t>(world_.monotonic_ns() - from));
    const error* failed = failure_of(*c.outcome);
    say("the call of " + std::to_string(c.plan.shots) + " shots ended: " + (failed ? failed->to_string() : "result"));
  }

  const scenario& of_;
  const bool loud_;
  cloud_stage stage_;
  simulated_world& world_;
  emulator::faulty& cloud_;
};

}  // namespace

history play_once(const scenario& s, const observer& see, const interference& with) {
  return stage(s, see, with).play();
}

history play(const scenario& s, const observer& see, const interference& with) {
  return s.journal ? play_lives(s, see, with) : play_once(s, see, with);
}

}  // namespace ketway::simulated
