// Sessions of both clouds, from the SDK's face to the cloud's books.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <optional>
#include <vector>

#include "cloud_stage.hpp"

namespace ketway::simulated {
namespace {

class CloudSessions : public ::testing::TestWithParam<bool> {
 public:
  static scenario of(bool ibm) {
    scenario s(5);
    s.ibm = ibm;
    return s;
  }
  /// IonQ has dedicated sessions only.
  static session_options options() {
    return session_options().mode(GetParam() ? session_mode::batch : session_mode::dedicated);
  }
  static circuit bell() {
    circuit c(2, 2);
    c.h(0).cx(0, 1).measure(0, 0).measure(1, 1);
    return c;
  }
  boost::asio::awaitable<void> open_device() {
    const account a = stage.open_account(rt);
    device.emplace((co_await a.open(GetParam() ? "ibm_line" : "qpu.forte-1", "cloud")).value());
  }
  void run(boost::asio::awaitable<void> what) {
    boost::asio::co_spawn(stage.world().executor(), std::move(what), [](const std::exception_ptr& e) {
      if (e) std::rethrow_exception(e);
    });
    stage.world().run_for(std::chrono::minutes(10));
  }
  bool seen(const std::string& part) const {
    for (const auto& l : lines)
      if (l.find(part) != std::string::npos) return true;
    return false;
  }

  std::vector<std::string> lines;
  cloud_stage stage{of(GetParam()), [this](const std::string& line) { lines.push_back(line); }};
  runtime rt{stage.world(), settings().level(log_level::error)};
  std::optional<backend> device;
};

TEST_P(CloudSessions, HoldWhatIsSubmittedAndEndOnClose) {
  run(open_device());
  ASSERT_TRUE(device);
  std::optional<session> s;
  std::optional<session_status> before, after;
  std::optional<expected<result>> inside, late;
  run([](CloudSessions& t, auto& one, auto& b, auto& a, auto& in, auto& out) -> boost::asio::awaitable<void> {
    one.emplace(co_await t.device->session(options()));
    in.emplace(co_await one->backend().try_execute(bell()));
    b.emplace(co_await one->status());
    a.emplace(co_await one->close());
    out.emplace(co_await one->backend().try_execute(bell()));
  }(*this, s, before, after, inside, late));
  ASSERT_TRUE(late);
  ASSERT_TRUE(*inside) << inside->error().to_string();
  EXPECT_EQ(before->state, session_state::open);
  EXPECT_NE(after->state, session_state::open);
  ASSERT_FALSE(*late) << "a closed session takes no jobs";
  EXPECT_NE(late->error().code(), errc::internal);
}

TEST_P(CloudSessions, AreClosedInTheCloudWhenTheHandleGoes) {
  run(open_device());
  std::string id;
  run([](CloudSessions& t, std::string& to) -> boost::asio::awaitable<void> {
    const session opened = co_await t.device->session(options());
    to = opened.id();
  }(*this, id));
  EXPECT_TRUE(seen(id));
  std::optional<session_status> after;
  run([](CloudSessions& t, std::string i, auto& a) -> boost::asio::awaitable<void> {
    a.emplace(co_await t.device->join_session(i).status());
  }(*this, id, after));
  ASSERT_TRUE(after);
  EXPECT_NE(after->state, session_state::open);
}

INSTANTIATE_TEST_SUITE_P(Of, CloudSessions, ::testing::Values(true, false),
                         [](const auto& p) { return p.param ? "ibm" : "ionq"; });

}  // namespace
}  // namespace ketway::simulated
