// ketway doctor: what is set up, what is missing, what to do about it. Of secrets and variables only whether they are there.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "command.hpp"
#include "device_text.hpp"
#include "document.hpp"
#include "result_text.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

enum class verdict : std::uint8_t { good, absent, warning, problem };

std::string_view to_string(verdict v) noexcept {
  switch (v) {
    case verdict::good: return "ok";
    case verdict::absent: return "absent";
    case verdict::warning: return "warning";
    default: return "problem";
  }
}

class finding {
 public:
  finding(std::string a, verdict v, std::string t, std::string d = {})
      : about(std::move(a)), state(v), text(std::move(t)), todo(std::move(d)) {}
  std::string about;
  verdict state;
  std::string text, todo;
};

class examination {
 public:
  void add(finding f) {
    if (f.state == verdict::problem) worst_ = worse(worst_, exit_status::failed);
    all_.push_back(std::move(f));
  }
  void add_invalid(finding f) {
    worst_ = worse(worst_, exit_status::invalid);
    all_.push_back(std::move(f));
  }
  const std::vector<finding>& all() const noexcept { return all_; }
  exit_status outcome() const noexcept { return worst_; }

 private:
  std::vector<finding> all_;
  exit_status worst_ = exit_status::done;
};

std::string all_lines(const error& failure) {
  if (failure.diagnostics().empty()) return failure.message();
  std::string text;
  for (const diagnostic& d : failure.diagnostics()) text += (text.empty() ? "" : "\n") + d.to_string();
  return text;
}

std::string number_of(std::size_t n, const std::string& what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

void look_at_configuration(const discovery::configuration& c, examination& e) {
  if (c.file().empty()) {
    e.add({"configuration", verdict::absent, "none; the built-in one is used: the local simulator, no account",
           "not needed for local work; docs/configuration.md has an example for the rest"});
    return;
  }
  e.add({"configuration", verdict::good, c.file().string() + ": " + number_of(c.backends().size(), "named backend")});
}

void look_at_plugins(const discovery::catalog& c, examination& e) {
  for (const discovery::search_folder& f : c.folders()) {
    std::size_t number = 0;
    for (const discovery::found_plugin& p : c.plugins()) number += p.folder.path == f.path ? 1 : 0;
    e.add({"plugin folder", verdict::good,
           f.path.string() + " (" + std::string(to_string(f.origin)) + "): " + number_of(number, "plugin")});
  }
  for (const discovery::found_plugin& p : c.plugins()) {
    e.add({"plugin", verdict::good, p.manifest.name + " " + p.manifest.version + ", " + p.manifest.library.string()});
  }
  if (c.plugins().empty()) {
    e.add({"plugin", verdict::problem, "none was found, so there is no backend",
           "name a folder with --plugin-path or $KETWAY_PLUGIN_PATH, or install the plugins that come with ketway"});
  }
  for (const discovery::shadowed_plugin& p : c.shadowed()) {
    e.add({"plugin", verdict::warning,
           p.plugin.manifest.file.string() + " is hidden: " + p.by.string() + " comes first", "remove one of the two"});
  }
  for (const discovery::refused_plugin& p : c.refused()) {
    const std::string advice = p.why.advice().empty() ? "mend or remove it; nothing else is harmed" : p.why.advice();
    e.add({"plugin", verdict::warning, p.path.string() + " is not taken: " + p.why.message(), advice});
  }
}

void look_at_aliases(const fleet& f, examination& e) {
  for (const fleet_entry& entry : f.entries()) {
    if (!entry.configured) continue;
    const expected<const discovery::loaded_plugin*> plugin = f.load(entry.name);
    if (!plugin) {
      e.add({"backend " + entry.name, verdict::problem, plugin.error().message(), plugin.error().advice()});
      continue;
    }
    const expected<discovery::backend_options> options =
        f.configuration().options_for(entry.name, (**plugin).manifest, (**plugin).config_schema);
    if (!options) {
      e.add_invalid({"backend " + entry.name, verdict::problem, all_lines(options.error()), options.error().advice()});
      continue;
    }
    e.add({"backend " + entry.name, verdict::good, entry.plugin + (entry.device.empty() ? "" : ":" + entry.device)});
  }
  for (const auto& [place, secret] : f.configuration().secret_references()) {
    e.add({"secret", verdict::good, place + ": from " + std::string(secret.description())});
  }
}

// The variables that the credentials of a plugin read.
void collect_variables(const nlohmann::json& node, std::set<std::string>& names) {
  if (node.is_object()) {
    if (const auto env = node.find("env"); env != node.end() && env->is_string()) names.insert(env->get<std::string>());
  }
  if (node.is_structured()) {
    for (const nlohmann::json& below : node) collect_variables(below, names);
  }
}

void look_at_environment(const discovery::catalog* c, examination& e) {
  std::vector<std::string> names = {"KETWAY_CONFIG",    "KETWAY_PLUGIN_PATH",     "KETWAY_STATE_DIR",
                                    "KETWAY_LOG_LEVEL", "KETWAY_COMPUTE_THREADS", "XDG_CONFIG_HOME",
                                    "XDG_DATA_HOME",    "XDG_STATE_HOME",         "NO_COLOR"};
  std::set<std::string> of_plugins;
  if (c != nullptr) {
    for (const discovery::found_plugin& p : c->plugins()) {
      for (const discovery::credential& one : p.manifest.credentials) {
        collect_variables(nlohmann::json::parse(one.definition, nullptr, false), of_plugins);
      }
    }
  }
  names.insert(names.end(), of_plugins.begin(), of_plugins.end());
  for (const std::string& name : names) {
    const bool there = std::getenv(name.c_str()) != nullptr;
    e.add({"variable", there ? verdict::good : verdict::absent, name + (there ? " is present" : " is absent")});
  }
}

// Nothing is made where there is none: the first job that may cost does that. Opening one that is there needs the right to
// write, which a submission needs too.
asio::awaitable<exit_status> look_at_journal(session& s, examination& e) {
  const std::string folder = s.state_folder();
  const fs::path file = fs::path(folder) / "journal.sqlite";
  std::error_code failed;
  if (const bool there = fs::exists(file, failed); !there && !failed) {
    fs::path above = folder;
    while (!above.empty() && !fs::exists(above, failed) && above != above.parent_path()) above = above.parent_path();
    if (::access(above.c_str(), W_OK | X_OK) == 0)
      e.add({"journal", verdict::absent, file.string() + ": the first job that may cost makes it"});
    else
      e.add({"journal", verdict::problem, file.string() + " cannot be made: " + above.string() + " may not be written",
             "nothing that may cost is sent without it; name another folder with --state-dir or $KETWAY_STATE_DIR"});
    co_return exit_status::done;
  }
  const auto all = co_await s.runtime().jobs();
  if (!all) {
    e.add({"journal", verdict::problem, file.string() + ": " + all.error().message(),
           all.error().advice().empty() ? "nothing that may cost is sent without it" : all.error().advice()});
    co_return exit_status::done;
  }
  e.add({"journal", verdict::good, file.string() + ": " + number_of(all->size(), "job")});
  const auto owed = co_await s.runtime().jobs(job_filter().states(job_filter::which::owed));
  if (!owed || owed->empty()) co_return exit_status::done;
  std::size_t unknown = 0;
  for (const job_record& r : *owed) unknown += r.id.empty() ? 1 : 0;
  e.add(
      {"journal", verdict::warning,
       number_of(owed->size(), "job") + " without a result yet" +
           (unknown == 0 ? std::string() : "; of " + std::to_string(unknown) + " it is not known what became of them"),
       "`ketway jobs resume` sees them to their end; `ketway jobs list --open` shows them"});
  co_return exit_status::done;
}

circuit bell_pair() {
  circuit c(2, 2);
  c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
  return c;
}

// Opens it, and asks whether a small circuit would run. Nothing is sent that costs.
asio::awaitable<void> try_backend(const fleet& f, std::string name, std::string about, examination& e) {
  const auto began = std::chrono::steady_clock::now();
  const expected<backend> opened = co_await f.try_backend(name);
  if (!opened) {
    const error& why = opened.error();
    finding problem{about, verdict::problem, name + ": " + why.message(), why.advice()};
    if (status_of(why) == exit_status::invalid)
      e.add_invalid(std::move(problem));
    else
      e.add(std::move(problem));
    co_return;
  }
  const device d = opened->device();
  const bool away =
      d.state == device_state::offline || d.state == device_state::maintenance || d.state == device_state::retired;
  e.add({about, away ? verdict::warning : verdict::good,
         name + ": " + d.id + ", " + number_of(d.num_qubits, "qubit") + ", " + std::string(ketway::to_string(d.state)) +
             (d.status_text.empty() ? "" : " (" + d.status_text + ")") + ", opened in " +
             short_time(std::chrono::steady_clock::now() - began),
         away ? "it may take jobs and run them later; `ketway backends` shows the others" : ""});
  execute_options o;
  const expected<void> fits = co_await opened->validate(bell_pair(), o);
  if (!fits)
    e.add({about, verdict::warning,
           name + ": a Bell pair of " + std::to_string(o.shots()) + " shots would not run: " + fits.error().message(),
           fits.error().advice()});
  else
    e.add({about, verdict::good,
           name + ": a Bell pair would run; queue: " + queue_text(d) + "; price: " + price_text(d)});
}

asio::awaitable<exit_status> try_backends(const fleet& f, const std::vector<std::string>& named, examination& e) {
  if (named.empty()) co_await try_backend(f, f.default_backend(), "default backend", e);
  for (const std::string& name : named) co_await try_backend(f, name, "backend " + name, e);
  co_return exit_status::done;
}

void tell(session& s, const examination& e) {
  if (s.json()) {
    nlohmann::ordered_json checks = nlohmann::ordered_json::array();
    for (const finding& f : e.all()) {
      nlohmann::ordered_json check;
      check["about"] = f.about;
      check["state"] = to_string(f.state);
      check["text"] = f.text;
      check["todo"] = f.todo.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(f.todo);
      checks.push_back(std::move(check));
    }
    nlohmann::ordered_json document;
    document["ok"] = e.outcome() == exit_status::done;
    document["checks"] = std::move(checks);
    s.answer(document);
    return;
  }
  std::string text;
  std::string about;
  for (const finding& f : e.all()) {
    if (f.about != about) text += s.out().paint(style::strong, f.about) + "\n";
    about = f.about;
    const style how = f.state == verdict::good      ? style::good
                      : f.state == verdict::absent  ? style::faint
                      : f.state == verdict::warning ? style::warning
                                                    : style::bad;
    const std::string mark(to_string(f.state));
    text += "  " + s.out().paint(how, mark) + std::string(9 - mark.size(), ' ') + printable(f.text) + "\n";
    if (!f.todo.empty()) text += std::string(11, ' ') + s.out().paint(style::faint, "-> " + printable(f.todo)) + "\n";
  }
  text += e.outcome() == exit_status::done ? "\nReady: try `ketway demo`.\n" : "\nSomething needs you: see above.\n";
  s.say(text);
}

exit_status examine(session& s, const std::vector<std::string>& named) {
  examination e;
  const expected<fleet> f = s.discover();
  if (!f) {
    e.add_invalid({"configuration", verdict::problem, all_lines(f.error()), f.error().advice()});
    s.drive(look_at_journal(s, e));
    look_at_environment(nullptr, e);
    tell(s, e);
    return e.outcome();
  }
  look_at_configuration(f->configuration(), e);
  look_at_plugins(f->catalog(), e);
  look_at_aliases(*f, e);
  const exit_status read = s.drive(look_at_journal(s, e));
  if (s.interrupted()) return read;
  const exit_status tried = s.drive(try_backends(*f, named, e));
  look_at_environment(&f->catalog(), e);
  tell(s, e);
  return worse(tried, e.outcome());
}

}  // namespace

void add_doctor(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("doctor", "What is set up, what is missing, what to do about it");
  const auto named = std::make_shared<std::vector<std::string>>();
  command->add_option("--backend", *named, "also open this one, and check a small circuit against it; repeatable")
      ->type_name("NAME");
  add_global_flags(*command, globals);
  command->callback([&chosen, named] { chosen = [named](session& s) { return examine(s, *named); }; });
}

}  // namespace ketway::cli
