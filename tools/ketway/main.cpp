// The command: reads the line, runs the command that it names, ends with its status.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command.hpp"
#include "document.hpp"
#include "interruption.hpp"
#include "ketway/plugin.h"
#include "ketway/suggestion.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

std::string version_line() {
  return std::string("ketway ") + KETWAY_VERSION + " (plugin interface " + std::to_string(KW_ABI_MAJOR) + "." +
         std::to_string(KW_ABI_MINOR) + ")";
}

// Before the line is read: a line that cannot be read is answered in JSON too.
bool asks_for_json(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") return false;
    if (word == "--json") return true;
  }
  return false;
}

const CLI::App& innermost(const CLI::App& app) {
  const std::vector<CLI::App*> below = app.get_subcommands();
  return below.empty() ? app : innermost(*below.front());
}

std::string full_name(const CLI::App& app) {
  return app.get_parent() == nullptr ? app.get_name() : full_name(*app.get_parent()) + " " + app.get_name();
}

std::vector<std::string> flag_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* one : command.get_options()) {
    for (const std::string& name : one->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* one : command.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(one->get_name());
  }
  return names;
}

// What CLI11 says of an unknown word is only that it was not expected.
std::string what_is_wrong(const CLI::App& root, const CLI::ParseError& failure) {
  const CLI::App& command = innermost(root);
  const std::vector<std::string> rest = command.remaining();
  if (rest.empty()) return failure.what();
  const std::string& word = rest.front();
  if (word.starts_with("-")) {
    const std::string name = word.substr(0, word.find('='));
    return full_name(command) + " has no flag \"" + name + "\"" + suggestion(name, flag_names(command));
  }
  const std::vector<std::string> commands = command_names(command);
  if (commands.empty()) return "nothing more was expected than what stands before \"" + word + "\"";
  return "there is no command \"" + full_name(command) + " " + word + "\"" + suggestion(word, commands);
}

int wrong_usage(session& s, const CLI::App& root, const std::string& what) {
  error failure(errc::invalid_argument, what);
  failure.advice("see `" + full_name(innermost(root)) + " --help`");
  return static_cast<int>(s.fail(failure, exit_status::usage));
}

int help(session& s, const CLI::App& root) {
  const std::string text = root.help();
  if (s.json()) {
    nlohmann::ordered_json document;
    document["help"] = text;
    s.answer(document);
  } else {
    s.say(text);
  }
  return s.finish(exit_status::done);
}

int version(session& s) {
  if (s.json()) {
    nlohmann::ordered_json document;
    document["version"] = KETWAY_VERSION;
    document["plugin_interface"] = std::to_string(KW_ABI_MAJOR) + "." + std::to_string(KW_ABI_MINOR);
    s.answer(document);
  } else {
    s.say(version_line() + "\n");
  }
  return s.finish(exit_status::done);
}

int command(int argc, char** argv) {
  const bool json = asks_for_json(argc, argv);
  end_on_interrupt(json);
  global_flags globals;
  action chosen;
  CLI::App root("Runs quantum circuits on every backend that a plugin brings.", "ketway");
  root.require_subcommand(1);
  root.set_help_flag("-h,--help", "this text");
  root.set_version_flag("--version", version_line(), "the version");
  add_global_flags(root, globals);
  add_run(root, globals, chosen);
  add_jobs(root, globals, chosen);
  add_compare(root, globals, chosen);
  add_benchmark(root, globals, chosen);
  add_transpile(root, globals, chosen);
  add_cost(root, globals, chosen);
  add_select(root, globals, chosen);
  add_backends(root, globals, chosen);
  add_plugins(root, globals, chosen);
  add_cache(root, globals, chosen);
  add_doctor(root, globals, chosen);
  add_demo(root, globals, chosen);
  add_emulate(root, globals, chosen);
  add_completion(root, globals, chosen);
  root.footer(
      "Start with `ketway demo`. Exit status: 0 done, 1 the work failed, 2 wrong usage, 3 invalid input, 130 "
      "interrupted.");

  global_flags before;
  before.json = json;
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    session s(before);
    return help(s, root);
  } catch (const CLI::CallForVersion&) {
    session s(before);
    return version(s);
  } catch (const CLI::ParseError& failure) {
    session s(before);
    if (argc == 1) {
      print_error(root.help());
      return static_cast<int>(exit_status::usage);
    }
    return wrong_usage(s, root, what_is_wrong(root, failure));
  }
  session s(globals);
  return s.finish(chosen(s));
}

}  // namespace
}  // namespace ketway::cli

int main(int argc, char** argv) {
  try {
    return ketway::cli::command(argc, argv);
  } catch (const ketway::exception& e) {
    ketway::cli::print_error("ketway: error: " + ketway::cli::printable(e.error().to_string()) + "\n");
    return static_cast<int>(ketway::cli::status_of(e.error()));
  } catch (const std::bad_alloc&) {
    ketway::cli::print_error("ketway: error: out of memory\n");
  } catch (const std::exception& e) {
    ketway::cli::print_error("ketway: error: " + ketway::cli::printable(e.what()) + "\n");
  }
  return static_cast<int>(ketway::cli::exit_status::failed);
}
