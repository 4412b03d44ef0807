#include "engine/fusion.hpp"

#include <cmath>

#include "engine/matrix_shape.hpp"

namespace ketway::local {

fuser::fuser(operation_list& out, unsigned num_bits) : out_(out), open_(num_bits, -1) {}

void fuser::phase(std::uint64_t mask, double angle) {
  if (mask == 0) return global_phase(angle);
  const unsigned first = static_cast<unsigned>(std::countr_zero(mask));
  const std::uint64_t rest = mask & (mask - 1);
  const amplitude p{std::cos(angle), std::sin(angle)};
  if (std::popcount(mask) <= 2) return one({1, 0, 0, p}, first, rest);
  close_all(mask);
  emit_phase(mask, angle);
}

void fuser::one(const matrix2& m, unsigned target, std::uint64_t controls) {
  if (controls == 0) {
    item it;
    for (std::size_t k = 0; k < 4; ++k) it.m[k] = m[k];
    if (open_[target] < 0) {
      const unsigned at = fresh_block();
      block& b = blocks_[at];
      b.low = target, b.pair = false, b.product = it.m;
      open_[target] = static_cast<int>(at);
      return;
    }
    block& b = blocks_[static_cast<unsigned>(open_[target])];
    it.on = b.pair && target == b.high ? item::span_of::high : item::span_of::low;
    return add(b, it);
  }
  if (std::popcount(controls) == 1) {
    const unsigned control = static_cast<unsigned>(std::countr_zero(controls));
    block& b = pair_block(control, target);
    item it;
    it.form = control == b.low ? item::shape::controlled_by_low : item::shape::controlled_by_high;
    for (std::size_t k = 0; k < 4; ++k) it.m[k] = m[k];
    return add(b, it);
  }
  close_all(controls | bit(target));
  emit_one(m, target, controls);
}

void fuser::two(const matrix4& m, unsigned low, unsigned high, std::uint64_t controls) {
  if (controls != 0) {
    close_all(controls | bit(low) | bit(high));
    const std::array<std::uint8_t, 2> targets{static_cast<std::uint8_t>(low), static_cast<std::uint8_t>(high)};
    return emit_dense(m, targets, controls);
  }
  block& b = pair_block(low, high);
  item it;
  it.m = b.low == low ? m : exchanged(m);
  add(b, it);
}

void fuser::wide(std::span<const amplitude> m, std::span<const std::uint8_t> targets, std::uint64_t controls) {
  std::uint64_t bits = controls;
  for (const auto t : targets) bits |= bit(t);
  close_all(bits);
  emit_dense(m, targets, controls);
}

void fuser::flush() {
  for (unsigned q = 0; q < open_.size(); ++q) close(q);
}

unsigned fuser::fresh_block() {
  if (free_.empty()) {
    blocks_.emplace_back();
    return static_cast<unsigned>(blocks_.size() - 1);
  }
  const unsigned at = free_.back();
  free_.pop_back();
  return at;
}

void fuser::close(unsigned position) {
  if (open_[position] < 0) return;
  const auto at = static_cast<unsigned>(open_[position]);
  block& b = blocks_[at];
  emit(b);
  open_[b.low] = -1;
  if (b.pair) open_[b.high] = -1;
  free_.push_back(at);
}

void fuser::close_all(std::uint64_t bits) {
  for (; bits; bits &= bits - 1) close(static_cast<unsigned>(std::countr_zero(bits)));
}

fuser::block& fuser::pair_block(unsigned a, unsigned b) {
  if (open_[a] >= 0 && open_[a] == open_[b]) return blocks_[static_cast<unsigned>(open_[a])];
  const auto take = [&](unsigned q, matrix4& m) {
    if (open_[q] < 0) return false;
    const auto at = static_cast<unsigned>(open_[q]);
    if (blocks_[at].pair) {
      close(q);
      return false;
    }
    m = blocks_[at].product;
    open_[q] = -1;
    free_.push_back(at);
    return true;
  };
  item on_low, on_high;
  on_low.on = item::span_of::low, on_high.on = item::span_of::high;
  const bool has_low = take(a, on_low.m), has_high = take(b, on_high.m);
  const unsigned at = fresh_block();
  block& made = blocks_[at];
  made.low = a, made.high = b, made.pair = true;
  made.items.clear(), made.last_low = made.last_high = -1;
  made.product = identity4();
  open_[a] = open_[b] = static_cast<int>(at);
  if (has_low) add(made, on_low);
  if (has_high) add(made, on_high);
  return made;
}

void fuser::add(block& b, const item& it) {
  if (!b.pair) {
    const matrix2 m = multiply(first_two(it.m), first_two(b.product));
    for (std::size_t k = 0; k < 4; ++k) b.product[k] = m[k];
    return;
  }
  matrix4 whole = it.m;
  if (it.on == item::span_of::low)
    whole = tensor(identity2(), first_two(it.m));
  else if (it.on == item::span_of::high)
    whole = tensor(first_two(it.m), identity2());
  else if (it.form == item::shape::controlled_by_low)
    whole = controlled(first_two(it.m), false);
  else if (it.form == item::shape::controlled_by_high)
    whole = controlled(first_two(it.m), true);
  b.product = multiply(whole, b.product);
  int* last = it.on == item::span_of::low ? &b.last_low : it.on == item::span_of::high ? &b.last_high : nullptr;
  if (last && *last >= 0) {
    item& before = b.items[static_cast<std::size_t>(*last)];
    const matrix2 m = multiply(first_two(it.m), first_two(before.m));
    for (std::size_t k = 0; k < 4; ++k) before.m[k] = m[k];
    return;
  }
  if (b.items.size() == max_items) {  // as many gates are never cheaper than one matrix
    b.items.assign(1, item());
    b.items[0].m = b.product;
    b.last_low = b.last_high = -1;
    return;
  }
  b.items.push_back(it);
  const int index = static_cast<int>(b.items.size() - 1);
  if (last)
    *last = index;
  else
    b.last_low = b.last_high = -1;
}

void fuser::emit(block& b) {
  if (!b.pair) return emit_one(first_two(b.product), b.low, 0);
  double apart = 0;
  for (const auto& it : b.items) {
    const bool small = it.on != item::span_of::both || it.form != item::shape::plain;
    apart += small ? cost_of(first_two(it.m), it.on == item::span_of::both) : cost_of(it.m);
  }
  if (cost_of(b.product) <= apart) return emit_two(b.product, b.low, b.high);
  for (const auto& it : b.items) emit_item(b, it);
}

void fuser::emit_item(const block& b, const item& it) {
  if (it.on == item::span_of::low) return emit_one(first_two(it.m), b.low, 0);
  if (it.on == item::span_of::high) return emit_one(first_two(it.m), b.high, 0);
  if (it.form == item::shape::controlled_by_low) return emit_one(first_two(it.m), b.high, bit(b.low));
  if (it.form == item::shape::controlled_by_high) return emit_one(first_two(it.m), b.low, bit(b.high));
  emit_two(it.m, b.low, b.high);
}

void fuser::emit_phase(std::uint64_t mask, double angle) {
  if (angle == 0) return;
  if (mask == 0) return global_phase(angle);
  operation o;
  o.what = operation::kind::phase, o.controls = mask, o.angle = angle;
  out_.ops.push_back(o);
}

void fuser::emit_one(const matrix2& m, unsigned target, std::uint64_t controls) {
  if (is_diagonal(m)) {
    emit_phase(controls, std::arg(m[0]));
    return emit_phase(controls | bit(target), std::arg(m[3]) - std::arg(m[0]));
  }
  if (is_exchange(m)) {  // diag(b, c) X
    operation o;
    o.what = operation::kind::flip, o.num_targets = 1, o.targets[0] = static_cast<std::uint8_t>(target);
    o.controls = controls;
    out_.ops.push_back(o);
    emit_phase(controls, std::arg(m[1]));
    return emit_phase(controls | bit(target), m[1] == m[2] ? 0 : std::arg(m[2]) - std::arg(m[1]));
  }
  const std::array<std::uint8_t, 1> targets{static_cast<std::uint8_t>(target)};
  emit_dense(m, targets, controls);
}

void fuser::emit_two(const matrix4& m, unsigned low, unsigned high) {
  if (is_diagonal(m)) {
    const double a = std::arg(m[0]), b = std::arg(m[5]), c = std::arg(m[10]), d = std::arg(m[15]);
    emit_phase(0, a), emit_phase(bit(low), b - a), emit_phase(bit(high), c - a);
    return emit_phase(bit(low) | bit(high), whole_turns_removed(d - c - b + a));
  }
  if (const auto body = controlled_body(m, false)) return emit_one(*body, high, bit(low));
  if (const auto body = controlled_body(m, true)) return emit_one(*body, low, bit(high));
  const std::array<std::uint8_t, 2> targets{static_cast<std::uint8_t>(low), static_cast<std::uint8_t>(high)};
  emit_dense(m, targets, 0);
}

void fuser::emit_dense(std::span<const amplitude> m, std::span<const std::uint8_t> targets, std::uint64_t controls) {
  operation o;
  o.what = operation::kind::dense, o.num_targets = static_cast<std::uint8_t>(targets.size()), o.controls = controls;
  for (std::size_t k = 0; k < targets.size(); ++k) o.targets[k] = targets[k];
  o.matrix = static_cast<std::uint32_t>(out_.matrices.size());
  out_.matrices.insert(out_.matrices.end(), m.begin(), m.end());
  out_.ops.push_back(o);
}

}  // namespace ketway::local
