#pragma once
// The emulated clouds as a child process, and the command in the environment that they give.

#include <gtest/gtest.h>

#include <chrono>
#include <sstream>

#include "child.hpp"
#include "plain_client.hpp"

namespace ketway::process_test {

class emulated_clouds {
 public:
  using words = std::vector<std::string>;
  using variables = std::map<std::string, std::string>;

  /// `flags` of `ketway emulate`.
  explicit emulated_clouds(words flags) : emulator_(with_command(std::move(flags))) {
    emulator_.start();
    EXPECT_TRUE(emulator_.wait_for_output("# ready\n"));
    std::istringstream lines(emulator_.said());
    for (std::string line; std::getline(lines, line);)
      if (const std::size_t at = line.find('='); line.starts_with("export ") && at != std::string::npos)
        environment_[line.substr(7, at - 7)] = line.substr(at + 1);
  }
  emulated_clouds(const emulated_clouds&) = delete;
  emulated_clouds& operator=(const emulated_clouds&) = delete;
  ~emulated_clouds() {
    emulator_.terminate();
    EXPECT_EQ(emulator_.finish().status, 0);
  }

  const variables& environment() const noexcept { return environment_; }
  /// With another value for some variables; an empty one takes it away.
  void prepare(child& c, const variables& changed = {}) const {
    variables all = environment_;
    for (const auto& [name, value] : changed) all[name] = value;
    for (const auto& [name, value] : all)
      if (!value.empty()) c.variable(name, value);
  }
  outcome call(words arguments, const variables& changed = {}) const {
    child c(std::move(arguments));
    prepare(c, changed);
    c.start();
    return c.finish();
  }
  /// Until that many jobs have been accepted; false when time was up before.
  bool wait_for_jobs(std::size_t number) const {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(child::patience_s);
    while (std::chrono::steady_clock::now() < until)
      if (jobs() >= number) return true;
    return false;
  }
  /// How many have been accepted, by all clouds.
  std::size_t jobs() const {
    const std::string& url = environment_.at("IONQ_API_URL");
    web_test::plain_client c(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    c.send("GET /__emulator/ledger HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    c.read_all();
    const nlohmann::json ledger = nlohmann::json::parse(c.read.substr(c.read.find("\r\n\r\n")), nullptr, false);
    std::size_t number = 0;
    for (const auto& cloud : ledger) number += cloud["jobs"].size();
    return number;
  }

 private:
  static words with_command(words flags) {
    flags.insert(flags.begin(), "emulate");
    return flags;
  }
  child emulator_;
  variables environment_;
};

}  // namespace ketway::process_test
