// ketway plugins check: a plugin against the numbered rules of the interface.

#include <CLI/CLI.hpp>
#include <array>
#include <conform/check.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "arguments.hpp"
#include "command.hpp"
#include "flags.hpp"
#include "plugin_path.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

class check_flags {
 public:
  std::string what, account, device, quirks, only, seed;
};

std::string_view word(conform::outcome o) noexcept {
  switch (o) {
    case conform::outcome::pass: return "pass";
    case conform::outcome::skip: return "skip";
    default: return "fail";
  }
}

// "KWR-04 submit" is the rule and the name of the case.
std::pair<std::string, std::string> parts(const std::string& name) {
  const std::size_t space = name.find(' ');
  return {name.substr(0, space), space == std::string::npos ? std::string() : name.substr(space + 1)};
}

expected<conform::subject> subject_for(session& s, const check_flags& flags) {
  const expected<discovery::manifest> m = manifest_of(s, flags.what);
  if (!m) return m.error();
  conform::subject subject;
  subject.library = m->library.string();
  subject.device = flags.device;
  subject.only = flags.only;
  if (!flags.account.empty()) {
    if (!nlohmann::json::accept(flags.account)) {
      return error(errc::invalid_argument, "--account: expected a JSON object, such as {\"max_qubits\": 8}");
    }
    subject.config = flags.account;
  }
  if (!flags.seed.empty()) {
    const expected<std::uint64_t> seed = read_count("--seed", flags.seed);
    if (!seed) return seed.error();
    subject.seed = *seed;
  }
  if (flags.quirks.empty()) return subject;
  std::ifstream in(flags.quirks, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) return error(errc::not_found, flags.quirks + ": cannot be read");
  std::string problem;
  if (!conform::read_quirks(text, subject, problem))
    return error(errc::invalid_argument, flags.quirks + ": " + problem);
  return subject;
}

std::string line_of(const conform::finding& f, const terminal& out) {
  const style how = f.result == conform::outcome::pass   ? style::good
                    : f.result == conform::outcome::skip ? style::faint
                                                         : style::bad;
  std::string text = out.paint(how, word(f.result)) + "  " + printable(f.name);
  if (!f.text.empty()) text += ": " + printable(f.text);
  return text + "\n";
}

exit_status check(session& s, const check_flags& flags) {
  const expected<conform::subject> subject = subject_for(s, flags);
  if (!subject) return s.fail(subject.error(), exit_status::invalid);
  std::array<int, 3> numbers{};
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  const auto seen = [&](const conform::finding& f) {
    ++numbers.at(static_cast<std::size_t>(f.result));
    if (!s.json()) return s.say(line_of(f, s.out()));
    const auto [rule, name] = parts(f.name);
    nlohmann::ordered_json entry;
    entry["rule"] = rule;
    entry["case"] = name;
    entry["outcome"] = word(f.result);
    entry["text"] = f.text;
    cases.push_back(std::move(entry));
  };
  conform::check(*subject, seen);
  const auto number = [&numbers](conform::outcome o) { return numbers.at(static_cast<std::size_t>(o)); };
  const int passed = number(conform::outcome::pass), failed = number(conform::outcome::fail);
  const int skipped = number(conform::outcome::skip);
  if (s.json()) {
    nlohmann::ordered_json document;
    document["plugin"] = subject->library;
    document["cases"] = std::move(cases);
    document["passed"] = passed;
    document["failed"] = failed;
    document["skipped"] = skipped;
    s.answer(document);
  } else {
    s.say(std::to_string(passed) + " passed, " + std::to_string(failed) + " failed, " + std::to_string(skipped) +
          " skipped\n");
  }
  return failed == 0 ? exit_status::done : exit_status::failed;
}

}  // namespace

void add_plugins_check(CLI::App& plugins, global_flags& globals, action& chosen) {
  CLI::App* command = plugins.add_subcommand("check", "A plugin against the numbered rules of the interface");
  auto flags = std::make_shared<check_flags>();
  text_flag(*command, "PATH", flags->what, "its library, its manifest or its name", "")->required();
  text_flag(*command, "--account", flags->account, "what the plugin is opened with (default {})", "JSON");
  text_flag(*command, "--device", flags->device, "the device to use (default: the plugin's)", "ID");
  text_flag(*command, "--quirks", flags->quirks, "what this plugin cannot do: lines \"KWR-nn = reason\"", "FILE");
  text_flag(*command, "--only", flags->only, "only cases whose rule and name hold this text", "TEXT");
  checked_flag(*command, "--seed", flags->seed, "of mutations and randomness (default 1)", "N", shape_of_number);
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return check(s, *flags); }; });
}

}  // namespace ketway::cli
