#include "schema/scanner.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>
#include <utility>

#include "ketway/json_text.hpp"
#include "ketway/suggestion.hpp"

namespace ketway::detail {
namespace {

class scanner {
 public:
  scanner(std::string_view text, std::string_view file) : text_(text), file_(file) {}

  expected<std::vector<json_node>> run() {
    if (text_.size() > json_text::max_size) return fail(0, "the text is larger than 16 MiB");
    if (text_.starts_with("\xEF\xBB\xBF")) return fail(0, "expected a JSON value, found a byte order mark");
    blanks();
    if (!value(0, here(), 0, {}, 0)) return failure();
    blanks();
    if (at_ != text_.size()) return fail(at_, "expected the end of the text, found " + found());
    return std::move(nodes_);
  }

 private:
  error fail(std::size_t offset, std::string message) {
    stop(offset, std::move(message));
    return failure();
  }
  error failure() const {
    return refusal({{diagnostic::severity::error, position_of(text_, bad_offset_, file_), bad_message_}});
  }
  bool stop(std::size_t offset, std::string message) {
    bad_offset_ = offset, bad_message_ = std::move(message);
    return false;
  }

  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }
  bool end() const { return at_ == text_.size(); }
  char peek() const { return end() ? '\0' : text_[at_]; }
  void blanks() {
    while (!end() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }

  /// Names a byte of punctuation; anything else only by its sort, so that no content shows.
  std::string found() const {
    if (end()) return "the end of the text";
    const char c = peek();
    if (c == '"') return "a string";
    if (c == '/') return "'/' (JSON has no comments)";
    if (c == '\'') return "''' (JSON strings stand in double quotes)";
    if ((c >= '0' && c <= '9') || c == '-') return "a number";
    if (c == '\0') return "a NUL byte";
    if (std::string_view("{}[],:").find(c) != std::string_view::npos) return std::string("'") + c + "'";
    return "something else";
  }

  bool value(std::uint32_t parent, std::uint32_t key, std::uint32_t index, std::string name, std::size_t depth) {
    if (depth > json_text::max_depth) return stop(at_, "expected at most 64 nested arrays and objects");
    const auto self = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({parent, key, here(), index, std::move(name)});
    switch (peek()) {
      case '{': return object(self, depth);
      case '[': return array(self, depth);
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

  bool object(std::uint32_t self, std::size_t depth) {
    std::unordered_set<std::string> names;
    ++at_, blanks();
    if (peek() == '}') return ++at_, true;
    for (std::uint32_t index = 0;; ++index) {
      const std::uint32_t key = here();
      if (peek() != '"') return stop(at_, "expected a key in double quotes, found " + found());
      if (!string()) return false;
      std::string name = nlohmann::json::parse(text_.substr(key, at_ - key)).get<std::string>();
      if (!names.insert(name).second) return stop(key, "the key " + in_quotes(name) + " is given twice");
      blanks();
      if (peek() != ':') return stop(at_, "expected ':' after the key, found " + found());
      ++at_, blanks();
      if (!value(self, key, index, std::move(name), depth + 1)) return false;
      blanks();
      if (peek() == '}') return ++at_, true;
      if (peek() != ',') return stop(at_, "expected ',' or '}', found " + found());
      ++at_, blanks();
    }
  }

  bool array(std::uint32_t self, std::size_t depth) {
    ++at_, blanks();
    if (peek() == ']') return ++at_, true;
    for (std::uint32_t index = 0;; ++index) {
      if (!value(self, here(), index, {}, depth + 1)) return false;
      blanks();
      if (peek() == ']') return ++at_, true;
      if (peek() != ',') return stop(at_, "expected ',' or ']', found " + found());
      ++at_, blanks();
    }
  }

  bool word(std::string_view expected_word) {
    if (text_.substr(at_, expected_word.size()) != expected_word) return stop(at_, "expected a JSON value");
    at_ += expected_word.size();
    return true;
  }

  bool digits() {
    const std::size_t before = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ != before;
  }
  bool number() {
    const std::size_t first = at_;
    if (peek() == '-') ++at_;
    const std::size_t whole = at_;
    if (!digits())
      return at_ == first ? stop(first, "expected a JSON value, found " + found())
                          : stop(at_, "expected a digit after '-', found " + found());
    if (text_[whole] == '0' && at_ - whole > 1) return stop(whole, "expected a number without leading zeros");
    if (peek() == '.' && (++at_, !digits())) return stop(at_, "expected a digit after '.', found " + found());
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!digits()) return stop(at_, "expected a digit of the exponent, found " + found());
    }
    // nlohmann throws out_of_range for 1e999; asked here, where the place is known.
    const std::string_view token = text_.substr(first, at_ - first);
    const bool may_overflow = token.size() > 300 || token.find_first_of("eE") != std::string_view::npos;
    if (may_overflow && !nlohmann::json::accept(token)) return stop(first, "expected a number that a double can hold");
    return true;
  }

  bool string() {
    const std::size_t first = at_++;
    while (true) {
      if (end()) return stop(first, "expected '\"' at the end of this string");
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return ++at_, true;
      if (c < 0x20) return stop(at_, "expected no control character in a string; write it as an escape");
      if (c == '\\') {
        if (!escape()) return false;
      } else if (c < 0x80) {
        ++at_;
      } else if (!utf8(c)) {
        return stop(at_, "expected valid UTF-8");
      }
    }
  }

  std::optional<unsigned> hex4() {
    unsigned code = 0;
    if (text_.size() - at_ < 4) return {};
    for (int i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(c);
      if (digit == std::string_view::npos) return {};
      code = code * 16 + static_cast<unsigned>(digit > 15 ? digit - 6 : digit);
    }
    return code;
  }
  bool escape() {
    const std::size_t first = at_++;
    if (end()) return stop(first, "expected an escape");
    const char c = text_[at_++];
    if (std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos) return true;
    if (c != 'u') return stop(first, R"(expected one of the escapes \" \\ \/ \b \f \n \r \t \uXXXX)");
    const auto high = hex4();
    if (!high) return stop(first, "expected four hexadecimal digits after \\u");
    if (*high < 0xD800 || *high > 0xDFFF) return true;
    const bool pair = *high < 0xDC00 && text_.substr(at_, 2) == "\\u";
    if (pair) at_ += 2;
    const auto low = pair ? hex4() : std::nullopt;
    if (!low || *low < 0xDC00 || *low > 0xDFFF) return stop(first, "expected both halves of a surrogate pair");
    return true;
  }

  bool utf8(unsigned char lead) {
    const std::size_t more = lead >= 0xC2 && lead <= 0xDF   ? 1
                             : lead >= 0xE0 && lead <= 0xEF ? 2
                             : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                            : 0;
    if (more == 0 || text_.size() - at_ <= more) return false;
    const auto second = static_cast<unsigned char>(text_[at_ + 1]);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
        (lead == 0xF4 && second > 0x8F))
      return false;
    for (std::size_t i = 1; i <= more; ++i)
      if ((static_cast<unsigned char>(text_[at_ + i]) & 0xC0u) != 0x80u) return false;
    at_ += more + 1;
    return true;
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::size_t bad_offset_ = 0;
  std::string bad_message_;
  std::vector<json_node> nodes_;
};

}  // namespace

expected<std::vector<json_node>> scan_json(std::string_view text, std::string_view file) {
  return scanner(text, file).run();
}

source_position position_of(std::string_view text, std::size_t offset, std::string_view file) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t last = before.rfind('\n');
  const std::size_t column = last == std::string_view::npos ? offset + 1 : offset - last;
  return {std::string(file), static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
}

}  // namespace ketway::detail
