#pragma once
// Feeds expression_reader: records an expression for later, and computes what is constant already.

#include <cmath>

#include "language/gate_library.hpp"

namespace ketway::language {

class expression_recorder {
 public:
  class value {
   public:
    std::size_t first = 0;  ///< where its steps begin
    bool constant = false, whole = false;
    double number = 0;
  };
  explicit expression_recorder(gate_library& library) : library_(library) {}

  value number(double v, std::size_t offset) {
    value made;
    made.first = library_.steps.size();
    made.constant = true;
    made.number = v;
    expression_step step;
    step.value = v;
    step.offset = offset;
    library_.steps.push_back(step);
    return made;
  }
  value whole_number(double v, std::size_t offset) {
    value made = number(v, offset);
    made.whole = true;
    return made;
  }
  /// A parameter of the gate.
  value argument(std::uint32_t which, std::size_t offset) {
    value made;
    made.first = library_.steps.size();
    expression_step step;
    step.what = operation::argument;
    step.argument = which;
    step.offset = offset;
    library_.steps.push_back(step);
    return made;
  }
  const char* apply(operation what, std::size_t offset, value& a, const value& b) {
    const bool binary = is_binary(what);
    if (a.constant && (!binary || b.constant)) {
      double result = 0;
      if (const char* const problem = compute(what, a.number, b.number, result)) return problem;
      const bool whole = a.whole && (!binary || b.whole) && std::trunc(result) == result;
      library_.steps.resize(a.first);
      a = number(result, offset);
      a.whole = whole;
      return nullptr;
    }
    expression_step step;
    step.what = what;
    step.offset = offset;
    library_.steps.push_back(step);
    a.constant = a.whole = false;
    return nullptr;
  }

 private:
  gate_library& library_;
};

}  // namespace ketway::language
