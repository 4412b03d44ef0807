#include "language/findings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <tuple>

namespace ketway::language {

source_position source_text::position(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  source_position where;
  where.file = name_;
  where.line = 1;
  const char* line = text_.data();
  const char* const stop = text_.data() + offset;
  while (line < stop) {
    const void* newline = std::memchr(line, '\n', static_cast<std::size_t>(stop - line));
    if (newline == nullptr) break;
    line = static_cast<const char*>(newline) + 1;
    ++where.line;
  }
  where.column = static_cast<std::uint32_t>(stop - line) + 1;
  return where;
}

void findings::error(const source_text& source, std::size_t offset, std::string message) {
  if (full()) return;
  ++errors_;
  list_.push_back({diagnostic::severity::error, source.position(offset), std::move(message)});
}

void findings::warning(const source_text& source, std::size_t offset, std::string message) {
  add_warning(diagnostic::severity::warning, source, offset, std::move(message));
}

void findings::note(const source_text& source, std::size_t offset, std::string message) {
  add_warning(diagnostic::severity::note, source, offset, std::move(message));
}

void findings::add_warning(diagnostic::severity level, const source_text& source, std::size_t offset,
                           std::string message) {
  if (warnings_.size() >= max_warnings) return;
  for (const auto& known : warnings_) {
    if (known.message == message) return;
  }
  warnings_.push_back({level, source.position(offset), std::move(message)});
}

ketway::error findings::failure(errc code) {
  const auto elsewhere = [&](const diagnostic& d) { return d.where.file != list_.front().where.file; };
  if (std::none_of(list_.begin(), list_.end(), elsewhere)) {
    std::stable_sort(list_.begin(), list_.end(), [](const diagnostic& a, const diagnostic& b) {
      return std::tie(a.where.line, a.where.column) < std::tie(b.where.line, b.where.column);
    });
  }
  std::string message = list_.empty() ? std::string("the text cannot be read") : list_.front().to_string();
  if (full()) {
    message += " (and at least " + std::to_string(max_errors - 1) + " more; reading stopped there)";
  } else if (errors_ > 1) {
    message += " (and " + std::to_string(errors_ - 1) + " more)";
  }
  ketway::error failed(code, std::move(message));
  failed.diagnostics(std::move(list_));
  return failed;
}

std::size_t utf8_length(std::string_view text, std::size_t offset) noexcept {
  const auto byte = [&](std::size_t i) -> unsigned {
    return offset + i < text.size() ? static_cast<unsigned char>(text[offset + i]) : 0U;
  };
  const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (offset >= text.size()) return 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

namespace {
std::string hexadecimal(unsigned char byte) {
  static constexpr std::string_view digits = "0123456789abcdef";
  return {'0', 'x', digits[byte >> 4], digits[byte & 15]};
}
}  // namespace

std::string describe_byte(std::string_view text, std::size_t offset) {
  if (offset >= text.size()) return "the end of the file";
  const auto byte = static_cast<unsigned char>(text[offset]);
  if (byte == 0) return "a NUL byte";
  if (byte == '\n' || byte == '\r') return "the end of the line";
  if (byte < 0x20 || byte == 0x7F) return "a control character " + hexadecimal(byte);
  const std::size_t length = utf8_length(text, offset);
  if (length == 0) return "a byte " + hexadecimal(byte) + " that is not UTF-8";
  return "'" + std::string(text.substr(offset, length)) + "'";
}

std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string out = "'";
  for (std::size_t i = 0; i < text.size();) {
    if (i >= longest) {
      out += "...";
      break;
    }
    const std::size_t length = utf8_length(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (length == 0 || byte < 0x20 || byte == 0x7F) {
      out += '?';
      ++i;
    } else {
      out += text.substr(i, length);
      i += length;
    }
  }
  return out + "'";
}

namespace {
/// Edit distance with swaps of neighbours; `limit` + 1 where it is larger than that.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit) {
  constexpr std::size_t longest = 32;
  if (a.size() > longest || b.size() > longest) return limit + 1;
  if (a.size() > b.size() + limit || b.size() > a.size() + limit) return limit + 1;
  std::array<std::array<std::uint8_t, longest + 1>, longest + 1> cost{};
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = static_cast<std::uint8_t>(i);
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      auto best = std::min<unsigned>(cost[i - 1][j] + 1U, cost[i][j - 1] + 1U);
      best = std::min<unsigned>(best, cost[i - 1][j - 1] + (same ? 0U : 1U));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        best = std::min<unsigned>(best, cost[i - 2][j - 2] + 1U);
      }
      cost[i][j] = static_cast<std::uint8_t>(best);
    }
  }
  return cost[a.size()][b.size()];
}

bool same_letters(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}
}  // namespace

std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates) {
  for (const auto candidate : candidates) {
    if (same_letters(word, candidate)) return candidate;
  }
  const std::size_t limit = word.size() <= 3 ? 1 : 2;
  std::size_t best = limit + 1;
  std::string_view found;
  for (const auto candidate : candidates) {
    const std::size_t d = distance(word, candidate, limit);
    if (d < best && d < std::max(word.size(), candidate.size())) best = d, found = candidate;
  }
  return found;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const auto found = closest(word, candidates);
  return found.empty() ? std::string() : "; did you mean '" + std::string(found) + "'?";
}

}  // namespace ketway::language
