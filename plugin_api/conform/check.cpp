#include "conform/check.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "conform/trial.hpp"

namespace ketway::conform {
namespace {

// What a case's process writes into its pipe: lines of a letter and a text. S the step that begins, P F K how it ended.
void write_line(int pipe, char kind, std::string text) {
  for (char& c : text)
    if (c == '\n' || c == '\r') c = ' ';
  const std::string line = kind + text + "\n";
  for (std::size_t at = 0; at < line.size();) {
    const ssize_t n = ::write(pipe, line.data() + at, line.size() - at);
    if (n <= 0) return;
    at += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void run_in_child(const subject& what, const test_case& c, int pipe) {
  dup2(STDERR_FILENO, STDOUT_FILENO);  // whatever a plugin prints is no part of the report
  trial t(what, [pipe](const std::string& step) { write_line(pipe, 'S', step); });
  try {
    c.run(t);
    write_line(pipe, 'P', t.remarks());
  } catch (const skip& s) {
    write_line(pipe, 'K', s.what());
  } catch (const std::exception& e) {
    write_line(pipe, 'F', e.what());
  } catch (...) {
    write_line(pipe, 'F', "something that is no exception crossed the interface");
  }
  _exit(0);  // no destructor of the plugin's globals: that is not what the case is about
}

/// All that comes out of `pipe` until it is closed. False: it took longer than `seconds`.
bool read_all(int pipe, double seconds, std::string& to) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd p{pipe, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&p, 1, static_cast<int>(left.count())) == 0) return false;
    std::array<char, 4096> bytes{};
    const ssize_t n = ::read(pipe, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return true;
    to.append(bytes.data(), static_cast<std::size_t>(n));
  }
}

void judge(const std::string& output, finding& f, std::string& last_step) {
  std::size_t at = 0;
  for (std::size_t end = output.find('\n'); end != std::string::npos; at = end + 1, end = output.find('\n', at)) {
    const std::string text = output.substr(at + 1, end - at - 1);
    switch (output[at]) {
      case 'S': last_step = text; break;
      case 'P': f.result = outcome::pass, f.text = text; break;
      case 'K': f.result = outcome::skip, f.text = text; break;
      default: f.result = outcome::fail, f.text = text; break;
    }
  }
}

void run_apart(const subject& what, const test_case& c, finding& f) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    f.text = "no pipe";
    return;
  }
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    ::close(ends[0]);
    run_in_child(what, c, ends[1]);
  }
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    f.text = "no process";
    return;
  }
  std::string output, step;
  const bool ended = read_all(ends[0], what.case_seconds, output);
  ::close(ends[0]);
  if (!ended) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  f.text = "its process ended with status " + std::to_string(WEXITSTATUS(status));
  judge(output, f, step);
  if (!ended) {
    f.result = outcome::fail, f.text = "did not end in " + std::to_string(static_cast<int>(what.case_seconds)) + " s";
  } else if (WIFSIGNALED(status)) {
    f.result = outcome::fail;
    f.text = std::string("crashed: ") + strsignal(WTERMSIG(status));
  }
  if (f.result == outcome::fail && !step.empty()) f.text += " [" + step + "]";
}

const std::string* reason_for(const subject& what, const std::string& rule, const std::string& name) {
  for (const std::string& key : {rule, name})
    if (const auto found = what.quirks.find(key); found != what.quirks.end()) return &found->second;
  return nullptr;
}

void needs_transport(trial&) { throw skip("needs the emulated transport"); }

cases all_cases() {
  cases all;
  add_entry_cases(all);
  add_verb_cases(all);
  add_cancel_cases(all);
  add_manners_cases(all);
  all.emplace_back(9, "drop-after-bytes-sent", &needs_transport);
  all.emplace_back(10, "http-answers", &needs_transport);
  add_result_cases(all);
  add_mutation_cases(all);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.rule < b.rule; });
  return all;
}

}  // namespace

bool read_quirks(std::string_view text, subject& to, std::string& problem) {
  const auto trimmed = [](std::string_view s) {
    const auto first = s.find_first_not_of(" \t\r"), last = s.find_last_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : s.substr(first, last - first + 1);
  };
  int number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const auto equals = line.find('=');
    const auto rule = trimmed(line.substr(0, equals));
    const auto reason = equals == std::string_view::npos ? std::string_view() : trimmed(line.substr(equals + 1));
    if (rule.substr(0, 4) != "KWR-" || reason.empty()) {
      problem = "line " + std::to_string(number) + " is not of the form KWR-nn = reason";
      return false;
    }
    to.quirks.emplace(rule, reason);
  }
  return true;
}

std::vector<finding> check(const subject& what, const std::function<void(const finding&)>& seen) {
  std::vector<finding> all;
  for (const test_case& c : all_cases()) {
    const std::string rule = "KWR-" + std::string(c.rule < 10 ? "0" : "") + std::to_string(c.rule);
    finding f;
    f.rule = c.rule, f.name = rule + " " + c.name;
    if (f.name.find(what.only) == std::string::npos) continue;
    if (const auto* reason = reason_for(what, rule, f.name))
      f.result = outcome::skip, f.text = *reason;
    else
      run_apart(what, c, f);
    seen(f);
    all.push_back(std::move(f));
  }
  return all;
}

}  // namespace ketway::conform
