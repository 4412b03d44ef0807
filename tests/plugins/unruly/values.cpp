// What an operation is answered with: wrong values.
#include <cmath>
#include <cstring>
#include <limits>

#include "unruly.hpp"

namespace ketway::tests::unruly {
namespace {

/// The struct as a plugin of another age wrote it: `keep` bytes, on the heap, so that reading past them is seen; or with
/// a tail that this header does not know.
template <class T>
class aged {
 public:
  aged(const backend& b, const T& from, std::size_t keep) {
    std::size_t size = sizeof(T);
    if (b.has("short_structs")) size = keep;
    if (b.has("zero_structs")) size = sizeof(std::uint32_t);
    if (b.has("long_structs")) size = sizeof(T) + 64;
    bytes_.reset(new std::uint8_t[size]);
    std::memset(bytes_.get(), 0xA5, size);
    std::memcpy(bytes_.get(), &from, size < sizeof(T) ? size : sizeof(T));
    const auto stated = static_cast<std::uint32_t>(b.has("zero_structs") ? 0 : size);
    std::memcpy(bytes_.get(), &stated, sizeof stated);
  }
  const T* get() const { return reinterpret_cast<const T*>(bytes_.get()); }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
};

void count_release(void* owner) {
  ++counts.results_released;
  delete static_cast<fixed_results*>(owner);
}

/// One wrong column or number in the results of the first program.
void spoil(const backend& b, kw_result& r, std::vector<std::uint8_t>& keys, std::vector<std::uint64_t>& numbers,
           std::vector<double>& values) {
  const std::size_t width = (r.num_bits + 7) / 8 + (r.num_bits == 0);
  keys.assign(4 * width, 0), numbers = {r.shots / 2, r.shots - r.shots / 2}, values = {0.5, 0.5};
  if (b.has("counts_short")) numbers = {r.shots - 1}, r.counts = numbers.data();
  if (b.has("counts_over")) numbers = {r.shots + 1}, r.counts = numbers.data();
  if (b.has("counts_overflow")) {
    numbers = {UINT64_MAX, r.shots + 1}, keys[width] = 1;  // adds up to shots, modulo 2^64
    r.rows = 2, r.keys = keys.data(), r.counts = numbers.data();
  }
  if (b.has("keys_repeat")) r.rows = 2, r.keys = keys.data(), r.counts = numbers.data();
  if (b.has("keys_wide")) keys.assign(4 * width, 0xFF), r.keys = keys.data();
  if (b.has("keys_null")) r.keys = nullptr;
  if (b.has("counts_null")) r.counts = nullptr;
  if (b.has("rows_impossible")) r.rows = std::uint64_t{1} << 40;
  if (b.has("rows_none")) r.rows = 0;
  if (b.has("kind_unknown")) r.kind = 77;
  if (b.has("bits_other")) r.num_bits += 3;
  if (b.has("program_out_of_range")) r.program = 1000;
  if (b.has("shots_other")) r.shots += 5;
  if (b.has("shots_rows_short")) r.kind = KW_RESULT_SHOTS, r.rows = r.shots > 0 ? 1 : 0, r.counts = nullptr;
  if (b.has("probabilities_over") || b.has("probabilities_nan") || b.has("probabilities_negative")) {
    r.kind = KW_RESULT_PROBABILITIES, r.rows = 2, keys[width] = 1, r.counts = nullptr;
    if (b.has("probabilities_over")) values = {0.9, 0.9};
    if (b.has("probabilities_nan")) values = {std::nan(""), 1};
    if (b.has("probabilities_negative")) values = {-0.5, 1.5};
    r.keys = keys.data(), r.values = values.data();
  }
  if (b.has("values_null")) r.kind = KW_RESULT_PROBABILITIES, r.counts = nullptr, r.values = nullptr;
  if (b.has("statevector_rows")) {
    r.kind = KW_RESULT_STATEVECTOR, r.rows = 1, r.keys = nullptr, r.counts = nullptr, r.values = values.data();
  }
  if (b.has("metadata_no_json")) r.metadata = str("{not json");
  if (b.has("metadata_bad_text")) r.metadata = str("{\"a\":\"\xff\"}");
  if (b.has("metadata_null")) r.metadata = {nullptr, 40};
}

}  // namespace

void with_devices(const backend& b, const std::function<void(const kw_devices*)>& give) {
  const kw_str formats[] = {str("kw.circuit/1")};
  const std::uint32_t far_pairs[] = {0, 100'000};
  const kw_str no_labels[] = {{nullptr, 9}};
  auto d = sized<kw_device>();
  d.id = d.name = str("unruly"), d.num_qubits = 20, d.queue_length = UINT32_MAX, d.state = KW_STATE_ONLINE;
  d.max_shots = d.max_programs = d.queue_wait_ns = UINT64_MAX, d.formats = formats, d.num_formats = 1;
  d.flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_MEMORY | KW_DEVICE_EXACT | KW_DEVICE_MID_CIRCUIT |
            KW_DEVICE_CONDITIONS;
  if (b.has("device_no_format")) d.num_formats = 0, d.formats = nullptr;
  if (b.has("device_strange_format")) d.formats = no_labels;
  if (b.has("device_no_id")) d.id = {};
  if (b.has("device_null_id")) d.id = {nullptr, 5};
  if (b.has("device_strange_state")) d.state = 99;
  if (b.has("device_bad_coupling")) d.coupling = far_pairs, d.num_coupling = 1;
  if (b.has("device_null_coupling")) d.num_coupling = 7;
  if (b.has("device_bad_detail")) d.detail = str("{\"gates\": 5");
  const aged<kw_device> seen(b, d, offsetof(kw_device, detail));
  const kw_device* items[] = {seen.get(), seen.get()};
  if (b.has("null_device")) items[0] = nullptr;
  auto list = sized<kw_devices>();
  list.items = items, list.count = b.has("no_devices") ? 0 : b.has("device_twice") ? 2 : 1;
  if (b.has("null_devices")) list.items = nullptr;
  give(&list);
}

void with_job(backend& b, std::string_view verb, const std::string& id, std::uint32_t state,
              const std::function<void(const kw_job*)>& give) {
  const std::string other = id + "-other";
  const std::string huge(std::size_t{1} << 20, 'm');
  auto failure = sized<kw_status>();
  failure.code = KW_OK, failure.message = str("a failure that says OK");
  auto j = sized<kw_job>();
  j.id = str(id), j.state = state, j.queue_position = UINT32_MAX, j.cost = std::numeric_limits<double>::quiet_NaN();
  j.provider_state = str("verbatim");
  const int poll = verb == "poll" || verb == "poll_many" ? b.polled(id) : 0;
  if (b.has("state_unknown") && poll > 0) j.state = poll < 4 ? 99 : KW_JOB_DONE;
  if (b.has("state_always_unknown") && poll > 0) j.state = 99;
  if (b.has("state_zero")) j.state = 0;
  if (b.has("state_backwards") && poll > 0)
    j.state = poll == 1 ? KW_JOB_RUNNING : poll == 2 ? KW_JOB_QUEUED : KW_JOB_DONE;
  if (b.has("state_after_done") && poll > 0) j.state = poll == 1 ? KW_JOB_DONE : KW_JOB_RUNNING;
  if (b.has("queued_forever")) j.state = KW_JOB_QUEUED;
  if (b.has("failed_without_status") && poll > 0) j.state = KW_JOB_FAILED;
  if (b.has("failed_with_ok") && poll > 0) j.state = KW_JOB_FAILED, j.failure = &failure;
  if (b.has("job_no_id")) j.id = {};
  if (b.has("job_null_id")) j.id = {nullptr, 8};
  if (b.has("job_id_changes") && poll > 0) j.id = str(other);
  if (b.has("memo_huge")) j.memo = {reinterpret_cast<const std::uint8_t*>(huge.data()), huge.size()};
  if (b.has("memo_null")) j.memo = {nullptr, 1000};
  if (b.has("provider_state_bad_text")) j.provider_state = str("\xff\xff");
  if (b.has("cost_negative")) j.cost = -3;
  const bool with =
      (b.has("results_in_job") || (verb == "submit" && b.has("results_in_submit"))) && j.state == KW_JOB_DONE;
  const auto lend = [&](const kw_results* r) {
    j.results = r;
    const aged<kw_job> seen(b, j, offsetof(kw_job, provider_state));
    give(seen.get());
  };
  if (with)
    with_results(b, id, lend);
  else
    lend(nullptr);
}

void with_results(backend& b, const std::string& id, const std::function<void(const kw_results*)>& give) {
  auto owned = std::make_unique<fixed_results>(id);
  const kw_results* honest = owned->results("{\"from\":\"unruly\"}");
  std::vector<std::uint8_t> keys;
  std::vector<std::uint64_t> numbers;
  std::vector<double> values;
  std::vector<std::unique_ptr<aged<kw_result>>> seen;
  std::vector<const kw_result*> items;
  for (std::uint32_t i = 0; i < honest->count; ++i) {
    kw_result r = *honest->items[i];
    if (i == 0) spoil(b, r, keys, numbers, values);
    seen.push_back(std::make_unique<aged<kw_result>>(b, r, offsetof(kw_result, metadata)));
    items.push_back(seen.back()->get());
  }
  if (b.has("null_part") && !items.empty()) items[0] = nullptr;
  if (b.has("missing_part") && !items.empty()) items.pop_back();
  auto list = sized<kw_results>();
  list.count = static_cast<std::uint32_t>(items.size()), list.items = items.data();
  if (b.has("null_parts")) list.items = nullptr;
  if (b.has("gives_results")) {  // handed over: the healthy use of `release`
    ++counts.results_given;
    auto* given = owned.release();
    kw_results* view = const_cast<kw_results*>(given->results("{\"from\":\"unruly\"}"));
    view->owner = given, view->release = &count_release;
    give(view);
    return;
  }
  give(&list);
}

}  // namespace ketway::tests::unruly
