#include "wire/gate_names.hpp"

#include <ketway/ops.h>

namespace ketway::ibm {

bool known_gate(std::string_view name) {
#define KETWAY_IBM_SAME(c, number, text, operands, params) \
  if (name == (text)) return true;
  KW_GATE_TABLE(KETWAY_IBM_SAME)
#undef KETWAY_IBM_SAME
  return false;
}

bool symmetric_gate(std::string_view name) { return name == "cz" || name == "rzz"; }

std::string_view gate_definition(std::string_view name) {
  if (name == "rzz") return "gate rzz(p0) a, b { cx a, b; rz(p0) b; cx a, b; }";
  // rzx(pi/4), x on the first, rzx(-pi/4), where rzx(t) is h b; cx a, b; rz(t) b; cx a, b; h b
  if (name == "ecr")
    return "gate ecr a, b { h b; cx a, b; rz(pi/4) b; cx a, b; h b; x a; h b; cx a, b; rz(-pi/4) b; cx a, b; h b; }";
  return {};
}

}  // namespace ketway::ibm
