// The first half of the tour: circuits, results, parameters.

#include <array>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "result_text.hpp"
#include "table.hpp"
#include "tour.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

constexpr std::uint64_t seed = 2026;

std::string fixed(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.4f", value);
  return text.data();
}

bool only(const std::map<std::string, std::uint64_t>& counts, std::initializer_list<std::string_view> keys) {
  std::size_t there = 0;
  for (const std::string_view key : keys) there += counts.contains(std::string(key)) ? 1 : 0;
  return there == counts.size() && !counts.empty();
}

}  // namespace

asio::awaitable<void> show_bell(tour& t, const backend& local) {
  circuit bell(2, 2);
  bell.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  execute_options options;
  options.shots(1000).seed(seed);
  const result r = co_await local.execute(bell, options);
  t.step("A Bell pair",
         "Two qubits, each a coin toss, that always agree. `local` is a shared library: the program found it,\n"
         "loaded it and spoke to it through the same interface as to any provider.",
         "circuit bell(2, 2);\n"
         "bell.h(0).cx(0, 1).measure(0, 0).measure(1, 1);\n"
         "result r = co_await local.execute(bell, execute_options().shots(1000));",
         outcome_table(r, t.out()), only(r.counts(), {"00", "11"}) && r.count("00") + r.count("11") == 1000);
}

asio::awaitable<void> show_bit_order(tour& t, const backend& local) {
  circuit c(3, 3);
  c.ry(2 * std::asin(0.5), 0).cx(0, 2).x(1).measure(0, 0).measure(1, 1).measure(2, 2);
  execute_options options;
  options.shots(1000).seed(seed);
  const result r = co_await local.execute(c, options);
  t.step(
      "One bit order, everywhere",
      "A lopsided circuit: qubits 0 and 2 are both 1 in a quarter of the shots, qubit 1 is always 1. Read a key from\n"
      "the right: bit 0 stands rightmost, whatever the provider's own order is.",
      "c.ry(pi / 3, 0).cx(0, 2).x(1);      // then measure each qubit into its bit", outcome_table(r, t.out()),
      only(r.counts(), {"010", "111"}) && r.count("010") > r.count("111"));
}

asio::awaitable<void> show_teleportation(tour& t, const backend& local) {
  constexpr double theta = 1.234;
  circuit c(3);
  c.add_bits("m", 2);
  c.add_bits("out", 1);
  const condition first(0, true), second(1, true);
  c.ry(theta, 0).h(1).cx(1, 2).cx(0, 1).h(0).measure(0, 0).measure(1, 1);
  c.begin_if(second).x(2).end().begin_if(first).z(2).end();
  c.ry(-theta, 2).measure(2, 2);
  execute_options options;
  options.shots(1000).seed(seed);
  const result r = co_await local.execute(c, options);
  t.step("Teleportation with feed-forward",
         "Qubit 0's state moves to qubit 2: two qubits are measured in the middle, and the corrections depend on what "
         "came\n"
         "out. At the end the preparation is undone on qubit 2, so register `out` must read 0 in every shot.",
         "c.measure(0, 0).measure(1, 1);\n"
         "c.begin_if({1, true}).x(2).end().begin_if({0, true}).z(2).end();\n"
         "r.counts(\"out\");",
         outcome_table(r, t.out()) + "out reads 0 in " + std::to_string(r.counts("out")["0"]) + " of 1000 shots\n",
         r.counts("out")["0"] == 1000);
}

asio::awaitable<void> show_probabilities(tour& t, const backend& local) {
  circuit c(2, 2);
  c.ry(std::numbers::pi / 3, 0).cx(0, 1).measure(0, 0).measure(1, 1);
  execute_options options;
  options.shots(0);
  const result r = co_await local.execute(c, options);
  std::map<std::string, double> p = r.probabilities();
  t.step("Exact probabilities",
         "A simulator need not roll dice: zero shots ask for the distribution itself, here 3/4 and 1/4.",
         "result r = co_await local.execute(c, execute_options().shots(0));\nr.probabilities();",
         outcome_table(r, t.out()), std::abs(p["00"] - 0.75) < 1e-9 && std::abs(p["11"] - 0.25) < 1e-9);
}

asio::awaitable<void> show_sweep(tour& t, const backend& local) {
  constexpr int points = 9;
  circuit c(1, 1);
  c.ry(parameter("theta"), 0).measure(0, 0);
  parameter_table angles({"theta"});
  for (int i = 0; i < points; ++i) angles.row({std::numbers::pi * i / (points - 1)});
  execute_options options;
  options.shots(0);
  const std::vector<expected<result>> all = co_await local.sweep(c, angles, options);
  table rows;
  rows.column("theta", table::align::right).column("P(1)", table::align::right);
  rows.column("sin^2(theta/2)", table::align::right).column("");
  bool right = all.size() == points;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double theta = angles.rows()[i][0];
    std::map<std::string, double> p = all[i].value().probabilities();
    const double law = std::pow(std::sin(theta / 2), 2);
    right = right && std::abs(p["1"] - law) < 1e-9;
    rows.row({fixed(theta), fixed(p["1"]), fixed(law), t.out().bar(p["1"], 24)},
             {style::strong, style::plain, style::faint, style::good});
  }
  t.step("A parameter sweep", "One circuit with an open angle, nine values, one call; beside it what theory says.",
         "c.ry(parameter(\"theta\"), 0).measure(0, 0);\n"
         "auto all = co_await local.sweep(c, parameter_table({\"theta\"}).row({0.0}).row({0.39}) ..., options);",
         rows.text(t.out()), right);
}

}  // namespace ketway::cli
