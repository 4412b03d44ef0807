// Kills the real command with SIGKILL at random moments, and compares the journal with the clouds' ledger.
//   ketway_kills [--runs N] [--seed S]      at least N kills; the seed says what is done and when, as far as time allows
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string_view>

#include "experiment.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;

std::uint64_t number(const char* text) {
  std::uint64_t n = 0;
  const char* end = text + std::strlen(text);
  if (const auto r = std::from_chars(text, end, n); r.ec != std::errc() || r.ptr != end) {
    std::fprintf(stderr, "'%s' is no number\n", text);
    std::exit(2);
  }
  return n;
}

int play(std::uint64_t runs, std::uint64_t seed) {
  const auto began = std::chrono::steady_clock::now();
  ketway::kills::experiment e(seed);
  while (e.kills() < runs && stopped == 0) e.kill_some();
  if (stopped != 0) return 130;
  e.finish();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::printf("%llu kills in %.0f s, seed %llu\n", static_cast<unsigned long long>(e.kills()), took.count(),
              static_cast<unsigned long long>(seed));
  e.print();
  for (const std::string& finding : e.findings()) std::printf("WRONG: %s\n", finding.c_str());
  std::printf("%zu findings\n", e.findings().size());
  return e.findings().empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t runs = 10, seed = 1;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view flag = argv[i];
    if (i + 1 == argc || (flag != "--runs" && flag != "--seed")) {
      std::fprintf(stderr, "usage: %s [--runs N] [--seed S]\n", argv[0]);
      return 2;
    }
    (flag == "--runs" ? runs : seed) = number(argv[i + 1]);
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  // What it has started ends with it.
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { stopped = 1; });
  try {
    return play(runs, seed);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
  }
}
