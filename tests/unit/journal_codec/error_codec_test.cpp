// Errors as the journal keeps them.
#include "journal/error_codec.hpp"

#include <gtest/gtest.h>

#include <random>

namespace ketway::tests {
namespace {

error any_error(std::uint64_t seed) {
  std::mt19937_64 d(seed);
  const auto text = [&]() -> std::string {
    return d() % 3 == 0 ? "" : "text \"" + std::to_string(d() % 100) + "\"\n\xc3\xa9";
  };
  error e(static_cast<errc>(d() % 17), text());
  e.backend(text()).provider_code(text()).request_id(text()).job_uri(text()).advice(text());
  e.retryable(d() % 2).maybe_executed(d() % 2).needs_user(d() % 2).misconfigured(d() % 2);
  e.billed(static_cast<billing>(d() % 3)).fate(static_cast<job_fate>(d() % 4));
  e.retry_after(std::chrono::nanoseconds(d() >> 1)).http_status(static_cast<std::uint32_t>(d() % 600));
  std::vector<diagnostic> list(d() % 3);
  for (auto& x : list) {
    x.level = static_cast<diagnostic::severity>(d() % 3), x.message = text(), x.where.file = text();
    x.where.line = static_cast<std::uint32_t>(d() % 9), x.where.column = static_cast<std::uint32_t>(d() % 9);
  }
  return e.diagnostics(std::move(list));
}

void expect_equal(const error& a, const error& b) {
  EXPECT_EQ(a.code(), b.code());
  EXPECT_EQ(a.message(), b.message());
  EXPECT_EQ(a.backend(), b.backend());
  EXPECT_EQ(a.provider_code(), b.provider_code());
  EXPECT_EQ(a.request_id(), b.request_id());
  EXPECT_EQ(a.job_uri(), b.job_uri());
  EXPECT_EQ(a.advice(), b.advice());
  EXPECT_EQ(a.retryable(), b.retryable());
  EXPECT_EQ(a.maybe_executed(), b.maybe_executed());
  EXPECT_EQ(a.needs_user(), b.needs_user());
  EXPECT_EQ(a.misconfigured(), b.misconfigured());
  EXPECT_EQ(a.billed(), b.billed());
  EXPECT_EQ(a.fate(), b.fate());
  EXPECT_EQ(a.retry_after(), b.retry_after());
  EXPECT_EQ(a.http_status(), b.http_status());
  ASSERT_EQ(a.diagnostics().size(), b.diagnostics().size());
  for (std::size_t i = 0; i < a.diagnostics().size(); ++i) {
    EXPECT_EQ(a.diagnostics()[i].to_string(), b.diagnostics()[i].to_string());
    EXPECT_EQ(a.diagnostics()[i].where.column, b.diagnostics()[i].where.column);
  }
}

TEST(ErrorCodec, GivesBackEveryMember) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const error e = any_error(seed);
    const auto back = decode_error(encode_error(e));
    ASSERT_TRUE(back) << seed;
    expect_equal(*back, e);
  }
}

TEST(ErrorCodec, WritesJsonWhateverAProviderHasSaid) {
  const auto back = decode_error(encode_error(error(errc::unavailable, "bad \xff\xc3( byte").provider_code("\x80")));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->message(), "bad \xef\xbf\xbd\xef\xbf\xbd( byte");
  EXPECT_EQ(back->provider_code(), "\xef\xbf\xbd");
}

TEST(ErrorCodec, RefusesWhatIsNoError) {
  for (const char* text : {"", "[]", "{}", "{\"code\":", "7", "null", "\xff"}) EXPECT_FALSE(decode_error(text)) << text;
}

TEST(ErrorCodec, ReadsWhatALaterVersionMaySay) {
  const auto e = decode_error(
      R"({"code":"flux_lost","message":"m","later":{},"billed":"twice","fate":"lost","http_status":"x","retry_after_ns":1e40,
          "diagnostics":[7,{"severity":"hint","message":"d","line":-4}]})");
  ASSERT_TRUE(e);
  EXPECT_EQ(e->code(), errc::unknown);
  EXPECT_EQ(e->message(), "m");
  EXPECT_EQ(e->billed(), billing::unknown);
  EXPECT_EQ(e->fate(), job_fate::none);
  EXPECT_EQ(e->http_status(), 0U);
  EXPECT_EQ(e->retry_after().count(), 0);
  ASSERT_EQ(e->diagnostics().size(), 1U);
  EXPECT_EQ(e->diagnostics()[0].message, "d");
}

}  // namespace
}  // namespace ketway::tests
