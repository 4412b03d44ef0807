// The pipeline: expand, place, route, translate. A compiler that optimises replaces passes here.

#include <algorithm>

#include "circuit/columns.hpp"
#include "compiler/expand.hpp"
#include "compiler/layout.hpp"
#include "compiler/reasons.hpp"
#include "compiler/routing.hpp"
#include "compiler/translate.hpp"

namespace ketway {
namespace {

std::uint64_t count_pairs(const circuit& c) {
  std::uint64_t n = 0;
  for (const kw_gate& g : circuit::storage::of(c).gates)
    n += (gates::is_gate(g.op) || g.op == KW_OP_UNITARY) && g.num_operands == 2 ? 1 : 0;
  return n;
}

expected<compiled> run(const circuit& c, const compiler::machine& m, const compile_options& options) {
  if (auto against = compiler::reasons_against(c, m); !against.empty())
    return compiler::refusal_of("the circuit does not fit " + m.name(), std::move(against));
  const circuit small = compiler::expand(c, m);
  expected<std::vector<std::uint32_t>> layout = compiler::place(small, m);
  if (!layout) return layout.error();
  const compiler::routed routed = compiler::route(small, m, *layout);
  const bool phase = options.global_phase().value_or(m.has_name(KW_OP_GPHASE));
  expected<circuit> done =
      compiler::translate(routed.circuit, m, compiler::translate_options(options.optimization() > 0, phase));
  if (!done) return done.error();
  compiled out(std::move(*done));
  out.initial_layout = std::move(*layout);
  out.final_layout = routed.final_layout;
  out.swaps = routed.swaps;
  out.two_qubit_gates = count_pairs(out.circuit);
  return out;
}

}  // namespace

expected<compiled> compile(const circuit& c, const target& t, const compile_options& options) {
  if (auto closed = c.validate(); !closed) return closed.error();
  const expected<compiler::machine> m = compiler::machine::of(t);
  if (!m) return m.error();
  try {
    return run(c, *m, options);
  } catch (const exception& e) {  // a limit of circuits, or an expression beyond its own
    return e.error();
  }
}

}  // namespace ketway
