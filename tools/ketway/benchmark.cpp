// ketway benchmark: a folder of circuits on several backends.

#include "ketway/benchmark.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "benchmark_text.hpp"
#include "circuit_input.hpp"
#include "command.hpp"
#include "contenders.hpp"
#include "progress.hpp"
#include "result_text.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

class benchmark_flags {
 public:
  contest_flags contest;
  std::string folder;
};

class work {
 public:
  std::vector<benchmark_circuit> circuits;
  std::vector<std::string> names;
  benchmark_options how;
  std::vector<contender> contenders;
  std::optional<benchmark_report> report;
};

// The circuits of a folder, in order of their names; folders inside are not entered.
expected<std::vector<std::string>> circuit_files(const std::string& folder) {
  std::error_code failed;
  std::vector<std::string> files;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const std::string extension = at->path().extension().string();
    std::error_code unreadable;
    if ((extension == ".qasm" || extension == ".json") && at->is_regular_file(unreadable))
      files.push_back(at->path().string());
  }
  if (failed) {
    const bool absent = failed == std::errc::no_such_file_or_directory;
    return error(absent ? errc::not_found : errc::invalid_argument, folder + ": " + failed.message());
  }
  if (files.empty()) return error(errc::invalid_argument, folder + ": there is no circuit in it (*.qasm, *.json)");
  std::sort(files.begin(), files.end());
  return files;
}

void show_cell(const benchmark_cell& cell) {
  std::string text = "\r\x1b[K" + printable(cell.circuit) + " on " + printable(cell.backend) + ": ";
  if (cell.failure) {
    text += to_string(cell.failure->code());
  } else {
    text += short_time(cell.timing.total);
    if (cell.hellinger_fidelity) text += ", fidelity " + fidelity_text(cell.hellinger_fidelity);
  }
  print_error(text + "\n");
}

asio::awaitable<exit_status> execute(session& s, fleet& backends, work& w) {
  const progress shown(
      s.io(), s.err(), s.flags().quiet,
      std::to_string(w.circuits.size()) + " circuits on " + std::to_string(w.names.size()) + " backends");
  const time_limit limit(w.how.execution().deadline());
  w.contenders = co_await open_all(backends, w.names, limit);
  std::vector<std::string> ideal = {"local"};
  std::vector<contender> simulator = co_await open_all(backends, std::move(ideal), limit);
  if (s.interrupted()) co_return exit_status::interrupted;
  if (simulator.front().where())
    w.how.ideal(*simulator.front().where());
  else
    s.notice("no fidelities: " + simulator.front().where().error().message());
  if (s.err().interactive() && !s.flags().quiet) w.how.on_cell(show_cell);
  benchmark_report report = co_await benchmark(w.circuits, w.how, w.contenders);
  w.report.emplace(std::move(report));
  co_return exit_status::done;
}

exit_status report(session& s, const work& w) {
  bool any = false;
  std::vector<std::pair<std::string, error>> failures;
  for (const contender& one : w.contenders)
    if (!one.where()) s.explain(one.where().error());
  for (std::size_t i = 0; i < w.report->cells.size(); ++i) {
    const benchmark_cell& cell = w.report->cells[i];
    any = any || !cell.failure;
    if (!cell.failure || !w.contenders[i % w.contenders.size()].where()) continue;
    failures.emplace_back(cell.backend, *cell.failure);
    if (cell.failure->code() == errc::cancelled && s.interrupted()) continue;
    s.explain_circuits(about_circuit(*cell.failure, cell.circuit, {}));
  }
  for (const std::string& notice : w.report->notices) s.notice(notice);
  if (s.interrupted()) say_what_is_left(w.contenders, failures);
  if (s.json())
    s.answer(benchmark_document(*w.report, w.circuits, w.how.execution().shots()));
  else
    s.say(benchmark_text(*w.report, s.out()));
  return any ? exit_status::done : exit_status::failed;
}

exit_status run(session& s, const benchmark_flags& flags) {
  work w;
  const expected<std::vector<std::string>> names = flags.contest.names();
  if (!names) return s.fail(names.error());
  w.names = *names;
  execute_options options = w.how.execution();
  if (const expected<void> set = flags.contest.apply_to(options); !set) return s.fail(set.error());
  w.how.execution(options);
  const expected<std::vector<std::string>> files = circuit_files(flags.folder);
  if (!files) return s.fail(files.error());
  expected<std::vector<input_circuit>> inputs = read_circuits(s, *files, {});
  if (!inputs) return s.fail_about_circuits(inputs.error(), exit_status::invalid);
  for (input_circuit& one : *inputs)
    w.circuits.emplace_back(std::filesystem::path(one.name).filename().string(), std::move(one.circuit));
  expected<fleet> backends = s.discover();
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  const exit_status ended = s.drive(execute(s, *backends, w));
  if (!w.report) return ended;
  const exit_status reported = report(s, w);
  return s.interrupted() ? exit_status::interrupted : reported;
}

}  // namespace

void add_benchmark(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command = root.add_subcommand("benchmark", "Runs a folder of circuits on several backends and measures");
  auto flags = std::make_shared<benchmark_flags>();
  command->add_option("DIR", flags->folder, "where the circuits are (*.qasm, *.json)")->required()->type_name("");
  flags->contest.add_to(*command, "runs per circuit and backend (default 100); 0: exact probabilities");
  add_global_flags(*command, globals);
  command->callback([flags, &chosen] { chosen = [flags](session& s) { return run(s, *flags); }; });
}

}  // namespace ketway::cli
