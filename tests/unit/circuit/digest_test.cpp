#include <set>

#include "reference.hpp"

namespace ketway {
namespace {

circuit sample() {
  const std::uint32_t q[] = {1};
  circuit c(2, 1);
  c.h(0).cx(0, 1).rz(0.25, 1).rx(parameter("a") / 2, 0).begin_if({0, true}).x(1).end().delay_cycles(8, q).measure(1, 0);
  return c;
}

TEST(Digest, IsTheSameInEveryVersion) { EXPECT_EQ(sample().digest(), 7616211989215554113ULL); }

TEST(Digest, OfEqualCircuitsIsEqual) {
  EXPECT_EQ(sample(), sample());
  EXPECT_EQ(sample().digest(), sample().digest());
  circuit detour = sample();
  circuit grown(2, 1);
  grown.ry(parameter("unused"), 0);
  grown = sample();
  EXPECT_EQ(grown.digest(), detour.digest());
}

TEST(Digest, DoesNotDependOnWhereSymbolsAreStored) {
  circuit a(1), b(2);
  a.rx(parameter("x"), 0).rx(parameter("y"), 0);
  const std::uint32_t on[] = {0};
  circuit c(1);
  c.append(a, on);
  EXPECT_EQ(c, a);
  EXPECT_EQ(c.digest(), a.digest());
  EXPECT_NE(b.digest(), a.digest());
}

TEST(Digest, IgnoresTheNameAndTheSignOfZero) {
  circuit a(1), b(1);
  a.name("a").rx(0.0, 0);
  b.name("b").rx(-0.0, 0);
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.digest(), b.digest());
}

TEST(Digest, SeesEveryDifference) {
  const std::uint32_t q[] = {1};
  std::vector<circuit> all(14, circuit(2, 2));
  all[1].h(0);
  all[2].h(1);
  all[3].x(0);
  all[4].rx(0.5, 0);
  all[5].rx(0.5000000000000001, 0);
  all[6].rx(parameter("a"), 0);
  all[7].rx(parameter("b"), 0);
  all[8].cx(0, 1);
  all[9].cx(1, 0);
  all[10].delay(8, q);
  all[11].delay_cycles(8, q);
  all[12].begin_if({0, true}).end();
  all[13].begin_if({0, false}).end();
  all.emplace_back(3, 2);
  all.emplace_back(2, 3);
  all.emplace_back(4);
  circuit split;
  split.add_qubits("a", 1);
  split.add_qubits("b", 1);
  split.add_bits("c", 2);
  all.push_back(split);
  std::set<std::uint64_t> digests;
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_TRUE(digests.insert(all[i].digest()).second) << i;
    for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(all[i] == all[j]) << i << ' ' << j;
  }
}

TEST(Digest, HasNoCollisionAmongManySmallCircuits) {
  std::set<std::uint64_t> digests;
  for (std::uint32_t i = 0; i < 20000; ++i) {
    circuit c(2);
    c.rx(i * 1e-9, i % 2).rz(1.0 / (i + 1), 0);
    digests.insert(c.digest());
  }
  EXPECT_EQ(digests.size(), 20000U);
}

}  // namespace
}  // namespace ketway
