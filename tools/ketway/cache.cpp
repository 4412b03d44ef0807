// ketway cache: what is kept on disk so that it need not be computed again.

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "ketway/result_cache.hpp"
#include "result_text.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

std::string amount_of(const result_cache_usage& u) {
  return std::to_string(u.entries) + (u.entries == 1 ? " entry, " : " entries, ") +
         std::to_string((u.bytes + 1023) / 1024) + " KiB";
}

nlohmann::ordered_json document_of(const result_cache_usage& u) {
  nlohmann::ordered_json d;
  d["entries"] = u.entries, d["bytes"] = u.bytes;
  return d;
}

exit_status info(session& s) {
  const result_cache cache(s.runtime());
  const auto used = cache.usage();
  if (!used) return s.fail(used.error());
  const std::string folder = cache.options().folder().string();
  if (s.json()) {
    nlohmann::ordered_json d;
    d["folder"] = folder, d["results"] = document_of(*used), d["results"]["limit"] = cache.options().limit();
    s.answer(d);
  } else {
    s.say("folder   " + printable(folder) + "\nresults  " + amount_of(*used) + ", at most " +
          std::to_string(cache.options().limit() >> 20) + " MiB\n");
  }
  return exit_status::done;
}

exit_status clear(session& s) {
  const result_cache cache(s.runtime());
  const auto removed = cache.clear();
  if (!removed) return s.fail(removed.error());
  const std::string folder = cache.options().folder().string();
  if (s.json()) {
    nlohmann::ordered_json d;
    d["folder"] = folder, d["removed"] = document_of(*removed);
    s.answer(d);
  } else {
    s.say("removed " + amount_of(*removed) + " from " + printable(folder) + "\n");
  }
  return exit_status::done;
}

}  // namespace

void add_cache(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("cache", "Results that are kept on disk: what there is; away with it");
  command->require_subcommand(0, 1);
  add_global_flags(*command, globals);
  command->callback([command, &chosen] {
    if (command->get_subcommands().empty()) chosen = info;
  });
  CLI::App* info_command = command->add_subcommand("info", "Where it is and how much is in it");
  add_global_flags(*info_command, globals);
  info_command->callback([&chosen] { chosen = info; });
  CLI::App* clear_command = command->add_subcommand("clear", "Removes every entry, without asking");
  add_global_flags(*clear_command, globals);
  clear_command->callback([&chosen] { chosen = clear; });
}

}  // namespace ketway::cli
