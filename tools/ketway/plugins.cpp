// ketway plugins: what was found, where, and what was not taken.

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "document.hpp"
#include "flags.hpp"
#include "plugin_document.hpp"
#include "plugin_path.hpp"
#include "result_text.hpp"
#include "session.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

std::string list_text(const discovery::catalog& c, const terminal& out) {
  std::string text;
  if (c.plugins().empty()) {
    text = "no plugin was found; `ketway doctor` says where it was looked for\n";
  } else {
    table rows;
    rows.column("name").column("version").column("interface").column("id").column("found in").column("library");
    for (const discovery::found_plugin& p : c.plugins()) {
      const discovery::manifest& m = p.manifest;
      rows.row({m.name, m.version, std::to_string(m.abi_major) + "." + std::to_string(m.abi_min_minor), m.id,
                std::string(to_string(p.folder.origin)), m.library.string()},
               {style::strong});
    }
    text = rows.text(out);
  }
  for (const discovery::shadowed_plugin& p : c.shadowed()) {
    text += out.paint(style::warning, "hidden") + "   " + printable(p.plugin.manifest.file.string()) + ": " +
            printable(p.by.string()) + " comes first\n";
  }
  for (const discovery::refused_plugin& p : c.refused()) {
    text +=
        out.paint(style::bad, "refused") + "  " + printable(p.path.string()) + ": " + printable(p.why.message()) + "\n";
  }
  return text;
}

exit_status list(session& s) {
  const expected<fleet> f = s.discover();
  if (!f) return s.fail(f.error(), exit_status::invalid);
  if (s.json()) {
    s.answer(catalog_document(f->catalog()));
  } else {
    s.say(list_text(f->catalog(), s.out()));
  }
  return exit_status::done;
}

std::string info_text(const discovery::loaded_plugin& p, const terminal& out) {
  const discovery::manifest& m = p.manifest;
  table facts;
  facts.column("").column("");
  const auto fact = [&facts](std::string what, std::string value) {
    facts.row({std::move(what), value.empty() ? "-" : std::move(value)}, {style::faint});
  };
  const auto list = [](const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
  };
  fact("id", p.id);
  fact("version", p.version);
  fact("description", m.description);
  fact("interface", std::to_string(m.abi_major) + "." + std::to_string(p.abi_minor) + ", needs a host of at least " +
                        std::to_string(m.abi_major) + "." + std::to_string(m.abi_min_minor));
  fact("library", m.library.string());
  fact("manifest", m.file.string());
  fact("devices", list(m.devices));
  fact("may reach", list(m.permissions.origins));
  fact("credentials", list(m.permissions.credentials));
  fact("streams", list(m.permissions.streams));
  fact("sees secrets", m.permissions.raw_secret ? "yes" : "no");
  fact("configuration", list(keys_of_schema(p.config_schema)));
  fact("options", list(keys_of_schema(p.options_schema)));
  fact("loaded in", short_time(p.load_time));
  std::string text = out.paint(style::strong, printable(m.name)) + "\n" + facts.text(out);
  for (const std::string& note : p.notes) text += out.paint(style::warning, "note: ") + printable(note) + "\n";
  return text;
}

exit_status info(session& s, const std::string& what) {
  const expected<discovery::manifest> m = manifest_of(s, what);
  if (!m) return s.fail(m.error(), exit_status::invalid);
  const expected<const discovery::loaded_plugin*> loaded = discovery::load_plugin(*m);
  // That a plugin cannot be used is what was asked, and the answer is no.
  if (!loaded) return s.fail(loaded.error(), exit_status::failed);
  if (s.json()) {
    s.answer(plugin_document(**loaded));
  } else {
    s.say(info_text(**loaded, s.out()));
  }
  return exit_status::done;
}

}  // namespace

void add_plugins(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("plugins", "What is loaded and from where");
  command->require_subcommand(0, 1);
  add_global_flags(*command, globals);
  command->callback([command, &chosen] {
    if (command->get_subcommands().empty()) chosen = list;
  });

  CLI::App* list_command = command->add_subcommand("list", "Every plugin that was found, hidden or refused");
  add_global_flags(*list_command, globals);
  list_command->callback([&chosen] { chosen = list; });

  CLI::App* info_command = command->add_subcommand("info", "Loads one plugin and shows what it says of itself");
  auto what = std::make_shared<std::string>();
  text_flag(*info_command, "PATH", *what, "its library, its manifest or its name", "")->required();
  add_global_flags(*info_command, globals);
  info_command->callback([what, &chosen] { chosen = [what](session& s) { return info(s, *what); }; });

  add_plugins_check(*command, globals, chosen);
}

}  // namespace ketway::cli
