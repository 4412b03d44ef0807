#include "contenders.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "arguments.hpp"
#include "flags.hpp"
#include "ketway/duration.hpp"
#include "ketway/together.hpp"
#include "result_text.hpp"
#include "terminal.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

// A name and what came of opening it.
class opening {
 public:
  explicit opening(std::string n) : name(std::move(n)) {}
  std::string name;
  std::optional<expected<backend>> answer;
};

asio::awaitable<void> open_one(const fleet& backends, opening& one, time_limit limit) {
  expected<backend> opened = co_await open_within(backends, one.name, limit);
  one.answer.emplace(std::move(opened));
}

asio::awaitable<void> open_each(const fleet& backends, std::vector<opening>& each, time_limit limit) {
  std::vector<asio::awaitable<void>> all;
  all.reserve(each.size());
  for (opening& one : each) all.push_back(open_one(backends, one, limit));
  co_await together(std::move(all));
}

bool is_free(const std::vector<contender>& all, const std::string& name) {
  const auto one = std::find_if(all.begin(), all.end(), [&](const contender& c) { return c.name() == name; });
  return one != all.end() && one->where() && one->where()->device().simulator && one->where()->device().free;
}

}  // namespace

void contest_flags::add_to(CLI::App& command, const std::string& shots_description) {
  checked_flag(command, "--backends", backends, "where: aliases, PLUGIN or PLUGIN:DEVICE, separated by commas",
               "A,B,...", shape_of_names)
      ->required();
  checked_flag(command, "--shots", shots, shots_description, "N", shape_of_number);
  checked_flag(command, "--seed", seed, "the same seed gives the same counts on a simulator", "N", shape_of_number);
  checked_flag(command, "--timeout", timeout, "gives up a run after that long: 90s, 5m, 2h", "DURATION",
               shape_of_duration);
}

expected<std::vector<std::string>> contest_flags::names() const {
  std::vector<std::string> all;
  for (std::size_t from = 0; from <= backends.size();) {
    const std::size_t end = std::min(backends.find(',', from), backends.size());
    std::string name = backends.substr(from, end - from);
    if (name.empty()) return error(errc::invalid_argument, "--backends " + backends + ": a name is empty");
    if (std::find(all.begin(), all.end(), name) != all.end())
      return error(errc::invalid_argument, "--backends " + backends + ": \"" + name + "\" stands there twice");
    all.push_back(std::move(name));
    from = end + 1;
  }
  return all;
}

expected<void> contest_flags::apply_to(execute_options& options) const {
  if (!shots.empty()) {
    const expected<std::uint64_t> n = read_count("--shots", shots);
    if (!n) return n.error();
    options.shots(*n);
  }
  if (!seed.empty()) {
    const expected<std::uint64_t> n = read_count("--seed", seed);
    if (!n) return n.error();
    options.seed(*n);
  }
  if (timeout.empty()) return {};
  const expected<std::chrono::nanoseconds> limit = parse_duration(timeout);
  if (!limit) return error(limit.error().code(), "--timeout " + timeout + ": " + limit.error().message());
  if (limit->count() == 0) return error(errc::invalid_argument, "--timeout " + timeout + ": expected more than 0s");
  options.deadline(*limit);
  return {};
}

asio::awaitable<std::vector<contender>> open_all(const fleet& backends, std::vector<std::string> names,
                                                 time_limit limit) {
  std::vector<opening> each;
  for (std::string& name : names) each.emplace_back(std::move(name));
  co_await open_each(backends, each, limit);
  std::vector<contender> contenders;
  for (opening& one : each) contenders.emplace_back(std::move(one.name), std::move(*one.answer));
  co_return contenders;
}

void say_what_is_left(const std::vector<contender>& all, const std::vector<std::pair<std::string, error>>& failures) {
  std::string text;
  bool left = false;
  for (const auto& [name, failure] : failures) {
    if (failure.fate() == job_fate::none || is_free(all, name)) continue;
    const bool may_run = failure.fate() == job_fate::may_run;
    const std::string job = failure.job_uri().empty() ? "a job without a known id" : printable(failure.job_uri());
    text += "ketway: " + printable(name) + ": ";
    text += may_run                                 ? "this may still run, and may cost: "
            : failure.fate() == job_fate::cancelled ? "cancelled: "
                                                    : "had ended already: ";
    text += job;
    if (!may_run && failure.billed() == billing::billed) text += "; it was billed";
    if (!may_run && failure.billed() == billing::not_billed) text += "; it was not billed";
    if (!may_run && failure.billed() == billing::unknown) text += "; what was billed is not known";
    text += "\n";
    left = left || may_run;
  }
  if (!left) text += "ketway: nothing is left running that costs\n";
  print_error(text);
}

std::string cost_text(const cost& c) {
  if (!c.amount) return "-";
  if (*c.amount == 0) return "free";
  return fixed(*c.amount, *c.amount < 0.1 ? 4 : 2) + " " + c.currency;
}

std::string status_text(const std::optional<error>& failure) {
  return failure ? std::string(to_string(failure->code())) : "done";
}

}  // namespace ketway::cli
