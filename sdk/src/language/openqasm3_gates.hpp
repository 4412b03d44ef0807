#pragma once
// How each gate is called in an OpenQASM 3 text, and the definitions that a text needs for gates outside stdgates.inc.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace ketway::language {

class openqasm3_gates {
 public:
  explicit openqasm3_gates(bool basis_only) : basis_only_(basis_only) {}

  /// What stands before the operands: modifiers, name, and numbers around the gate's own.
  class call {
   public:
    std::string text;           ///< "ctrl(2) @ rz"
    std::string_view before{};  ///< a parameter before the gate's own, and behind them
    std::string_view behind{};
    std::string refused{};  ///< why there is none
  };
  /// How `op` with `controls` extra leading qubits is called; defines what it needs. The reference stays.
  const call& of(std::uint16_t op, std::size_t controls);

  /// All definitions so far, each before its first use.
  const std::string& definitions() const noexcept { return text_; }
  /// The names that they define.
  const std::set<std::string, std::less<>>& defined() const noexcept { return defined_; }

 private:
  call make(std::uint16_t op, std::size_t controls);
  std::string name_of(std::uint16_t op);
  void define(std::uint16_t op);

  bool basis_only_;
  std::map<std::pair<std::uint16_t, std::size_t>, call> known_;
  std::set<std::string, std::less<>> defined_;
  std::string text_;
};

}  // namespace ketway::language
