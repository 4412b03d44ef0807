// The second half of the tour: many things at once, ending early, and being told why not.

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "excerpt.hpp"
#include "ketway/language.hpp"
#include "ketway/together.hpp"
#include "result_text.hpp"
#include "tour.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;
using steady = std::chrono::steady_clock;

circuit ghz(std::uint32_t qubits) {
  circuit c(qubits, qubits);
  c.h(0);
  for (std::uint32_t q = 1; q < qubits; ++q) c.cx(q - 1, q);
  for (std::uint32_t q = 0; q < qubits; ++q) c.measure(q, q);
  return c;
}

circuit deep(std::uint32_t qubits, std::uint32_t layers) {
  circuit c(qubits, 0);
  for (std::uint32_t layer = 0; layer < layers; ++layer) {
    for (std::uint32_t q = 0; q < qubits; ++q) c.rx(0.1 * (q + 1), q).rz(0.2 * (layer + 1), q);
    for (std::uint32_t q = 0; q + 1 < qubits; ++q) c.cx(q, q + 1);
  }
  return c.measure_all();
}

// What several runs at once leave behind.
class tally {
 public:
  std::size_t running = 0, most_at_once = 0, right = 0;
};

asio::awaitable<void> run_counted(const backend& local, circuit c, tally& count) {
  const std::uint32_t qubits = c.num_qubits();
  ++count.running;
  count.most_at_once = std::max(count.most_at_once, count.running);
  execute_options options;
  options.shots(1000);
  const expected<result> r = co_await local.try_execute(std::move(c), options);
  --count.running;
  if (!r) co_return;
  const std::uint64_t agreeing = r->count(std::string(qubits, '0')) + r->count(std::string(qubits, '1'));
  count.right += agreeing == 1000 ? 1 : 0;
}

// A timer's handler may already be on its way when what it would touch ends: it asks this first.
class presence {
 public:
  presence() = default;
  presence(const presence&) = delete;
  presence& operator=(const presence&) = delete;
  ~presence() { *here_ = false; }
  std::shared_ptr<const bool> mark() const { return here_; }

 private:
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

// Rings on the event loop until it is stopped: a loop that is blocked does not.
class ticker {
 public:
  explicit ticker(asio::io_context& io) : timer_(io) { next(); }
  std::size_t stop() {
    timer_.cancel();
    return ticks_;
  }

 private:
  void next() {
    timer_.expires_after(std::chrono::milliseconds(1));
    timer_.async_wait([this, here = here_.mark()](const boost::system::error_code& ended) {
      if (ended || !*here) return;
      ++ticks_;
      next();
    });
  }
  asio::steady_timer timer_;
  std::size_t ticks_ = 0;
  presence here_;
};

asio::awaitable<void> run_into(const backend& local, circuit c, std::optional<expected<result>>& outcome) {
  expected<result> r = co_await local.try_execute(std::move(c), execute_options());
  outcome.emplace(std::move(r));
}

}  // namespace

asio::awaitable<void> show_concurrency(tour& t, const backend& local) {
  constexpr std::uint32_t smallest = 3, largest = 18;
  tally count;
  std::vector<asio::awaitable<void>> all;
  for (std::uint32_t qubits = smallest; qubits <= largest; ++qubits)
    all.push_back(run_counted(local, ghz(qubits), count));
  const std::size_t number = all.size();
  const auto began = steady::now();
  ticker alive(t.io());
  co_await together(std::move(all));
  const std::size_t ticks = alive.stop();
  const auto took = steady::now() - began;
  t.step("Many circuits over one event loop",
         "Sixteen circuits of 3 to 18 qubits are started together. This thread only waits: the simulator computes "
         "elsewhere,\n"
         "so timers and sockets of your program go on meanwhile.",
         "for (auto& c : circuits) co_spawn(loop, local.execute(c), ...);",
         std::to_string(count.right) + " of " + std::to_string(number) + " right, " +
             std::to_string(count.most_at_once) + " in flight at once, done in " + short_time(took) +
             "; a 1 ms timer on the same loop rang " + std::to_string(ticks) + " times meanwhile\n",
         count.right == number && count.most_at_once == number);
}

asio::awaitable<void> show_cancellation(tour& t, const backend& local) {
  constexpr std::uint32_t qubits = 22, layers = 1000;
  constexpr std::chrono::milliseconds patience{150};
  circuit endless = deep(qubits, layers);
  const std::size_t gates = endless.size();
  asio::cancellation_signal stop;
  asio::steady_timer timer(t.io(), patience);
  steady::time_point asked{};
  const presence here;
  timer.async_wait([&, mark = here.mark()](const boost::system::error_code& ended) {
    if (ended || !*mark) return;
    asked = steady::now();
    stop.emit(asio::cancellation_type::all);
  });
  std::optional<expected<result>> outcome;
  asio::awaitable<void> run = run_into(local, std::move(endless), outcome);
  co_await asio::co_spawn(t.io(), std::move(run), asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
  timer.cancel();
  const bool cancelled = outcome && !*outcome && outcome->error().code() == errc::cancelled;
  t.step("Changing your mind",
         "A run of " + std::to_string(gates) + " operations on " + std::to_string(qubits) +
             " qubits would take a while. It is cancelled after 150 ms; deadlines work in the same way.",
         "signal.emit(cancellation_type::terminal);      // or execute_options().deadline(150ms)",
         cancelled ? "came back as \"" + outcome->error().message() + "\" " + short_time(steady::now() - asked) +
                         " after it was asked to\n"
                   : std::string("it was done before it was cancelled\n"),
         cancelled);
}

asio::awaitable<void> show_refusals(tour& t, const backend& local) {
  const std::string text =
      "OPENQASM 2.0;\n"
      "include \"qelib1.inc\";\n"
      "qreg q[2];\n"
      "creg c[2];\n"
      "h q[0];\n"
      "cx q[0], q[2];\n"
      "mesure q -> c;\n";
  read_options options;
  options.file_name("bell.qasm");
  const expected<reading> read = read_circuit(text, options);
  remember_text("bell.qasm", text);
  std::string shown;
  if (!read) {
    for (const diagnostic& d : read.error().diagnostics()) shown += explained_with_line(d, t.out());
  }
  const expected<result> large = co_await local.try_execute(ghz(60), execute_options());
  if (!large) shown += "\n60 qubits: " + large.error().to_string() + "\n";
  t.step("Being told why not",
         "A text with two mistakes, and a circuit larger than any memory. Nothing was run, nothing was spent.",
         "expected<reading> read = read_circuit(text);      // error().diagnostics(): file, line, column, what was "
         "expected\n"
         "expected<result> large = co_await local.try_execute(ghz(60));",
         shown, !read && !read.error().diagnostics().empty() && !large);
}

}  // namespace ketway::cli
