#pragma once
// An emulated cloud in a simulated world, and the installed plugin's account on it.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cloud_transport.hpp"
#include "emulator/faults.hpp"
#include "front.hpp"
#include "ketway/plugin_host.hpp"
#include "scenario.hpp"

namespace ketway::simulated {

class cloud_stage {
 public:
  /// What the other account's hosts are called, behind the provider's own names.
  static constexpr const char* ending = ".elsewhere.example";
  /// The cloud, pace and times of `s`, and another like it; no faults yet. `see` gets a line for each exchange.
  cloud_stage(const scenario& s, std::function<void(const std::string&)> see);

  simulated_world& world() noexcept { return *world_; }
  emulator::faulty& cloud() noexcept { return *cloud_; }
  emulator::faulty& elsewhere() noexcept { return *elsewhere_; }
  /// Of both.
  void faults(const std::vector<emulator::fault_rule>& rules) { cloud_->rules(rules), elsewhere_->rules(rules); }
  std::uint64_t struck(emulator::fault f) const { return cloud_->struck(f) + elsewhere_->struck(f); }
  cloud_transport& network() noexcept { return *net_; }
  /// Opened with the configuration and the key that the cloud expects.
  account open_account(runtime& rt, bool elsewhere = false);
  /// This one answers from now on, in front of `cloud()`. Outlives the stage's world.
  void serve(emulator::cloud& front) { net_->replace(*cloud_, front); }
  /// The API key.
  const std::string& planted() const { return secrets_.begin()->second; }
  /// "ibm_line", five qubits in a row, or "simulator", or a machine of IonQ's.
  const char* device() const noexcept { return of_.ibm ? "ibm_line" : of_.machine ? "qpu.forte-1" : "simulator"; }
  void say(const std::string& line);
  std::chrono::nanoseconds now() const;
  /// Since 1970, by the clouds' clock.
  std::uint64_t cloud_ns() { return clock_.unix_ns(); }

 private:
  std::unique_ptr<emulator::cloud> ibm();
  std::unique_ptr<emulator::cloud> ionq();

  const scenario of_;
  const std::function<void(const std::string&)> see_;
  std::map<std::string, std::string> secrets_;
  std::string config_ = "{}", other_config_;
  // The world goes before the clouds: its network holds them.
  std::unique_ptr<emulator::faulty> cloud_, elsewhere_;
  std::unique_ptr<namesake> other_;
  std::unique_ptr<simulated_world> world_;
  cloud_surroundings surroundings_;
  emulator::skewed clock_;
  cloud_transport* net_ = nullptr;
};

}  // namespace ketway::simulated
