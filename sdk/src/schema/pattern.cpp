#include "schema/pattern.hpp"

#include <charconv>
#include <optional>
#include <string>

namespace ketway::detail {
namespace {

/// The code point at `at`, which moves past it; the text is valid UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const unsigned more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t c = lead & (0x3Fu >> more);
  for (unsigned i = 0; i < more && at < text.size(); ++i)
    c = (c << 6u) | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  return c;
}

using ranges = std::vector<std::pair<char32_t, char32_t>>;
const ranges digit_ranges{{'0', '9'}};
const ranges word_ranges{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const ranges space_ranges{{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x2028, 0x2029}, {0xFEFF, 0xFEFF}};

ranges complement(const ranges& sorted) {
  ranges rest;
  char32_t next = 0;
  for (const auto& [low, high] : sorted) {
    if (low > next) rest.emplace_back(next, low - 1);
    next = high + 1;
  }
  rest.emplace_back(next, 0x10FFFF);
  return rest;
}

}  // namespace

/// Recursive descent; every function returns a fragment whose jumps are relative, so fragments can be copied.
class pattern_reader {
 public:
  explicit pattern_reader(std::string_view text) : text_(text) {}

  expected<pattern> read() {
    auto body = alternatives(0);
    if (body && at_ != text_.size()) body = fail("expected no ')' here");
    if (!body) return error_;
    pattern p;
    p.steps_ = std::move(*body);
    p.steps_.push_back({});
    return p;
  }

 private:
  using kind = pattern::kind;
  using step = pattern::step;
  using fragment = std::vector<step>;
  using maybe = std::optional<fragment>;
  static constexpr std::size_t most_steps = 4096;
  static constexpr int most_nested = 32;
  static constexpr unsigned unbounded = ~0u;

  std::nullopt_t fail(const std::string& why, errc code = errc::invalid_argument) {
    error_ = error(code, "pattern, byte " + std::to_string(at_ + 1) + ": " + why);
    return std::nullopt;
  }
  bool end() const { return at_ == text_.size(); }
  char peek() const { return end() ? '\0' : text_[at_]; }
  bool skip(char c) { return !end() && text_[at_] == c && (++at_, true); }
  static std::int32_t length(const fragment& f) { return static_cast<std::int32_t>(f.size()); }
  static void append(fragment& to, const fragment& from) { to.insert(to.end(), from.begin(), from.end()); }
  static step jump(std::int32_t to) { return {kind::jump, false, to, 0, {}}; }
  static step split(std::int32_t first, std::int32_t second) { return {kind::split, false, first, second, {}}; }

  maybe alternatives(int depth) {
    if (depth > most_nested) return fail("expected at most 32 nested groups");
    maybe left = sequence(depth);
    while (left && skip('|')) {
      maybe right = sequence(depth);
      if (!right) return right;
      fragment both{split(1, length(*left) + 2)};
      append(both, *left);
      both.push_back(jump(length(*right) + 1));
      append(both, *right);
      left = std::move(both);
    }
    return left;
  }

  maybe sequence(int depth) {
    fragment all;
    while (!end() && peek() != '|' && peek() != ')') {
      maybe one = atom(depth);
      if (one) one = repeated(std::move(*one));
      if (!one) return one;
      append(all, *one);
      if (all.size() > most_steps) return fail("the pattern is too large", errc::resource_exhausted);
    }
    return all;
  }

  maybe repeated(fragment body) {
    unsigned least = 1;
    unsigned most = 1;
    if (skip('*'))
      least = 0, most = unbounded;
    else if (skip('+'))
      most = unbounded;
    else if (skip('?'))
      least = 0;
    else if (skip('{')) {
      if (!bounds(least, most)) return std::nullopt;
    } else {
      return body;
    }
    if (peek() == '?' || peek() == '*' || peek() == '+' || peek() == '{') return fail("expected one quantifier only");
    if (((most == unbounded ? least : most) + 1) * (body.size() + 2) > most_steps)
      return fail("the pattern is too large", errc::resource_exhausted);
    fragment all;
    for (unsigned i = 0; i < least; ++i) append(all, body);
    if (most == unbounded) {
      all.push_back(split(1, length(body) + 2));
      append(all, body);
      all.push_back(jump(-length(body) - 1));
    } else {
      for (unsigned i = least; i < most; ++i) {
        all.push_back(split(1, length(body) + 1));
        append(all, body);
      }
    }
    return all;
  }

  bool bounds(unsigned& least, unsigned& most) {
    if (!count(least)) return false;
    most = least;
    if (skip(',')) {
      most = unbounded;
      if (peek() != '}' && !count(most)) return false;
    }
    if (!skip('}')) return fail("expected '}' after the repeat count"), false;
    if (most < least) return fail("expected the smaller repeat count first"), false;
    return true;
  }
  bool count(unsigned& to) {
    const auto read = std::from_chars(text_.data() + at_, text_.data() + text_.size(), to);
    if (read.ec != std::errc() || to > 1000) return fail("expected a repeat count of at most 1000"), false;
    at_ = static_cast<std::size_t>(read.ptr - text_.data());
    return true;
  }

  maybe atom(int depth) {
    if (skip('(')) {
      if (skip('?') && !skip(':')) return fail("expected a plain group: look-around and names are not supported");
      maybe inner = alternatives(depth + 1);
      if (inner && !skip(')')) return fail("expected ')'");
      return inner;
    }
    if (skip('^')) return fragment{{kind::begin, false, 1, 0, {}}};
    if (skip('$')) return fragment{{kind::end, false, 1, 0, {}}};
    if (skip('.')) return fragment{{kind::set, true, 1, 0, {{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}}};
    if (skip('[')) return character_class();
    if (peek() == '*' || peek() == '+' || peek() == '?' || peek() == '{') return fail("expected something to repeat");
    ranges set;
    if (!one_character(set)) return std::nullopt;
    return fragment{{kind::set, false, 1, 0, std::move(set)}};
  }

  maybe character_class() {
    step s{kind::set, skip('^'), 1, 0, {}};
    while (!end() && peek() != ']') {
      ranges low;
      if (!one_character(low)) return std::nullopt;
      const bool single = low.size() == 1 && low.front().first == low.front().second;
      if (single && peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        ranges high;
        if (!one_character(high)) return std::nullopt;
        if (high.size() != 1 || high.front().first != high.front().second || high.front().first < low.front().first)
          return fail("expected the end of a range of characters");
        low.front().second = high.front().second;
      }
      s.ranges.insert(s.ranges.end(), low.begin(), low.end());
    }
    if (!skip(']')) return fail("expected ']'");
    return fragment{std::move(s)};
  }

  bool one_character(ranges& to) {
    if (!skip('\\')) {
      const char32_t c = next_code_point(text_, at_);
      to = {{c, c}};
      return true;
    }
    if (end()) return fail("expected an escape after '\\'"), false;
    const char c = text_[at_++];
    char32_t single = 0;
    switch (c) {
      case 'd': return to = digit_ranges, true;
      case 'D': return to = complement(digit_ranges), true;
      case 'w': return to = word_ranges, true;
      case 'W': return to = complement(word_ranges), true;
      case 's': return to = space_ranges, true;
      case 'S': return to = complement(space_ranges), true;
      case 't': single = '\t'; break;
      case 'n': single = '\n'; break;
      case 'r': single = '\r'; break;
      case 'f': single = '\f'; break;
      case 'v': single = '\v'; break;
      case 'u': {
        std::uint32_t code = 0;
        const std::string_view hex = text_.substr(at_, 4);
        const auto read = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
        if (hex.size() != 4 || read.ptr != hex.data() + 4) return fail("expected four hexadecimal digits"), false;
        at_ += 4;
        single = code;
        break;
      }
      default:
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
          return fail("expected a known escape (no back references, no \\b)"), false;
        --at_;
        single = next_code_point(text_, at_);
    }
    to = {{single, single}};
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  error error_;
};

expected<pattern> pattern::compile(std::string_view text) { return pattern_reader(text).read(); }

bool pattern::takes(const step& s, char32_t c) {
  for (const auto& [low, high] : s.ranges)
    if (c >= low && c <= high) return !s.negated;
  return s.negated;
}

/// Adds every step reachable from `at` without taking a character; `mark` holds the generation a step was added in.
void pattern::follow(std::size_t at, bool at_begin, bool at_end, std::vector<std::uint32_t>& list,
                     std::vector<std::uint32_t>& mark, std::uint32_t generation) const {
  std::vector<std::size_t> open{at};
  while (!open.empty()) {
    const std::size_t i = open.back();
    open.pop_back();
    if (mark[i] == generation) continue;
    mark[i] = generation;
    const step& s = steps_[i];
    const auto to = [i](std::int32_t by) { return static_cast<std::size_t>(static_cast<std::int64_t>(i) + by); };
    switch (s.what) {
      case kind::jump: open.push_back(to(s.first)); break;
      case kind::split:
        open.push_back(to(s.first));
        open.push_back(to(s.second));
        break;
      case kind::begin:
        if (at_begin) open.push_back(i + 1);
        break;
      case kind::end:
        if (at_end) open.push_back(i + 1);
        break;
      case kind::set:
      case kind::match: list.push_back(static_cast<std::uint32_t>(i)); break;
    }
  }
}

bool pattern::found_in(std::string_view text) const {
  std::vector<std::uint32_t> mark(steps_.size(), 0);
  std::vector<std::uint32_t> list;
  std::vector<std::uint32_t> next;
  std::uint32_t generation = 1;
  std::size_t at = 0;
  follow(0, true, text.empty(), list, mark, generation);
  while (true) {
    for (const auto i : list)
      if (steps_[i].what == kind::match) return true;
    if (at == text.size()) return false;
    const char32_t c = next_code_point(text, at);
    next.clear();
    ++generation;
    for (const auto i : list)
      if (takes(steps_[i], c)) follow(i + 1, false, at == text.size(), next, mark, generation);
    follow(0, false, at == text.size(), next, mark, generation);  // a match may begin anywhere
    list.swap(next);
  }
}

}  // namespace ketway::detail
