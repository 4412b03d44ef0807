// ketway run: one circuit or a batch of them to its result.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "document.hpp"
#include "flags.hpp"
#include "ketway/duration.hpp"
#include "progress.hpp"
#include "result_text.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

class run_flags {
 public:
  std::vector<std::string> files, parameters, options;
  std::string backend, shots, seed, timeout, method;
  bool memory = false;
};

class work {
 public:
  std::vector<std::string> names;
  std::vector<circuit> circuits;
  std::string backend;
  execute_options options;
};

expected<execute_options> options_for(const run_flags& flags) {
  execute_options options;
  if (!flags.shots.empty()) {
    const expected<std::uint64_t> shots = read_count("--shots", flags.shots);
    if (!shots) return shots.error();
    options.shots(*shots);
  }
  if (!flags.seed.empty()) {
    const expected<std::uint64_t> seed = read_count("--seed", flags.seed);
    if (!seed) return seed.error();
    options.seed(*seed);
  }
  if (!flags.timeout.empty()) {
    const expected<std::chrono::nanoseconds> limit = parse_duration(flags.timeout);
    if (!limit) return error(limit.error().code(), "--timeout " + flags.timeout + ": " + limit.error().message());
    if (limit->count() == 0)
      return error(errc::invalid_argument, "--timeout " + flags.timeout + ": expected more than 0s");
    options.deadline(*limit);
  }
  if (flags.memory && options.shots() == 0) {
    return error(errc::invalid_argument,
                 "--memory needs shots: exact probabilities (--shots 0) have no single outcomes");
  }
  options.memory(flags.memory);
  const auto given = read_options_for_plugin(flags.options);
  if (!given) return given.error();
  for (const auto& [key, json] : *given) options.option(key, json);
  if (!flags.method.empty()) options.option("method", nlohmann::json(flags.method).dump());
  return options;
}

// Ctrl-C may leave something behind on a device that bills; then the person must learn its name.
void say_what_is_left(session& s, const error& failure, const device& where) {
  const bool free = where.simulator && where.free;
  if (failure.job_uri().empty() || free) {
    print_error("ketway: nothing is left running\n");
    return;
  }
  print_error("ketway: this may still run, and may cost: " + printable(failure.job_uri()) + "\n");
  if (failure.billed() == billing::not_billed) s.notice("the provider says that it is not billed");
}

exit_status report(session& s, const work& w, std::vector<expected<result>> outcomes, const device& where) {
  const bool batch = w.names.size() > 1;
  exit_status worst = exit_status::done;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string text;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i]) {
      const error& failure = outcomes[i].error();
      worst = worse(worst, status_of(failure));
      if (!batch) {
        if (s.interrupted()) say_what_is_left(s, failure, where);
        return s.fail(failure);
      }
      if (s.json()) list.push_back(error_document(failure));
      s.explain(error(failure).backend(failure.backend() + " (" + w.names[i] + ")"));
      continue;
    }
    for (const std::string& notice : outcomes[i]->notices()) s.notice(batch ? w.names[i] + ": " + notice : notice);
    if (s.json()) {
      list.push_back(result_document(*outcomes[i], w.options.memory()));
    } else {
      text += (text.empty() ? "" : "\n") + result_text(*outcomes[i], w.names[i], w.options.memory(), s.out());
    }
  }
  if (s.interrupted()) say_what_is_left(s, error(), where);
  if (!s.json()) {
    s.say(text);
  } else if (batch) {
    nlohmann::ordered_json document;
    document["results"] = std::move(list);
    s.answer(document);
  } else {
    s.answer(list.front());
  }
  return worst;
}

boost::asio::awaitable<exit_status> execute(session& s, fleet& backends, work& w) {
  expected<backend> where = co_await backends.try_backend(w.backend);
  if (!where) co_return s.fail(where.error());
  const progress shown(s.io(), s.err(), s.flags().quiet, "running on " + w.backend);
  std::vector<expected<result>> outcomes;
  if (w.circuits.size() == 1) {
    outcomes.push_back(co_await where->try_execute(std::move(w.circuits.front()), w.options));
  } else {
    outcomes = co_await where->execute_batch(std::move(w.circuits), w.options);
  }
  co_return report(s, w, std::move(outcomes), where->device());
}

exit_status run(session& s, const run_flags& flags) {
  const expected<execute_options> options = options_for(flags);
  if (!options) return s.fail(options.error());
  const auto values = read_parameters(flags.parameters);
  if (!values) return s.fail(values.error());
  expected<std::vector<circuit>> circuits = read_circuits(s, flags.files, *values);
  if (!circuits) return s.fail(circuits.error(), exit_status::invalid);
  expected<fleet> backends = s.discover();
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  work w;
  for (const std::string& file : flags.files) w.names.push_back(input_name(file));
  w.circuits = std::move(*circuits);
  w.backend = flags.backend.empty() ? backends->default_backend() : flags.backend;
  w.options = *options;
  return s.drive(execute(s, *backends, w));
}

std::string shape_of_name(const std::string& text) { return text.empty() ? "expected the name of a backend" : ""; }

std::string one_standard_input(const std::vector<std::string>& files) {
  return std::count(files.begin(), files.end(), "-") > 1 ? "standard input (-) can be read only once" : "";
}

}  // namespace

void add_run(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command =
      root.add_subcommand("run", "Runs circuits: OpenQASM 2 or 3, or the JSON form; several make one batch");
  auto flags = std::make_shared<run_flags>();
  command->add_option("FILE", flags->files, "circuit files; - is standard input")->required()->type_name("");
  checked_flag(*command, "--backend", flags->backend,
               "where: an alias, PLUGIN or PLUGIN:DEVICE (default: the config's, else local)", "NAME", shape_of_name);
  checked_flag(*command, "--shots", flags->shots, "runs per circuit (default 1024); 0: exact probabilities", "N",
               shape_of_number);
  checked_flag(*command, "--seed", flags->seed, "the same seed gives the same counts on a simulator", "N",
               shape_of_number);
  repeated_flag(*command, "--param", flags->parameters, "a value for a parameter, such as theta=pi/2", "NAME=VALUE",
                shape_of_assignment);
  checked_flag(*command, "--timeout", flags->timeout, "gives up after that long: 90s, 5m, 2h", "DURATION",
               shape_of_duration);
  command->add_flag("--memory", flags->memory, "also the outcome of every shot, in order");
  choice_flag(*command, "--method", flags->method, "how local simulates", {"auto", "statevector"});
  repeated_flag(*command, "--option", flags->options, "handed to the plugin", "KEY=VALUE", shape_of_assignment);
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] {
    if (const std::string wrong = one_standard_input(flags->files); !wrong.empty()) {
      throw CLI::ValidationError("FILE", wrong);
    }
    chosen = [flags](session& s) { return run(s, *flags); };
  });
}

}  // namespace ketway::cli
