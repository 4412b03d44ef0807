// ketway cost: what a circuit would cost and how long it would take, backend by backend. Sends nothing that costs.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "document.hpp"
#include "estimate_document.hpp"
#include "flags.hpp"
#include "ketway/together.hpp"
#include "opening.hpp"
#include "progress.hpp"
#include "session.hpp"
#include "table.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

class cost_flags {
 public:
  std::string file, backends, shots;
  std::vector<std::string> parameters, options;
};

class question {
 public:
  std::string backend;
  std::optional<expected<cost_estimate>> answer;
};

asio::awaitable<void> ask(const fleet& f, question& one, circuit c, execute_options o) {
  expected<backend> where = co_await f.try_backend(one.backend);
  if (!where) {
    one.answer.emplace(where.error());
    co_return;
  }
  expected<cost_estimate> cost = co_await where->estimate(std::move(c), std::move(o));
  one.answer.emplace(std::move(cost));
}

asio::awaitable<exit_status> ask_all(session& s, const fleet& f, std::vector<question>& all, circuit c,
                                     execute_options o) {
  const progress shown(s.io(), s.err(), s.flags().quiet, "asking " + std::to_string(all.size()) + " backends");
  std::vector<asio::awaitable<void>> questions;
  questions.reserve(all.size());
  for (question& one : all) questions.push_back(ask(f, one, c, o));
  co_await together(std::move(questions));
  co_return exit_status::done;
}

exit_status report(session& s, const std::vector<question>& all, const input_circuit& input) {
  table rows;
  rows.column("backend").column("cost").column("queue", table::align::right).column("run", table::align::right);
  rows.column("source").column("as of");
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  bool any = false;
  exit_status worst = exit_status::done;
  for (const question& one : all) {
    nlohmann::ordered_json row;
    row["backend"] = one.backend;
    const expected<cost_estimate>& e = *one.answer;
    row.update(estimate_document(e ? *e : cost_estimate()));
    row["error"] = nullptr;
    if (e) {
      any = true;
      rows.row({one.backend, amount_text(*e), time_text(e->queue), time_text(e->run), e->source, e->as_of},
               {style::strong});
    } else {
      const error why = about_circuit(e.error(), input.name, input.opaque_gates);
      row["error"] = error_document(why)["error"];
      rows.row({one.backend, "error", "-", "-", "-", "-"}, {style::strong, style::bad});
      worst = worse(worst, status_of(why));
      s.explain_circuits(why);
    }
    list.push_back(std::move(row));
  }
  if (s.json()) {
    nlohmann::ordered_json document;
    document["estimates"] = std::move(list);
    s.answer(document);
  } else if (any) {
    s.say(rows.text(s.out()));
  }
  return any ? exit_status::done : worst;
}

exit_status run(session& s, const cost_flags& flags) {
  execute_options options;
  if (!flags.shots.empty()) {
    const expected<std::uint64_t> shots = read_count("--shots", flags.shots);
    if (!shots) return s.fail(shots.error(), exit_status::invalid);
    options.shots(*shots);
  }
  const auto given = read_options_for_plugin(flags.options);
  if (!given) return s.fail(given.error(), exit_status::invalid);
  for (const auto& [key, json] : *given) options.option(key, json);
  const auto values = read_parameters(flags.parameters);
  if (!values) return s.fail(values.error(), exit_status::invalid);
  const expected<std::vector<input_circuit>> inputs = read_circuits(s, {flags.file}, *values);
  if (!inputs) return s.fail_about_circuits(inputs.error(), exit_status::invalid);
  const expected<fleet> f = s.discover();
  if (!f) return s.fail(f.error(), exit_status::invalid);
  std::vector<question> all;
  for (std::string& name : names_in(flags.backends.empty() ? f->default_backend() : flags.backends)) {
    question one;
    one.backend = std::move(name);
    all.push_back(std::move(one));
  }
  const exit_status ended = s.drive(ask_all(s, *f, all, inputs->front().circuit, options));
  if (s.interrupted()) return s.fail(error(errc::cancelled, "interrupted; nothing was sent that costs"), ended);
  return report(s, all, inputs->front());
}

}  // namespace

void add_cost(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command =
      root.add_subcommand("cost", "What a circuit would cost and how long it would take; sends nothing");
  auto flags = std::make_shared<cost_flags>();
  command->add_option("FILE", flags->file, "the circuit; - is standard input")->required()->type_name("");
  checked_flag(*command, "--backend,--backends", flags->backends,
               "whom to ask, separated by commas (default: the config's, else local)", "NAME[,NAME...]",
               shape_of_names);
  checked_flag(*command, "--shots", flags->shots, "runs (default 1024)", "N", shape_of_number);
  repeated_flag(*command, "--param", flags->parameters, "a value for a parameter, such as theta=pi/2", "NAME=VALUE",
                shape_of_assignment);
  repeated_flag(*command, "--option", flags->options, "as it would be handed to the plugin", "KEY=VALUE",
                shape_of_assignment);
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return run(s, *flags); }; });
}

}  // namespace ketway::cli
