#pragma once
// What a reader finds wrong, with places. Offsets are turned into lines and columns only when a finding is kept, so the
// hot path pays nothing for positions.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/error.hpp"

namespace ketway::language {

/// A text and the name that diagnostics give it. The text must outlive every reader of it.
class source_text {
 public:
  source_text(std::string name, std::string_view text) : name_(std::move(name)), text_(text) {}
  std::string_view text() const noexcept { return text_; }
  const std::string& name() const noexcept { return name_; }
  source_position position(std::size_t offset) const;

 private:
  std::string name_;
  std::string_view text_;
};

class findings {
 public:
  static constexpr std::size_t max_errors = 20, max_warnings = 20;

  void error(const source_text& source, std::size_t offset, std::string message);
  void warning(const source_text& source, std::size_t offset, std::string message);
  void note(const source_text& source, std::size_t offset, std::string message);

  bool any_error() const noexcept { return errors_ != 0; }
  std::size_t errors() const noexcept { return errors_; }
  /// Reading on would find nothing that is still reported.
  bool full() const noexcept { return errors_ >= max_errors; }

  std::vector<diagnostic> take_warnings() { return std::move(warnings_); }
  /// The error that carries everything found; only where any_error().
  ketway::error failure(errc code = errc::invalid_argument);

 private:
  void add_warning(diagnostic::severity level, const source_text& source, std::size_t offset, std::string message);

  std::size_t errors_ = 0;
  std::vector<diagnostic> list_, warnings_;
};

/// "line 3" or the like is never what a person wants to count to; the byte at `offset` in words: "'x'", "a NUL byte",
/// "the end of the file", "a byte 0xff that is not UTF-8".
std::string describe_byte(std::string_view text, std::size_t offset);

/// The length of the UTF-8 sequence at `offset`, 1 to 4; 0 where it is broken (overlong forms and surrogates included).
std::size_t utf8_length(std::string_view text, std::size_t offset) noexcept;

/// The candidate closest to `word`, or empty where none is close enough to be a likely slip of the pen.
std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates);
/// "; did you mean 'swap'?" or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

/// Untrusted text for a message: quoted, cut at 40 bytes, control characters and broken UTF-8 replaced.
std::string quoted(std::string_view text);

}  // namespace ketway::language
