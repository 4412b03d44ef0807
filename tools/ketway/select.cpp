// ketway select: the backends that can run a circuit, best first, and why each other can't.

#include "ketway/discovery/select.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "flags.hpp"
#include "ketway/duration.hpp"
#include "ketway/suggestion.hpp"
#include "progress.hpp"
#include "selection_document.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

class select_flags {
 public:
  std::string file, task, objective, weights, backends, shots, qubits, gates, max_swaps, min_fidelity, noise_model,
      max_queue, max_time, max_cost, currency, token;
  std::vector<std::string> providers, not_providers, regions, parameters;
  bool simulator = false, hardware = false, all_to_all = false;
};

// Each reads one flag into what it is for; nothing where the flag was not given.
class flag_reader {
 public:
  template <class Set>
  void count(const char* flag, const std::string& text, Set set) {
    if (text.empty() || wrong) return;
    if (const auto n = read_count(flag, text))
      set(*n);
    else
      wrong = n.error();
  }
  template <class Set>
  void amount(const char* flag, const std::string& text, Set set) {
    if (text.empty() || wrong) return;
    if (const auto n = read_amount(flag, text))
      set(*n);
    else
      wrong = n.error();
  }
  template <class Set>
  void duration(const char* flag, const std::string& text, Set set) {
    if (text.empty() || wrong) return;
    if (const auto t = parse_duration(text))
      set(*t);
    else
      wrong = error(t.error().code(), std::string(flag) + " " + text + ": " + t.error().message());
  }
  std::optional<error> wrong;
};

// "speed=1,cost=2"; what is not named has no weight.
expected<objective> read_weights(const std::string& text) {
  const std::vector<std::string> names{"speed", "cost", "fidelity"};
  double speed = 0, cost = 0, fidelity = 0;
  for (const std::string& part : names_in(text)) {
    const std::size_t at = part.find('=');
    const std::string name = part.substr(0, at);
    const auto value = read_amount("--weights", at == std::string::npos ? "" : part.substr(at + 1));
    if (!value) return error(value.error().code(), "--weights " + part + ": expected a number from 0 behind the =");
    if (name == "speed")
      speed = *value;
    else if (name == "cost")
      cost = *value;
    else if (name == "fidelity")
      fidelity = *value;
    else
      return error(errc::invalid_argument, "--weights " + part + ": there are the weights of speed, cost and fidelity" +
                                               suggestion(name, names));
  }
  try {
    return objective::weighted(speed, cost, fidelity);
  } catch (const exception& e) {
    return error(errc::invalid_argument, "--weights " + text + ": " + e.error().message());
  }
}

expected<discovery::task_type> task_for(const discovery::configuration& config, const std::string& name) {
  if (name.empty()) return discovery::task_type();
  const auto& all = config.task_types();
  if (const auto at = all.find(name); at != all.end()) return at->second;
  std::vector<std::string> names;
  std::string list;
  for (const auto& [known, task] : all) names.push_back(known), list += (list.empty() ? "" : ", ") + known;
  return error(errc::not_found, "--task " + name + ": there is no such task type" + suggestion(name, names) +
                                    " (there is: " + list + ")");
}

expected<selection_request> request_for(const select_flags& flags, const discovery::configuration& config) {
  expected<discovery::task_type> task = task_for(config, flags.task);
  if (!task) return task.error();
  requirements& r = task->needs;
  ranking_options how;
  how.objective(task->objective).token(flags.token);
  if (flags.objective == "fastest") how.objective(objective::fastest());
  if (flags.objective == "cheapest") how.objective(objective::cheapest());
  if (flags.objective == "faithful") how.objective(objective::most_faithful());
  if (flags.objective == "balanced") how.objective(objective());
  if (!flags.weights.empty()) {
    const expected<objective> weighted = read_weights(flags.weights);
    if (!weighted) return weighted.error();
    how.objective(*weighted);
  }
  execute_options options;
  flag_reader read;
  read.count("--shots", flags.shots, [&](std::uint64_t n) { options.shots(n); });
  read.count("--qubits", flags.qubits,
             [&](std::uint64_t n) { r.qubits(static_cast<std::uint32_t>(std::min<std::uint64_t>(n, UINT32_MAX))); });
  read.count("--max-swaps", flags.max_swaps, [&](std::uint64_t n) { r.max_swaps(n); });
  read.amount("--min-fidelity", flags.min_fidelity, [&](double p) { r.min_fidelity(p); });
  read.duration("--max-queue", flags.max_queue, [&](std::chrono::nanoseconds t) { r.max_queue(t); });
  read.duration("--max-time", flags.max_time, [&](std::chrono::nanoseconds t) { r.max_time(t); });
  const std::string currency = flags.currency.empty() ? r.currency() : flags.currency;
  read.amount("--max-cost", flags.max_cost, [&](double a) { r.max_cost(a, currency); });
  if (read.wrong) return *read.wrong;
  if (flags.max_cost.empty() && !flags.currency.empty()) r.compare_in(currency);
  for (const std::string& gate : names_in(flags.gates)) {
    if (find_op(gate) == nullptr) return error(errc::invalid_argument, "--gates: there is no gate \"" + gate + "\"");
    r.gate(gate);
  }
  if (flags.simulator) r.kind(device_kind::simulator);
  if (flags.hardware) r.kind(device_kind::hardware);
  if (flags.all_to_all) r.all_to_all();
  if (!flags.noise_model.empty()) r.noise_model(flags.noise_model);
  for (const std::string& name : flags.providers) r.provider(name);
  for (const std::string& name : flags.not_providers) r.not_provider(name);
  for (const std::string& name : flags.regions) r.region(name);
  selection_request request;
  request.needs(std::move(r)).ranking(std::move(how)).options(std::move(options));
  for (const std::string& name : names_in(flags.backends)) request.backend(name);
  return request;
}

asio::awaitable<exit_status> ask(session& s, fleet f, circuit c, selection_request request,
                                 std::optional<expected<selection>>& answer) {
  const progress shown(s.io(), s.err(), s.flags().quiet, "asking the backends");
  const selector chooser(s.runtime(), std::move(f));
  expected<selection> found = co_await chooser.select(std::move(c), std::move(request));
  answer.emplace(std::move(found));
  co_return exit_status::done;
}

exit_status run(session& s, const select_flags& flags) {
  const auto values = read_parameters(flags.parameters);
  if (!values) return s.fail(values.error(), exit_status::invalid);
  const expected<fleet> f = s.discover();
  if (!f) return s.fail(f.error(), exit_status::invalid);
  const expected<selection_request> request = request_for(flags, f->configuration());
  if (!request) return s.fail(request.error(), exit_status::invalid);
  const expected<std::vector<input_circuit>> inputs = read_circuits(s, {flags.file}, *values);
  if (!inputs) return s.fail_about_circuits(inputs.error(), exit_status::invalid);
  std::optional<expected<selection>> answer;
  const exit_status ended = s.drive(ask(s, *f, inputs->front().circuit, *request, answer));
  if (s.interrupted()) return s.fail(error(errc::cancelled, "interrupted; nothing was sent that costs"), ended);
  if (!answer) return ended;
  if (!*answer) return s.fail_about_circuits(answer->error(), status_of(answer->error()));
  const selection& all = **answer;
  if (s.json())
    s.answer(selection_document(all, request->ranking().objective().to_string()));
  else
    s.say(selection_text(all, s.out()));
  if (!all.candidates.empty()) return exit_status::done;
  s.notice(all.refused.empty() ? "there is no backend; `ketway doctor` says where plugins were looked for"
                               : "no backend can run it as asked");
  return exit_status::failed;
}

std::string shape_of_text(const std::string& text) { return text.empty() ? "expected more than nothing" : ""; }

}  // namespace

void add_select(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command =
      root.add_subcommand("select", "Ranks the backends that can run a circuit, and says why others can't");
  auto flags = std::make_shared<select_flags>();
  select_flags& f = *flags;
  command->add_option("FILE", f.file, "the circuit; - is standard input")->required()->type_name("");
  checked_flag(*command, "--task", f.task, "a task type of the configuration: simulation, hardware, ml or your own",
               "NAME", shape_of_text);
  CLI::Option* objective =
      choice_flag(*command, "--objective", f.objective, "what is best (default: the task's, else balanced)",
                  {"fastest", "cheapest", "faithful", "balanced"});
  checked_flag(*command, "--weights", f.weights, "what is best, such as speed=1,cost=2,fidelity=3", "WEIGHTS",
               shape_of_text)
      ->excludes(objective);
  checked_flag(*command, "--backends", f.backends, "only these (default: all there are)", "NAME[,NAME...]",
               shape_of_names);
  checked_flag(*command, "--shots", f.shots, "runs (default 1024)", "N", shape_of_number);
  repeated_flag(*command, "--param", f.parameters, "a value for a parameter, such as theta=pi/2", "NAME=VALUE",
                shape_of_assignment);
  checked_flag(*command, "--qubits", f.qubits, "at least so many, beside those of the circuit", "N", shape_of_number);
  checked_flag(*command, "--gates", f.gates, "gates that it has itself, such as cz,rzz", "GATES", shape_of_text);
  command->add_flag("--all-to-all", f.all_to_all, "every pair of qubits is connected");
  checked_flag(*command, "--max-swaps", f.max_swaps, "swaps that routing may put in", "N", shape_of_number);
  checked_flag(*command, "--min-fidelity", f.min_fidelity, "the least estimated success probability", "P",
               shape_of_amount);
  checked_flag(*command, "--noise-model", f.noise_model, "a simulator that has this noise model", "NAME",
               shape_of_text);
  checked_flag(*command, "--max-queue", f.max_queue, "it starts within: 90s, 5m, 2h", "DURATION", shape_of_duration);
  checked_flag(*command, "--max-time", f.max_time, "it has run within: 90s, 5m, 2h", "DURATION", shape_of_duration);
  checked_flag(*command, "--max-cost", f.max_cost, "it costs no more than", "AMOUNT", shape_of_amount);
  checked_flag(*command, "--currency", f.currency, "the unit of costs (default USD)", "UNIT", shape_of_text);
  CLI::Option* simulator = command->add_flag("--simulator", f.simulator, "only simulators");
  command->add_flag("--hardware", f.hardware, "only hardware")->excludes(simulator);
  repeated_flag(*command, "--provider", f.providers, "only of this plugin or provider; repeatable", "NAME",
                shape_of_text);
  repeated_flag(*command, "--not-provider", f.not_providers, "not of this one; repeatable", "NAME", shape_of_text);
  repeated_flag(*command, "--region", f.regions, "only in this region; repeatable", "NAME", shape_of_text);
  checked_flag(*command, "--token", f.token, "spreads load: equals come in an order that depends on this text", "TEXT",
               shape_of_text);
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return run(s, *flags); }; });
}

}  // namespace ketway::cli
