// Results that are kept, as a person meets them.
#include <gtest/gtest.h>

#include <fstream>

#include "child.hpp"

namespace ketway::process_test {
namespace {

class CacheOfResults : public testing::Test {
 protected:
  outcome call(std::vector<std::string> arguments, std::string_view input = {}) {
    child c(std::move(arguments));
    c.variable("XDG_CACHE_HOME", folder.path().string());
    c.start();
    c.write(input);
    return c.finish();
  }
  nlohmann::json info() { return call({"cache", "info", "--json"}).json(); }
  bool is_cached(const outcome& r) { return r.json()["metadata"].contains("cached"); }
  std::filesystem::path results() const { return folder.path() / "ketway" / "results"; }

  temporary_folder folder;
  const std::vector<std::string> seeded{"run", "-", "--cache", "--seed", "7", "--json"};
};

TEST_F(CacheOfResults, ASecondRunIsAnsweredFromItAndSaysSo) {
  const outcome first = call(seeded, bell()), second = call(seeded, bell());
  ASSERT_EQ(first.status, 0) << first.err;
  ASSERT_EQ(second.status, 0) << second.err;
  EXPECT_FALSE(is_cached(first));
  EXPECT_TRUE(is_cached(second));
  EXPECT_NE(second.err.find("from the result cache"), std::string::npos) << second.err;
  EXPECT_EQ(first.json()["counts"], second.json()["counts"]);
  EXPECT_EQ(first.json()["registers"], second.json()["registers"]);
  EXPECT_TRUE(second.json()["timing"]["run_s"].is_null());
}

TEST_F(CacheOfResults, IsOffUnlessItIsAskedFor) {
  const std::vector<std::string> plain{"run", "-", "--seed", "7", "--json"};
  call(plain, bell());
  EXPECT_FALSE(is_cached(call(plain, bell())));
  EXPECT_FALSE(std::filesystem::exists(results()));
}

TEST_F(CacheOfResults, KnowsASeedAndAMethodFromAnother) {
  call(seeded, bell());
  EXPECT_FALSE(is_cached(call({"run", "-", "--cache", "--seed", "8", "--json"}, bell())));
  EXPECT_FALSE(is_cached(call({"run", "-", "--cache", "--seed", "7", "--shots", "5", "--json"}, bell())));
  EXPECT_FALSE(is_cached(call({"run", "-", "--cache", "--seed", "7", "--method", "statevector", "--json"}, bell())));
  EXPECT_TRUE(is_cached(call(seeded, bell())));
}

TEST_F(CacheOfResults, KeepsExactProbabilitiesWithoutASeed) {
  const std::vector<std::string> exact{"run", "-", "--cache", "--shots", "0", "--json"};
  const outcome first = call(exact, bell()), second = call(exact, bell());
  EXPECT_TRUE(is_cached(second)) << second.err;
  EXPECT_EQ(first.json()["probabilities"], second.json()["probabilities"]);
}

TEST_F(CacheOfResults, SaysWhyItHasNoEffectWithoutASeed) {
  const std::vector<std::string> unseeded{"run", "-", "--cache", "--json"};
  call(unseeded, bell());
  const outcome r = call(unseeded, bell());
  EXPECT_FALSE(is_cached(r));
  EXPECT_NE(r.err.find("--cache has no effect"), std::string::npos) << r.err;
}

TEST_F(CacheOfResults, InfoCountsAndClearRemovesWhatThereIs) {
  EXPECT_EQ(info()["results"]["entries"], 0);
  call(seeded, bell());
  const nlohmann::json there = info();
  EXPECT_EQ(there["folder"], (folder.path() / "ketway").string());
  EXPECT_EQ(there["results"]["entries"], 1);
  EXPECT_GT(there["results"]["bytes"], 0);
  EXPECT_GT(there["results"]["limit"], 0);
  const outcome cleared = call({"cache", "clear", "--json"});
  ASSERT_EQ(cleared.status, 0) << cleared.err;
  EXPECT_EQ(cleared.json()["removed"]["entries"], 1);
  EXPECT_EQ(info()["results"]["entries"], 0);
  EXPECT_FALSE(is_cached(call(seeded, bell())));
}

TEST_F(CacheOfResults, IsShownToPeopleToo) {
  const outcome r = call({"cache"});
  EXPECT_EQ(r.status, 0) << r.err;
  EXPECT_NE(r.out.find("0 entries"), std::string::npos) << r.out;
}

TEST_F(CacheOfResults, ADamagedEntryIsRunAgain) {
  call(seeded, bell());
  for (const auto& file : std::filesystem::directory_iterator(results())) std::ofstream(file.path()) << "KWJr nonsense";
  const outcome r = call(seeded, bell());
  ASSERT_EQ(r.status, 0) << r.err;
  EXPECT_FALSE(is_cached(r));
  EXPECT_TRUE(is_cached(call(seeded, bell())));
}

TEST_F(CacheOfResults, IsForItsOwnerAlone) {
  call(seeded, bell());
  const auto only_owner = [](const std::filesystem::path& p) {
    using std::filesystem::perms;
    return (std::filesystem::status(p).permissions() & (perms::group_all | perms::others_all)) == perms::none;
  };
  EXPECT_TRUE(only_owner(results()));
  for (const auto& file : std::filesystem::directory_iterator(results())) EXPECT_TRUE(only_owner(file.path()));
}

}  // namespace
}  // namespace ketway::process_test
