#pragma once
// Classes of characters in JSON.

namespace ketway::language {

inline bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline unsigned hex_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}
inline bool is_high_surrogate(unsigned code) { return code >= 0xD800 && code < 0xDC00; }
inline bool is_low_surrogate(unsigned code) { return code >= 0xDC00 && code < 0xE000; }

}  // namespace ketway::language
