// ketway compare: one circuit on several backends at once, and what their answers have to do with each other.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "answer.hpp"
#include "arguments.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "comparison_text.hpp"
#include "contenders.hpp"
#include "document.hpp"
#include "flags.hpp"
#include "ketway/suggestion.hpp"
#include "opening.hpp"
#include "progress.hpp"
#include "result_text.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

class compare_flags {
 public:
  contest_flags contest;
  std::string file, reference;
  std::vector<std::string> parameters;
};

class work {
 public:
  explicit work(input_circuit one) : input(std::move(one)) {}
  input_circuit input;
  std::vector<std::string> names;
  execute_options options;
  compare_options how;
  std::vector<contender> contenders;
  std::optional<comparison> report;
};

expected<compare_options> options_for(const compare_flags& flags, const std::vector<std::string>& names) {
  compare_options how;
  const std::string& given = flags.reference;
  if (given.empty() || std::find(names.begin(), names.end(), given) != names.end()) {
    if (!given.empty()) how.reference(given);
    return how;
  }
  if (given == "ideal") return how;
  if (given == "none") return how.no_reference();
  std::vector<std::string> words = names;
  words.insert(words.end(), {"ideal", "none"});
  return error(errc::invalid_argument, "--reference " + given +
                                           ": expected one of the backends compared, \"ideal\" or "
                                           "\"none\"" +
                                           suggestion(given, words));
}

// The simulator that needs no account, unless somebody has given its name to something else.
asio::awaitable<void> provide_ideal(const fleet& backends, time_limit limit, compare_options& how) {
  const auto meant = backends.configuration().resolve("local");
  if (!meant || !meant->alias.empty()) co_return;
  const expected<backend> local = co_await open_within(backends, "local", limit);
  if (local) how.ideal_otherwise(*local);
}

// What a person sees while others still run.
void show_arrival(const compared& one) {
  std::string text = "\r\x1b[K" + printable(one.name) + ": ";
  text += one.outcome ? "done in " + short_time(one.outcome->timing().total)
                      : std::string(to_string(one.outcome.error().code()));
  print_error(text + "\n");
}

asio::awaitable<exit_status> execute(session& s, fleet& backends, work& w) {
  const progress shown(s.io(), s.err(), s.flags().quiet, "running on " + std::to_string(w.names.size()) + " backends");
  const time_limit limit(w.options.deadline());
  w.contenders = co_await open_all(backends, w.names, limit);
  co_await provide_ideal(backends, limit, w.how);
  if (s.interrupted()) co_return exit_status::interrupted;
  if (const auto left = limit.left()) w.options.deadline(*left);
  if (s.err().interactive() && !s.flags().quiet) w.how.on_arrival(show_arrival);
  expected<comparison> report = co_await try_compare(w.input.circuit, w.options, w.how, w.contenders);
  if (!report) co_return s.fail(report.error());
  w.report.emplace(std::move(*report));
  co_return exit_status::done;
}

exit_status report(session& s, work& w) {
  bool any = false;
  std::vector<std::pair<std::string, error>> failures;
  for (std::size_t i = 0; i < w.report->backends.size(); ++i) {
    compared& one = w.report->backends[i];
    if (one.outcome) {
      if (const expected<void> fits = can_be_written(*one.outcome); s.json() && !fits)
        one.outcome = error(fits.error()).backend(one.name);
    }
    if (one.outcome) {
      any = true;
      for (const std::string& notice : one.outcome->notices()) s.notice(one.name + ": " + notice);
      continue;
    }
    failures.emplace_back(one.name, one.outcome.error());
    if (w.contenders[i].where())  // else no circuit is concerned
      one.outcome = about_circuit(one.outcome.error(), w.input.name, w.input.opaque_gates);
    s.explain_circuits(one.outcome.error());
  }
  for (const std::string& notice : w.report->notices) s.notice(notice);
  if (s.interrupted()) say_what_is_left(w.contenders, failures);
  if (s.json()) {
    answer to(s);
    write_document(to, *w.report, w.input.name, w.options.shots());
  } else {
    s.say(comparison_text(*w.report, w.input.name, w.options.shots(), s.out()));
  }
  return any ? exit_status::done : exit_status::failed;
}

exit_status run(session& s, const compare_flags& flags) {
  const expected<std::vector<std::string>> names = flags.contest.names();
  if (!names) return s.fail(names.error());
  execute_options options;
  if (const expected<void> set = flags.contest.apply_to(options); !set) return s.fail(set.error());
  const expected<compare_options> how = options_for(flags, *names);
  if (!how) return s.fail(how.error());
  const auto values = read_parameters(flags.parameters);
  if (!values) return s.fail(values.error());
  expected<std::vector<input_circuit>> inputs = read_circuits(s, {flags.file}, *values);
  if (!inputs) return s.fail_about_circuits(inputs.error(), exit_status::invalid);
  expected<fleet> backends = s.discover();
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  work w(std::move(inputs->front()));
  w.names = *names;
  w.options = options;
  w.how = *how;
  const exit_status ended = s.drive(execute(s, *backends, w));
  if (!w.report) return ended;
  const exit_status reported = report(s, w);
  return s.interrupted() ? exit_status::interrupted : reported;
}

}  // namespace

void add_compare(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("compare", "Runs a circuit on several backends at once and compares");
  auto flags = std::make_shared<compare_flags>();
  command->add_option("FILE", flags->file, "the circuit; - is standard input")->required()->type_name("");
  flags->contest.add_to(*command, "runs on each (default 1024); 0: exact probabilities");
  text_flag(*command, "--reference", flags->reference,
            "what they are measured against: one of them, ideal (exact probabilities; the default) or none", "NAME");
  repeated_flag(*command, "--param", flags->parameters, "a value for a parameter, such as theta=pi/2", "NAME=VALUE",
                shape_of_assignment);
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return run(s, *flags); }; });
}

}  // namespace ketway::cli
