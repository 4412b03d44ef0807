#include "ketway/digest.hpp"

#include <gtest/gtest.h>

#include "folder.hpp"

namespace {

using ketway::sha256_file;
using ketway::test::folder;

TEST(Digest, OfAnEmptyFileIsTheKnownOne) {
  const folder f;
  EXPECT_EQ(*sha256_file(f.write("x", "")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
TEST(Digest, OfAbcIsTheOneOfTheStandard) {
  const folder f;
  EXPECT_EQ(*sha256_file(f.write("x", "abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
TEST(Digest, OfAMillionLettersIsTheOneOfTheStandard) {
  const folder f;
  EXPECT_EQ(*sha256_file(f.write("x", std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
TEST(Digest, OfAMissingFileIsNotFound) {
  const folder f;
  EXPECT_EQ(sha256_file(f / "x").error().code(), ketway::errc::not_found);
}
TEST(Digest, OfAFolderIsAnError) {
  const folder f;
  EXPECT_EQ(sha256_file(f.path()).error().code(), ketway::errc::unavailable);
}

}  // namespace
