#pragma once
// A text that cannot be printed: no stream, no format, no conversion. Whoever needs it says `reveal`, which is easy to find.

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace ketway {

/// Wiped when it ends. A moved-from one is empty. Copies are made knowingly, by `copy`.
class secret {
 public:
  secret() = default;
  explicit secret(std::string text) noexcept : text_(std::move(text)) {}
  secret(secret&& other) noexcept;
  secret& operator=(secret&& other) noexcept;
  secret(const secret&) = delete;
  secret& operator=(const secret&) = delete;
  ~secret() { wipe(); }

  secret copy() const { return secret(text_); }
  bool empty() const noexcept { return text_.empty(); }
  /// For the wire, and nothing else.
  std::string_view reveal() const noexcept { return text_; }

 private:
  void wipe() noexcept;
  std::string text_;
};
std::ostream& operator<<(std::ostream&, const secret&) = delete;

}  // namespace ketway
