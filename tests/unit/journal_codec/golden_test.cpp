// What version 1 has written is read for ever.
#include "golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "journal/result_codec.hpp"
#include "journal/submission_codec.hpp"
#include "samples.hpp"

namespace ketway::tests {
namespace {

std::string stored(const std::string& name) {
  std::ifstream in(std::string(std::getenv("KETWAY_TEST_DATA")) + "/journal/" + name, std::ios::binary);
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect_same(const std::string& name, const work& made) {
  const auto w = decode_submission(stored(name));
  ASSERT_TRUE(w) << name << ": " << w.error().message();
  EXPECT_EQ(bytes_of(*(*w)->submission()), bytes_of(*made.submission())) << name;
  EXPECT_EQ(bytes_of(*(*w)->expected), bytes_of(*made.expected)) << name;
}

TEST(GoldenJournal, SubmissionsOfVersion1AreRead) {
  expect_same("submission-1", *golden_submission());
  expect_same("submission-sweep-1", *golden_sweep());
}

TEST(GoldenJournal, TextsOfVersion1AreSentAsTheyWereWritten) {
  const auto w = decode_submission(stored("submission-texts-1")).value();
  ASSERT_EQ(w->submission()->num_programs, 2U);
  const kw_program& p = *w->submission()->programs[1];
  EXPECT_EQ(view(p.name), "ghz2");
  EXPECT_EQ(view(p.format), "openqasm3");
  // Not what a printer of today makes of the circuit: what was printed then.
  EXPECT_EQ(view_bytes(p.text).substr(0, 12), "OPENQASM 3.0");
  EXPECT_NE(view_bytes(p.text).find("cx q[0], q[1];"), std::string_view::npos);
}

TEST(GoldenJournal, ResultsOfVersion1AreRead) {
  const auto r = decode_result(stored("result-1"));
  ASSERT_TRUE(r) << r.error().message();
  EXPECT_EQ(bytes_of(*r), bytes_of(golden_result()));
}

}  // namespace
}  // namespace ketway::tests
