// ketway run: one circuit or a batch of them to its result.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "flags.hpp"
#include "handing_over.hpp"
#include "interruption.hpp"
#include "ketway/duration.hpp"
#include "ketway/result_cache.hpp"
#include "opening.hpp"
#include "outcome_report.hpp"
#include "progress.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

class run_flags {
 public:
  std::vector<std::string> files, parameters, options;
  std::string backend, failover, shots, seed, timeout, method, max_cost;
  bool memory = false, no_wait = false, cache = false;
};

class work {
 public:
  std::vector<input_circuit> inputs;
  std::string backend;                // as it is shown
  std::vector<std::string> failover;  // where more than one may run it
  execute_options options;
  bool wait = true, cache = false;
  outcome_report report;                 // once it has run
  std::vector<expected<left_job>> left;  // the same, where nobody waits
};

// A backend that reaches nobody computes in this process, and ends with it.
bool is_inside(const fleet& backends, const std::string& name) {
  const expected<const discovery::loaded_plugin*> plugin = backends.load(name);
  if (!plugin) return false;
  const discovery::permissions& may = (**plugin).manifest.permissions;
  return may.origins.empty() && may.streams.empty();
}

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
  if (!flags.max_cost.empty()) {
    const expected<double> most = read_amount("--max-cost", flags.max_cost);
    if (!most) return most.error();
    options.budget(*most, "USD");
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

// Why the cache has nothing to say here; empty: it may.
std::string cannot_be_cached(const work& w) {
  if (!w.failover.empty()) return "which backend will answer is not known";
  if (!w.wait) return "a job that nobody waits for is kept in the journal";
  if (!w.report.free) return "only what a free simulator computes is kept";
  if (!w.options.seed() && w.options.shots() != 0) return "without --seed or --shots 0 no two runs are the same";
  return "";
}

expected<backend> with_cache(session& s, const fleet& backends, const work& w, backend where) {
  if (const std::string why = cannot_be_cached(w); !why.empty()) {
    s.notice("--cache has no effect: " + why);
    return where;
  }
  expected<std::string> origin = backends.origin(w.backend);
  if (!origin) return origin.error();
  return cached(std::move(where), result_cache(s.runtime()), std::move(*origin));
}

boost::asio::awaitable<exit_status> execute(session& s, fleet& backends, work& w) {
  const time_limit limit(w.options.deadline());
  expected<backend> where;
  if (w.failover.empty())
    where = co_await open_within(backends, w.backend, limit);
  else
    where = backends.failover(w.failover);
  if (!where) co_return s.fail(where.error());
  if (const auto left = limit.left()) w.options.deadline(*left);
  const device d = where->device();
  w.report.free = d.simulator && d.free;
  const jobs_at_stake at_stake(!d.free || !w.failover.empty());
  if (w.cache) where = with_cache(s, backends, w, std::move(*where));
  if (!where) co_return s.fail(where.error());
  const progress shown(s.io(), s.err(), s.flags().quiet, "running on " + w.backend);
  std::vector<circuit> circuits;
  for (input_circuit& one : w.inputs) circuits.push_back(std::move(one.circuit));
  if (!w.wait) {
    hand_over_options how;
    how.options = w.options, how.limit = limit,
    how.to_the_end = [&backends](const std::string& name) { return is_inside(backends, name); };
    w.left = co_await hand_over(*where, std::move(circuits), std::move(how));
  } else if (circuits.size() == 1) {
    w.report.outcomes.push_back(co_await where->try_execute(std::move(circuits.front()), w.options));
  } else {
    w.report.outcomes = co_await where->execute_batch(std::move(circuits), w.options);
  }
  co_return exit_status::done;
}

exit_status run(session& s, const run_flags& flags) {
  const expected<execute_options> options = options_for(flags);
  if (!options) return s.fail(options.error());
  const auto values = read_parameters(flags.parameters);
  if (!values) return s.fail(values.error());
  expected<std::vector<input_circuit>> inputs = read_circuits(s, flags.files, *values);
  if (!inputs) return s.fail_about_circuits(inputs.error(), exit_status::invalid);
  expected<fleet> backends = s.discover();
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  work w;
  w.inputs = std::move(*inputs);
  w.backend = flags.backend.empty() ? backends->default_backend() : flags.backend;
  if (!flags.failover.empty()) {
    w.failover = names_in(flags.failover);
    if (!flags.backend.empty()) w.failover.insert(w.failover.begin(), flags.backend);
    w.backend = w.failover.front() + " or another";
  }
  w.options = *options;
  w.cache = flags.cache;
  w.wait = !flags.no_wait;
  w.report.memory = options->memory();
  for (const input_circuit& one : w.inputs) w.report.titles.push_back(one.name);
  w.report.located = [&w](std::size_t i, const error& failure) {
    return about_circuit(failure, w.inputs[i].name, w.inputs[i].opaque_gates);
  };
  const exit_status ended = s.drive(execute(s, *backends, w));
  if (w.report.outcomes.empty() && w.left.empty()) return ended;
  // Not inside the loop: the answer may be long, and Ctrl-C must end it at once.
  const exit_status reported = w.wait ? tell(s, w.report) : tell(s, w.left, w.report);
  return s.interrupted() ? exit_status::interrupted : reported;
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
  checked_flag(*command, "--failover", flags->failover,
               "the backends to ask one after the other, behind --backend where that is given", "A,B,...",
               shape_of_names);
  checked_flag(*command, "--shots", flags->shots, "runs per circuit (default 1024); 0: exact probabilities", "N",
               shape_of_number);
  checked_flag(*command, "--seed", flags->seed, "the same seed gives the same counts on a simulator", "N",
               shape_of_number);
  repeated_flag(*command, "--param", flags->parameters, "a value for a parameter, such as theta=pi/2", "NAME=VALUE",
                shape_of_assignment);
  checked_flag(*command, "--timeout", flags->timeout, "gives up after that long, opening included: 90s, 5m, 2h",
               "DURATION", shape_of_duration);
  command->add_flag("--no-wait", flags->no_wait,
                    "prints the job's id once it is accepted; a backend inside this process runs to its end");
  checked_flag(*command, "--max-cost", flags->max_cost, "what each job may cost at most; else nothing is sent", "USD",
               shape_of_amount);
  command->add_flag("--memory", flags->memory, "also the outcome of every shot, in order");
  command->add_flag("--cache", flags->cache,
                    "keeps results of free simulators with --seed or --shots 0, and answers from them");
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
