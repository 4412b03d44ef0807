// Without a test framework, so that the project needs nothing: each line that does not hold is printed.
#include "machine.hpp"

#include <cstdio>
#include <string>
#include <vector>

namespace {

int failures = 0;
void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("does not hold: %s\n", what);
  ++failures;
}

class circuit {
 public:
  circuit(std::uint32_t qubits, std::uint32_t bits) : qubits_(qubits), bits_(bits) {}
  circuit& add(std::uint16_t op, const std::vector<std::uint32_t>& on) {
    kw_gate g{};
    g.op = op, g.num_operands = static_cast<std::uint16_t>(on.size());
    g.operand = static_cast<std::uint32_t>(operands_.size());
    operands_.insert(operands_.end(), on.begin(), on.end());
    gates_.push_back(g);
    return *this;
  }
  kw_circuit view() const {
    kw_circuit c{};
    c.struct_size = sizeof c, c.num_qubits = qubits_, c.num_bits = bits_;
    c.gates = gates_.data(), c.num_gates = gates_.size(), c.operands = operands_.data(),
    c.num_operands = operands_.size();
    return c;
  }

 private:
  std::uint32_t qubits_, bits_;
  std::vector<kw_gate> gates_;
  std::vector<std::uint32_t> operands_;
};

std::vector<std::uint8_t> run(const circuit& c) { return toy::run(c.view()); }
std::size_t objections(const circuit& c) { return toy::objections(c.view(), 4).size(); }

}  // namespace

int main() {
  using key = std::vector<std::uint8_t>;
  expect(run(circuit(2, 2).add(KW_OP_X, {0}).add(KW_OP_MEASURE, {0, 1})) == key{2}, "x, measured to bit 1, gives 10");
  expect(run(circuit(2, 2).add(KW_OP_CX, {0, 1}).add(KW_OP_MEASURE, {1, 0})) == key{0}, "cx needs its control");
  expect(run(circuit(3, 1).add(KW_OP_X, {0}).add(KW_OP_X, {1}).add(KW_OP_X, {0, 1, 2}).add(KW_OP_MEASURE, {2, 0})) ==
             key{1},
         "x with two controls is a Toffoli gate");
  expect(run(circuit(2, 2).add(KW_OP_X, {0}).add(KW_OP_SWAP, {0, 1}).add(KW_OP_MEASURE, {1, 1})) == key{2}, "swap");
  expect(run(circuit(1, 1).add(KW_OP_X, {0}).add(KW_OP_RESET, {0}).add(KW_OP_MEASURE, {0, 0})) == key{0}, "reset");
  expect(run(circuit(1, 9).add(KW_OP_X, {0}).add(KW_OP_MEASURE, {0, 8})) == (key{0, 1}), "bit 8 is in the second byte");
  expect(objections(circuit(4, 1).add(KW_OP_X, {3}).add(KW_OP_BARRIER, {0, 1})) == 0, "what it can run");
  expect(objections(circuit(5, 1).add(KW_OP_H, {0}).add(KW_OP_T, {1})) == 3, "every reason is given");
  expect(objections(circuit(2, 1).add(KW_OP_CX, {1, 1})) == 1, "a qubit twice");
  expect(objections(circuit(2, 1).add(KW_OP_MEASURE, {0, 1})) == 1, "a bit that is not there");
  return failures == 0 ? 0 : 1;
}
