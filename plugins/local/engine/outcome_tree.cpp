#include "engine/outcome_tree.hpp"

#include <algorithm>
#include <cmath>

#include "engine/random.hpp"
#include "engine/sampling.hpp"

namespace ketway::local {
namespace {

constexpr double impossible = 1e-14;         // an outcome this unlikely is rounding
constexpr double least_branch = 1e-15;       // of an exact run
constexpr double least_probability = 1e-12;  // of a row of the answer
constexpr double least_partial = 1e-18;      // of a row of one branch: rows of several branches add up

}  // namespace

outcome_tree::outcome_tree(const program& p, const tree_limits& limits, workshop& shop)
    : program_(p), limits_(limits), shop_(shop), keys_(p.num_bits, p.finals) {}

void outcome_tree::sample(state& s, std::uint64_t shots, std::uint64_t key, tally<std::uint64_t>& out) {
  if (shots == 0) return;
  counts_ = &out;
  branch first;
  first.shots = shots, first.key = mixed(key);
  explore(s, std::move(first));
}

void outcome_tree::enumerate(state& s, tally<double>& out) {
  probabilities_ = &out;
  explore(s, branch());
}

void outcome_tree::explore(state& s, branch first) {
  first.bits.assign(keys_.words(), 0);
  pending_.push_back(std::move(first));
  bool fresh = true;
  while (!pending_.empty()) {
    branch b = std::move(pending_.back());
    pending_.pop_back();
    if (b.kept) {
      std::unique_ptr<state> own = std::move(b.kept);
      run(*own, b);
      --kept_;
      spare_.push_back(std::move(own));
    } else {
      if (!fresh) s.clear(shop_);
      fresh = false;
      run(s, b);
    }
  }
}

void outcome_tree::run(state& s, branch& b) {
  while (b.at < program_.steps.size()) {
    const step& now = program_.steps[b.at++];
    switch (now.what) {
      case step::kind::run: s.run(program_.segments[now.index], shop_); break;
      case step::kind::measure:
      case step::kind::reset: decide(s, b, now); break;
      case step::kind::jump_unless:
        if (!holds(b, now)) b.at = now.target;
        break;
      case step::kind::jump:
        if (now.target < b.at && ++b.turns > limits_.max_loop_turns)
          throw failure(KW_RESOURCE_EXHAUSTED, "a loop took more than " + std::to_string(limits_.max_loop_turns) +
                                                   " turns (option max_loop_turns)");
        if (now.target < b.at && shop_.meter(0).spend(1)) shop_.stop().check();
        b.at = now.target;
        break;
    }
  }
  leaf(s, b);
}

bool outcome_tree::holds(const branch& b, const step& jump) const {
  for (std::uint32_t k = 0; k < jump.count; ++k) {
    const std::uint32_t literal = program_.literals[jump.index + k], bit = literal >> 1;
    if ((b.bits[bit / 64] >> (bit % 64) & 1U) != (literal & 1U)) return false;
  }
  return true;
}

void outcome_tree::decide(state& s, branch& b, const step& now) {
  const auto position = static_cast<unsigned>(now.position);
  double of_one = now.position < 0 ? 0 : s.weight(position, true, shop_);
  if (!(of_one >= 0) || !std::isfinite(of_one))
    throw failure(KW_INTERNAL, "the state's norm is not a number: a gate of the circuit is not unitary");
  double of_zero = 1 - of_one;
  if (of_zero < 0.5 && now.position >= 0) of_zero = s.weight(position, false, shop_);  // no cancellation
  const double sum = of_one + of_zero;
  if (of_one < impossible * sum) of_one = 0;
  if (of_zero < impossible * sum) of_zero = 0;

  bool value = of_one > of_zero;
  if (b.forced > 0) {
    value = b.outcomes[b.outcomes.size() - b.forced--];
    return settle(s, b, now, value, value ? of_one : of_zero);
  }
  if (of_one > 0 && of_zero > 0) {
    const double p = of_one / sum;
    if (counts_) {
      const std::uint64_t ones = random_stream(b.key).binomial(b.shots, p);
      value = ones == b.shots;
      if (ones > 0 && !value) defer(s, b, now, of_one, ones, b.weight);
      if (!value) b.shots -= ones;
    } else {
      if (b.weight * std::max(p, 1 - p) < least_branch) {
        b.at = static_cast<std::uint32_t>(program_.steps.size()), b.weight = 0;
        return;
      }
      value = b.weight * (1 - p) < least_branch;
      if (!value && b.weight * p >= least_branch) defer(s, b, now, of_one, 0, b.weight * p);
      b.weight *= value ? p : 1 - p;
    }
  }
  b.key = mixed(b.key ^ (value ? 0x9d : 0x3b));
  b.outcomes.push_back(value);
  settle(s, b, now, value, value ? of_one : of_zero);
}

/// Puts the branch in which the outcome is 1 aside.
void outcome_tree::defer(state& s, const branch& b, const step& now, double probability, std::uint64_t shots,
                         double weight) {
  branch other;
  other.at = b.at, other.turns = b.turns, other.shots = shots, other.weight = weight;
  other.key = mixed(b.key ^ 0x9d);
  other.outcomes = b.outcomes;
  other.outcomes.push_back(true);
  other.bits = b.bits;
  if (kept_ < limits_.max_copies) {
    if (spare_.empty()) {
      other.kept = std::make_unique<state>(s.capacity());
    } else {
      other.kept = std::move(spare_.back());
      spare_.pop_back();
    }
    ++kept_;
    other.kept->assign(s, shop_);
    settle(*other.kept, other, now, true, probability);
  } else {
    other.at = 0, other.turns = 0, other.forced = other.outcomes.size();
    other.bits.assign(keys_.words(), 0);
  }
  pending_.push_back(std::move(other));
}

void outcome_tree::settle(state& s, branch& b, const step& now, bool value, double probability) {
  if (now.position >= 0) s.project(static_cast<unsigned>(now.position), value, 1 / std::sqrt(probability), shop_);
  if (now.what == step::kind::reset) {
    if (value) s.run(program_.segments[now.index], shop_);
    return;
  }
  const std::uint64_t mask = std::uint64_t{1} << (now.index % 64);
  auto& word = b.bits[now.index / 64];
  word = value ? word | mask : word & ~mask;
}

void outcome_tree::leaf(state& s, const branch& b) {
  if (b.weight == 0) return;
  shop_.stop().check();  // many small leaves never touch enough amplitudes to be asked
  ++branches_;
  if (counts_) {
    local::sample(s, b.shots, mixed(b.key + 1), keys_, b.bits.data(), shop_, *counts_);
    return counts_->merge_if_grown();
  }
  if (branches_ > limits_.max_branches)
    throw failure(KW_RESOURCE_EXHAUSTED, "the exact answer has more than " + std::to_string(limits_.max_branches) +
                                             " measurement histories (option max_branches); ask for shots instead");
  add_probabilities(s, b.weight, program_.branches ? least_partial : least_probability, keys_, b.bits.data(), shop_,
                    *probabilities_);
  probabilities_->merge_if_grown();
}

}  // namespace ketway::local
