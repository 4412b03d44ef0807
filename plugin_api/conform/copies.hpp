#pragma once
// What a plugin answered, copied while it was lent, with every defect of its form. A missing tail is zero (R1).

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "ketway/plugin.h"

namespace ketway::conform {

using defects = std::vector<std::string>;

class status_copy {
 public:
  status_copy() = default;
  std::uint32_t code = KW_OK, flags = 0, http_status = 0;
  std::string message, provider_code, request_id;
};

class device_copy {
 public:
  device_copy() = default;
  std::uint32_t flags = 0, num_qubits = 0, state = 0;
  std::uint64_t max_shots = 0, max_programs = 0;
  std::string id, name, detail, status_text;
  std::vector<std::string> formats, basis;
  std::vector<std::uint32_t> coupling;

  bool speaks(std::string_view format) const;
};

class result_copy {
 public:
  result_copy() = default;
  std::uint32_t kind = 0, program = 0, num_bits = 0;
  std::uint64_t rows = 0, set = 0, shots = 0;
  std::vector<std::string> keys;  ///< bytes as lent
  std::vector<std::uint64_t> counts;
  std::vector<double> values;  ///< two a row in a state vector
  std::string metadata;
  std::optional<status_copy> failure;
};

class results_copy {
 public:
  results_copy() = default;
  std::vector<result_copy> parts;
  bool given = false;  ///< carried `release`
};

class job_copy {
 public:
  job_copy() = default;
  std::uint32_t state = 0;
  std::uint64_t poll_after_ns = 0;
  std::string id, memo, provider_state;
  std::optional<status_copy> failure;
  std::optional<results_copy> results;
};

/// `from` as this header knows it.
template <class T>
T whole(const T* from, const char* what, defects& wrong) {
  T to{};
  if (from->struct_size < 2 * sizeof(std::uint32_t)) wrong.push_back(std::string(what) + ": struct_size is not set");
  std::memcpy(&to, from, from->struct_size < sizeof to ? from->struct_size : sizeof to);
  return to;
}

bool is_utf8(std::string_view s);
std::string copy(kw_str s, const char* what, defects& wrong);
status_copy copy(const kw_status* from, defects& wrong);
device_copy copy(const kw_device* from, defects& wrong);
std::vector<device_copy> copy(const kw_devices* from, defects& wrong);
results_copy copy(const kw_results* from, defects& wrong);
job_copy copy(const kw_job* from, defects& wrong);
std::vector<std::optional<job_copy>> copy(const kw_jobs* from, defects& wrong);

}  // namespace ketway::conform
