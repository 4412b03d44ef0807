// ketway run: one circuit or a batch of them to its result.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "answer.hpp"
#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "document.hpp"
#include "flags.hpp"
#include "ketway/duration.hpp"
#include "opening.hpp"
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
  std::vector<input_circuit> inputs;
  std::string backend;
  execute_options options;
  std::vector<expected<result>> outcomes;  // one for each input, once it has run
  bool free = false;                       // nothing that is left behind can cost
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

std::string bill(const error& failure) {
  switch (failure.billed()) {
    case billing::billed: return "; it was billed";
    case billing::not_billed: return "; it was not billed";
    case billing::unknown: return "; what was billed is not known";
  }
  return "";
}

// Ctrl-C may leave something behind on a device that bills; then the person must learn its name.
void say_what_is_left(const work& w) {
  std::string text, before;
  bool left = false, left_for_nothing = false;
  for (const expected<result>& one : w.outcomes) {
    if (one || one.error().fate() == job_fate::none) continue;
    const error& failure = one.error();
    const bool may_run = failure.fate() == job_fate::may_run;
    left_for_nothing = left_for_nothing || (may_run && w.free);
    if (may_run && w.free) continue;
    const std::string name = failure.job_uri().empty() ? "a job without a known id" : printable(failure.job_uri());
    std::string line;
    if (may_run)
      line = "this may still run, and may cost: " + name;
    else
      line = (failure.fate() == job_fate::cancelled ? "cancelled: " : "had ended already: ") + name +
             (w.free ? "" : bill(failure));
    left = left || may_run;
    if (line != std::exchange(before, line)) text += "ketway: " + line + "\n";  // circuits of one job follow each other
  }
  if (!left)
    text += left_for_nothing ? "ketway: nothing is left running that costs\n" : "ketway: nothing is left running\n";
  print_error(text);
}

void write_answer(session& s, const work& w) {
  const bool batch = w.inputs.size() > 1;
  answer to(s);
  if (s.json() && batch) to << "{\"results\":[";
  bool first = true;
  for (std::size_t i = 0; i < w.outcomes.size(); ++i) {
    const expected<result>& one = w.outcomes[i];
    if (s.json()) {
      if (!std::exchange(first, false)) to << ',';
      one ? write_document(to, *one, w.options.memory()) : write_document(to, one.error());
    } else if (one) {
      if (!std::exchange(first, false)) to << '\n';
      write_text(to, *one, w.inputs[i].name, w.options.memory(), s.out());
    }
  }
  if (s.json()) to << (batch ? "]}\n" : "\n");
}

exit_status report(session& s, work& w) {
  const bool batch = w.inputs.size() > 1;
  exit_status worst = exit_status::done;
  for (std::size_t i = 0; i < w.outcomes.size(); ++i) {
    expected<result>& one = w.outcomes[i];
    if (one) {
      if (const expected<void> fits = can_be_written(*one); !fits) one = error(fits.error()).backend(one->backend());
    }
    if (!one) {
      const exit_status status = status_of(one.error());
      worst = worse(worst, status);
      one = about_circuit(one.error(), w.inputs[i].name, w.inputs[i].opaque_gates);
      if (!batch) {
        if (s.interrupted()) say_what_is_left(w);
        return s.fail_about_circuits(one.error(), status);
      }
      s.explain_circuits(one.error());
      continue;
    }
    for (const std::string& notice : one->notices()) s.notice(batch ? w.inputs[i].name + ": " + notice : notice);
  }
  if (s.interrupted()) say_what_is_left(w);
  write_answer(s, w);
  return worst;
}

boost::asio::awaitable<exit_status> execute(session& s, fleet& backends, work& w) {
  const time_limit limit(w.options.deadline());
  expected<backend> where = co_await open_within(backends, w.backend, limit);
  if (!where) co_return s.fail(where.error());
  if (const auto left = limit.left()) w.options.deadline(*left);
  w.free = where->device().simulator && where->device().free;
  const progress shown(s.io(), s.err(), s.flags().quiet, "running on " + w.backend);
  std::vector<circuit> circuits;
  for (input_circuit& one : w.inputs) circuits.push_back(std::move(one.circuit));
  if (circuits.size() == 1) {
    w.outcomes.push_back(co_await where->try_execute(std::move(circuits.front()), w.options));
  } else {
    w.outcomes = co_await where->execute_batch(std::move(circuits), w.options);
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
  w.options = *options;
  const exit_status ended = s.drive(execute(s, *backends, w));
  if (w.outcomes.empty()) return ended;
  // Not inside the loop: the answer may be long, and Ctrl-C must end it at once.
  const exit_status reported = report(s, w);
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
  checked_flag(*command, "--shots", flags->shots, "runs per circuit (default 1024); 0: exact probabilities", "N",
               shape_of_number);
  checked_flag(*command, "--seed", flags->seed, "the same seed gives the same counts on a simulator", "N",
               shape_of_number);
  repeated_flag(*command, "--param", flags->parameters, "a value for a parameter, such as theta=pi/2", "NAME=VALUE",
                shape_of_assignment);
  checked_flag(*command, "--timeout", flags->timeout, "gives up after that long, opening included: 90s, 5m, 2h",
               "DURATION", shape_of_duration);
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
