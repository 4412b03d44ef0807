// ketway backends: what is configured and discovered, and what it says of itself now.

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "device_text.hpp"
#include "document.hpp"
#include "flags.hpp"
#include "ketway/duration.hpp"
#include "ketway/together.hpp"
#include "progress.hpp"
#include "session.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

// One name of the fleet and what came of asking it.
class inquiry {
 public:
  fleet_entry entry;
  std::optional<expected<std::vector<device>>> answer;
};

asio::awaitable<void> ask(const fleet& f, inquiry& one) {
  std::string name = one.entry.name;
  if (!one.entry.device.empty() && !one.entry.configured) name += ":" + one.entry.device;
  expected<std::vector<device>> all = co_await f.devices(std::move(name));
  one.answer.emplace(std::move(all));
}

asio::awaitable<void> ask_all(const fleet& f, std::vector<inquiry>& all) {
  std::vector<asio::awaitable<void>> questions;
  questions.reserve(all.size());
  for (inquiry& one : all) questions.push_back(ask(f, one));
  co_await together(std::move(questions));
}

std::size_t rows_of(const inquiry& one) { return (**one.answer).size(); }

nlohmann::ordered_json row_document(const fleet& f, const inquiry& one, const std::string& name) {
  nlohmann::ordered_json row;
  row["name"] = name;
  row["plugin"] = one.entry.plugin;
  row["configured"] = one.entry.configured;
  row["default"] = name == f.default_backend();
  row["error"] = nullptr;
  return row;
}

nlohmann::ordered_json list_document(const fleet& f, const std::vector<inquiry>& all) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const inquiry& one : all) {
    if (!*one.answer) {
      nlohmann::ordered_json row = row_document(f, one, one.entry.name);
      row["error"] = error_document(one.answer->error())["error"];
      list.push_back(std::move(row));
      continue;
    }
    for (std::size_t i = 0; i < rows_of(one); ++i) {
      const device& d = (**one.answer)[i];
      nlohmann::ordered_json row = row_document(f, one, backend_name(one.entry, **one.answer, i));
      row.update(device_document(d, false));
      list.push_back(std::move(row));
    }
  }
  nlohmann::ordered_json refused = nlohmann::ordered_json::array();
  for (const discovery::refused_plugin& r : f.catalog().refused()) {
    nlohmann::ordered_json entry;
    entry["path"] = r.path.string();
    entry["reason"] = r.why.message();
    refused.push_back(std::move(entry));
  }
  nlohmann::ordered_json document;
  document["backends"] = std::move(list);
  document["refused"] = std::move(refused);
  return document;
}

std::string list_text(const fleet& f, const std::vector<inquiry>& all, const terminal& out) {
  table rows;
  rows.column("name").column("status").column("queue", table::align::right).column("qubits", table::align::right);
  rows.column("gates").column("price");
  for (const inquiry& one : all) {
    if (!*one.answer) {
      rows.row({one.entry.name, "error", "-", "-", "-", "-"}, {style::strong, style::bad});
      continue;
    }
    for (std::size_t i = 0; i < rows_of(one); ++i) {
      const device& d = (**one.answer)[i];
      const std::string name = backend_name(one.entry, **one.answer, i);
      rows.row({name + (name == f.default_backend() ? " *" : ""), std::string(to_string(d.state)), queue_text(d),
                std::to_string(d.num_qubits), gates_text(d, 4), price_text(d)},
               {style::strong, state_style(d.state)});
    }
  }
  return rows.text(out);
}

asio::awaitable<exit_status> list(session& s, const fleet& f) {
  std::vector<inquiry> all;
  for (const fleet_entry& e : f.entries()) {
    inquiry one;
    one.entry = e;
    all.push_back(std::move(one));
  }
  {
    const progress shown(s.io(), s.err(), s.flags().quiet, "asking " + std::to_string(all.size()) + " backends");
    co_await ask_all(f, all);
  }
  if (s.json()) {
    s.answer(list_document(f, all));
  } else if (all.empty()) {
    s.say("no backend; `ketway doctor` says where plugins were looked for\n");
  } else {
    s.say(list_text(f, all, s.out()));
  }
  bool any = all.empty();
  for (const inquiry& one : all) {
    if (!*one.answer) s.explain(one.answer->error());
    any = any || one.answer->has_value();
  }
  for (const discovery::refused_plugin& r : f.catalog().refused()) {
    s.notice("not taken: " + r.path.string() + ": " + r.why.message());
  }
  co_return any ? exit_status::done : exit_status::failed;
}

asio::awaitable<exit_status> show(session& s, const fleet& f, std::string name) {
  const expected<std::vector<device>> all = co_await f.devices(name);
  if (!all) co_return s.fail(all.error());
  if (all->empty()) co_return s.fail(error(errc::not_found, "the plugin names no device").backend(name));
  const expected<const discovery::loaded_plugin*> plugin = f.load(name);
  if (!plugin) co_return s.fail(plugin.error());
  const device& d = all->front();
  std::vector<std::string> others;
  for (std::size_t i = 1; i < all->size(); ++i) others.push_back((*all)[i].id);
  const discovery::loaded_plugin& p = **plugin;
  if (!s.json()) {
    s.say(device_text(name, d, others, p.id + " " + p.version + ", " + p.manifest.library.string(), s.out()));
    co_return exit_status::done;
  }
  nlohmann::ordered_json document;
  document["name"] = name;
  document["default"] = name == f.default_backend();
  document.update(device_document(d, true));
  document["other_devices"] = others;
  nlohmann::ordered_json origin;
  origin["id"] = p.id;
  origin["version"] = p.version;
  origin["library"] = p.manifest.library.string();
  document["plugin"] = std::move(origin);
  s.answer(document);
  co_return exit_status::done;
}

}  // namespace

void add_backends(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("backends", "What is configured and discovered; one of them in full");
  auto name = std::make_shared<std::string>();
  text_flag(*command, "NAME", *name, "an alias, PLUGIN or PLUGIN:DEVICE", "");
  add_global_flags(*command, globals);
  command->callback([name, &chosen] {
    chosen = [name](session& s) {
      const expected<fleet> f = s.discover();
      if (!f) return s.fail(f.error(), exit_status::invalid);
      return s.drive(name->empty() ? list(s, *f) : show(s, *f, *name));
    };
  });
}

}  // namespace ketway::cli
