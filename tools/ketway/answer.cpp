#include "answer.hpp"

#include <array>
#include <charconv>

#include "session.hpp"

namespace ketway::cli {
namespace {

constexpr std::size_t longest_number = 32;

template <class Number>
std::string_view digits(Number number, std::array<char, longest_number>& room) {
  const std::to_chars_result end = std::to_chars(room.data(), room.data() + room.size(), number);
  return {room.data(), static_cast<std::size_t>(end.ptr - room.data())};
}

}  // namespace

answer& answer::operator<<(std::uint64_t number) {
  std::array<char, longest_number> room{};
  return *this << digits(number, room);
}

answer& answer::operator<<(double number) {
  std::array<char, longest_number> room{};
  const std::string_view text = digits(number, room);
  *this << text;
  return text.find_first_of(".e") == std::string_view::npos ? *this << std::string_view(".0") : *this;
}

void answer::write() {
  if (!text_.empty()) session_.say(text_);
  text_.clear();
}

}  // namespace ketway::cli
