#include "compiler/two_qubits.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ketway::compiler {
namespace {

constexpr double pi = std::numbers::pi;
using kind = entangler::kind;

std::size_t coordinates(const weyl& w) {
  std::size_t n = 0;
  for (const double v : {w.x, w.y, w.z}) n += std::abs(v) < resolution ? 0 : 1;
  return n;
}

// How many cx its class needs.
std::size_t num_cx(const weyl& w) {
  if (coordinates(w) == 0) return 0;
  if (w.at(pi / 4, 0, 0)) return 1;
  return std::abs(w.z) < resolution ? 2 : 3;
}

// Writes circuits of cx in terms of one entangler.
class writer {
 public:
  explicit writer(const entangler& e) : e_(e) {}

  void local(std::size_t operand, const matrix2& m) { out_.emplace_back(at(operand), m); }
  void both(const matrix2& high, const matrix2& low) { local(0, low), local(1, high); }

  void xx(double t) {
    const std::size_t first = out_.size();
    e_.interact(t, out_);
    if (e_.what() != kind::iswap) return;
    // form = swap gate = after XX before, so XX = after^-1 swap gate before^-1: what comes behind the gate is on the other
    // operand.
    bool behind = false;
    for (std::size_t i = first; i < out_.size(); ++i) {
      if (behind) out_[i] = piece(1 - out_[i].operand, out_[i].small);
      behind = behind || !out_[i].local;
    }
    exchanged_ = !exchanged_;
  }

  void cx(std::size_t control) {
    static const weyl form = weyl_of(matrix4_of(KW_OP_CX, {}));
    const std::size_t target = 1 - control;
    local(control, form.before[0]), local(target, form.before[1]);
    xx(pi / 4);
    local(control, form.after[0]), local(target, form.after[1]);
  }

  pieces take() { return std::move(out_); }

 private:
  std::size_t at(std::size_t operand) const noexcept { return exchanged_ ? 1 - operand : operand; }

  const entangler& e_;
  pieces out_;
  bool exchanged_ = false;
};

void write_three_cx(writer& w, double x, double y, double z) {
  // Vatan and Williams, Phys. Rev. A 69, 032315 (2004), figure 6.
  w.local(1, rz(-pi / 2));
  w.cx(1);
  w.both(ry(2 * x - pi / 2), rz(pi / 2 - 2 * z));
  w.cx(0);
  w.local(1, ry(pi / 2 - 2 * y));
  w.cx(1);
  w.local(0, rz(pi / 2));
}

void write_two_cx(writer& w, double x, double y) {
  w.both(rx(pi / 2), rx(pi / 2));
  w.cx(0);
  w.both(rz(-2 * y), rx(-2 * x));
  w.cx(0);
  w.both(rx(-pi / 2), rx(-pi / 2));
}

void write_cx_class(writer& out, const weyl& w, std::size_t num) {
  out.both(w.before[1], w.before[0]);
  if (num == 1) out.xx(pi / 4);
  if (num == 2) write_two_cx(out, w.x, w.y);
  if (num == 3) write_three_cx(out, w.x, w.y, w.z);
  out.both(w.after[1], w.after[0]);
}

pieces write_any_xx(const entangler& e, const weyl& w) {
  writer out(e);
  out.both(w.before[1], w.before[0]);
  if (std::abs(w.x) >= resolution) out.xx(w.x);
  if (std::abs(w.y) >= resolution) {
    out.both(rz(-pi / 2), rz(-pi / 2));
    out.xx(w.y);
    out.both(rz(pi / 2), rz(pi / 2));
  }
  if (std::abs(w.z) >= resolution) {
    // Between two Z on one operand XX changes its sign.
    const bool negative = w.z < 0;
    out.both(ry(pi / 2), ry(pi / 2));
    if (negative) out.local(0, rz(pi));
    out.xx(std::abs(w.z));
    if (negative) out.local(0, rz(-pi));
    out.both(ry(-pi / 2), ry(-pi / 2));
  }
  out.both(w.after[1], w.after[0]);
  return out.take();
}

// With iswaps: an even number leaves the operands in place, an odd one exchanges them, so the target is taken with a swap.
std::size_t num_iswaps(const weyl& plain, const weyl& swapped) {
  if (num_cx(plain) == 0) return 0;
  if (num_cx(swapped) == 1) return 1;
  return num_cx(plain) <= 2 ? 2 : 3;
}

pieces write_iswaps(const entangler& e, const weyl& plain, const weyl& swapped) {
  writer out(e);
  const std::size_t n = num_iswaps(plain, swapped);
  write_cx_class(out, n == 2 ? plain : swapped, n);
  return out.take();
}

bool same_class(const weyl& w, const entangler& e) {
  return e.what() != kind::iswap && e.what() != kind::any_xx && w.at(e.form().x, e.form().y, e.form().z);
}

class chooser {
 public:
  explicit chooser(const matrix4& m) : plain_(weyl_of(m)), swapped_(weyl_of(swap4 * m)) {}

  /// SIZE_MAX: it cannot.
  std::size_t uses(const entangler& e) const {
    if (coordinates(plain_) == 0) return 0;
    if (same_class(plain_, e)) return 1;
    switch (e.what()) {
      case kind::itself: return SIZE_MAX;
      case kind::any_xx: return coordinates(plain_);
      case kind::iswap: return num_iswaps(plain_, swapped_);
      default: return num_cx(plain_) * e.uses(pi / 4);
    }
  }

  pieces write(const entangler& e) const {
    if (coordinates(plain_) != 0 && e.what() == kind::any_xx) return write_any_xx(e, plain_);
    if (coordinates(plain_) != 0 && e.what() == kind::iswap) return write_iswaps(e, plain_, swapped_);
    writer out(e);
    if (coordinates(plain_) != 0 && same_class(plain_, e)) return write_itself(e);
    write_cx_class(out, plain_, num_cx(plain_));
    return out.take();
  }

 private:
  pieces write_itself(const entangler& e) const {
    pieces out;
    const weyl& f = e.form();
    out.emplace_back(0, adjoint(f.before[0]) * plain_.before[0]);
    out.emplace_back(1, adjoint(f.before[1]) * plain_.before[1]);
    e.use(out);
    out.emplace_back(0, plain_.after[0] * adjoint(f.after[0]));
    out.emplace_back(1, plain_.after[1] * adjoint(f.after[1]));
    return out;
  }

  weyl plain_, swapped_;
};

}  // namespace

std::optional<synthesis> synthesise(const matrix4& matrix, std::span<const entangler> offered) {
  const chooser choose(matrix);
  std::vector<std::pair<std::size_t, const entangler*>> order;
  for (const entangler& e : offered)
    if (const std::size_t n = choose.uses(e); n != SIZE_MAX) order.emplace_back(n, &e);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [uses, e] : order) {
    synthesis out;
    out.uses = uses;
    out.steps = choose.write(*e);
    matrix4 product = identity4;
    for (const piece& p : out.steps) product = p.matrix * product;
    const phase_match match = compare(product, matrix);
    out.phase = match.phase;
    // What was made is measured, always: a wrong gate would be worse than none.
    if (match.distance < 1e-9) return out;
  }
  return std::nullopt;
}

}  // namespace ketway::compiler
