#include "host/values.hpp"

#include <algorithm>
#include <deque>
#include <stdexcept>

namespace ketway {
namespace {

constexpr std::uint32_t max_code = KW_UNAUTHENTICATED;
constexpr std::size_t largest_copy = std::size_t{1}
                                     << 36;  // bytes of one column that is lent; larger ones must be given

std::vector<std::string> strings(const kw_str* from, std::uint64_t n) {
  std::vector<std::string> to;
  if (!from) return to;
  to.reserve(n);
  for (std::uint64_t i = 0; i < n; ++i) to.emplace_back(view(from[i]));
  return to;
}

template <class T>
std::optional<T> known(T value) {
  if (value == std::numeric_limits<T>::max()) return std::nullopt;
  return value;
}

std::size_t key_size(const kw_result& r) { return (r.num_bits + 7) / 8; }

/// A deep copy of lent columns, in one object.
struct column_copy {
  std::deque<std::vector<std::uint8_t>> blocks;
  std::deque<kw_status> failures;

  template <class T>
  const T* copy(const T* from, std::size_t n) {
    if (!from || n == 0) return nullptr;
    if (n > largest_copy / sizeof(T)) throw std::length_error("the plugin's result has an impossible size");
    auto& b = blocks.emplace_back(n * sizeof(T));
    std::memcpy(b.data(), from, b.size());
    return reinterpret_cast<const T*>(b.data());
  }
  kw_str copy(kw_str s) { return {copy(s.data, s.size), s.data ? s.size : 0}; }
  kw_result copy(const kw_result& from) {
    kw_result r = from;
    const std::size_t rows = r.rows;
    const std::size_t value_size = r.value_size == 4 ? 4 : 8;
    const std::size_t per_row = r.kind == KW_RESULT_STATEVECTOR ? 2 : 1;
    const std::size_t values = r.kind == KW_RESULT_EXPECTATION ? std::max<std::size_t>(rows, 1) : rows * per_row;
    r.keys = copy(r.keys, rows * key_size(r));
    r.counts = copy(r.counts, rows);
    r.values = reinterpret_cast<const double*>(copy(reinterpret_cast<const char*>(r.values), values * value_size));
    r.errors = copy(r.errors, values);
    r.metadata = copy(r.metadata);
    if (r.failure) {
      kw_status s = grown(*r.failure);
      s.message = copy(s.message), s.provider_code = copy(s.provider_code), s.request_id = copy(s.request_id);
      s.struct_size = sizeof s;
      r.failure = &failures.emplace_back(s);
    }
    return r;
  }
};

}  // namespace

error to_error(const kw_status& given, std::string_view account) {
  const kw_status s = grown(given);
  const errc code = s.code == KW_OK || s.code > max_code ? errc::unknown : static_cast<errc>(s.code);
  error e(code, std::string(s.message.size ? view(s.message) : to_string(code)));
  e.backend(std::string(account)).provider_code(std::string(view(s.provider_code)));
  e.request_id(std::string(view(s.request_id))).retryable(s.flags & KW_RETRYABLE);
  e.maybe_executed(s.flags & KW_MAYBE_EXECUTED).needs_user(s.flags & KW_NEEDS_USER).http_status(s.http_status);
  e.misconfigured(s.flags & KW_MISCONFIGURED).unreachable(s.flags & KW_UNREACHABLE);
  e.retry_after(std::chrono::nanoseconds(
      static_cast<std::int64_t>(std::min<std::uint64_t>(s.retry_after_ns, std::numeric_limits<std::int64_t>::max()))));
  e.billed(s.flags & KW_BILLED ? billing::billed : s.flags & KW_NOT_BILLED ? billing::not_billed : billing::unknown);
  return e;
}

device to_device(const kw_device& given) {
  const kw_device d = grown(given);
  device out;
  out.id = view(d.id), out.name = view(d.name), out.num_qubits = d.num_qubits;
  out.simulator = d.flags & KW_DEVICE_SIMULATOR, out.free = d.flags & KW_DEVICE_FREE;
  out.sweeps = d.flags & KW_DEVICE_SWEEP, out.observables = d.flags & KW_DEVICE_OBSERVABLES;
  out.memory = d.flags & KW_DEVICE_MEMORY, out.mid_circuit = d.flags & KW_DEVICE_MID_CIRCUIT;
  out.conditions = d.flags & KW_DEVICE_CONDITIONS, out.statevector = d.flags & KW_DEVICE_STATEVECTOR;
  out.exact = d.flags & KW_DEVICE_EXACT;
  if (d.max_shots) out.max_shots = known(d.max_shots);
  if (d.max_programs) out.max_programs = known(d.max_programs);
  out.formats = strings(d.formats, d.num_formats);
  out.basis = strings(d.basis, d.num_basis);
  if (d.coupling)
    for (std::uint64_t i = 0; i < d.num_coupling; ++i)
      out.coupling.emplace_back(d.coupling[2 * i], d.coupling[2 * i + 1]);
  if (d.qubit_names && d.num_qubits <= (1U << 20)) out.qubit_names = strings(d.qubit_names, d.num_qubits);
  out.state = d.state > KW_STATE_RETIRED ? device_state::unknown : static_cast<device_state>(d.state);
  out.queue_length = known(d.queue_length);
  if (const auto wait = known(d.queue_wait_ns))
    out.queue_wait = std::chrono::nanoseconds(static_cast<std::int64_t>(*wait));
  out.as_of_ns = d.as_of_ns;
  out.snapshot = view(d.snapshot), out.status_text = view(d.status_text), out.detail = view(d.detail);
  return out;
}

plugin_results to_results(const kw_results& given) {
  const kw_results r = grown(given);
  plugin_results out;
  if (r.release)
    out.owner = std::shared_ptr<const void>(r.owner, [f = r.release](const void* p) { f(const_cast<void*>(p)); });
  out.parts.reserve(r.count);
  const auto copies = r.release ? nullptr : std::make_shared<column_copy>();
  for (std::uint32_t i = 0; r.items && i < r.count; ++i) {
    if (!r.items[i]) continue;
    const kw_result part = grown(*r.items[i]);
    out.parts.push_back(copies ? copies->copy(part) : part);
  }
  if (copies) out.owner = copies;
  return out;
}

job_snapshot to_job(const kw_job& given, std::string_view account) {
  const kw_job j = grown(given);
  job_snapshot out;
  if (j.results) out.results = to_results(*j.results);  // first: it may hold memory that we must give back
  switch (j.state) {
    case KW_JOB_QUEUED: out.state = job_state::queued; break;
    case KW_JOB_RUNNING: out.state = job_state::running; break;
    case KW_JOB_DONE: out.state = job_state::done; break;
    case KW_JOB_FAILED: out.state = job_state::failed; break;
    case KW_JOB_CANCELLED: out.state = job_state::cancelled; break;
    default: out.state = job_state::unknown; break;
  }
  out.known_state = out.state != job_state::unknown;
  out.queue_position = KW_HAS(&given, kw_job, queue_position) ? j.queue_position : UINT32_MAX;
  out.poll_after_ns = j.poll_after_ns;
  out.created_ns = j.created_ns, out.started_ns = j.started_ns;
  out.finished_ns = j.finished_ns, out.execution_ns = j.execution_ns;
  out.id = view(j.id), out.provider_state = view(j.provider_state), out.currency = view(j.currency);
  if (j.memo.data) out.memo.assign(reinterpret_cast<const char*>(j.memo.data), j.memo.size);
  if (KW_HAS(&given, kw_job, cost)) out.cost = j.cost;
  if (j.failure) out.failure = to_error(*j.failure, account);
  if (out.state == job_state::failed && !out.failure)
    out.failure = error(errc::unknown, "the job failed, and the backend gave no reason").backend(std::string(account));
  return out;
}

job_status job_snapshot::status() const {
  job_status s;
  s.state = state, s.provider_state = provider_state, s.failure = failure;
  if (queue_position != UINT32_MAX) s.queue_position = queue_position;
  return s;
}

}  // namespace ketway
