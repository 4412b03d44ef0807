// Plays scenarios by seed and judges each.
//   ketway_campaign [--runs N] [--seed FIRST]   as many, one after the other
//     --every-moment                            those with a journal; each again and again, its first process killed in every
//                                               moment of its own
//   ketway_campaign --replay SEED [--moment N]  one, with all that happens; its first process is killed in moment N
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history.hpp"

namespace {

using namespace ketway::simulated;  // NOLINT(google-build-using-namespace)

std::uint64_t number(const char* text) {
  std::uint64_t n = 0;
  const auto end = text + std::strlen(text);
  if (const auto r = std::from_chars(text, end, n); r.ec != std::errc() || r.ptr != end) {
    std::fprintf(stderr, "'%s' is no number\n", text);
    std::exit(2);
  }
  return n;
}

// Threads of this process: a simulated world starts none.
std::string threads() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("Threads:")) return line.substr(line.find_last_of("\t ") + 1);
  return "?";
}

void print(const std::vector<std::string>& findings, const char* before) {
  for (const std::string& f : findings) std::printf("%sWRONG: %s\n", before, f.c_str());
}

int replay(const scenario& s) {
  std::printf("%s\n", s.to_string().c_str());
  const auto findings = judge(s, play(s, [](const std::string& line) { std::printf("%s\n", line.c_str()); }));
  print(findings, "");
  if (findings.empty()) std::printf("all is well\n");
  return findings.empty() ? 0 : 1;
}

class tally {
 public:
  void add(const history& h) {
    ++runs_, requests_ += h.requests, span_ += h.span;
    for (const auto& [name, n] : h.struck) struck_[name] += n;
    if (h.not_opened) {
      ++outcomes_["not opened: " + std::string(to_string(h.not_opened->code()))];
      return;
    }
    for (const call_history& c : h.calls) ++outcomes_[outcome_of(c)];
    jobs_ += h.books.size();
    if (h.journal) add(*h.journal);
  }
  void print(std::chrono::duration<double> took) const {
    std::printf("%llu runs in %.1f s: %.0f a second\n", static_cast<unsigned long long>(runs_), took.count(),
                static_cast<double>(runs_) / took.count());
    std::printf("%llu requests, %llu jobs accepted, %.1f days of virtual time, %s thread(s)\n",
                static_cast<unsigned long long>(requests_), static_cast<unsigned long long>(jobs_),
                std::chrono::duration<double>(span_).count() / 86400, threads().c_str());
    for (const auto& [what, n] : outcomes_)
      std::printf("  %8llu %s\n", static_cast<unsigned long long>(n), what.c_str());
    std::printf(
        "%llu of the runs had a journal: %llu processes, %llu writes, %llu of them failed; its jobs, in the end:\n",
        static_cast<unsigned long long>(journals_), static_cast<unsigned long long>(processes_),
        static_cast<unsigned long long>(writes_), static_cast<unsigned long long>(failed_));
    for (const auto& [what, n] : ends_) std::printf("  %8llu %s\n", static_cast<unsigned long long>(n), what.c_str());
    std::printf("processes were killed where\n");
    for (const auto& [what, n] : kills_) std::printf("  %8llu %s\n", static_cast<unsigned long long>(n), what.c_str());
    std::printf("faults that struck:\n");
    for (const auto& [what, n] : struck_) std::printf("  %8llu %s\n", static_cast<unsigned long long>(n), what.c_str());
  }

 private:
  void add(const journal_history& j) {
    ++journals_, processes_ += j.moments.size(), writes_ += j.writes + j.failed_writes, failed_ += j.failed_writes;
    for (const ketway::job_record& r : j.records) ++ends_[std::string(to_string(r.state))];
    for (const std::string& e : j.ends) ++kills_[e];
  }
  static std::string outcome_of(const call_history& c) {
    if (!c.begun) return "never made: its process was dead by then, or could not open the backend";
    if (c.cut_off) return "cut off by a kill";
    if (!c.outcome) return "not ended";
    const ketway::error* failed = failure_of(*c.outcome);
    return failed ? std::string(to_string(failed->code())) : "result";
  }
  std::uint64_t runs_ = 0, requests_ = 0, jobs_ = 0, journals_ = 0, processes_ = 0, writes_ = 0, failed_ = 0;
  std::chrono::nanoseconds span_{0};
  std::map<std::string, std::uint64_t> outcomes_, struck_, ends_, kills_;
};

class campaign {
 public:
  explicit campaign(const char* program) : program_(program) {}
  /// What it came to is counted; what went wrong is printed. Whether its first process was killed where that was planned.
  bool run(const scenario& s, std::optional<std::uint64_t> moment) {
    const history h = play(s);
    all_.add(h);
    if (const auto findings = judge(s, h); !findings.empty()) {
      ++wrong_;
      std::printf("%s\n", s.to_string().c_str());
      print(findings, "  ");
      std::printf("  again: %s --replay %llu", program_, static_cast<unsigned long long>(s.seed));
      if (moment) std::printf(" --moment %llu", static_cast<unsigned long long>(*moment));
      std::printf("\n");
      std::fflush(stdout);
    }
    return h.journal && !h.journal->ends.empty();
  }
  void run_every_moment(std::uint64_t seed) {
    for (std::uint64_t at = 1; run(with_one_kill(make_scenario(seed), at), at); ++at) continue;
  }
  int end() const {
    all_.print(std::chrono::steady_clock::now() - began_);
    std::printf("%llu runs went wrong\n", static_cast<unsigned long long>(wrong_));
    return wrong_ == 0 ? 0 : 1;
  }

 private:
  const char* program_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  tally all_;
  std::uint64_t wrong_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 1000, first = 1;
  std::optional<std::uint64_t> again, moment;
  bool every_moment = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    if (flag == "--every-moment") {
      every_moment = true;
      continue;
    }
    if (++i == argc || (flag != "--runs" && flag != "--seed" && flag != "--replay" && flag != "--moment")) {
      std::fprintf(stderr, "usage: %s [--runs N] [--seed FIRST] [--every-moment] | --replay SEED [--moment N]\n",
                   argv[0]);
      return 2;
    }
    const std::uint64_t n = number(argv[i]);
    if (flag == "--replay") again = n;
    if (flag == "--moment") moment = n;
    if (flag == "--runs") runs = n;
    if (flag == "--seed") first = n;
  }
  if (again) return replay(moment ? with_one_kill(make_scenario(*again), *moment) : make_scenario(*again));
  campaign c(argv[0]);
  for (std::uint64_t seed = first; seed < first + runs; ++seed) {
    const scenario s = make_scenario(seed);
    if (!every_moment)
      c.run(s, std::nullopt);
    else if (s.journal)
      c.run_every_moment(seed);
  }
  return c.end();
}
