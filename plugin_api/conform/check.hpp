#pragma once
// The conformance kit: the numbered rules KWR-01 to KWR-16 against one plugin, each case in a process of its own.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::conform {

enum class outcome { pass, fail, skip };

class finding {
 public:
  finding() = default;
  int rule = 0;
  std::string name;  ///< of the case, as in "KWR-04 submit"
  outcome result = outcome::fail;
  std::string text;  ///< what is wrong, why it was skipped, or a remark
};

/// What is checked, and how.
class subject {
 public:
  subject() = default;
  std::string library;           ///< path of the plugin
  std::string config = "{}";     ///< what it is opened with
  std::string device;            ///< empty: its default device
  std::uint64_t seed = 1;        ///< of mutations and of the host's randomness
  double patience_seconds = 10;  ///< real time for one operation
  double case_seconds = 120;     ///< real time for one case; after that it is ended and has failed
  /// What this plugin cannot do: "KWR-14" or "KWR-14 bit-order", to the reason.
  std::map<std::string, std::string, std::less<>> quirks;
  /// Only cases whose "KWR-nn name" holds this text.
  std::string only;
};

/// Lines `rule = reason`; empty lines and lines with # are left out. False: `problem` names the first line that is none.
bool read_quirks(std::string_view text, subject& to, std::string& problem);

/// Runs every case and calls `seen` after each. Forks: call it from a process with one thread. Never throws for what the
/// plugin does; a case that crashes has failed, with the signal in its text.
std::vector<finding> check(const subject& what, const std::function<void(const finding&)>& seen);

}  // namespace ketway::conform
