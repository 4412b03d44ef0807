#pragma once
// An answer of any length: written to standard output as it grows, so that its size costs no memory.

#include <cstdint>
#include <string>
#include <string_view>

namespace ketway::cli {

class session;

class answer {
 public:
  explicit answer(session& s) : session_(s) { text_.reserve(piece); }
  answer(const answer&) = delete;
  answer& operator=(const answer&) = delete;
  /// What is not yet written is written.
  ~answer() { write(); }

  answer& operator<<(std::string_view text) {
    text_ += text;
    if (text_.size() >= piece) write();
    return *this;
  }
  answer& operator<<(char c) { return *this << std::string_view(&c, 1); }
  answer& operator<<(std::uint64_t number);
  /// As a JSON number that gives the same double again; 1 is "1.0".
  answer& operator<<(double number);

 private:
  static constexpr std::size_t piece = 1U << 16U;
  void write();

  session& session_;
  std::string text_;
};

}  // namespace ketway::cli
