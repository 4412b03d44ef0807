#include "compiler/calibration.hpp"

#include <algorithm>
#include <cmath>

#include "circuit/gate_table.hpp"
#include "compiler/device_json.hpp"

namespace ketway::compiler {
namespace {

using namespace device_json;

std::optional<double> probability(const json& object, const char* key) {
  const std::optional<double> p = figure(object, key);
  return p && *p >= 0 && *p <= 1 ? p : std::nullopt;
}

std::optional<double> seconds(const json& object, const char* key) {
  const std::optional<double> s = figure(object, key);
  return s && *s >= 0 && std::isfinite(*s) ? s : std::nullopt;
}

// Pauli and process infidelities are larger than the average infidelity by (d + 1) / d.
double to_average(const std::string& kind, std::size_t num_qubits) {
  if (kind != "pauli" && kind != "process") return 1;
  const double d = std::ldexp(1.0, static_cast<int>(std::min<std::size_t>(num_qubits, 60)));
  return d / (d + 1);
}

void fill(std::optional<double>& to, const std::optional<double>& from) {
  if (!to) to = from;
}

}  // namespace

class calibration_reader {
 public:
  calibration read(const json& root, const device& d) {
    if (const json* c = object_at(root, "calibration")) {
      out_.snapshot_ = text(*c, "id");
      if (out_.snapshot_.empty()) out_.snapshot_ = text(*c, "at");
    }
    if (!d.snapshot.empty()) out_.snapshot_ = d.snapshot;
    if (const json* t = object_at(root, "timing")) timing(*t);
    if (const json* q = object_at(root, "qubit_defaults")) out_.others_ = qubit_of(*q);
    fill(out_.others_.readout.duration, readout_);
    fill(out_.others_.reset.duration, reset_);
    for (const json& q : list(root, "qubits")) {
      const json* number = member(q, "qubit");
      if (number == nullptr) throw unreadable("an entry of `qubits` has no `qubit`");
      qubit_figures own = qubit_of(q);
      fill(own.t1, out_.others_.t1), fill(own.t2, out_.others_.t2);
      fill(own.readout.error, out_.others_.readout.error), fill(own.reset.error, out_.others_.reset.error);
      fill(own.readout.duration, out_.others_.readout.duration), fill(own.reset.duration, out_.others_.reset.duration);
      out_.qubits_.insert_or_assign(qubit(*number), own);
    }
    for (const json& g : list(root, "gates")) gate(g);
    return std::move(out_);
  }

 private:
  void timing(const json& t) {
    out_.cycle = seconds(t, "dt"), out_.feed_forward = seconds(t, "feed_forward");
    out_.job_overhead = seconds(t, "job_overhead");
    out_.one_ = seconds(t, "gate_1q"), out_.two_ = seconds(t, "gate_2q");
    readout_ = seconds(t, "readout"), reset_ = seconds(t, "reset");
    if (const json* delay = object_at(t, "repetition_delay")) out_.repetition_delay = seconds(*delay, "default");
  }

  qubit_figures qubit_of(const json& q) {
    qubit_figures f;
    f.t1 = seconds(q, "t1"), f.t2 = seconds(q, "t2");
    if (const json* r = object_at(q, "readout")) {
      f.readout = gate_figures{probability(*r, "error"), seconds(*r, "duration")};
      const auto to_0 = probability(*r, "reads_0_prepared_1"), to_1 = probability(*r, "reads_1_prepared_0");
      if (!f.readout.error && to_0 && to_1) f.readout.error = (*to_0 + *to_1) / 2;
    }
    if (const json* r = object_at(q, "reset"))
      f.reset = gate_figures{probability(*r, "error"), seconds(*r, "duration")};
    out_.names_errors_ = out_.names_errors_ || f.readout.error;
    return f;
  }

  void gate(const json& g) {
    const gate_info* info = find_op(text(g, "name"));
    if (info == nullptr) return;
    calibration::entry e;
    const double factor = to_average(text(g, "error_kind"), info->num_qubits);
    const bool nothing = flag(g, "virtual", false);
    const auto figures = [&](const json& from) {
      gate_figures f{probability(from, "error"), seconds(from, "duration")};
      if (f.error) f.error = *f.error * factor;
      if (nothing) f = gate_figures{0.0, 0.0};
      return f;
    };
    if (nothing) e.typical = gate_figures{0.0, 0.0};
    if (const json* typical = object_at(g, "typical")) e.typical = figures(*typical);
    const json& sites = list(g, "sites");
    e.anywhere = sites.empty() || flag(g, "everywhere", false);
    bool errors = e.typical.error.has_value();
    for (const json& s : sites) {
      const json* where = member(s, "qubits");
      if (where == nullptr || !where->is_array()) throw unreadable("a site has no `qubits`");
      std::vector<std::uint32_t> at;
      for (const json& q : *where) at.push_back(qubit(q));
      gate_figures f = figures(s);
      fill(f.error, e.typical.error), fill(f.duration, e.typical.duration);
      if (!flag(s, "usable", true)) f.error = 1;
      errors = errors || (f.error && flag(s, "usable", true));
      e.sites.insert_or_assign(std::move(at), f);
    }
    const bool is_gate = info->op >= KW_OP_FIRST_GATE;
    if (is_gate)
      for (const json& p : list(g, "parameters")) e.limits.push_back(limit_of(p));
    const bool measures = info->op == KW_OP_MEASURE;
    if (is_gate && errors) out_.known_.push_back(info->op);
    out_.names_errors_ = out_.names_errors_ || ((is_gate || measures) && errors && !nothing);
    out_.gates_[info->op].push_back(std::move(e));
  }

  calibration out_;
  std::optional<double> readout_, reset_;
};

expected<calibration> calibration::of(const device& d) {
  calibration none;
  none.snapshot_ = d.snapshot;
  if (d.detail.empty()) return none;
  try {
    return calibration_reader().read(document(d.detail), d);
  } catch (const unreadable& e) {
    return error(errc::invalid_argument, std::string("the description of the device cannot be read: ") + e.what())
        .backend(d.id);
  }
}

const gate_figures* calibration::look(const entry& e, std::span<const std::uint32_t> qubits) const {
  std::vector<std::uint32_t> key(qubits.begin(), qubits.end());
  auto at = e.sites.find(key);
  if (at == e.sites.end() && key.size() == 2) {
    // A gate that is its own mirror image stands in one order, and may be written in the other.
    std::swap(key[0], key[1]);
    at = e.sites.find(key);
  }
  if (at != e.sites.end()) return &at->second;
  return e.anywhere ? &e.typical : nullptr;
}

gate_figures calibration::listed(std::uint16_t op, std::span<const std::uint32_t> qubits,
                                 std::span<const double> params) const {
  const auto entries = gates_.find(op);
  if (entries == gates_.end()) return {};
  for (const entry& e : entries->second) {
    bool fits = true;
    for (std::size_t i = 0; i < params.size() && i < e.limits.size(); ++i) fits = fits && e.limits[i].allows(params[i]);
    if (const gate_figures* here = fits ? look(e, qubits) : nullptr) return *here;
  }
  return {};
}

gate_figures calibration::gate(std::uint16_t op, std::span<const std::uint32_t> qubits,
                               std::span<const double> params) const {
  gate_figures found = listed(op, qubits, params);
  if (qubits.size() == 1) fill(found.duration, one_);
  if (qubits.size() == 2) fill(found.duration, two_);
  return found;
}

gate_figures calibration::measure(std::uint32_t q) const {
  gate_figures found = qubit(q).readout;
  const gate_figures gate = listed(KW_OP_MEASURE, std::span(&q, 1), {});
  fill(found.error, gate.error), fill(found.duration, gate.duration);
  return found;
}

gate_figures calibration::reset(std::uint32_t q) const {
  gate_figures found = qubit(q).reset;
  const gate_figures gate = listed(KW_OP_RESET, std::span(&q, 1), {});
  fill(found.error, gate.error), fill(found.duration, gate.duration);
  return found;
}

const qubit_figures& calibration::qubit(std::uint32_t q) const {
  const auto at = qubits_.find(q);
  return at == qubits_.end() ? others_ : at->second;
}

}  // namespace ketway::compiler
