#pragma once
// What a process does with jobs that it did not just begin: resumes, attaches to them, gives them up, brings all to its end.

#include <chrono>
#include <functional>
#include <string>

#include "cloud_stage.hpp"
#include "history.hpp"
#include "life.hpp"

namespace ketway::simulated {

/// Outlives what it begins; so do all three.
class errands {
 public:
  errands(const scenario& s, cloud_stage& stage, history& h) : of_(s), stage_(stage), world_(stage.world()), h_(h) {}

  /// Those of `plan`, each at its time if the process still lives then; `resumes`: also at once.
  void begin(const life_ptr& l, const life_plan& plan, bool resumes);
  /// In a world without faults: whatever is owed has to come to its end. Not `last`: only what was made `elsewhere`.
  boost::asio::awaitable<void> bring_to_end(life_ptr l, bool last);
  void breach(std::string what) { h_.journal->breaches.push_back(std::move(what)); }

 private:
  using errand = boost::asio::awaitable<void> (errands::*)(life_ptr);
  void at_once(const life_ptr& l, errand what);
  void later(const life_ptr& l, std::chrono::nanoseconds after, std::vector<errand> what);
  boost::asio::awaitable<void> take_over(life_ptr l);
  boost::asio::awaitable<void> attach_to_all(life_ptr l);
  boost::asio::awaitable<void> give_up(life_ptr l);
  boost::asio::awaitable<void> see_through(life_ptr l, job j, std::chrono::nanoseconds limit);
  boost::asio::awaitable<void> read_again(life_ptr l, const std::vector<job_record>& all);
  bool made_elsewhere(const job_record& r) const;
  void look_at(const error& e, const char* who);
  void say(const std::string& line) { stage_.say(line); }

  const scenario& of_;
  cloud_stage& stage_;
  simulated_world& world_;
  history& h_;
};

}  // namespace ketway::simulated
