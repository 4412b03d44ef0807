#pragma once
// Where the output goes and what it can show there.

#include <cstdint>
#include <string>
#include <string_view>

namespace ketway::cli {

enum class style : std::uint8_t { plain, strong, faint, good, bad, warning };

/// Facts of one output stream, taken once at the start.
class terminal {
 public:
  /// Of standard output (1) or standard error (2). Colour needs a terminal, no NO_COLOR and a TERM that is not "dumb".
  static terminal of(int descriptor);

  bool interactive() const noexcept { return interactive_; }
  bool colour() const noexcept { return colour_; }
  bool unicode() const noexcept { return unicode_; }

  /// `text` in that style; as it is where there is no colour.
  std::string paint(style how, std::string_view text) const;
  /// A bar of `fraction` of `width` cells (0..1).
  std::string bar(double fraction, std::uint32_t width) const;

 private:
  bool interactive_ = false, colour_ = false, unicode_ = false;
};

/// `text` for a person: control characters (and broken UTF-8) as \xNN, so that no file can steer a terminal. Newlines stay.
std::string printable(std::string_view text);

/// Characters on the screen, taking each code point as one.
std::size_t width_of(std::string_view text) noexcept;

/// Everything at once to standard output; false where that fails (a closed pipe, a full disk).
bool print(std::string_view text);
/// The same to standard error.
void print_error(std::string_view text);

}  // namespace ketway::cli
