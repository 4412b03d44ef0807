#pragma once
// The target of a request, taken apart: its path by segments, its query by keys.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ketway::emulator {

/// Percent-decoded; with `form`, `+` is a space. nullopt for a broken escape.
std::optional<std::string> url_decoded(std::string_view text, bool form = false);

/// Keys and values of a query or of a form body, in order, decoded; what is broken is left out.
std::vector<std::pair<std::string, std::string>> url_pairs(std::string_view text, bool form = false);

class target {
 public:
  explicit target(std::string_view text);

  const std::vector<std::string>& segments() const noexcept { return segments_; }
  /// Whether the path has that form: "/v0.4/jobs/*/results"; what `*` matched (never empty) is in `matched`.
  bool is(std::string_view pattern, std::vector<std::string>& matched) const;
  bool is(std::string_view pattern) const;

  const std::string* value(std::string_view key) const noexcept;  ///< the first; nullptr: not there
  std::vector<std::string> values(std::string_view key) const;
  /// The value as a whole number; nullopt where it is none, or is not there.
  std::optional<long long> number(std::string_view key) const;

 private:
  std::vector<std::string> segments_;  // "/a//b/" is a, "", b, ""
  std::vector<std::pair<std::string, std::string>> query_;
};

}  // namespace ketway::emulator
