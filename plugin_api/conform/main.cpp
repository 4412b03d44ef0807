// ketway_conform PLUGIN.so: checks a plugin against the numbered rules of the interface.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "conform/check.hpp"
#include "conform/json.hpp"

namespace {
using namespace ketway::conform;

constexpr const char* usage =
    R"(ketway_conform PLUGIN.so [options]    checks a plugin against the rules of ketway/plugin.h

  --config JSON      what the plugin is opened with; {} unless given
  --device ID        the device to use; the plugin's first unless given
  --quirks FILE      lines "KWR-nn = reason" or "KWR-nn case = reason": what this plugin cannot do
  --only TEXT        only cases whose "KWR-nn name" holds the text
  --seed N           of mutations and randomness; 1 unless given
  --patience SECONDS how long one operation may take; 10 unless given
  --json             one JSON document instead of lines

One line for each case: pass, fail or skip, the rule, the case, and a text. Exit status 0: none failed; 1: some did;
2: wrong usage.
)";

const char* word(outcome o) { return o == outcome::pass ? "pass" : o == outcome::fail ? "fail" : "skip"; }

[[noreturn]] void wrong_usage(const std::string& text) {
  std::fprintf(stderr, "ketway_conform: %s\n", text.c_str());
  std::exit(2);
}

void read_quirks_file(const std::string& path, subject& to) {
  std::ifstream in(path);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  std::string problem;
  if (!in) wrong_usage("cannot read " + path);
  if (!read_quirks(text, to, problem)) wrong_usage(path + ": " + problem);
}

bool read_arguments(const std::vector<std::string>& arguments, subject& to) {
  bool as_json = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& a = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (++i >= arguments.size()) wrong_usage(a + " needs a value");
      return arguments[i];
    };
    if (a == "--help") {
      std::fputs(usage, stdout);
      std::exit(0);
    }
    if (a == "--json")
      as_json = true;
    else if (a == "--config")
      to.config = value();
    else if (a == "--device")
      to.device = value();
    else if (a == "--only")
      to.only = value();
    else if (a == "--seed")
      to.seed = std::strtoull(value().c_str(), nullptr, 10);
    else if (a == "--patience")
      to.patience_seconds = std::strtod(value().c_str(), nullptr);
    else if (a == "--quirks")
      read_quirks_file(value(), to);
    else if (a.rfind("--", 0) == 0)
      wrong_usage("there is no option " + a);
    else if (to.library.empty())
      to.library = a;
    else
      wrong_usage("one plugin at a time");
  }
  if (to.library.empty()) wrong_usage("which plugin? See ketway_conform --help");
  if (!std::filesystem::is_regular_file(to.library)) wrong_usage(to.library + " is no file");
  to.library = std::filesystem::absolute(to.library).string();
  return as_json;
}

std::string as_json(const std::string& library, const std::vector<finding>& all, const std::vector<int>& numbers) {
  std::string out = "{\"plugin\":" + in_quotes(library) + ",\"cases\":[";
  for (const finding& f : all) {
    char rule[16];
    std::snprintf(rule, sizeof rule, "KWR-%02d", f.rule);
    out += (&f == all.data() ? "" : ",") + ("{\"rule\":" + in_quotes(rule)) +
           ",\"case\":" + in_quotes(f.name.substr(7)) + ",\"outcome\":" + in_quotes(word(f.result)) +
           ",\"text\":" + in_quotes(f.text) + "}";
  }
  return out + "],\"passed\":" + std::to_string(numbers[0]) + ",\"failed\":" + std::to_string(numbers[1]) +
         ",\"skipped\":" + std::to_string(numbers[2]) + "}";
}

/// The leak case counts bytes in use, in which glibc counts what its per-thread caches hold. They can be switched off only
/// before a process starts, so this one starts again.
void without_allocator_caches(char** argv) {
  constexpr const char* variable = "GLIBC_TUNABLES";
  if (std::getenv(variable)) return;
  ::setenv(variable, "glibc.malloc.tcache_count=0", 0);
  ::execv("/proc/self/exe", argv);  // where it cannot, the case is only less sharp
}

}  // namespace

int main(int argc, char** argv) {
  without_allocator_caches(argv);
  subject what;
  const bool json = read_arguments({argv + 1, argv + argc}, what);
  std::vector<int> numbers(3);
  const auto all = check(what, [&](const finding& f) {
    ++numbers[static_cast<std::size_t>(f.result)];
    if (!json) std::printf("%s %s%s%s\n", word(f.result), f.name.c_str(), f.text.empty() ? "" : ": ", f.text.c_str());
  });
  if (json)
    std::printf("%s\n", as_json(what.library, all, numbers).c_str());
  else
    std::printf("%d passed, %d failed, %d skipped\n", numbers[0], numbers[1], numbers[2]);
  return numbers[1] > 0 ? 1 : 0;
}
