#include "experiment.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "plain_client.hpp"

namespace ketway::kills {
namespace {

using nlohmann::json;
using process_test::child;
using process_test::outcome;
using steady = std::chrono::steady_clock;

constexpr const char* backends[] = {"ionq:qpu.forte-1", "ionq:qpu.aria-1", "ibm:ibm_fez", "ibm:ibm_torino"};
// IBM takes five submissions a minute: more would only wait in line.
constexpr std::size_t first_of_ibm = 2;
constexpr std::uint64_t one_of_so_many_is_ibms = 10;
constexpr int most_resumes = 8;

// What goes wrong at the clouds all the while: answers of submissions are lost, some never arrive, the rest is bad weather.
constexpr const char* faults[] = {
    "lost_answer@submit%8",    "reset_before_accept@submit%4", "server_error_after@submit%4", "server_error@status%4",
    "truncated_json@status%2", "partial_body@results%5",       "rate_limited@results%3"};

std::string since(steady::time_point began) {
  const std::chrono::duration<double> took = steady::now() - began;
  return std::to_string(took.count()).substr(0, 5) + " s";
}

}  // namespace

experiment::experiment(std::uint64_t seed)
    : engine_(seed),
      circuit_(folder_.file("bell.qasm", process_test::bell())),
      state_((folder_.path() / "state").string()) {
  words line = {"emulate", "ibm",   "ionq",      "--listen", "127.0.0.1:0", "--seed", std::to_string(seed),
                "--queue", "150ms", "--latency", "15ms"};
  for (const char* fault : faults) line.insert(line.end(), {"--fault", fault});
  clouds_ = std::make_unique<child>(std::move(line));
  clouds_->start();
  if (!clouds_->wait_for_output("# ready\n")) throw std::runtime_error("the clouds did not start");
  std::istringstream lines(clouds_->said());
  for (std::string one; std::getline(lines, one);)
    if (const std::size_t at = one.find('='); one.starts_with("export ") && at != std::string::npos)
      environment_[one.substr(7, at - 7)] = one.substr(at + 1);
  for (const char* backend : backends) {
    const auto began = steady::now();
    const outcome r = call({"run", circuit_, "--backend", backend, "--json"});
    // A fault may strike here too: then the job is owed, as others will be.
    if (r.status != 0 && r.status != 1) throw std::runtime_error("a run ended with " + r.err);
    if (r.status == 0) usual_ = std::max(usual_, std::chrono::duration_cast<milliseconds>(steady::now() - began));
  }
  constexpr milliseconds least(500), most(4000);
  usual_ = std::clamp(usual_, least, most);
  look(0);
}

experiment::~experiment() {
  if (clouds_ != nullptr) clouds_->terminate();
}

std::uint64_t experiment::dice(std::uint64_t sides) { return engine_() % sides; }

experiment::child_ptr experiment::prepare(words line) const {
  line.insert(line.end(), {"--state-dir", state_});
  auto one = std::make_unique<child>(std::move(line));
  for (const auto& [name, value] : environment_) one->variable(name, value);
  one->start();
  return one;
}

outcome experiment::call(words line) const { return prepare(std::move(line))->finish(); }

json experiment::ledger() const {
  const std::string& url = environment_.at("IONQ_API_URL");
  web_test::plain_client c(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  c.send("GET /__emulator/ledger HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  c.read_all();
  const std::size_t body = c.read.find("\r\n\r\n");
  json all = body == std::string::npos ? json() : json::parse(c.read.substr(body), nullptr, false);
  if (!all.is_object()) throw std::runtime_error("the ledger could not be read");
  return all;
}

experiment::words experiment::run_line(bool wait) {
  const std::size_t others = std::size(backends) - first_of_ibm;
  const char* backend =
      dice(one_of_so_many_is_ibms) == 0 ? backends[first_of_ibm + dice(others)] : backends[dice(first_of_ibm)];
  words line = {"run", circuit_, "--backend", backend, "--shots", std::to_string(10 + dice(500))};
  if (!wait) line.emplace_back("--no-wait");
  return line;
}

std::string experiment::token_to_wait_for() {
  std::vector<std::string> open;
  for (const auto& [token, job] : journal_)
    if (job["status"] == "accepted" || job["status"] == "running") open.push_back(token);
  return open.empty() ? std::string() : open[dice(open.size())];
}

experiment::words experiment::any_line() {
  const std::uint64_t n = dice(100);
  if (n >= 90) return {"jobs", "resume"};
  if (n >= 75)
    if (const std::string token = token_to_wait_for(); !token.empty()) return {"jobs", "wait", token.substr(0, 18)};
  return run_line(n < 35);
}

void experiment::kill_some() {
  class victim {
   public:
    victim(child_ptr p, steady::time_point t) : process(std::move(p)), dies_at(t) {}
    child_ptr process;
    steady::time_point dies_at;
  };
  std::vector<victim> victims;
  const std::size_t before = accepted_jobs(ledger());
  const std::uint64_t number = dice(5) == 0 ? 2 : 1;
  for (std::uint64_t i = 0; i < number; ++i) {
    words line = any_line();
    const bool ends_early = std::find(line.begin(), line.end(), "--no-wait") != line.end();
    // More of them early, where a submission is on its way; some of them never.
    const std::int64_t longest = ends_early ? usual_.count() / 8 : usual_.count() * (dice(2) == 0 ? 3 : 6) / 5;
    const milliseconds alive(dice(static_cast<std::uint64_t>(longest)));
    child_ptr process = prepare(std::move(line));
    victims.emplace_back(std::move(process), steady::now() + alive);
  }
  std::sort(victims.begin(), victims.end(), [](const victim& a, const victim& b) { return a.dies_at < b.dies_at; });
  for (victim& v : victims) {
    const auto left = std::chrono::duration_cast<milliseconds>(v.dies_at - steady::now());
    const bool ended = v.process->ends_within(std::max(left, milliseconds(0)));
    if (!ended) {
      v.process->kill();
      ++kills_;
    } else {
      ++tally_["ended before they were killed"];
    }
  }
  for (victim& v : victims) v.process->finish();
  look(before);
}

void experiment::look(std::size_t accepted_before) {
  const outcome r = call({"jobs", "list", "--json"});
  if (r.status != 0) {
    findings_.push_back("the journal could not be read: " + r.err);
    return;
  }
  journal_view now = read_journal(r.json(), findings_);
  for (const std::string& finding : compare(journal_, now)) findings_.push_back(finding);
  // Where the kill has struck, by what is there now.
  const std::size_t newer = now.size() - std::min(now.size(), journal_.size());
  if (newer == 0) ++tally_["times that no intent was left: too early, or a wait"];
  for (const auto& [token, job] : now)
    if (journal_.find(token) == journal_.end()) ++tally_["left behind as " + job["status"].get<std::string>()];
  if (accepted_jobs(ledger()) > accepted_before) ++tally_["times that a job was accepted meanwhile"];
  journal_ = std::move(now);
}

void experiment::read_results() {
  for (const auto& [token, job] : journal_) {
    if (job["status"] != "done") continue;
    const outcome r = call({"jobs", "show", token, "--json"});
    const json shown = r.json();
    std::uint64_t sum = 0;
    if (shown.is_object() && shown.contains("counts"))
      for (const auto& [key, count] : shown["counts"].items()) sum += count.get<std::uint64_t>();
    if (r.status != 0 || sum != job["shots"].get<std::uint64_t>())
      findings_.push_back("token " + token + ": its results cannot be read: " + r.err);
  }
}

void experiment::finish() {
  const auto began = steady::now();
  std::string last;
  for (int n = 1; n <= most_resumes; ++n) {
    const outcome r = call({"jobs", "resume", "--json"});
    last = r.out + r.err;
    if (r.status != 0) continue;
    tally_["resumes that failed before the last"] += static_cast<std::uint64_t>(n) - 1;
    break;
  }
  look(accepted_jobs(ledger()));
  read_results();
  const json books = ledger();
  const std::vector<std::string> found = judge(books, journal_);
  findings_.insert(findings_.end(), found.begin(), found.end());
  if (!found.empty()) findings_.push_back("the last resume said: " + last.substr(0, 2000));
  std::printf("all was brought to its end in %s\n", since(began).c_str());
  tally_["jobs in the journal"] = journal_.size();
  tally_["jobs accepted by the clouds"] = accepted_jobs(books);
  std::uint64_t unanswered = 0;
  for (const json& cloud : books)
    for (const json& entry : cloud["jobs"]) unanswered += entry["answered"] == false ? 1 : 0;
  tally_["jobs whose answer a fault has lost"] = unanswered;
}

void experiment::print() const {
  for (const auto& [what, times] : tally_)
    std::printf("  %6llu %s\n", static_cast<unsigned long long>(times), what.c_str());
}

}  // namespace ketway::kills
