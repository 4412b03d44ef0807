#include "wire/program_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "wire/program_tokens.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint32_t most_bits = 1u << 20u, most_qubits = 1u << 20u;

// Typical of Heron devices; only an estimate of cost reads them.
constexpr double gate_seconds = 68e-9, measurement_seconds = 2.3e-6;

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
      const token t = next();
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
    if (first.is("OPENQASM") || first.is("include")) return header(first);
    if (depth_ == 0 && first.is("bit")) return bits();
    if (depth_ == 0 && first.is("qubit")) return qubits();
    if (first.is("input")) return input();
    operation(first);
  }

  /// Counts the physical qubit that it is, wherever it stands.
  token next() {
    const token t = scan_.next();
    if (t.kind != token_kind::physical) return t;
    if (!may_name_qubits_) scan_.fail("a physical qubit in a header, an input or a gate's definition");
    to_.physical = true;
    to_.num_qubits = std::max(to_.num_qubits, qubit(t) + 1);
    return t;
  }
  std::uint32_t qubit(const token& t) { return small_number(scan_, t.text.substr(1), most_qubits - 1); }

  token expect(token_kind kind, const char* what) {
    const token t = next();
    if (t.kind != kind) scan_.fail(std::string("expected ") + what);
    return t;
  }

  /// `[n]`, or nothing for one; leaves the name that follows in `name`.
  std::uint32_t declared(std::string& name) {
    token t = next();
    std::uint32_t size = 1;
    if (t.is("[")) {
      size = small_number(scan_, expect(token_kind::number, "a size").text, most_bits);
      if (size == 0) scan_.fail("a register of size 0");
      if (!scan_.next().is("]")) scan_.fail("expected ]");
      t = next();
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
    if (to_.num_qubits > most_qubits) scan_.fail("more than " + std::to_string(most_qubits) + " qubits");
    rest(token(token_kind::sign, ""));
  }

  void input() {
    may_name_qubits_ = false;
    token last = next();
    for (token t = next(); !t.is(";"); t = next()) {
      if (t.kind == token_kind::end) scan_.fail("expected ;");
      last = t;
    }
    if (last.kind != token_kind::word) scan_.fail("an input without a name");
    to_.inputs.emplace_back(last.text);
    may_name_qubits_ = true;
  }

  /// A gate's own definition runs where it is used.
  void skip_gate() {
    may_name_qubits_ = false;
    int depth = 0;
    for (;;) {
      const token t = next();
      if (t.kind == token_kind::end) scan_.fail("a gate without an end");
      if (t.is("{")) ++depth;
      if (t.is("}") && --depth == 0) break;
    }
    may_name_qubits_ = true;
  }

  void header(const token& first) {
    may_name_qubits_ = false;
    rest(first);
    may_name_qubits_ = true;
  }

  /// To the end of the statement, or into the block that it opens.
  void rest(const token& first) {
    for (token t = first; !t.is(";"); t = next()) {
      if (t.kind == token_kind::end) scan_.fail("expected ;");
      if (t.is("measure")) to_.measures = true;
    }
  }

  void operation(const token& first) {
    bool measures = false;
    std::vector<std::uint32_t> on;
    for (token t = first; !t.is(";"); t = next()) {
      if (t.kind == token_kind::end) scan_.fail("expected ;");
      if (t.is("{")) {
        ++depth_;
        break;
      }
      if (t.is("measure")) measures = true;
      if (t.is("reset")) to_.resets = true;
      if (t.kind == token_kind::physical) on.push_back(qubit(t));
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
  bool may_name_qubits_ = true;
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
