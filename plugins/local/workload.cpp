#include "workload.hpp"

#include <algorithm>

#include "engine/random.hpp"
#include "engine/tile_kernels.hpp"

namespace ketway::local {
namespace {

constexpr std::uint64_t max_shots = 1'000'000'000;
constexpr std::uint64_t params_per_record = 16;  // what a matrix costs to read, beside its record

constexpr std::uint64_t asks(std::uint32_t kind) { return std::uint64_t{1} << kind; }

void refuse(const std::string& why) { throw plugin::error(KW_INVALID_ARGUMENT, why); }

}  // namespace

workload::workload(const kw_submission& s, const account_settings& account, std::uint64_t seed,
                   std::shared_ptr<crew> threads)
    : threads_(std::move(threads)) {
  const run_options options = run_options::read(plugin::view(s.options));
  if (s.shots > max_shots) refuse("shots must be at most " + std::to_string(max_shots));
  if (s.num_programs == 0) refuse("there is no program");
  if (s.session.size) refuse("there are no sessions on this device");
  simulation_request r;
  r.shots = s.shots;
  r.statevector = (s.want & asks(KW_RESULT_STATEVECTOR)) != 0;
  r.shot_rows = s.shots > 0 && (s.want & asks(KW_RESULT_SHOTS)) != 0;
  r.counts = s.shots > 0 && ((s.want & asks(KW_RESULT_COUNTS)) != 0 || !(r.shot_rows || r.statevector));
  r.probabilities = s.shots == 0 && ((s.want & asks(KW_RESULT_PROBABILITIES)) != 0 || !r.statevector);
  r.max_memory = options.max_memory ? options.max_memory : account.max_memory;
  if (options.max_memory && account.max_memory) r.max_memory = std::min(options.max_memory, account.max_memory);
  r.max_loop_turns = options.max_loop_turns, r.max_branches = options.max_branches;
  parts_.resize(s.num_programs);
  for (std::uint32_t i = 0; i < s.num_programs; ++i) {
    const kw_program& p = *s.programs[i];
    part& to = parts_[i];
    if (!p.circuit || plugin::view(p.format) != "kw.circuit/1") refuse("only the format kw.circuit/1 is understood");
    // NOLINTNEXTLINE(bugprone-sizeof-expression): the macro measures the field
    if ((KW_HAS(&p, kw_program, sweep) && p.sweep) || (KW_HAS(&p, kw_program, num_observables) && p.num_observables))
      refuse("parameter sweeps and observables are not offered");
    if (account.max_qubits && p.circuit->num_qubits > account.max_qubits)
      refuse("the circuit has " + std::to_string(p.circuit->num_qubits) + " qubits, max_qubits is " +
             std::to_string(account.max_qubits));
    to.circuit = p.circuit;
    to.request = r;
    // Programs of one submission draw independently; the first one draws as if it were alone.
    to.request.seed = i == 0 ? seed : mixed(seed + i);
    records_ += p.circuit->num_gates + p.circuit->num_params / params_per_record;
  }
}

template <class Work>
void workload::guard(part& p, const Work& work) {
  try {
    work();
  } catch (const failure& f) {
    p.failure.emplace(f.code, f.what(), KW_NOT_BILLED);
  } catch (const std::bad_alloc&) {
    p.failure.emplace(KW_RESOURCE_EXHAUSTED, "the system refused memory", KW_NOT_BILLED);
  } catch (const std::exception& e) {
    p.failure.emplace(KW_INTERNAL, e.what(), KW_NOT_BILLED);
  }
}

void workload::compile(std::size_t program) {
  part& p = parts_[program];
  guard(p, [&] {
    stop.check();
    p.compiled.emplace(*p.circuit, p.request.statevector);
  });
  p.circuit = nullptr;
}

double workload::estimated_ns() const noexcept {
  double out = 0;
  for (const auto& p : parts_)
    if (p.compiled) out += p.compiled->estimated_ns(p.request.shots);
  return out;
}

void workload::run(std::size_t program) {
  part& p = parts_[program];
  if (p.failure) return;
  guard(p, [&] { p.result = p.compiled->run(p.request, *threads_, stop); });
  if (!p.failure) p.metadata = metadata(p);
  p.compiled.reset();
}

std::string workload::reasons() const {
  std::string out;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    part copy;
    copy.failure = parts_[i].failure;
    if (!copy.failure) guard(copy, [&] { parts_[i].compiled->check_memory(parts_[i].request); });
    if (!copy.failure) continue;
    if (!out.empty()) out += "; ";
    if (parts_.size() > 1) out += "program " + std::to_string(i) + ": ";
    out += copy.failure->what();
  }
  return out;
}

void workload::run_rest() {
  for (std::size_t i; (i = next_.fetch_add(1)) < parts_.size();) {
    if (!parts_[i].compiled && !parts_[i].failure) compile(i);
    run(i);
  }
}

bool workload::complete() const noexcept {
  return std::none_of(parts_.begin(), parts_.end(),
                      [](const part& p) { return p.failure ? p.failure->code == KW_CANCELLED : p.metadata.empty(); });
}

const plugin::error* workload::failure_of(std::size_t program) const noexcept {
  const auto& f = parts_[program].failure;
  return f ? &*f : nullptr;
}

std::string workload::metadata(const part& p) const {
  const program& s = p.compiled->steps();
  char text[400];
  std::snprintf(
      text, sizeof text,
      R"({"method":"statevector","precision":"double","seed":%llu,"gates":%zu,"fused_gates":%zu,"sweeps":%zu,)"
      R"("state_qubits":%u,"threads":%u,"branches":%llu,"instruction_set":"%s"})",
      static_cast<unsigned long long>(p.request.seed), s.gates, s.operations, s.sweeps, s.state_bits,
      s.sweeps && tiling(s.state_bits).whole() ? 1U : threads_->size(),
      static_cast<unsigned long long>(p.result.branches), instruction_set());
  return text;
}

template <class Table>
std::unique_ptr<plugin::results> workload::assemble(Table&& table) const {
  auto out = std::make_unique<plugin::results>();
  out->parts.reserve(parts_.size());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const part& p = parts_[i];
    const auto add = [&](std::uint32_t kind) -> plugin::result_part& {
      auto& r = out->parts.emplace_back(kind);
      r.program = static_cast<std::uint32_t>(i), r.num_bits = p.result.num_bits, r.shots = p.request.shots;
      r.metadata = p.metadata;
      return r;
    };
    if (p.failure) {
      add(p.request.counts ? KW_RESULT_COUNTS : KW_RESULT_PROBABILITIES).failure = p.failure;
      continue;
    }
    const auto add_table = [&](std::uint32_t kind, const std::optional<simulation_result::table>& t) {
      if (!t) return;
      auto& r = add(kind);
      r.rows = t->rows, r.keys = table(t->keys), r.counts = table(t->counts), r.values = table(t->values);
    };
    add_table(KW_RESULT_COUNTS, p.result.counts);
    add_table(KW_RESULT_SHOTS, p.result.shots);
    add_table(KW_RESULT_PROBABILITIES, p.result.probabilities);
    if (p.result.statevector) {
      auto& r = add(KW_RESULT_STATEVECTOR);
      r.num_bits = p.result.num_qubits, r.rows = std::uint64_t{1} << p.result.num_qubits;
      r.owner = p.result.statevector, r.external_values = p.result.statevector->data();
    }
  }
  return out;
}

std::unique_ptr<plugin::results> workload::results() const {
  return assemble([](const auto& column) { return column; });
}
std::unique_ptr<plugin::results> workload::take_results() {
  return assemble(
      [](const auto& column) { return std::move(const_cast<std::remove_cvref_t<decltype(column)>&>(column)); });
}

std::uint64_t workload::result_bytes() const noexcept {
  std::uint64_t out = 0;
  for (const auto& p : parts_) {
    for (const auto* t : {&p.result.counts, &p.result.shots, &p.result.probabilities})
      if (*t) out += (*t)->keys.size() + 8 * ((*t)->counts.size() + (*t)->values.size());
    if (p.result.statevector) out += p.result.statevector->bytes();
  }
  return out;
}

}  // namespace ketway::local
