// Random circuits on connected graphs. A failing seed is in the trace.
#include <cstdlib>

#include "targets.hpp"

namespace ketway::tests {
namespace {

class graph {
 public:
  graph(std::string n, std::uint32_t size, pairs e, names b)
      : name(std::move(n)), size(size), edges(std::move(e)), basis(std::move(b)) {}
  std::string name;
  std::uint32_t size;
  pairs edges;
  names basis;
};

std::ostream& operator<<(std::ostream& out, const graph& g) { return out << g.name; }

std::vector<graph> graphs() {
  const names cx{"cx", "rz", "sx", "x"}, ecr{"ecr", "rz", "sx", "x"};
  return {{"line", 6, both_ways(line(6)), cx},
          {"ring", 6, both_ways(ring(6)), {"cz", "r", "rz"}},
          {"grid", 6, both_ways(grid(2, 3)), {"cz", "rz", "sx", "x"}},
          {"heavy_hex", 11, both_ways(heavy_hex_piece()), ecr},
          {"directed_line", 6, line(6), cx},
          {"directed_hex", 11, heavy_hex_piece(), ecr},
          {"iswap_line", 6, line(6), {"iswap", "rz", "rx"}},
          {"rzz_ring", 6, ring(6), {"rzz", "rz", "sx", "x"}},
          {"siswap_grid", 6, grid(3, 2), {"siswap", "phasedxz"}},
          {"ions", 6, {}, {"ms", "gpi", "gpi2"}}};
}

std::uint64_t first_seed() {
  const char* given = std::getenv("KETWAY_TEST_SEED");
  return given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
}

class Random : public ::testing::TestWithParam<graph> {};

TEST_P(Random, GatesDoTheSame) {
  for (std::uint64_t seed = first_seed(); seed < first_seed() + 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_circuit r(seed);
    const std::uint32_t n = 2 + r.below(4);
    lower(r.gates(n, 3 + r.below(15)), machine_of(GetParam().size, GetParam().basis, GetParam().edges),
          compile_options().optimization(r.below(2)));
  }
}

TEST_P(Random, MeasurementsAndBlocksGiveTheSameDistribution) {
  for (std::uint64_t seed = first_seed(); seed < first_seed() + 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_circuit r(seed);
    const std::uint32_t n = 3 + r.below(2);
    circuit c(n, 3);
    std::uint32_t open = 0, measured = 0;
    std::vector<bool> may_else;
    for (int i = 0; i < 25; ++i) {
      const std::uint32_t what = r.below(12);
      if (what == 0 && measured < 4) {
        c.measure(r.below(n), r.below(3)), ++measured;
      } else if (what == 1 && open < 2) {
        c.begin_if(condition(r.below(3), r.below(2) == 0)), ++open, may_else.push_back(true);
      } else if (what == 2 && open > 0) {
        c.end(), --open, may_else.pop_back();
      } else if (what == 3 && open > 0 && may_else.back()) {
        c.otherwise(), may_else.back() = false;
      } else if (what == 4 && measured < 4) {
        c.reset(r.below(n)), ++measured;
      } else {
        r.add_gate(c, 3);
      }
    }
    while (open-- > 0) c.end();
    for (std::uint32_t q = 0; q < 3; ++q) c.measure(q, q);
    lower(c, machine_of(GetParam().size, GetParam().basis, GetParam().edges));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Random, ::testing::ValuesIn(graphs()), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ketway::tests
