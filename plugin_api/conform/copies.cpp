#include "conform/copies.hpp"

#include <algorithm>

#include "conform/json.hpp"
#include "ketway/plugin_task.hpp"

namespace ketway::conform {
namespace {

constexpr std::uint64_t too_many = std::uint64_t{1} << 24;

bool readable(const void* p, std::uint64_t n, const char* what, defects& wrong) {
  if (n > 0 && !p) wrong.push_back(std::string(what) + ": the pointer is NULL, the count is " + std::to_string(n));
  if (n > too_many) wrong.push_back(std::string(what) + ": " + std::to_string(n) + " entries");
  return n > 0 && p && n <= too_many;
}

std::vector<std::string> copy_all(const kw_str* from, std::uint64_t n, const char* what, defects& wrong) {
  std::vector<std::string> to;
  if (!readable(from, n, what, wrong)) return to;
  for (std::uint64_t i = 0; i < n; ++i) to.push_back(copy(from[i], what, wrong));
  return to;
}

void copy_columns(const kw_result& r, result_copy& to, defects& wrong) {
  const bool has_keys = r.kind == KW_RESULT_COUNTS || r.kind == KW_RESULT_SHOTS || r.kind == KW_RESULT_PROBABILITIES;
  const bool distinct = r.kind == KW_RESULT_COUNTS || r.kind == KW_RESULT_PROBABILITIES;
  if (distinct && r.num_bits < 40 && r.rows > std::uint64_t{1} << r.num_bits) {
    wrong.push_back("kw_result: " + std::to_string(r.rows) + " rows of " + std::to_string(r.num_bits) + " bits");
    return;
  }
  const std::uint64_t width = (r.num_bits + 7) / 8;
  if (has_keys && width > 0 && readable(r.keys, r.rows * width, "kw_result.keys", wrong))
    for (std::uint64_t i = 0; i < r.rows; ++i)
      to.keys.emplace_back(reinterpret_cast<const char*>(r.keys) + i * width, width);
  if (has_keys && width == 0) to.keys.assign(std::min(r.rows, too_many), {});
  if (r.kind == KW_RESULT_COUNTS && readable(r.counts, r.rows, "kw_result.counts", wrong))
    to.counts.assign(r.counts, r.counts + r.rows);
  const std::uint64_t values = r.kind == KW_RESULT_STATEVECTOR     ? 2 * r.rows
                               : r.kind == KW_RESULT_PROBABILITIES ? r.rows
                               : r.kind == KW_RESULT_EXPECTATION   ? 1
                                                                   : 0;
  if (!readable(r.values, values, "kw_result.values", wrong)) return;
  if (r.value_size == 4) {
    const auto* floats = reinterpret_cast<const float*>(r.values);
    to.values.assign(floats, floats + values);
  } else {
    to.values.assign(r.values, r.values + values);
  }
}

result_copy copy_part(const kw_result* from, defects& wrong) {
  result_copy to;
  if (!from) {
    wrong.emplace_back("a part of the results is NULL");
    return to;
  }
  const kw_result r = whole(from, "kw_result", wrong);
  to.kind = r.kind, to.program = r.program, to.num_bits = r.num_bits, to.rows = r.rows, to.set = r.set,
  to.shots = r.shots;
  to.metadata = conform::copy(r.metadata, "kw_result.metadata", wrong);
  if (!to.metadata.empty()) {
    const auto parsed = json::parse(to.metadata);
    if (!parsed || !parsed->is(json::kind::object)) wrong.emplace_back("kw_result.metadata is no JSON object");
  }
  if (r.value_size != 0 && r.value_size != 4 && r.value_size != 8)
    wrong.push_back("kw_result.value_size is " + std::to_string(r.value_size));
  if (r.failure)
    to.failure = conform::copy(r.failure, wrong);
  else
    copy_columns(r, to, wrong);
  return to;
}

}  // namespace

bool device_copy::speaks(std::string_view format) const {
  return std::find(formats.begin(), formats.end(), format) != formats.end();
}

bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t n = c < 0x80                ? 1
                          : c >= 0xC2 && c < 0xE0 ? 2
                          : (c & 0xF0) == 0xE0    ? 3
                          : c >= 0xF0 && c < 0xF5 ? 4
                                                  : 0;
    if (n == 0 || i + n > s.size()) return false;
    std::uint32_t point = n == 1 ? c : c & (0x7Fu >> n);
    for (std::size_t k = 1; k < n; ++k) {
      const auto next = static_cast<unsigned char>(s[i + k]);
      if ((next & 0xC0) != 0x80) return false;
      point = point << 6 | (next & 0x3Fu);
    }
    const bool overlong = (n == 3 && point < 0x800) || (n == 4 && (point < 0x10000 || point > 0x10FFFF));
    if (overlong || (point >= 0xD800 && point < 0xE000)) return false;
    i += n;
  }
  return true;
}

std::string copy(kw_str s, const char* what, defects& wrong) {
  if (!readable(s.data, s.size, what, wrong)) return {};
  std::string text(s.data, s.size);
  if (!is_utf8(text)) wrong.push_back(std::string(what) + " is no UTF-8");
  return text;
}

status_copy copy(const kw_status* from, defects& wrong) {
  status_copy to;
  if (!from) {
    wrong.emplace_back("the status is NULL");
    to.code = KW_INTERNAL;
    return to;
  }
  const kw_status s = whole(from, "kw_status", wrong);
  to.code = s.code, to.flags = s.flags, to.http_status = s.http_status;
  to.message = copy(s.message, "kw_status.message", wrong);
  to.provider_code = copy(s.provider_code, "kw_status.provider_code", wrong);
  to.request_id = copy(s.request_id, "kw_status.request_id", wrong);
  return to;
}

device_copy copy(const kw_device* from, defects& wrong) {
  device_copy to;
  if (!from) {
    wrong.emplace_back("a device is NULL");
    return to;
  }
  const kw_device d = whole(from, "kw_device", wrong);
  to.flags = d.flags, to.num_qubits = d.num_qubits, to.state = d.state;
  to.max_shots = d.max_shots, to.max_programs = d.max_programs;
  to.id = copy(d.id, "kw_device.id", wrong), to.name = copy(d.name, "kw_device.name", wrong);
  to.detail = copy(d.detail, "kw_device.detail", wrong);
  to.status_text = copy(d.status_text, "kw_device.status_text", wrong);
  to.formats = copy_all(d.formats, d.num_formats, "kw_device.formats", wrong);
  to.basis = copy_all(d.basis, d.num_basis, "kw_device.basis", wrong);
  if (d.qubit_names) copy_all(d.qubit_names, d.num_qubits, "kw_device.qubit_names", wrong);
  if (readable(d.coupling, d.num_coupling, "kw_device.coupling", wrong))
    to.coupling.assign(d.coupling, d.coupling + 2 * d.num_coupling);
  return to;
}

std::vector<device_copy> copy(const kw_devices* from, defects& wrong) {
  std::vector<device_copy> to;
  const kw_devices list = whole(from, "kw_devices", wrong);
  if (readable(static_cast<const void*>(list.items), list.count, "kw_devices.items", wrong))
    for (std::uint32_t i = 0; i < list.count; ++i) to.push_back(copy(list.items[i], wrong));
  return to;
}

results_copy copy(const kw_results* from, defects& wrong) {
  results_copy to;
  const kw_results list = whole(from, "kw_results", wrong);
  to.given = list.release != nullptr;
  if (readable(static_cast<const void*>(list.items), list.count, "kw_results.items", wrong))
    for (std::uint32_t i = 0; i < list.count; ++i) to.parts.push_back(copy_part(list.items[i], wrong));
  return to;
}

job_copy copy(const kw_job* from, defects& wrong) {
  job_copy to;
  const kw_job j = whole(from, "kw_job", wrong);
  to.state = j.state, to.poll_after_ns = j.poll_after_ns;
  to.id = copy(j.id, "kw_job.id", wrong), to.provider_state = copy(j.provider_state, "kw_job.provider_state", wrong);
  if (to.id.empty()) wrong.emplace_back("kw_job.id is empty");
  if (j.memo.size > 65'536)
    wrong.push_back("kw_job.memo has " + std::to_string(j.memo.size) + " bytes, 64 KiB at most");
  if (readable(j.memo.data, j.memo.size, "kw_job.memo", wrong)) to.memo = plugin::view(j.memo);
  if (j.failure) to.failure = copy(j.failure, wrong);
  if (j.state == KW_JOB_FAILED && (!to.failure || to.failure->code == KW_OK))
    wrong.emplace_back("a failed job says no reason");
  if (j.results) to.results = copy(j.results, wrong);
  return to;
}

std::vector<std::optional<job_copy>> copy(const kw_jobs* from, defects& wrong) {
  std::vector<std::optional<job_copy>> to;
  const kw_jobs list = whole(from, "kw_jobs", wrong);
  if (!readable(static_cast<const void*>(list.items), list.count, "kw_jobs.items", wrong)) return to;
  for (std::uint32_t i = 0; i < list.count; ++i)
    to.push_back(list.items[i] ? std::optional(copy(list.items[i], wrong)) : std::nullopt);
  return to;
}

}  // namespace ketway::conform
