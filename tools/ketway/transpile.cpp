// ketway transpile: a circuit to a device's own gates and connections, or to another language.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "flags.hpp"
#include "ketway/compile.hpp"
#include "ketway/language.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

class transpile_flags {
 public:
  std::string file, target, basis, coupling, optimization, language, output;
  bool stats = false, verify = false;
};

// ---- languages: the one place where a printer is plugged in

class printer {
 public:
  printer(const char* name, expected<std::string> (*write)(const circuit&)) : name(name), write(write) {}
  std::string name;
  expected<std::string> (*write)(const circuit&);
};

// A circuit that has been compiled is on the target's own qubits.
expected<std::string> write_physical(const circuit& c) {
  return write_openqasm3(c, openqasm3_options().physical_qubits(true));
}

const std::vector<printer>& printers() {
  static const std::vector<printer> all{{"qasm2", &write_openqasm2}, {"qasm3", &write_physical}, {"json", &write_json}};
  return all;
}

std::vector<std::string> language_names() {
  std::vector<std::string> names;
  for (const printer& p : printers()) names.push_back(p.name);
  return names;
}

const printer& printer_for(const std::string& asked, const std::string& input) {
  const std::string& name = asked.empty() ? input : asked;
  for (const printer& p : printers())
    if (p.name == name) return p;
  return printers().front();
}

// ---- the target

std::vector<std::string> parts_of(const std::string& text, char between) {
  std::vector<std::string> parts;
  std::stringstream in(text);
  for (std::string part; std::getline(in, part, between);) parts.push_back(part);
  return parts;
}

std::optional<std::uint32_t> read_qubit(const std::string& text) {
  std::uint32_t q = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), q);
  if (failure != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return q;
}

std::string shape_of_coupling(const std::string& text) {
  for (const std::string& pair : parts_of(text, ',')) {
    const std::vector<std::string> ends = parts_of(pair, '-');
    if (ends.size() != 2 || !read_qubit(ends[0]) || !read_qubit(ends[1]))
      return "expected pairs of qubits such as 0-1,1-2, not \"" + pair + "\"";
  }
  return text.empty() ? "expected pairs of qubits such as 0-1,1-2" : "";
}

std::string shape_of_text(const std::string& text) { return text.empty() ? "expected more than nothing" : ""; }

expected<target> target_by_hand(const transpile_flags& flags, const circuit& c) {
  std::vector<std::string> unknown;
  const std::vector<std::string> basis = parts_of(flags.basis, ',');
  for (const std::string& name : basis)
    if (find_op(name) == nullptr) unknown.push_back(name);
  if (!unknown.empty()) return error(errc::invalid_argument, "--basis: there is no gate \"" + unknown.front() + "\"");
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  std::uint32_t n = 0;
  for (const std::string& pair : parts_of(flags.coupling, ',')) {
    const std::vector<std::string> ends = parts_of(pair, '-');
    pairs.emplace_back(*read_qubit(ends[0]), *read_qubit(ends[1]));
    n = std::max({n, pairs.back().first + 1, pairs.back().second + 1});
    if (std::max(pairs.back().first, pairs.back().second) >= circuit_limits::max_qubits)
      return error(errc::invalid_argument, "--coupling: \"" + pair + "\" names no qubit that can be");
  }
  target t(pairs.empty() ? c.num_qubits() : n);
  t.name("the target").basis(basis).coupling(std::move(pairs));
  return t;
}

expected<target> target_of_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return error(errc::not_found, file + ": this file cannot be read");
  std::stringstream text;
  text << in.rdbuf();
  expected<target> t = target::read(text.str());
  if (!t) return error(t.error().code(), file + ": " + t.error().message());
  if (t->name().empty()) t->name(file);
  return t;
}

boost::asio::awaitable<exit_status> ask(session& s, fleet& backends, std::string name, expected<target>& answer) {
  expected<backend> where = co_await backends.try_backend(std::move(name));
  if (!where) co_return s.fail(where.error());
  answer = target::of(where->device());
  co_return exit_status::done;
}

// ---- what is said of a circuit

struct figures {
  std::uint64_t gates = 0, two_qubit_gates = 0, depth = 0, two_qubit_depth = 0;
};

figures figures_of(const circuit& c) {
  const kw_circuit& k = c.columns();
  figures f;
  std::vector<std::uint64_t> depth(c.num_qubits(), 0), pair_depth(c.num_qubits(), 0);
  for (std::uint64_t i = 0; i < k.num_gates; ++i) {
    const kw_gate& g = k.gates[i];
    const bool gate = g.op >= KW_OP_FIRST_GATE || g.op == KW_OP_UNITARY || g.op == KW_OP_OPAQUE;
    if (!gate && g.op != KW_OP_MEASURE && g.op != KW_OP_RESET) continue;
    const std::span<const std::uint32_t> qubits(k.operands + g.operand, gate ? g.num_operands : 1U);
    const bool several = qubits.size() > 1;
    f.gates += gate ? 1 : 0;
    f.two_qubit_gates += several ? 1 : 0;
    std::uint64_t level = 0, pair_level = 0;
    for (const std::uint32_t q : qubits)
      level = std::max(level, depth[q]), pair_level = std::max(pair_level, pair_depth[q]);
    for (const std::uint32_t q : qubits) depth[q] = level + 1, pair_depth[q] = pair_level + (several ? 1 : 0);
    if (!qubits.empty()) f.depth = std::max(f.depth, level + 1);
    f.two_qubit_depth = std::max(f.two_qubit_depth, pair_level + (several ? 1 : 0));
  }
  return f;
}

nlohmann::ordered_json document_of(const figures& f) {
  nlohmann::ordered_json d;
  d["gates"] = f.gates;
  d["two_qubit_gates"] = f.two_qubit_gates;
  d["depth"] = f.depth;
  d["two_qubit_depth"] = f.two_qubit_depth;
  return d;
}

std::string text_of(const char* when, const figures& f) {
  return std::string(when) + std::to_string(f.gates) + " gates, " + std::to_string(f.two_qubit_gates) +
         " of them on two qubits or more; depth " + std::to_string(f.depth) + ", " + std::to_string(f.two_qubit_depth) +
         " of it such gates\n";
}

// ---- the call

class outcome {
 public:
  explicit outcome(compiled r) : result(std::move(r)) {}
  compiled result;
  figures before, after;
  double seconds = 0;
  std::optional<verification> check;
};

compiled unchanged(const circuit& c) {
  compiled out(c);
  for (std::uint32_t q = 0; q < c.num_qubits(); ++q) out.initial_layout.push_back(q);
  out.final_layout = out.initial_layout;
  return out;
}

expected<outcome> work(const circuit& c, const std::optional<target>& where, const transpile_flags& flags) {
  const auto begin = std::chrono::steady_clock::now();
  compile_options options;
  if (!flags.optimization.empty()) options.optimization(flags.optimization == "0" ? 0 : 1);
  expected<compiled> result = where ? compile(c, *where, options) : expected<compiled>(unchanged(c));
  if (!result) return result.error();
  outcome out(std::move(*result));
  out.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  out.before = figures_of(c);
  out.after = figures_of(out.result.circuit);
  if (flags.verify) {
    const expected<verification> check = verify(c, out.result);
    if (!check) return check.error();
    out.check = *check;
  }
  return out;
}

bool store(const std::string& file, const std::string& text) {
  std::ofstream to(file, std::ios::binary | std::ios::trunc);
  to << text;
  to.flush();
  return static_cast<bool>(to);
}

exit_status report(session& s, const transpile_flags& flags, const outcome& o, const std::string& text) {
  if (o.check && !o.check->same)
    return s.fail(error(errc::internal, "the compiled circuit does not do the same as the original, compared by " +
                                            o.check->text + "; nothing was written"));
  if (!flags.output.empty() && !store(flags.output, text))
    return s.fail(error(errc::unavailable, flags.output + ": this file cannot be written"));
  if (o.check) {
    const bool nothing = o.check->how == verification::method::none;
    s.notice(nothing ? "not verified: " + o.check->text : "verified: " + o.check->text);
  }
  if (s.json()) {
    nlohmann::ordered_json document;
    document["circuit"] = text;
    document["layout"]["initial"] = o.result.initial_layout;
    document["layout"]["final"] = o.result.final_layout;
    document["stats"]["before"] = document_of(o.before);
    document["stats"]["after"] = document_of(o.after);
    document["stats"]["swaps"] = o.result.swaps;
    document["stats"]["seconds"] = o.seconds;
    if (o.check) {
      document["verification"]["method"] = to_string(o.check->how);
      document["verification"]["text"] = o.check->text;
    }
    s.answer(document);
    return exit_status::done;
  }
  if (flags.stats) print_error(text_of("before: ", o.before) + text_of("after:  ", o.after));
  if (flags.output.empty()) s.say(text);
  return exit_status::done;
}

exit_status run(session& s, const transpile_flags& flags) {
  std::string input_language;
  const expected<circuit> c = read_unbound(s, flags.file, input_language);
  if (!c) return s.fail(c.error(), exit_status::invalid);
  std::optional<target> where;
  if (!flags.target.empty()) {
    expected<target> answer;
    if (flags.target.ends_with(".json")) {
      answer = target_of_file(flags.target);
    } else {
      expected<fleet> backends = s.discover();
      if (!backends) return s.fail(backends.error(), exit_status::invalid);
      const exit_status asked = s.drive(ask(s, *backends, flags.target, answer));
      if (asked != exit_status::done) return asked;
    }
    if (!answer) return s.fail(answer.error());
    where = std::move(*answer);
  } else if (!flags.basis.empty() || !flags.coupling.empty()) {
    expected<target> made = target_by_hand(flags, *c);
    if (!made) return s.fail(made.error());
    where = std::move(*made);
  }
  const expected<outcome> done = work(*c, where, flags);
  if (!done) return s.fail(done.error());
  expected<std::string> text = printer_for(flags.language, input_language).write(done->result.circuit);
  if (!text) return s.fail(text.error());
  if (!text->empty() && text->back() != '\n') *text += '\n';
  return report(s, flags, *done, *text);
}

}  // namespace

void add_transpile(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command =
      root.add_subcommand("transpile", "A circuit to a device's own gates and connections, or to another language");
  auto flags = std::make_shared<transpile_flags>();
  command->add_option("FILE", flags->file, "the circuit; - is standard input")->required()->type_name("");
  CLI::Option* target = checked_flag(*command, "--target", flags->target,
                                     "a backend, or a description of a device (kw.device/1) as FILE.json",
                                     "NAME|FILE.json", shape_of_text);
  checked_flag(*command, "--basis", flags->basis, "the gates there are, such as rz,sx,x,cz (default: all)", "GATES",
               shape_of_text)
      ->excludes(target);
  checked_flag(*command, "--coupling", flags->coupling, "which qubits are connected, such as 0-1,1-2 (default: all)",
               "PAIRS", shape_of_coupling)
      ->excludes(target);
  choice_flag(*command, "--optimization", flags->optimization,
              "0: gate by gate; 1 (default): runs on a qubit or a pair are merged", {"0", "1"});
  choice_flag(*command, "--to", flags->language, "the language of the answer (default: the input's)", language_names());
  text_flag(*command, "-o,--output", flags->output, "where the circuit is written (default: standard output)", "FILE");
  command->add_flag("--stats", flags->stats, "gates and depth before and after, on standard error");
  command->add_flag("--verify", flags->verify, "checks by simulation that it still does the same, where small enough");
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return run(s, *flags); }; });
}

}  // namespace ketway::cli
