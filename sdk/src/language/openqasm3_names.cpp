#include "language/openqasm3_names.hpp"

#include "language/stdgates.hpp"

namespace ketway::language {
namespace {

class chooser {
 public:
  explicit chooser(const std::set<std::string, std::less<>>& gates) : taken_(gates.begin(), gates.end()) {
    for (const auto words : {openqasm3_words(), openqasm3_functions(), python_words()}) {
      for (const auto word : words) taken_.emplace(word);
    }
    for (const auto& gate : standard_gates()) taken_.emplace(gate.name);
    reserved_ = taken_;
  }
  /// Names that can stay are given out first, so that no other takes them.
  void offer(const std::string& name) {
    if (!reserved_.contains(name)) taken_.insert(name);
  }
  std::string choose(const std::string& name) {
    if (!reserved_.contains(name) && given_.insert(name).second) return name;
    std::string free_name = name;
    do free_name += '_';
    while (taken_.contains(free_name));
    taken_.insert(free_name);
    return free_name;
  }

 private:
  std::set<std::string, std::less<>> taken_, reserved_, given_;
};

}  // namespace

openqasm3_names name_everything(const circuit& c, const std::set<std::string, std::less<>>& gates) {
  chooser names(gates);
  const auto parameters = c.parameters();
  // Bits first: their names are those of the results.
  for (const auto& r : c.bit_registers()) names.offer(r.name);
  for (const auto& r : c.qubit_registers()) names.offer(r.name);
  for (const auto& p : parameters) names.offer(p);
  openqasm3_names out;
  for (const auto& r : c.bit_registers()) out.bit_registers.push_back(names.choose(r.name));
  for (const auto& r : c.qubit_registers()) out.qubit_registers.push_back(names.choose(r.name));
  for (const auto& p : parameters) out.parameters.emplace(p, names.choose(p));
  return out;
}

}  // namespace ketway::language
