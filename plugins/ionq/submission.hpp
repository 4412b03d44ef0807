#pragma once
// A submission as the body of POST /jobs, and what is wrong with it.

#include <cstdint>
#include <ketway/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "circuit.hpp"
#include "device.hpp"
#include "memo.hpp"
#include "settings.hpp"

namespace ketway::ionq {

class encoded_submission {
 public:
  encoded_submission() = default;
  std::string body;
  job_memo memo;
  std::vector<std::string> reasons;  ///< why it cannot be sent; then the body is empty
  // What a price is asked with.
  std::uint32_t qubits = 0;
  std::uint64_t one_qubit = 0, two_qubit = 0;
};

/// Records of all circuits: what encoding costs.
std::uint64_t work_in(const kw_submission& s);

/// Throws plugin::error for options that cannot be read; all else is in `reasons`.
encoded_submission encode(const kw_submission& s, const machine& to);

/// All reasons in one error.
plugin::error refused(const std::vector<std::string>& reasons);

}  // namespace ketway::ionq
