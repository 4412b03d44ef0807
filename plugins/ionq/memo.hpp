#pragma once
// What must be known to read a job's answer, long after and in another process: it goes into kw_job.memo and, for a job
// whose submission was lost, into IonQ's own metadata.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "bit_map.hpp"

namespace ketway::ionq {

class job_memo {
 public:
  job_memo() = default;
  std::uint64_t want = 0, shots = 0;  ///< of kw_submission
  bool sharpen = false;
  std::string aggregation;  ///< empty: the provider's own
  bit_maps programs;

  std::string text() const;
  /// An empty memo where the text is not one.
  static job_memo read(std::string_view text);
};

using string_map = std::map<std::string, std::string>;
inline constexpr const char* token_key = "client_token";
/// Whether a key of a job's metadata is this plugin's own.
bool is_own_key(std::string_view key);
/// Adds the memo in pieces that fit the provider's limits. False: there is no room, and nothing was added.
bool put_into(string_map& metadata, std::string_view memo);
/// The memo that was put in; empty: none.
std::string taken_from(const string_map& metadata);

}  // namespace ketway::ionq
