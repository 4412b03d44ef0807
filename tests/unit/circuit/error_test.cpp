#include "ketway/error.hpp"

#include <gtest/gtest.h>

#include "ketway/plugin.h"

namespace ketway {
namespace {

TEST(Errors, HaveTheNumbersOfTheInterface) {
  EXPECT_EQ(static_cast<int>(errc::ok), KW_OK);
  EXPECT_EQ(static_cast<int>(errc::cancelled), KW_CANCELLED);
  EXPECT_EQ(static_cast<int>(errc::unknown), KW_UNKNOWN);
  EXPECT_EQ(static_cast<int>(errc::invalid_argument), KW_INVALID_ARGUMENT);
  EXPECT_EQ(static_cast<int>(errc::deadline_exceeded), KW_DEADLINE_EXCEEDED);
  EXPECT_EQ(static_cast<int>(errc::failed_precondition), KW_FAILED_PRECONDITION);
  EXPECT_EQ(static_cast<int>(errc::unimplemented), KW_UNIMPLEMENTED);
  EXPECT_EQ(static_cast<int>(errc::unauthenticated), KW_UNAUTHENTICATED);
}

TEST(Errors, HaveNamesInWords) {
  EXPECT_EQ(to_string(errc::ok), "ok");
  EXPECT_EQ(to_string(errc::invalid_argument), "invalid_argument");
  EXPECT_EQ(to_string(errc::unauthenticated), "unauthenticated");
  EXPECT_EQ(to_string(static_cast<errc>(17)), "unknown");
  EXPECT_EQ(to_string(static_cast<errc>(0xFFFFFFFF)), "unknown");
}

TEST(Errors, PrintOneLineForAPerson) {
  EXPECT_EQ(error(errc::unavailable, "no answer").to_string(), "no answer (unavailable)");
  EXPECT_EQ(error().to_string(), "failed (unknown)");
  const error e = error(errc::resource_exhausted, "too many jobs")
                      .backend("ionq:forte-1")
                      .provider_code("TooManyRequests")
                      .advice("Wait a minute.");
  EXPECT_EQ(e.to_string(),
            "ionq:forte-1: too many jobs (resource_exhausted, provider code TooManyRequests); Wait a minute.");
  EXPECT_STREQ(exception(e).what(), e.to_string().c_str());
}

TEST(Diagnostics, PrintWhatIsKnownOfTheirPlace) {
  diagnostic d;
  d.message = "unknown gate";
  EXPECT_EQ(d.to_string(), "error: unknown gate");
  d.where.line = 3;
  EXPECT_EQ(d.to_string(), "3: error: unknown gate");
  d.where.column = 7;
  d.level = diagnostic::severity::warning;
  EXPECT_EQ(d.to_string(), "3:7: warning: unknown gate");
  d.where.file = "bell.qasm";
  d.level = diagnostic::severity::note;
  EXPECT_EQ(d.to_string(), "bell.qasm:3:7: note: unknown gate");
  d.where.line = 0;
  EXPECT_EQ(d.to_string(), "bell.qasm: note: unknown gate");
}

TEST(Expected, GivesItsValueOrThrowsItsError) {
  const expected<int> good = 4;
  EXPECT_EQ(good.value(), 4);
  const expected<int> bad = error(errc::not_found, "nothing here");
  EXPECT_FALSE(bad);
  try {
    static_cast<void>(bad.value());
    FAIL() << "no exception";
  } catch (const exception& e) {
    EXPECT_EQ(e.error().code(), errc::not_found);
  }
}

}  // namespace
}  // namespace ketway
