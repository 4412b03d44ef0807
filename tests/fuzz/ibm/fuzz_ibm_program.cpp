// The small reader of OpenQASM 3, and the change from physical qubits to a register: what it writes it can read, with the
// same registers.

#include <cstdio>
#include <cstdlib>
#include <ketway/plugin.hpp>
#include <string_view>

#include "wire/program_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace ketway;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const ibm::program_text program(text);
    if (!program.physical) return 0;
    const std::string written = ibm::with_qubit_register(text, program.num_qubits);
    const ibm::program_text again(written);
    if (again.registers == program.registers && again.inputs == program.inputs && !again.physical) return 0;
    std::fprintf(stderr, "%s\n", written.c_str());
    std::abort();
  } catch (const plugin::error&) {  // a typed error is an answer
  }
  return 0;
}
