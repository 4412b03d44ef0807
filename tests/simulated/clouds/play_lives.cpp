// Processes that share a journal and an account, one after the other and side by side, and die.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <utility>

#include "calling.hpp"
#include "cloud_stage.hpp"
#include "errands.hpp"
#include "gate.hpp"
#include "history.hpp"
#include "life.hpp"
#include "process.hpp"

namespace ketway::simulated {
namespace {

namespace asio = boost::asio;
using std::chrono::nanoseconds;

constexpr nanoseconds opening_limit = std::chrono::seconds(35), ending_limit = std::chrono::seconds(5);

class stage {
 public:
  stage(const scenario& s, const observer& see, const interference& with)
      : of_(s),
        loud_(static_cast<bool>(see)),
        dice_(s.seed ^ 0x646561746873ULL),
        watch_(s.journal->limits, [this](const std::string& line) { say(line); }),
        disk_(with.disk() ? with.disk()(journal_in_memory()) : journal_in_memory()),
        alike_(with.alike()),
        stage_(s, see),
        world_(stage_.world()),
        errands_(s, stage_, h_) {
    if (with.cloud()) stage_.serve(*with.cloud()(stage_.cloud()));
  }

  history play() {
    for (const call_plan& c : of_.calls) h_.calls.emplace_back(c);
    h_.journal.emplace();
    if (of_.faults_while_opening) arm_faults();
    asio::co_spawn(world_.executor(), story(), [this](const std::exception_ptr& e) {
      if (e) std::rethrow_exception(e);
      told_to_the_end_ = true;
    });
    world_.run_for(std::chrono::hours(100));
    if (!told_to_the_end_) breach("the story has not ended");
    h_.span = stage_.now();
    h_.exchanges_left = stage_.network().open();
    for (const auto& a : accounts_) h_.account_left = h_.account_left || !a.expired();
    h_.timers_left = world_.run_for(std::chrono::hours(1)).count() != 0;
    h_.requests = stage_.network().requests();
    h_.books = stage_.cloud().books().entries(), h_.elsewhere = stage_.elsewhere().books().entries();
    for (const std::string& name : emulator::fault_names())
      if (const auto n = stage_.struck(emulator::read_fault(name).value().what)) h_.struck[name] += n;
    auto& b = h_.journal->breaches;
    b.insert(b.end(), watch_.breaches().begin(), watch_.breaches().end());
    h_.journal->unheard = watch_.unheard();
    h_.journal->writes = watch_.writes(), h_.journal->failed_writes = watch_.failures();
    for (const auto& p : processes_) p->rest();
    return std::move(h_);
  }

 private:
  void say(const std::string& line) { stage_.say(line); }
  void breach(std::string what) { errands_.breach(std::move(what)); }
  void arm_faults() {
    if (!std::exchange(faulty_, true)) stage_.faults(of_.rules());
  }
  nanoseconds since(std::uint64_t from) const {
    return nanoseconds(static_cast<std::int64_t>(world_.monotonic_ns() - from));
  }

  asio::awaitable<void> story() {
    gate all(world_.executor());
    std::size_t left = of_.journal->lines.size();
    for (std::size_t n = 0; n < of_.journal->lines.size(); ++n) {
      auto ended = [&](const std::exception_ptr& e) {
        if (e) std::rethrow_exception(e);
        if (--left == 0) all.open();
      };
      asio::co_spawn(world_.executor(), line(n), ended);
    }
    co_await all.wait();
    stage_.faults({});
    say("from here on all is calm");
    life_plan away;
    away.elsewhere = true;
    if (of_.any_elsewhere()) co_await live("the last but one process", away, true, {}, {});
    co_await live("the last process", life_plan(), true, {}, {});
  }

  asio::awaitable<void> line(std::size_t n) {
    const auto& lives = of_.journal->lines[n];
    for (std::size_t i = 0; i < lives.size(); ++i) {
      co_await pause_in(world_, lives[i].before);
      std::vector<call_history*> calls;
      if (n == 0)
        for (call_history& c : h_.calls)
          if (c.plan.life == i) calls.push_back(&c);
      const std::string name = "process " + std::to_string(n + 1) + "." + std::to_string(i + 1);
      co_await live(name, lives[i], false, n + i > 0, std::move(calls));
      arm_faults();
    }
  }

  asio::awaitable<void> live(std::string name, life_plan plan, bool calm, bool resumes,
                             std::vector<call_history*> calls) {
    process& p = *processes_.emplace_back(std::make_unique<process>(world_, stage_.network(), watch_, dice_()));
    p.slowest_write(of_.journal->slowest_write);
    if (!calm) p.failing_writes(of_.journal->failing_writes);
    if (plan.elsewhere && alike_) p.redirect(cloud_stage::ending);
    const auto l = std::make_shared<life>(p, world_, stage_.device());
    if (plan.how != life_plan::end::whole) end_at(p, plan, name, l);
    l->rt.emplace(p, listening(p, name));
    l->rt->resolve_with(l);
    if (!of_.journal->limits.empty()) l->rt->limit_spending(of_.journal->limits);
    l->cloud.emplace(stage_.open_account(*l->rt, plan.elsewhere && !alike_));
    accounts_.push_back(l->cloud->implementation());
    say(name + " begins");
    l->begin();
    if (!calm) errands_.begin(l, plan, resumes);
    spawn(l, calm ? errands_.bring_to_end(l, !plan.elsewhere) : act(l, calls));
    co_await l->over.wait();
    const std::uint64_t from = world_.monotonic_ns();
    say(name + (p.killed() ? " is dead" : " ends"));
    l->leave();
    if (!p.killed()) co_await l->quiet.wait();
    if (!p.killed() && since(from) > ending_limit) breach(name + " ended late");
    for (call_history* c : calls) c->cut_off = p.killed() && c->begun && c->ended == 0;
    h_.journal->moments.push_back(p.moments());
  }

  void end_at(process& p, const life_plan& plan, const std::string& name, const life_ptr& l) {
    p.at(plan.at, [this, &p, how = plan.how, name, weak = std::weak_ptr(l)](moment m) {
      const auto one = weak.lock();
      if (!one) return;
      const bool kill = how == life_plan::end::killed;
      say(name + (kill ? " is killed where " : " is to end where ") + std::string(to_string(m)));
      if (kill) h_.journal->ends.emplace_back(to_string(m)), p.kill();
      one->over.open();
    });
  }

  settings listening(process& p, const std::string& name) {
    settings s;
    s.level(loud_ ? log_level::debug : log_level::error).journal(p.disk(disk_));
    s.sink([this, &p, name](log_level level, std::string_view who, std::string_view text) {
      if (p.killed()) return;
      const std::string line = name + ": " + std::string(who) + ": " + std::string(text);
      if (level == log_level::error) h_.complaints.push_back(line);
      say("log: " + line);
    });
    return s;
  }

  asio::awaitable<void> act(life_ptr l, std::vector<call_history*> calls) {
    const std::uint64_t from = world_.monotonic_ns();
    const auto device = co_await l->open("cloud");
    if (!l->alive()) co_return;
    arm_faults();
    h_.opening = std::max(h_.opening, since(from));
    if (since(from) > opening_limit) breach("it was opened late");
    if (!device) {
      say("not opened: " + device.error().to_string());
      if (device.error().code() == errc::internal || device.error().code() == errc::unknown)
        breach("it was not opened, without a type: " + device.error().to_string());
      co_return;
    }
    for (call_history* c : calls) {
      l->begin();
      auto ended = [l](const std::exception_ptr& e) {
        if (e) std::rethrow_exception(e);
        l->finish();
      };
      if (!c->plan.cancel) {
        asio::co_spawn(world_.executor(), call(l, *device, *c), ended);
        continue;
      }
      auto& signal = *l->signals.emplace_back(std::make_unique<asio::cancellation_signal>());
      l->alarms.push_back(world_.make_alarm([&signal] { signal.emit(asio::cancellation_type::terminal); }));
      l->alarms.back()->arm(world_.monotonic_ns() +
                            static_cast<std::uint64_t>((c->plan.start + *c->plan.cancel).count()));
      asio::co_spawn(world_.executor(), call(l, *device, *c), asio::bind_cancellation_slot(signal.slot(), ended));
    }
  }

  asio::awaitable<void> call(life_ptr l, backend device, call_history& c) {
    co_await asio::this_coro::throw_if_cancelled(false);
    co_await pause_in(world_, c.plan.start);
    if (!l->alive()) co_return;
    c.begun = true;
    const std::uint64_t from = world_.monotonic_ns();
    execute_options o;
    o.shots(c.plan.shots).deadline(c.plan.deadline).seed(of_.seed).when_abandoned(c.plan.leaves).durable();
    if (c.plan.budget) o.budget(*c.plan.budget, "USD");
    answers outcome = co_await make_call(device, c.plan, std::move(o), world_);
    const error* failed = failure_of(outcome);
    if (l->self.killed()) co_return;
    ++c.ended;
    c.took = since(from);
    say("the call of " + std::to_string(c.plan.shots) + " shots ended: " + (failed ? failed->to_string() : "result"));
    const bool stopped = c.took >= c.plan.deadline || (c.plan.cancel && c.took >= *c.plan.cancel);
    if (failed && stopped && c.plan.leaves == on_abandon::cancel_remote && l->alive()) c.let_go_ns = stage_.cloud_ns();
    c.outcome.emplace(std::move(outcome));
  }

  const scenario& of_;
  const bool loud_;
  history h_;
  bool faulty_ = false, told_to_the_end_ = false;
  std::mt19937_64 dice_;
  journal_watch watch_;
  const journal_opener disk_;
  const bool alike_;
  std::vector<std::unique_ptr<process>> processes_;  // outlive the world, which holds what they have begun
  std::vector<std::weak_ptr<account::core>> accounts_;
  cloud_stage stage_;
  simulated_world& world_;
  errands errands_;
};

}  // namespace

history play_lives(const scenario& s, const observer& see, const interference& with) {
  return stage(s, see, with).play();
}

}  // namespace ketway::simulated
