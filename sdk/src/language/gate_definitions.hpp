#pragma once
// The `gate` definitions that an OpenQASM 2 text needs for gates outside the extended qelib1.inc, controlled ones of
// any number of controls among them. Each definition is exact in its relative phases; only the phase of the whole
// gate is free where nothing controls it.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ketway::language {

class gate_definitions {
 public:
  /// A definition of m controls nests m deep and expands to some m^2 gates.
  static constexpr std::size_t max_controls = 200;

  /// The name to call `op` with `controls` extra leading qubits by, defining it first where needed. Empty: nothing
  /// need be written (a phase of everything). The caller keeps `controls` within max_controls.
  std::string_view name_for(std::uint16_t op, std::size_t controls);

  /// All definitions so far, each before its first use.
  const std::string& text() const noexcept { return text_; }
  /// Every gate name handed out or used in a definition.
  const std::set<std::string, std::less<>>& names() const noexcept { return names_; }

 private:
  using key = std::pair<std::uint16_t, std::size_t>;
  std::string_view keep(std::string name) { return *names_.insert(std::move(name)).first; }
  std::string define(std::uint16_t op, std::size_t controls);
  std::string define_mcx(std::size_t controls);
  std::string define_mcphase(std::size_t controls);
  std::string dirty_mcx(std::size_t controls);
  std::string chain_mcx(std::size_t controls);
  /// A call of x with these controls on that target, in a definition; `dirty` qubits may be used and are given back.
  std::string x_call(const std::vector<std::string>& controls, const std::vector<std::string>& dirty,
                     const std::string& target);

  std::map<key, std::string> known_;
  std::map<std::size_t, std::string> dirty_, chain_;
  std::set<std::string, std::less<>> names_;
  std::string text_;
};

}  // namespace ketway::language
