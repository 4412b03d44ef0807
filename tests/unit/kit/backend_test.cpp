#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

/// Knows two devices and has no verb beyond the two that every plugin has.
class plain : public backend {
 public:
  explicit plain(kw_host* host, bool* destroyed = nullptr) : backend(host), destroyed_(destroyed) {}
  ~plain() override {
    if (destroyed_) *destroyed_ = true;
  }
  task<std::vector<device>> devices() override {
    std::vector<device> all(2);
    all[0].id = "one", all[1].id = "two";
    co_return all;
  }
  task<job> submit(const kw_submission& s) override {
    co_await sleep(1);
    job j;
    j.id = "job of " + text(s.device);
    co_return j;
  }

 private:
  bool* destroyed_;
};

class backends : public testing::Test {
 protected:
  conform::fake_host host;
  recorder seen;
  plain b{&host};
};

TEST_F(backends, FindTheDeviceInTheirList) {
  std::string id;
  seen.on_result = [&](const void* p) {
    if (p) id = text(static_cast<const kw_device*>(p)->id);
  };
  seen.holds(b.vt->device(&b, str("two"), seen.done()));
  EXPECT_EQ(id, "two");
}

TEST_F(backends, RefuseADeviceThatIsNotInTheirList) {
  seen.holds(b.vt->device(&b, str("three"), seen.done()));
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_NOT_FOUND));
}

TEST_F(backends, AnswerWhatTheyAreAsked) {
  auto s = sized<kw_submission>();
  s.device = str("one");
  std::string id;
  seen.on_result = [&](const void* p) { id = text(static_cast<const kw_job*>(p)->id); };
  seen.holds(b.vt->submit(&b, &s, seen.done()));
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(id, "job of one");
}

TEST_F(backends, AnswerAVerbTheyLackAsUnimplemented) {
  auto s = sized<kw_submission>();
  auto r = sized<kw_job_ref>();
  auto many = sized<kw_job_refs>();
  std::array<recorder, 7> all;
  all[0].holds(b.vt->validate(&b, &s, all[0].done()));
  all[1].holds(b.vt->estimate(&b, &s, all[1].done()));
  all[2].holds(b.vt->find(&b, &r, all[2].done()));
  all[3].holds(b.vt->poll(&b, &r, all[3].done()));
  all[4].holds(b.vt->poll_many(&b, &many, all[4].done()));
  all[5].holds(b.vt->fetch(&b, &r, all[5].done()));
  all[6].holds(b.vt->cancel(&b, &r, all[6].done()));
  for (const auto& one : all) {
    EXPECT_EQ(one.completions, 1);
    EXPECT_EQ(one.code(), static_cast<std::uint32_t>(KW_UNIMPLEMENTED));
  }
}

TEST_F(backends, HaveNoExtensionUnlessTheySaySo) { EXPECT_EQ(b.vt->extension(&b, str("kw.session/1")), nullptr); }

TEST_F(backends, DestroyThemselves) {
  bool destroyed = false;
  auto* other = new plain(&host, &destroyed);
  other->vt->stop(other);
  other->vt->destroy(other);
  EXPECT_TRUE(destroyed);
}

TEST_F(backends, RunTheirVerbsSideBySide) {
  auto s = sized<kw_submission>();
  recorder other;
  seen.holds(b.vt->submit(&b, &s, seen.done()));
  other.holds(b.vt->submit(&b, &s, other.done()));
  EXPECT_EQ(seen.completions + other.completions, 0);
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.completions, 1);
  EXPECT_EQ(other.completions, 1);
}

TEST(OpenBackend, GivesWhatWasMade) {
  conform::fake_host host;
  std::array<char, 16> why{};
  kw_backend* b = open_backend(why.data(), why.size(), [&] { return std::make_unique<plain>(&host); });
  ASSERT_NE(b, nullptr);
  b->vt->destroy(b);
}

TEST(OpenBackend, WritesTheReasonOfAFailure) {
  std::array<char, 64> why{};
  const auto fails = []() -> std::unique_ptr<plain> { throw std::runtime_error("max_qubits must be a number"); };
  EXPECT_EQ(open_backend(why.data(), why.size(), fails), nullptr);
  EXPECT_STREQ(why.data(), "max_qubits must be a number");
}

TEST(OpenBackend, CutsAReasonThatDoesNotFit) {
  std::array<char, 8> why{};
  why.fill('#');
  const auto fails = []() -> std::unique_ptr<plain> { throw std::runtime_error("0123456789"); };
  EXPECT_EQ(open_backend(why.data(), 5, fails), nullptr);
  EXPECT_STREQ(why.data(), "0123");
  EXPECT_EQ(why[5], '#');
}

TEST(OpenBackend, CopesWithNoRoomForAReason) {
  const auto fails = []() -> std::unique_ptr<plain> { throw 7; };
  EXPECT_EQ(open_backend(nullptr, 0, fails), nullptr);
}

}  // namespace
}  // namespace ketway::plugin::tests
