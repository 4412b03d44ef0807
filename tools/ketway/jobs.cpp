// ketway jobs: the journal of jobs, which outlives the process that submitted them.

#include "jobs.hpp"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "arguments.hpp"
#include "command.hpp"
#include "flags.hpp"

namespace ketway::cli {
namespace {

using flags_ptr = std::shared_ptr<jobs_flags>;
using part = exit_status (*)(session&, const jobs_flags&);

std::string shape_of_id(const std::string& text) { return text.empty() ? "expected a job" : ""; }

void add_filters(CLI::App& command, const flags_ptr& flags, bool of_time_only) {
  checked_flag(command, "--since", flags->since, "only those made since then: 24h, 2026-05-01", "WHEN",
               shape_of_moment);
  if (of_time_only) return;
  command.add_flag("--open", flags->open, "only those that have not ended");
  checked_flag(command, "--backend", flags->backend, "only those of that backend", "NAME",
               [](const std::string& text) { return text.empty() ? "expected the name of a backend" : ""; });
  checked_flag(command, "--limit", flags->limit, "at most so many, the newest", "N", shape_of_number);
}

void add_timeout(CLI::App& command, const flags_ptr& flags) {
  checked_flag(command, "--timeout", flags->timeout, "waits no longer; the jobs go on: 90s, 5m, 2h", "DURATION",
               shape_of_duration);
}

class group {
 public:
  group(CLI::App& c, global_flags& g, action& a) : command_(c), globals_(g), chosen_(a) {}

  CLI::App& add(const char* name, const char* what, part run, const flags_ptr& flags) {
    CLI::App* one = command_.add_subcommand(name, what);
    add_global_flags(*one, globals_);
    one->callback([run, flags, &chosen = chosen_] { chosen = [run, flags](session& s) { return run(s, *flags); }; });
    return *one;
  }
  CLI::App& add_for_one(const char* name, const char* what, part run, const flags_ptr& flags) {
    CLI::App& one = add(name, what, run, flags);
    checked_flag(one, "ID", flags->id, "its uri, its token or the beginning of that, or the provider's id", "",
                 shape_of_id)
        ->required();
    return one;
  }

 private:
  CLI::App& command_;
  global_flags& globals_;
  action& chosen_;
};

}  // namespace

void add_jobs(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command =
      root.add_subcommand("jobs", "The journal of jobs, which outlives the process that submitted them");
  command->require_subcommand(0, 1);
  auto flags = std::make_shared<jobs_flags>();
  add_global_flags(*command, globals);
  add_filters(*command, flags, false);
  command->callback([command, flags, &chosen] {
    if (command->get_subcommands().empty()) chosen = [flags](session& s) { return list_jobs(s, *flags); };
  });

  group all(*command, globals, chosen);
  add_filters(all.add("list", "What the journal has, the newest first", &list_jobs, flags), flags, false);
  all.add_for_one("show", "All that the journal knows of one, its results included", &show_job, flags);
  add_timeout(
      all.add_for_one("wait", "Waits for one, whoever submitted it, and prints its results", &wait_for_job, flags),
      flags);
  CLI::App& resume = all.add("resume", "Takes in hand all that is owed, and sees it to its end", &resume_jobs, flags);
  add_timeout(resume, flags);
  resume.add_flag("--no-wait", flags->no_wait, "only finds out what became of submissions that nobody saw answered");
  all.add_for_one("cancel", "Cancels one, and says what that came to", &cancel_job, flags);
  CLI::App& forget =
      all.add_for_one("forget", "Takes one that has ended out of the journal, with its results", &forget_job, flags);
  forget.add_flag("--lost", flags->lost, "also one that has not ended; it may run all the same, and cost");
  checked_flag(forget, "--cost", flags->cost,
               "what it has cost, where the journal does not know; frees what was reserved", "AMOUNT", shape_of_amount);
  add_filters(all.add("stats", "What was spent and is reserved, by backend and unit", &count_jobs, flags), flags, true);
}

}  // namespace ketway::cli
