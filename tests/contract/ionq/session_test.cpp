#include "cloud.hpp"

namespace ketway::ionq::tests {
namespace {

class sessions : public cloud {
 protected:
  static json document(const char* status) {
    return {{"id", "s-1"},
            {"created_at", "2026-05-01T12:00:00Z"},
            {"organization_id", "o-1"},
            {"backend", "qpu.forte-1"},
            {"project_id", nullptr},
            {"creator_id", nullptr},
            {"started_at", "2026-05-01T12:01:00Z"},
            {"ended_at", nullptr},
            {"ender_id", nullptr},
            {"active", true},
            {"status", status},
            {"settings", {{"duration_limit_min", 30}}}};
  }
};

TEST_F(sessions, AreOpenedWithARequestThatBills) {
  reply(201, document("created"));
  const auto a = open_session("forte-1", "dedicated", 1'830'000'000'000);  // 30.5 min
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(0), "POST /sessions");
  EXPECT_EQ(sent[0].auth, "ionq");
  EXPECT_EQ(sent[0].flags, static_cast<std::uint32_t>(KW_HTTP_SUBMITS));
  EXPECT_EQ(sent[0].document(), json::parse(R"({"backend": "qpu.forte-1", "settings": {"duration_limit_min": 30}})"));
  EXPECT_EQ(a.session, "s-1");
  EXPECT_EQ(a.session_state, static_cast<std::uint32_t>(KW_SESSION_OPEN));
  EXPECT_EQ(a.session_expires_ns, 1'777'638'660'000'000'000U);
}

TEST_F(sessions, OfAModeThatIsNotThereAreNotOpened) {
  expect_code(open_session("forte-1", "batch", 0), KW_INVALID_ARGUMENT, KW_NOT_BILLED);
  EXPECT_TRUE(sent.empty());
}

TEST_F(sessions, WhoseOpeningIsUncertainSaySo) {
  reply_text(502, "");
  expect_code(open_session("forte-1", "dedicated", 0), KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED);
}

TEST_F(sessions, AreClosedOnce) {
  reply(200, document("started"));
  reply(200, document("ended"));
  auto a = close_session("s-1");
  ASSERT_TRUE(a.ok) << a.status.what();
  EXPECT_EQ(path(1), "POST /sessions/s-1/end");
  EXPECT_EQ(a.session_state, static_cast<std::uint32_t>(KW_SESSION_CLOSED));
  reply(200, document("ended"));
  a = close_session("s-1");
  EXPECT_EQ(sent.size(), 3U);
  EXPECT_EQ(a.session_state, static_cast<std::uint32_t>(KW_SESSION_CLOSED));
}

TEST_F(sessions, InAStateNeverSeenCountAsOpen) {
  reply(200, document("resting"));
  const auto a = poll_session("s-1");
  EXPECT_EQ(path(0), "GET /sessions/s-1");
  EXPECT_EQ(a.session_state, static_cast<std::uint32_t>(KW_SESSION_OPEN));
}

}  // namespace
}  // namespace ketway::ionq::tests
