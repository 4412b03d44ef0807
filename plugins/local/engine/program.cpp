#include "engine/program.hpp"

#include <algorithm>

#include "engine/lowering.hpp"
#include "engine/measurements.hpp"

namespace ketway::local {
namespace {

class builder {
 public:
  builder(const columns& circuit, bool keep_state)
      : circuit_(circuit), keep_state_(keep_state), fates_(fates_of(circuit)), fuse_(list_, 64) {
    out_.num_qubits = circuit.num_qubits(), out_.num_bits = circuit.num_bits(), out_.gates = circuit.num_gates();
    out_.positions.assign(circuit.num_qubits(), -1);
  }

  program build() {
    gate_lowering gates(fuse_, out_.positions, keep_state_, !circuit_.has_blocks());
    gates_ = &gates;
    for (std::size_t i = 0; i < circuit_.size(); ++i) lower(i);
    end_segment();
    if (keep_state_)
      for (std::uint32_t q = 0; q < circuit_.num_qubits(); ++q) gates.place(q);
    out_.state_bits = gates.placed();
    for (auto& f : finals_) out_.finals.push_back({f.bit, out_.positions[static_cast<std::uint32_t>(f.position)]});
    cut();
    return std::move(out_);
  }

 private:
  struct frame {
    std::size_t record;     // the `if`, `else` or `while`
    std::uint32_t pending;  // the jump whose target is the end of this part
  };

  void lower(std::size_t i) {
    const record r = circuit_.at(i);
    switch (r.op) {
      case KW_OP_MEASURE: return measure(r, fates_[i]);
      case KW_OP_RESET: return reset(r, fates_[i]);
      case KW_OP_BARRIER:
      case KW_OP_DELAY: return;
      case KW_OP_WHILE: place_body(i); [[fallthrough]];
      case KW_OP_IF:
        end_segment();
        frames_.push_back({i, here()});
        return add_jump(step::kind::jump_unless, literals(r), r.operands.size());
      case KW_OP_ELSE: {
        end_segment();
        const std::uint32_t over = here();
        add_jump(step::kind::jump, 0, 0);
        out_.steps[frames_.back().pending].target = here();
        frames_.back() = {i, over};
        return;
      }
      case KW_OP_END: return end_block();
      default: return gates_->lower(r);
    }
  }

  void end_block() {
    end_segment();
    const frame f = frames_.back();
    frames_.pop_back();
    if (circuit_.at(f.record).op == KW_OP_WHILE) {
      add_jump(step::kind::jump, 0, 0);
      out_.steps.back().target = f.pending;
    }
    out_.steps[f.pending].target = here();
  }

  /// A loop's body runs again after its end: there no qubit that it uses is known to be |0>.
  void place_body(std::size_t loop) {
    for (std::size_t i = loop + 1; i < circuit_.partner(loop); ++i) {
      const record r = circuit_.at(i);
      if (is_gate(r.op))
        for (const auto q : r.operands) gates_->place(q);
    }
  }

  void measure(const record& r, fate f) {
    if (f == fate::never) return;
    if (f == fate::final) {
      finals_.push_back({r.operands[1], static_cast<std::int32_t>(r.operands[0])});
      return;
    }
    end_segment();
    step s;
    s.what = step::kind::measure, s.position = out_.positions[r.operands[0]], s.index = r.operands[1];
    out_.steps.push_back(s);
    out_.branches = true;
  }

  void reset(const record& r, fate f) {
    const std::int32_t position = out_.positions[r.operands[0]];
    if (f == fate::never || position < 0) return;
    end_segment();
    step s;
    s.what = step::kind::reset, s.position = position, s.index = static_cast<std::uint32_t>(lists_.size());
    operation_list flip;
    operation o;
    o.what = operation::kind::flip, o.num_targets = 1, o.targets[0] = static_cast<std::uint8_t>(position);
    flip.ops.push_back(o);
    lists_.push_back(std::move(flip));
    out_.steps.push_back(s);
    out_.branches = true;
  }

  void end_segment() {
    fuse_.flush();
    if (list_.ops.empty() && list_.global_phase == 0) return;
    step s;
    s.what = step::kind::run, s.index = static_cast<std::uint32_t>(lists_.size());
    out_.steps.push_back(s);
    lists_.push_back(std::move(list_));
    list_ = operation_list();
  }

  std::uint32_t literals(const record& r) {
    const auto first = static_cast<std::uint32_t>(out_.literals.size());
    out_.literals.insert(out_.literals.end(), r.operands.begin(), r.operands.end());
    return first;
  }
  void add_jump(step::kind what, std::uint32_t first, std::size_t count) {
    step s;
    s.what = what, s.index = first, s.count = static_cast<std::uint32_t>(count);
    out_.steps.push_back(s);
    out_.branches = true;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(out_.steps.size()); }

  void cut() {
    const tiling t(out_.state_bits);
    const bool ends_in_run = !out_.steps.empty() && out_.steps.back().what == step::kind::run;
    for (std::size_t i = 0; i < lists_.size(); ++i) {
      const bool last = ends_in_run && out_.steps.back().index == i;
      out_.segments.push_back(make_segment(std::move(lists_[i]), t, !last || keep_state_));
      out_.operations += out_.segments.back().operations;
      out_.sweeps += out_.segments.back().sweeps.size();
    }
  }

  const columns& circuit_;
  bool keep_state_;
  std::vector<fate> fates_;
  program out_;
  operation_list list_;
  fuser fuse_;
  gate_lowering* gates_ = nullptr;
  std::vector<operation_list> lists_;
  std::vector<frame> frames_;
  std::vector<bit_source> finals_;  // position: the qubit
};

}  // namespace

program make_program(const columns& circuit, bool keep_state) { return builder(circuit, keep_state).build(); }

double program::estimated_ns() const noexcept {
  constexpr double per_amplitude = 0.35, per_operation = 30;
  const double size = static_cast<double>(std::uint64_t{1} << std::min(state_bits, 62U));
  double out = 200;
  for (const auto& s : segments) out += static_cast<double>(s.operations) * (per_operation + per_amplitude * size);
  for (const auto& s : steps)
    if (s.what == step::kind::measure || s.what == step::kind::reset) out += per_operation + per_amplitude * size;
  return out;
}

}  // namespace ketway::local
