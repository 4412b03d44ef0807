// The estimated success probability of a circuit: ketway/fidelity.hpp.
#include <algorithm>
#include <cmath>

#include "circuit/columns.hpp"
#include "compiler/calibration.hpp"
#include "compiler/device_text.hpp"
#include "compiler/waiting.hpp"
#include "ketway/compile.hpp"
#include "ketway/fidelity.hpp"

namespace ketway {
namespace {

using compiler::calibration;
using compiler::gate_figures;

constexpr std::size_t most_named = 5;

// What has been said once is not said again; a long list ends with how much it leaves out.
class remarks {
 public:
  void say(std::string what) {
    if (std::find(all_.begin(), all_.end(), what) == all_.end()) all_.push_back(std::move(what));
  }
  std::vector<std::string> shortened() && {
    if (all_.size() > most_named + 1) {
      const std::size_t more = all_.size() - most_named;
      all_.resize(most_named);
      all_.push_back("and " + std::to_string(more) + " more of this kind");
    }
    return std::move(all_);
  }
  bool empty() const noexcept { return all_.empty(); }

 private:
  std::vector<std::string> all_;
};

class estimate_of_success {
 public:
  estimate_of_success(const circuit& c, const calibration& figures)
      : c_(c), s_(circuit::storage::of(c)), figures_(figures) {}

  success_estimate run(bool without_errors) {
    for (const kw_gate& g : s_.gates) record(g, without_errors);
    out_.calibration = figures_.snapshot();
    if (!without_errors) wait();
    out_.missing = std::move(missing_).shortened();
    out_.not_counted = std::move(left_out_).shortened();
    if (out_.missing.empty()) out_.probability = out_.gates * out_.readout * out_.idle;
    return std::move(out_);
  }

 private:
  void record(const kw_gate& g, bool without_errors) {
    const std::span<const std::uint32_t> operands = s_.operands_of(g);
    if (g.op == KW_OP_WHILE) missing_.say("how often a loop runs");
    const bool counts = g.op >= KW_OP_FIRST_GATE || g.op == KW_OP_UNITARY || g.op == KW_OP_OPAQUE;
    if (counts && operands.size() > 1) ++out_.two_qubit_gates;
    if (without_errors || g.op == KW_OP_GPHASE) return;
    if (g.op == KW_OP_MEASURE) {
      factor(out_.readout, figures_.measure(operands[0]).error, "the readout error of qubit ", operands.first(1));
    } else if (g.op == KW_OP_RESET) {
      const std::optional<double> e = figures_.reset(operands[0]).error;
      out_.gates *= 1 - e.value_or(0);
      if (!e) left_out_.say("resets, whose error is not known");
    } else if (counts) {
      const bool numbers = g.symbol == 0 && g.op >= KW_OP_FIRST_GATE;
      const gate_figures f = figures_.gate(g.op, operands, numbers ? s_.params_of(g) : std::span<const double>());
      if (f.error)
        out_.gates *= 1 - *f.error;
      else
        missing_.say("the error of " + compiler::words_of(g.op, operands));
    }
  }

  void factor(double& of, std::optional<double> error, const char* what, std::span<const std::uint32_t> qubits) {
    if (error)
      of *= 1 - *error;
    else
      missing_.say(what + std::to_string(qubits[0]));
  }

  void wait() {
    const compiler::waiting w = compiler::waiting::of(c_, figures_);
    if (!w.duration) {
      left_out_.say("waiting, as it is not known how long " + w.unknown.front() + " takes");
      return;
    }
    out_.duration = std::chrono::nanoseconds(std::llround(std::min(*w.duration * 1e9, 9e18)));
    for (const auto& [q, seconds] : w.waits) {
      const compiler::qubit_figures& f = figures_.qubit(q);
      if (!f.t1 || !f.t2 || *f.t1 <= 0 || *f.t2 <= 0) {
        left_out_.say("waiting of qubit " + std::to_string(q) + ", whose T1 and T2 are not both known");
        continue;
      }
      const double t2 = std::min(*f.t2, 2 * *f.t1);
      const double process = (1 + 2 * std::exp(-seconds / t2) + std::exp(-seconds / *f.t1)) / 4;
      out_.idle *= 1 - 2.0 / 3.0 * (1 - process);
    }
  }

  const circuit& c_;
  const circuit::storage& s_;
  const calibration& figures_;
  success_estimate out_;
  remarks missing_, left_out_;
};

// The gates for which there is a figure, where they work; none: there are none.
std::optional<target> with_figures(const target& all, const std::vector<native_gate>& own, const calibration& figures) {
  const auto known = [&](const native_gate& g) {
    const gate_info* info = find_op(g.name());
    const auto& list = figures.gates_with_errors();
    return info != nullptr && std::find(list.begin(), list.end(), info->op) != list.end();
  };
  target t(all.num_qubits());
  t.name(all.name()).coupling(all.coupling()).mid_circuit(all.mid_circuit()).conditions(all.conditions());
  for (const native_gate& g : own)
    if (known(g)) t.gate(g);
  for (const std::uint32_t q : all.unusable()) t.without(q);
  for (const auto& [q, e] : all.readout_errors()) t.readout_error(q, e);
  if (t.gates().empty()) return std::nullopt;
  return t;
}

}  // namespace

expected<success_estimate> success_of(const circuit& lowered, const device& d) {
  const expected<calibration> figures = calibration::of(d);
  if (!figures) return figures.error();
  return estimate_of_success(lowered, *figures).run(d.simulator && !figures->names_errors());
}

expected<lowered_success> estimate_success(const circuit& c, const device& d) {
  const expected<target> t = target::of(d);
  if (!t) return t.error();
  expected<compiled> done = compile(c, *t);
  if (!done) return done.error();
  expected<success_estimate> plain = success_of(done->circuit, d);
  if (!plain) return plain.error();
  lowered_success out(std::move(done->circuit), done->swaps, std::move(*plain));
  if (out.success.probability || d.detail.empty()) return out;
  const expected<compiler::device_text> own = compiler::device_text::read(d.detail);
  const expected<calibration> figures = calibration::of(d);
  if (!own || !figures) return out;
  const std::optional<target> better = with_figures(*t, own->gates, *figures);
  if (!better) return out;
  expected<compiled> again = compile(c, *better);
  if (!again) return out;
  const expected<success_estimate> other = success_of(again->circuit, d);
  if (!other || !other->probability) return out;
  std::string names;
  for (const native_gate& g : better->gates()) names += (names.empty() ? "" : ", ") + g.name();
  lowered_success native(std::move(again->circuit), again->swaps, *other);
  native.success.not_counted.push_back("the device compiles circuits itself; this is in its own gates, " + names);
  return native;
}

}  // namespace ketway
