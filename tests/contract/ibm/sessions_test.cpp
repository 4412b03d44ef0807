// kw.session/1 over POST, GET and PATCH /sessions.
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

class held {
 public:
  held() = default;
  std::string id;
  std::uint32_t state = 0;
  std::uint64_t expires_ns = 0;
};

const kw_session_vt& verbs(cloud& ibm) {
  return *static_cast<const kw_session_vt*>(ibm.backend->vt->extension(ibm.backend, plugin::str(KW_SESSION_1)));
}
const auto take = [](held& to, const void* p) {
  const auto& s = *static_cast<const kw_session*>(p);
  to.id = plugin::text(s.id), to.state = s.state, to.expires_ns = s.expires_ns;
};

outcome<held> opened(cloud& ibm, const char* mode, std::uint64_t max_time_ns = 0) {
  auto r = plugin::sized<kw_session_request>();
  r.device = plugin::str("ibm_fez"), r.mode = plugin::str(mode), r.max_time_ns = max_time_ns;
  return ibm.run<held>([&](kw_done d) { return verbs(ibm).open(ibm.backend, &r, d); }, take);
}
outcome<held> closed(cloud& ibm) {
  return ibm.run<held>([&](kw_done d) { return verbs(ibm).close(ibm.backend, plugin::str("s1"), d); }, take);
}
outcome<held> polled(cloud& ibm) {
  return ibm.run<held>([&](kw_done d) { return verbs(ibm).poll(ibm.backend, plugin::str("s1"), d); }, take);
}

TEST(Session, IsOpenedWithItsModeDeviceAndTime) {
  cloud ibm;
  ibm.expect("POST", "/sessions", 200,
             {{"id", "s1"},
              {"backend_name", "ibm_fez"},
              {"mode", "batch"},
              {"state", "open"},
              {"accepting_jobs", true},
              {"started_at", "2026-09-12T10:00:00Z"},
              {"max_ttl", 60}});
  const auto s = opened(ibm, "batch", 59'500'000'000);
  ASSERT_TRUE(s.ok()) << s.status.what();
  EXPECT_EQ(s.value.id, "s1");
  EXPECT_EQ(s.value.state, static_cast<std::uint32_t>(KW_SESSION_OPEN));
  EXPECT_EQ(s.value.expires_ns, 1789207260000000000u);
  EXPECT_EQ(ibm.sent(0), json::parse(R"({"mode": "batch", "backend": "ibm_fez", "max_ttl": 60})"));
  EXPECT_EQ(ibm.requests[0].flags, static_cast<std::uint32_t>(KW_HTTP_SUBMITS));
}

TEST(Session, OfAModeThatIbmHasNotIsRefused) {
  cloud ibm;
  EXPECT_EQ(opened(ibm, "shared").status.code, static_cast<std::uint32_t>(KW_INVALID_ARGUMENT));
}

TEST(Session, ThatThePlanDoesNotHaveNeedsAPerson) {
  cloud ibm;
  ibm.expect("POST", "/sessions", 403, {{"errors", {{{"code", 1352}, {"message", "not on the open plan"}}}}});
  const auto s = opened(ibm, "dedicated");
  EXPECT_EQ(s.status.code, static_cast<std::uint32_t>(KW_PERMISSION_DENIED));
  EXPECT_TRUE(s.status.flags & KW_NEEDS_USER);
}

TEST(Session, MayHaveBeenOpenedWhereTheAnswerCannotBeRead) {
  cloud ibm;
  ibm.expect("POST", "/sessions", 200, "{}");
  EXPECT_TRUE(opened(ibm, "dedicated").status.flags & KW_MAYBE_EXECUTED);
}

TEST(Session, ClosesByTakingNoMoreJobs) {
  cloud ibm;
  ibm.expect("PATCH", "/sessions/s1", 204, "");
  ibm.expect("GET", "/sessions/s1", 200, {{"id", "s1"}, {"state", "active"}, {"accepting_jobs", false}});
  const auto s = closed(ibm);
  ASSERT_TRUE(s.ok()) << s.status.what();
  EXPECT_EQ(s.value.state, static_cast<std::uint32_t>(KW_SESSION_CLOSING));
  EXPECT_EQ(ibm.sent(0), json::parse(R"({"accepting_jobs": false})"));
}

TEST(Session, ThatIsClosedAlreadyTellsSo) {
  cloud ibm;
  ibm.expect("PATCH", "/sessions/s1", 409, "");
  ibm.expect("GET", "/sessions/s1", 200, {{"id", "s1"}, {"state", "closed"}});
  EXPECT_EQ(closed(ibm).value.state, static_cast<std::uint32_t>(KW_SESSION_CLOSED));
}

TEST(Session, IsOpenWhileItTakesJobs) {
  cloud ibm;
  ibm.expect("GET", "/sessions/s1", 200, {{"id", "s1"}, {"state", "inactive"}, {"accepting_jobs", true}});
  EXPECT_EQ(polled(ibm).value.state, static_cast<std::uint32_t>(KW_SESSION_OPEN));
}

TEST(Session, IsTheOnlyExtension) {
  cloud ibm;
  EXPECT_EQ(ibm.backend->vt->extension(ibm.backend, plugin::str("kw.other/1")), nullptr);
}

}  // namespace
}  // namespace ketway::ibm::tests
