#pragma once
// What one case of the kit has at hand, in its own process.

#include <memory>
#include <string>
#include <vector>

#include "conform/account.hpp"
#include "conform/check.hpp"

namespace ketway::conform {

class trial {
 public:
  /// `report` receives what is being done, so that a crash can be placed.
  trial(const subject& what, std::function<void(const std::string&)> report)
      : what_(what), report_(std::move(report)) {}
  trial(const trial&) = delete;
  trial& operator=(const trial&) = delete;

  const subject& what() const { return what_; }
  /// The loaded plugin; throws a failure where it does not load.
  const kw_plugin* plugin();
  using entry = const kw_plugin* (*)(std::uint32_t);
  entry symbol();
  void at(const std::string& step) { report_(step); }
  /// Shown beside a pass.
  void remark(const std::string& text) { remark_ += (remark_.empty() ? "" : "; ") + text; }
  const std::string& remarks() const { return remark_; }

  host_options options() const;
  std::unique_ptr<account> open() { return open(options()); }
  std::unique_ptr<account> open(const host_options& options);
  /// The device under test. Skips the case where devices come over a network that is not here.
  device_copy device(account& a);
  /// A circuit whose outcome is known whatever the gates: qubit 0 is 1, qubit 1 is 0.
  circuit plain(const device_copy& d) const;

 private:
  const subject& what_;
  std::function<void(const std::string&)> report_;
  std::string remark_;
  void* library_ = nullptr;
};

class test_case {
 public:
  test_case(int number, const char* called, void (*runs)(trial&)) : rule(number), name(called), run(runs) {}
  int rule;
  const char* name;
  void (*run)(trial&);
};
using cases = std::vector<test_case>;

void add_entry_cases(cases& to);     // 01 02 03
void add_verb_cases(cases& to);      // 04 11
void add_cancel_cases(cases& to);    // 05 06
void add_manners_cases(cases& to);   // 07 08 12 13 15
void add_result_cases(cases& to);    // 14
void add_mutation_cases(cases& to);  // 16

}  // namespace ketway::conform
