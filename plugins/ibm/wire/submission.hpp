#pragma once
// A submission as IBM wants it: PUBs, options, tags. Everything that is wrong with it is found before anything is sent.

#include <ketway/plugin.hpp>
#include <string>
#include <vector>

#include "settings.hpp"
#include "wire/json.hpp"
#include "wire/result_plan.hpp"

namespace ketway::ibm {

/// The tag by which a submission is found again, and the one that all jobs of this plugin carry.
std::string token_tag(std::string_view client_token);
inline constexpr std::string_view common_tag = "ketway";

class submission {
 public:
  /// Reads all of `s`, which is borrowed for the call only. Faults of the input become `reasons`.
  submission(const kw_submission& s, const settings& c);

  std::vector<std::string> reasons;
  result_plan plan;
  /// QPU time by IBM's model: an overhead for the job, then shots times (circuit + delay between shots).
  double least_seconds = 0, seconds = 0, most_seconds = 0;

  /// The body of POST /jobs. Only without reasons.
  std::string body() const;
  /// Throws plugin::error INVALID_ARGUMENT with every reason, if there is one.
  void require() const;

 private:
  void read_options(const kw_submission& s, const settings& c);
  void read_program(const kw_program& p, const std::string& where);
  void read_sampler(const kw_program& p, const program_text& text, const std::string& where);
  void read_estimator(const kw_program& p, const program_text& text, const std::string& where);
  void read_sweep(const kw_sweep* sweep, const program_text& text, const std::string& where);
  void check_limits(const settings& c);
  void add_time(const program_text& text, const program_plan& p);
  void object(const std::string& reason);

  json job_, params_, options_;
  const settings& settings_;
  std::uint64_t shots_ = 0;
  std::uint64_t runs_ = 0, executions_ = 0;  // shots of the program just read, over all its sets; of all programs
  bool conditions_ = false, whole_sweep_ = false;
  double repetition_delay_ = 250e-6;  // seconds
};

}  // namespace ketway::ibm
