// Plays scenarios by seed and judges each.   ketway_campaign [--runs N] [--seed FIRST]  |  ketway_campaign --replay SEED
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <string>

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

int replay(std::uint64_t seed) {
  const scenario s = make_scenario(seed);
  std::printf("%s\n", s.to_string().c_str());
  const auto findings = judge(s, play(s, [](const std::string& line) { std::printf("%s\n", line.c_str()); }));
  for (const std::string& f : findings) std::printf("WRONG: %s\n", f.c_str());
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
  }
  void print(std::chrono::duration<double> took) const {
    std::printf("%llu runs in %.1f s: %.0f a second\n", static_cast<unsigned long long>(runs_), took.count(),
                static_cast<double>(runs_) / took.count());
    std::printf("%llu requests, %llu jobs accepted, %.1f days of virtual time, %s thread(s)\n",
                static_cast<unsigned long long>(requests_), static_cast<unsigned long long>(jobs_),
                std::chrono::duration<double>(span_).count() / 86400, threads().c_str());
    for (const auto& [what, n] : outcomes_)
      std::printf("  %8llu %s\n", static_cast<unsigned long long>(n), what.c_str());
    std::printf("faults that struck:\n");
    for (const auto& [what, n] : struck_) std::printf("  %8llu %s\n", static_cast<unsigned long long>(n), what.c_str());
  }

 private:
  static std::string outcome_of(const call_history& c) {
    if (!c.outcome) return "not ended";
    return *c.outcome ? "result" : std::string(to_string(c.outcome->error().code()));
  }
  std::uint64_t runs_ = 0, requests_ = 0, jobs_ = 0;
  std::chrono::nanoseconds span_{0};
  std::map<std::string, std::uint64_t> outcomes_, struck_;
};

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 1000, first = 1;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (i + 1 == argc || (flag != "--runs" && flag != "--seed" && flag != "--replay")) {
      std::fprintf(stderr, "usage: %s [--runs N] [--seed FIRST] | --replay SEED\n", argv[0]);
      return 2;
    }
    if (flag == "--replay") return replay(number(argv[i + 1]));
    (flag == "--runs" ? runs : first) = number(argv[i + 1]);
  }
  const auto began = std::chrono::steady_clock::now();
  tally all;
  std::uint64_t wrong = 0;
  for (std::uint64_t seed = first; seed < first + runs; ++seed) {
    const scenario s = make_scenario(seed);
    const history h = play(s);
    all.add(h);
    const auto findings = judge(s, h);
    if (findings.empty()) continue;
    ++wrong;
    std::printf("%s\n", s.to_string().c_str());
    for (const std::string& f : findings) std::printf("  WRONG: %s\n", f.c_str());
    std::printf("  again: %s --replay %llu\n", argv[0], static_cast<unsigned long long>(seed));
  }
  all.print(std::chrono::steady_clock::now() - began);
  std::printf("%llu runs went wrong\n", static_cast<unsigned long long>(wrong));
  return wrong == 0 ? 0 : 1;
}
