#include "circuit_input.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "excerpt.hpp"
#include "ketway/language.hpp"
#include "ketway/suggestion.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

using values_by_name = std::map<std::string, double, std::less<>>;

expected<std::string> read_standard_input() {
  const std::uint64_t limit = read_options().max_text_bytes();
  std::string text;
  constexpr std::size_t step = 1U << 16U;
  while (true) {
    const std::size_t had = text.size();
    text.resize(had + step);
    const ssize_t n = ::read(STDIN_FILENO, text.data() + had, step);
    if (n < 0 && errno == EINTR) {
      text.resize(had);
      continue;
    }
    if (n < 0) return error(errc::unavailable, std::string("<stdin>: ") + std::strerror(errno));
    text.resize(had + static_cast<std::size_t>(n));
    if (n == 0) return text;
    // One byte too many is enough for the reader to say so.
    if (text.size() > limit) return text;
  }
}

expected<reading> read_input(const std::string& file) {
  if (file != "-") return read_circuit_file(file);
  expected<std::string> text = read_standard_input();
  if (!text) return text.error();
  read_options options;
  options.file_name(input_name(file));
  expected<reading> read = read_circuit(*text, options);
  remember_text(input_name(file), std::move(*text));
  return read;
}

// A circuit knows no lines: a diagnostic points at the first place where its text names the parameter.
class mentions {
 public:
  explicit mentions(const std::string& file) : name_(input_name(file)) {
    if (file == "-") {
      text_ = remembered_text();
      return;
    }
    constexpr std::size_t most = std::size_t{1} << 20U;
    own_.resize(most);
    std::ifstream in(file, std::ios::binary);
    in.read(own_.data(), static_cast<std::streamsize>(most));
    own_.resize(static_cast<std::size_t>(in.gcount()));
    text_ = own_;
  }
  mentions(const mentions&) = delete;
  mentions& operator=(const mentions&) = delete;

  source_position first(const std::string& word) const {
    source_position where = first_mention(text_, word).value_or(source_position());
    where.file = name_;
    return where;
  }

 private:
  std::string name_, own_;
  std::string_view text_;
};

class collector {
 public:
  void add(const error& failure) {
    if (!first_) first_ = failure;
    if (failure.diagnostics().empty()) {
      diagnostic d;
      d.message = failure.message();
      found_.push_back(std::move(d));
    }
    found_.insert(found_.end(), failure.diagnostics().begin(), failure.diagnostics().end());
    ++failures_;
  }
  void add(const diagnostic& d, errc code) {
    std::vector<diagnostic> one;
    one.push_back(d);
    error failure(code, d.to_string());
    failure.diagnostics(std::move(one));
    add(failure);
  }
  bool empty() const noexcept { return failures_ == 0; }
  error result() && {
    error all = std::move(*first_);
    if (failures_ > 1 || !all.diagnostics().empty()) all.diagnostics(std::move(found_));
    return all;
  }

 private:
  std::optional<error> first_;
  std::vector<diagnostic> found_;
  int failures_ = 0;
};

// The circuit's own values out of all that were given; those without one are reported, as many as a reader would.
values_by_name values_for(const std::vector<std::string>& names, const std::string& file, const values_by_name& values,
                          std::set<std::string>& used, collector& wrong) {
  constexpr std::size_t most = 20;
  values_by_name own;
  std::vector<std::string> open;
  for (const std::string& name : names) {
    const auto value = values.find(name);
    if (value == values.end()) {
      open.push_back(name);
      continue;
    }
    own.insert(*value);
    used.insert(name);
  }
  if (open.empty()) return own;
  const mentions text(file);
  for (std::size_t i = 0; i < std::min(open.size(), most); ++i) {
    diagnostic d;
    d.where = text.first(open[i]);
    d.message = "parameter \"" + open[i] + "\" has no value; expected --param " + open[i] + "=VALUE";
    if (i + 1 == most && open.size() > most) d.message += "; " + std::to_string(open.size() - most) + " more have none";
    wrong.add(d, errc::failed_precondition);
  }
  return own;
}

std::optional<diagnostic> without_qubits(const circuit& c, const std::string& file) {
  if (c.num_qubits() != 0) return std::nullopt;
  diagnostic d;
  d.where.file = input_name(file);
  d.where.line = d.where.column = 1;
  d.message = "there is no qubit in it; expected a circuit of at least one";
  return d;
}

// Told apart as `read_circuit` does it: a JSON text begins with a brace.
std::string language_of(const std::string& file) {
  std::string head;
  if (file == "-") {
    head = remembered_text().substr(0, 1U << 12U);
  } else {
    std::ifstream in(file, std::ios::binary);
    head.resize(1U << 12U);
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(in.gcount()));
  }
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  if (first != std::string::npos && head[first] == '{') return "json";
  const std::size_t version = head.find("OPENQASM");
  return version != std::string::npos && head.find_first_not_of(" \t", version + 8) == head.find('3', version)
             ? "qasm3"
             : "qasm2";
}

}  // namespace

std::string input_name(const std::string& file) { return file == "-" ? "<stdin>" : file; }

expected<std::vector<input_circuit>> read_circuits(session& s, const std::vector<std::string>& files,
                                                   const values_by_name& values) {
  std::vector<input_circuit> circuits;
  std::set<std::string> used, known;
  collector wrong;
  for (const std::string& file : files) {
    expected<reading> read = read_input(file);
    if (!read) {
      wrong.add(read.error());
      continue;
    }
    if (const auto nothing = without_qubits(read->circuit, file)) {
      wrong.add(*nothing, errc::invalid_argument);
      continue;
    }
    for (const diagnostic& finding : read->warnings) s.warn(finding);
    const std::vector<std::string> names = read->circuit.parameters();
    known.insert(names.begin(), names.end());
    const values_by_name own = values_for(names, file, values, used, wrong);
    if (own.size() != names.size()) continue;
    expected<circuit> bound = names.empty() ? expected<circuit>(std::move(read->circuit)) : read->circuit.bind(own);
    if (!bound) {
      diagnostic d;
      d.where.file = input_name(file);
      d.message = bound.error().message();
      wrong.add(d, bound.error().code());
      continue;
    }
    // The journal and the provider show it.
    if (bound->name().empty() && file != "-") bound->name(std::filesystem::path(file).filename().string());
    circuits.emplace_back(input_name(file), std::move(*bound));
    circuits.back().opaque_gates = std::move(read->opaque_gates);
  }
  if (wrong.empty()) {
    const std::vector<std::string> candidates(known.begin(), known.end());
    for (const auto& [name, value] : values) {
      if (used.contains(name)) continue;
      const std::string what = candidates.empty() ? "; no circuit here has parameters" : suggestion(name, candidates);
      wrong.add(error(errc::invalid_argument, "--param " + name + ": there is no such parameter" + what));
    }
  }
  if (!wrong.empty()) return std::move(wrong).result();
  return circuits;
}

error about_circuit(const error& failure, const std::string& name, const std::vector<opaque_gate_place>& opaque_gates) {
  std::vector<diagnostic> reasons = failure.diagnostics();
  // What a device finds names the circuit, which is called as its file, and no line.
  const auto has_place = [](const diagnostic& d) { return !d.where.file.empty() && d.where.line != 0; };
  if (std::any_of(reasons.begin(), reasons.end(), has_place)) return failure;
  for (diagnostic& d : reasons) d.where.file = name;
  error about(failure.code(), name + ": " + failure.message());
  if (!reasons.empty()) about.diagnostics(std::move(reasons));
  for (const opaque_gate_place& gate : opaque_gates) {
    if (failure.message().find("'" + gate.name + "'") == std::string::npos) continue;
    diagnostic d;
    d.where = gate.where;
    d.message = (failure.backend().empty() ? "" : failure.backend() + ": ") + failure.message();
    about = error(failure.code(), d.to_string());
    about.diagnostics({d});
    break;
  }
  about.backend(failure.backend()).provider_code(failure.provider_code()).request_id(failure.request_id());
  about.job_uri(failure.job_uri()).advice(failure.advice()).retryable(failure.retryable());
  about.maybe_executed(failure.maybe_executed()).needs_user(failure.needs_user()).billed(failure.billed());
  about.misconfigured(failure.misconfigured()).fate(failure.fate());
  about.retry_after(failure.retry_after()).http_status(failure.http_status());
  about.cancellation(failure.cancellation());
  if (failure.overspending()) about.overspending(*failure.overspending());
  if (!failure.decisions().empty()) about.decisions(std::make_shared<const decision_log>(failure.decisions()));
  return about;
}

expected<circuit> read_unbound(session& s, const std::string& file, std::string& language) {
  expected<reading> read = read_input(file);
  if (!read) return read.error();
  if (const auto nothing = without_qubits(read->circuit, file)) {
    collector wrong;
    wrong.add(*nothing, errc::invalid_argument);
    return std::move(wrong).result();
  }
  for (const diagnostic& finding : read->warnings) s.warn(finding);
  language = language_of(file);
  return std::move(read->circuit);
}

}  // namespace ketway::cli
