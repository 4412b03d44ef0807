#include "wire/program_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ketway/plugin.hpp>
#include <map>
#include <utility>

namespace ketway::ibm {
namespace {

constexpr std::uint32_t most_bits = 1u << 20u;

// Typical of Heron devices; only an estimate of cost reads them.
constexpr double gate_seconds = 68e-9, measurement_seconds = 2.3e-6;

enum class token_kind { end, word, number, physical, text, sign };

class token {
 public:
  token(token_kind k, std::string_view t) : kind(k), text(t) {}
  bool is(std::string_view wanted) const { return text == wanted; }
  token_kind kind;
  std::string_view text;
};

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class scanner {
 public:
  explicit scanner(std::string_view text) : text_(text) {}

  token next() {
    skip();
    if (at_ >= text_.size()) return {token_kind::end, {}};
    const char c = text_[at_];
    if (letter(c)) return {token_kind::word, span([](char x) { return letter(x) || digit(x); })};
    if (c == '$') {
      const auto number = span([](char x) { return x == '$' || digit(x); });
      return {token_kind::physical, number};
    }
    if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1])))
      return {token_kind::number, span([](char x) { return letter(x) || digit(x) || x == '.'; })};
    if (c == '"') {
      const auto end = text_.find('"', at_ + 1);
      if (end == std::string_view::npos) fail("a text without an end");
      const auto all = text_.substr(at_, end + 1 - at_);
      at_ = end + 1;
      return {token_kind::text, all};
    }
    return {token_kind::sign, text_.substr(at_++, 1)};
  }

  std::size_t position() const { return at_; }

  [[noreturn]] void fail(const std::string& what) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    throw plugin::error(KW_INVALID_ARGUMENT, "the program, line " + std::to_string(line) + ": " + what, KW_NOT_BILLED);
  }

 private:
  template <class Wanted>
  std::string_view span(Wanted wanted) {
    const auto begin = at_;
    while (at_ < text_.size() && wanted(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  void skip() {
    while (at_ < text_.size()) {
      const auto rest = text_.substr(at_, 2);
      if (static_cast<unsigned char>(text_[at_]) <= ' ') {
        ++at_;
      } else if (rest == "//") {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (rest == "/*") {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) fail("a comment without an end");
        at_ = end + 2;
      } else {
        return;
      }
    }
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

std::uint32_t small_number(const scanner& where, std::string_view digits, std::uint32_t most) {
  std::uint32_t n = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (problem != std::errc() || end != digits.data() + digits.size() || n > most)
    where.fail("expected a whole number up to " + std::to_string(most));
  return n;
}

class reading {
 public:
  reading(std::string_view text, program_text& to) : scan_(text), to_(to) {}

  void run() {
    for (;;) {
      const token t = scan_.next();
      if (t.kind == token_kind::end) break;
      statement(t);
    }
    if (depth_ != 0) scan_.fail("a block without an end");
    for (const auto& [qubit, seconds] : busy_) to_.seconds = std::max(to_.seconds, seconds);
    to_.seconds = std::max(to_.seconds, elsewhere_);
  }

 private:
  void statement(const token& first) {
    if (first.is("{")) ++depth_;
    if (first.is("}") && depth_-- == 0) scan_.fail("a } without its {");
    if (first.kind == token_kind::sign) return;
    if (first.is("gate")) return skip_gate();
    if (first.is("if")) to_.conditions = true;
    if (first.is("OPENQASM") || first.is("include")) return rest(first);
    if (depth_ == 0 && first.is("bit")) return bits();
    if (depth_ == 0 && first.is("qubit")) return qubits();
    if (first.is("input")) return input();
    operation(first);
  }

  token expect(token_kind kind, const char* what) {
    const token t = scan_.next();
    if (t.kind != kind) scan_.fail(std::string("expected ") + what);
    return t;
  }

  /// `[n]`, or nothing for one; leaves the name that follows in `name`.
  std::uint32_t declared(std::string& name) {
    token t = scan_.next();
    std::uint32_t size = 1;
    if (t.is("[")) {
      size = small_number(scan_, expect(token_kind::number, "a size").text, most_bits);
      if (size == 0) scan_.fail("a register of size 0");
      if (!scan_.next().is("]")) scan_.fail("expected ]");
      t = scan_.next();
    }
    if (t.kind != token_kind::word) scan_.fail("expected a name");
    name = std::string(t.text);
    return size;
  }

  void bits() {
    std::string name;
    const auto size = declared(name);
    const auto same = [&](const bit_register& r) { return r.name == name; };
    if (std::any_of(to_.registers.begin(), to_.registers.end(), same))
      scan_.fail("register " + name + " is declared twice");
    to_.registers.emplace_back(name, size);
    if (to_.num_bits() > most_bits) scan_.fail("more than " + std::to_string(most_bits) + " bits");
    rest(token(token_kind::sign, ""));  // perhaps `= measure …`
  }

  void qubits() {
    std::string name;
    to_.num_qubits += declared(name);
    rest(token(token_kind::sign, ""));
  }

  void input() {
    token last = scan_.next();
    for (token t = scan_.next(); !t.is(";"); t = scan_.next()) {
      if (t.kind == token_kind::end) scan_.fail("expected ;");
      last = t;
    }
    if (last.kind != token_kind::word) scan_.fail("an input without a name");
    to_.inputs.emplace_back(last.text);
  }

  /// A gate's own definition runs where it is used.
  void skip_gate() {
    int depth = 0;
    for (;;) {
      const token t = scan_.next();
      if (t.kind == token_kind::end) scan_.fail("a gate without an end");
      if (t.is("{")) ++depth;
      if (t.is("}") && --depth == 0) return;
    }
  }

  /// To the end of the statement, or into the block that it opens.
  void rest(const token& first) {
    for (token t = first; !t.is(";"); t = scan_.next()) {
      if (t.kind == token_kind::end) scan_.fail("expected ;");
      if (t.is("measure")) to_.measures = true;
    }
  }

  void operation(const token& first) {
    bool measures = false;
    std::vector<std::uint32_t> on;
    for (token t = first; !t.is(";"); t = scan_.next()) {
      if (t.kind == token_kind::end) scan_.fail("expected ;");
      if (t.is("{")) {
        ++depth_;
        break;
      }
      if (t.is("measure")) measures = true;
      if (t.is("reset")) to_.resets = true;
      if (t.kind != token_kind::physical) continue;
      to_.physical = true;
      on.push_back(small_number(scan_, t.text.substr(1), most_bits));
      to_.num_qubits = std::max(to_.num_qubits, on.back() + 1);
    }
    if (measures) to_.measures = true;
    const double seconds = measures || first.is("reset") ? measurement_seconds : gate_seconds;
    if (first.is("barrier") || first.is("if") || first.is("else")) return;
    if (on.empty()) elsewhere_ += seconds;
    double begin = 0;
    for (const auto q : on) begin = std::max(begin, busy_[q]);
    for (const auto q : on) busy_[q] = begin + seconds;
  }

  scanner scan_;
  program_text& to_;
  std::uint32_t depth_ = 0;
  std::map<std::uint32_t, double> busy_;  // seconds, by physical qubit
  double elsewhere_ = 0;                  // on qubits of a register: as if one after the other
};

}  // namespace

program_text::program_text(std::string_view text) { reading(text, *this).run(); }

std::uint32_t program_text::num_bits() const {
  std::uint64_t sum = 0;
  for (const auto& r : registers) sum += r.size;
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, UINT32_MAX));
}

std::string with_qubit_register(std::string_view text, std::uint32_t size) {
  scanner scan(text);
  std::string name = "q";
  std::vector<std::string_view> words;
  std::size_t header = 0;
  // The header is what stands before the first other statement; such words further on are not its.
  bool in_header = false, may_be_header = true, first_word = true, physical = false;
  for (token t = scan.next(); t.kind != token_kind::end; t = scan.next()) {
    if (t.kind == token_kind::word) words.push_back(t.text);
    if (std::exchange(first_word, false))
      may_be_header = in_header = may_be_header && (t.is("OPENQASM") || t.is("include"));
    if (in_header && t.is(";")) header = scan.position();
    if (t.is(";")) first_word = true;
    physical |= t.kind == token_kind::physical;
  }
  if (!physical) return std::string(text);
  while (std::find(words.begin(), words.end(), name) != words.end()) name += "_";
  std::string out(text.substr(0, header));
  out += "\nqubit[" + std::to_string(size) + "] " + name + ";";
  scanner again(text.substr(header));
  std::size_t written = header;
  for (token t = again.next(); t.kind != token_kind::end; t = again.next()) {
    if (t.kind != token_kind::physical) continue;
    const std::size_t end = header + again.position(), begin = end - t.text.size();
    out.append(text.substr(written, begin - written)).append(name).append("[").append(t.text.substr(1)).append("]");
    written = end;
  }
  return out.append(text.substr(written));
}

bool python_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 35> all{
      "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
      "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
      "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
      "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
  return std::find(all.begin(), all.end(), word) != all.end();
}

}  // namespace ketway::ibm
