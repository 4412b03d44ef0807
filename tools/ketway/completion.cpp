// ketway completion: scripts for shells, made from the command line itself, so that they cannot say anything else.

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command.hpp"
#include "flags.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

class flag_word {
 public:
  std::string name;  // "--shots"
  std::string description;
  std::vector<std::string> choices;
  bool takes_value = false, takes_file = false, takes_folder = false;
};

class command_word {
 public:
  std::string path;  // "ketway plugins info"
  std::string name, description;
  std::vector<flag_word> flags;
  std::vector<std::string> words;  // subcommands, or the choices of a positional
  bool takes_file = false;
};

flag_word describe(const CLI::Option& option) {
  flag_word f;
  f.name = "--" + option.get_lnames().front();
  f.description = option.get_description();
  f.choices = choices_of(option);
  f.takes_value = option.get_items_expected_max() > 0;
  f.takes_file = option.get_type_name() == "FILE";
  f.takes_folder = option.get_type_name() == "DIR";
  return f;
}

// The command and all below it, outer ones first.
void walk(const CLI::App& app, const std::string& before, std::vector<command_word>& all) {
  command_word c;
  c.name = app.get_name();
  c.path = before.empty() ? c.name : before + " " + c.name;
  c.description = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) {
      c.words = choices_of(*option);
      const std::string what = option->get_name(true);
      c.takes_file = c.words.empty() && (what == "FILE" || what == "PATH");
    } else if (!option->get_lnames().empty()) {
      c.flags.push_back(describe(*option));
    }
  }
  const std::vector<const CLI::App*> below = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* sub : below) c.words.push_back(sub->get_name());
  const std::string path = c.path;
  all.push_back(std::move(c));
  for (const CLI::App* sub : below) walk(*sub, path, all);
}

std::string joined(const std::vector<std::string>& words, std::string_view between = " ") {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

std::string flag_list(const command_word& c) {
  std::vector<std::string> names;
  for (const flag_word& f : c.flags) names.push_back(f.name);
  return joined(names);
}

// In single quotes, as bash, zsh and fish read it.
std::string single_quoted(std::string_view text, bool fish = false) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += fish ? "\\'" : "'\\''";
    } else if (c == '\\' && fish) {
      out += "\\\\";
    } else {
      out += c;
    }
  }
  return out + "'";
}

// The command that the words so far name, and what a flag right before the cursor takes: the same in bash and zsh.
std::string cases(const std::vector<command_word>& all, std::string_view files, std::string_view folders,
                  std::string_view offer) {
  std::string text = "  case \"$path $previous\" in\n";
  for (const command_word& c : all) {
    for (const flag_word& f : c.flags) {
      if (!f.takes_value) continue;
      text += "    " + single_quoted(c.path + " " + f.name) + ") ";
      if (!f.choices.empty()) {
        text.append(offer).append(" ").append(single_quoted(joined(f.choices)));
      } else if (f.takes_file) {
        text += files;
      } else if (f.takes_folder) {
        text += folders;
      } else {
        text += ":";
      }
      text += "; return ;;\n";
    }
  }
  text += "  esac\n  case \"$path\" in\n";
  for (const command_word& c : all) {
    text += "    " + single_quoted(c.path) + ")\n";
    text.append("      if [[ $current == -* ]]; then ").append(offer).append(" ").append(single_quoted(flag_list(c)));
    if (!c.words.empty()) text.append("; else ").append(offer).append(" ").append(single_quoted(joined(c.words)));
    if (c.takes_file) text.append("; else ").append(files);
    text += "; fi ;;\n";
  }
  return text + "  esac\n";
}

// Which words lead from one command to the next, as alternatives of a case.
std::string steps(const std::vector<command_word>& all) {
  std::vector<std::string> paths;
  for (const command_word& c : all) {
    if (c.path.find(' ') != std::string::npos) paths.push_back(single_quoted(c.path));
  }
  return joined(paths, "|");
}

std::string bash_script(const std::vector<command_word>& all) {
  std::string text =
      R"(# bash completion of ketway; source it, or put it into ~/.local/share/bash-completion/completions/ketway
_ketway_offer() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
_ketway_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current"); }
_ketway_folders() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current"); }
_ketway() {
  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" path='ketway' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$path ${COMP_WORDS[i]}" in
      )" +
      steps(all) + R"() path="$path ${COMP_WORDS[i]}" ;;
    esac
  done
)";
  text += cases(all, "_ketway_files", "_ketway_folders", "_ketway_offer");
  return text + "}\ncomplete -F _ketway ketway\n";
}

std::string zsh_script(const std::vector<command_word>& all) {
  std::string text = R"(#compdef ketway
# zsh completion of ketway; put it as _ketway into a folder of $fpath, or source it
_ketway_offer() { compadd -- ${(s: :)1} }
_ketway() {
  local current="${words[CURRENT]}" previous="${words[CURRENT-1]}" path_='ketway' i
  for ((i = 2; i < CURRENT; ++i)); do
    case "$path_ ${words[i]}" in
      )" + steps(all) +
                     R"() path_="$path_ ${words[i]}" ;;
    esac
  done
)";
  std::string body = cases(all, "_files", "_files -/", "_ketway_offer");
  // `path` is special in zsh.
  for (std::size_t at = 0; (at = body.find("$path", at)) != std::string::npos; at += 6) body.replace(at, 5, "$path_");
  text += body;
  return text + "}\nif [[ ${funcstack[1]} == _ketway ]]; then _ketway \"$@\"; else compdef _ketway ketway; fi\n";
}

// True where the words so far name exactly that command, in fish.
std::string fish_condition(const command_word& c, const std::vector<command_word>& all) {
  if (c.path == c.name) return "__fish_use_subcommand";
  std::vector<std::string> tests;
  std::string rest = c.path.substr(c.path.find(' ') + 1);
  for (std::size_t end = 0; end != std::string::npos; rest = rest.substr(end == std::string::npos ? 0 : end + 1)) {
    end = rest.find(' ');
    tests.push_back("__fish_seen_subcommand_from " + rest.substr(0, end));
  }
  std::string condition = joined(tests, "; and ");
  const bool has_subcommands =
      std::any_of(all.begin(), all.end(), [&](const command_word& o) { return o.path.starts_with(c.path + " "); });
  if (has_subcommands) condition += "; and not __fish_seen_subcommand_from " + joined(c.words);
  return condition;
}

std::string fish_script(const std::vector<command_word>& all) {
  std::string text =
      "# fish completion of ketway; put it into ~/.config/fish/completions/ketway.fish\ncomplete -c ketway -f\n";
  for (const command_word& c : all) {
    const std::string start = "complete -c ketway -n " + single_quoted(fish_condition(c, all), true);
    for (const std::string& word : c.words) {
      text += start + " -a " + single_quoted(word, true);
      for (const command_word& sub : all) {
        if (sub.path == c.path + " " + word) text += " -d " + single_quoted(sub.description, true);
      }
      text += "\n";
    }
    if (c.takes_file) text += start + " -F\n";
    for (const flag_word& f : c.flags) {
      text += start + " -l " + f.name.substr(2);
      if (f.takes_file) {
        text += " -r -F";
      } else if (f.takes_folder) {
        text += " -x -a '(__fish_complete_directories)'";
      } else if (f.takes_value) {
        text += " -x";
      }
      if (!f.choices.empty()) text += " -a " + single_quoted(joined(f.choices), true);
      text += " -d " + single_quoted(f.description, true) + "\n";
    }
  }
  return text;
}

}  // namespace

void add_completion(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("completion", "Prints a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  choice_flag(*command, "SHELL", *shell, "which shell", {"bash", "zsh", "fish"})->required();
  add_global_flags(*command, globals);
  command->callback([shell, &root, &chosen] {
    chosen = [shell, &root](session& s) {
      std::vector<command_word> all;
      walk(root, "", all);
      const std::string script = *shell == "bash"  ? bash_script(all)
                                 : *shell == "zsh" ? zsh_script(all)
                                                   : fish_script(all);
      if (s.json()) {
        nlohmann::ordered_json document;
        document["shell"] = *shell;
        document["script"] = script;
        s.answer(document);
      } else {
        s.say(script);
      }
      return exit_status::done;
    };
  });
}

}  // namespace ketway::cli
