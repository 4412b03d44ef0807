// Sessions: opened, joined by submissions, closed when nobody has them any more.
#include <gtest/gtest.h>

#include "scripted_plugin.hpp"

namespace ketway::tests {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;

class Sessions;
Sessions* current = nullptr;  // the plugin's table has no place for one

class Sessions : public ::testing::Test {
 protected:
  Sessions() {
    current = this;
    s.plugin.extension = [](const std::string& id) -> const void* { return id == KW_SESSION_1 ? &table : nullptr; };
    s.plugin.submit = [this](kw_host*, const kw_submission* w, kw_done d) {
      joined.push_back(p::text(w->session));
      if (!done) done.emplace(w->shots);
      return s.plugin.answer(d, done->job());
    };
  }

  std::optional<expected<session>> open(const session_options& o = {}) {
    if (!s.device) s.open();
    std::optional<expected<session>> out;
    const backend device = *s.device;
    s.start([](backend b, session_options with, std::optional<expected<session>>& to) -> boost::asio::awaitable<void> {
      auto opened = co_await b.try_session(with);
      to.emplace(std::move(opened));
    }(device, o, out));
    s.world->run_for(1min);
    return out;
  }
  std::optional<expected<session_status>> ask(const session& one, bool close) {
    std::optional<expected<session_status>> out;
    s.start([](session of, bool c, std::optional<expected<session_status>>& to) -> boost::asio::awaitable<void> {
      if (c)
        to.emplace(co_await of.try_close());
      else
        to.emplace(co_await of.try_status());
    }(one, close, out));
    s.world->run_for(1min);
    return out;
  }
  static kw_op* give(kw_done d, std::uint32_t state) {
    auto* op = current->s.plugin.hold(d);
    auto given = p::sized<kw_session>();
    given.id = p::str("s-1"), given.state = state, given.expires_ns = 1'800'000'000'000'000'000ULL;
    const auto ok = p::sized<kw_status>();
    d.call(d.ctx, &ok, &given);
    return op;
  }
  static kw_op* on_open(kw_backend*, const kw_session_request* r, kw_done d) {
    current->asked = p::text(r->device) + " " + p::text(r->mode) + " " + std::to_string(r->max_time_ns);
    return give(d, KW_SESSION_OPEN);
  }
  static kw_op* on_slow_open(kw_backend*, const kw_session_request*, kw_done d) {
    current->late = d;
    return current->s.plugin.hold(d);
  }
  static kw_op* on_close(kw_backend*, kw_str id, kw_done d) {
    current->closed.push_back(p::text(id));
    return give(d, KW_SESSION_CLOSED);
  }
  static kw_op* on_poll(kw_backend*, kw_str, kw_done d) { return give(d, 77); }
  static constexpr kw_session_vt table{sizeof(kw_session_vt), 0, &on_open, &on_close, &on_poll};
  static constexpr kw_session_vt slow{sizeof(kw_session_vt), 0, &on_slow_open, &on_close, &on_poll};

  std::optional<one_key_job> done;
  std::string asked;
  kw_done late{};
  std::vector<std::string> joined, closed;
  stage s;  // its end closes what is open
};

TEST_F(Sessions, AreAskedForAsTheCallerSays) {
  const auto one = open(session_options().mode(session_mode::dedicated).max_time(90s));
  ASSERT_TRUE(one && *one);
  EXPECT_EQ((*one)->id(), "s-1");
  EXPECT_EQ(asked, "scripted dedicated 90000000000");
}

TEST_F(Sessions, AreJoinedByWhatIsSubmittedThroughTheirBackend) {
  const auto one = open();
  ASSERT_TRUE(one && *one);
  s.execute(stage::bell());
  s.device = (*one)->backend();
  s.execute(stage::bell());
  EXPECT_EQ(joined, (std::vector<std::string>{"", "s-1"}));
}

TEST_F(Sessions, AreClosedWhenTheLastHandleIsGone) {
  auto one = open();
  ASSERT_TRUE(one && *one);
  s.device = (*one)->backend();
  one.reset();
  s.world->run_for(1s);
  EXPECT_TRUE(closed.empty()) << "the backend is in it";
  s.device.reset();
  s.world->run_for(1s);
  EXPECT_EQ(closed, std::vector<std::string>{"s-1"});
}

TEST_F(Sessions, StayOpenWhereTheCallerSaysSo) {
  open(session_options().keep_open(true));
  s.world->run_for(1min);
  EXPECT_TRUE(closed.empty());
}

TEST_F(Sessions, AreClosedOnce) {
  auto one = open();
  const auto how = ask(**one, true);
  ASSERT_TRUE(how && *how);
  EXPECT_EQ((*how)->state, session_state::closed);
  one.reset();
  s.world->run_for(1min);
  EXPECT_EQ(closed.size(), 1U);
}

TEST_F(Sessions, AreClosedThoughTheRuntimeEnds) {
  auto one = open();
  one.reset();
  s.rt.reset();
  s.world->run_for(1min);
  EXPECT_EQ(closed.size(), 1U);
  EXPECT_EQ(s.plugin.destroyed, 1);
}

TEST_F(Sessions, AreClosedAtTheEndOfTheRuntimeThoughSomebodyHasThem) {
  auto one = open();
  s.rt.reset();
  s.world->run_for(1min);
  EXPECT_EQ(closed.size(), 1U);
  one.reset();
  s.world->run_for(1min);
  EXPECT_EQ(closed.size(), 1U);
  EXPECT_EQ(s.plugin.destroyed, 1);
}

TEST_F(Sessions, ThatOpenWhileTheRuntimeEndsAreClosed) {
  s.open();
  s.plugin.extension = [](const std::string&) -> const void* { return &slow; };
  std::optional<expected<session>> out;
  s.start([](backend b, std::optional<expected<session>>& to) -> boost::asio::awaitable<void> {
    auto opened = co_await b.try_session();
    to.emplace(std::move(opened));
  }(*s.device, out));
  s.world->run_for(1s);
  s.device.reset(), s.account.reset();
  s.rt.reset();
  s.world->run_for(1s);
  auto given = p::sized<kw_session>();
  given.id = p::str("s-1"), given.state = KW_SESSION_OPEN;
  const auto ok = p::sized<kw_status>();
  late.call(late.ctx, &ok, &given);
  s.world->run_for(1min);
  ASSERT_TRUE(out);
  EXPECT_FALSE(*out);
  EXPECT_EQ(closed, std::vector<std::string>{"s-1"});
}

TEST_F(Sessions, OfAnUnknownStateAreUnknownWithTheirEnd) {
  const auto one = open();
  const auto how = ask(**one, false);
  ASSERT_TRUE(how && *how);
  EXPECT_EQ((*how)->state, session_state::unknown);
  EXPECT_EQ((*how)->expires->time_since_epoch(), 1'800'000'000s);
}

TEST_F(Sessions, OfAnotherProcessAreJoinedAndNotClosed) {
  s.open();
  s.device = s.device->join_session("old").backend();
  s.execute(stage::bell());
  s.device.reset();
  s.world->run_for(1min);
  EXPECT_EQ(joined, std::vector<std::string>{"old"});
  EXPECT_TRUE(closed.empty());
}

TEST_F(Sessions, OfABackendWithoutThemAreUnimplemented) {
  s.plugin.extension = nullptr;
  const auto one = open();
  ASSERT_TRUE(one);
  ASSERT_FALSE(*one);
  EXPECT_EQ(one->error().code(), errc::unimplemented);
}

}  // namespace
}  // namespace ketway::tests
