// What IBM and whoever stands before it says when it refuses.
#include "cloud.hpp"

namespace ketway::ibm::tests {
namespace {

const std::string documented =
    R"({"errors": [{"code": 1352, "message": "You are not authorized to run a session when using the open plan.",
        "solution": "Create an instance of a different plan type.", "more_info": "https://quantum.cloud.ibm.com/docs/errors"}],
        "trace": "6a103952-9232-4ffc-aac1-2367e8ca2091"})";

plugin::error polled(conform::http_reply reply) {
  cloud ibm;
  ibm.expect("GET", "/jobs/cq1?exclude_params=true", std::move(reply));
  return ibm.poll("cq1").status;
}
plugin::error submitted(conform::http_reply reply) {
  cloud ibm;
  ibm.expect("POST", "/jobs", std::move(reply));
  const request r({bell});
  return ibm.submit(r.submission).status;
}

TEST(Errors, KeepIbmsWordsCodeAndTrace) {
  const auto e = polled(answer(403, documented));
  EXPECT_EQ(e.code, static_cast<std::uint32_t>(KW_PERMISSION_DENIED));
  EXPECT_EQ(e.flags, static_cast<std::uint32_t>(KW_NEEDS_USER));
  EXPECT_EQ(e.http_status, 403u);
  EXPECT_EQ(e.provider_code, "1352");
  EXPECT_EQ(e.request_id, "6a103952-9232-4ffc-aac1-2367e8ca2091");
  EXPECT_NE(std::string(e.what()).find("not authorized to run a session"), std::string::npos);
  EXPECT_NE(std::string(e.what()).find("different plan type"), std::string::npos);
}

TEST(Errors, ReadCodesThatAreTexts) {
  EXPECT_EQ(polled(answer(400, R"({"errors": [{"code": "1241", "message": "bad CRN"}]})")).provider_code, "1241");
}

TEST(Errors, ReadAGatewaysOwnForm) {
  const auto e = polled(answer(403, R"({"error": {"code": 7, "message": "no"}})"));
  EXPECT_EQ(e.provider_code, "7");
  EXPECT_NE(std::string(e.what()).find("no"), std::string::npos);
}

TEST(Errors, TakeTheTraceFromAHeader) {
  EXPECT_EQ(polled(answer(500, "oh", {{"Uber-Trace-Id", "abc:1"}})).request_id, "abc:1");
}

TEST(Errors, NameAGatewaysWebPageByItsTitle) {
  const auto e = polled(answer(403, "<html><head><title>Attention Required! | Cloudflare</title>"));
  EXPECT_NE(std::string(e.what()).find("Attention Required! | Cloudflare"), std::string::npos);
  EXPECT_EQ(std::string(e.what()).find('<'), std::string::npos);
}

TEST(Errors, SurviveBytesThatAreNoText) {
  const auto e = polled(answer(502, std::string("\xff\xfe\x00z", 4)));
  EXPECT_NE(std::string(e.what()).find("\xEF\xBF\xBD"), std::string::npos);
}

TEST(Errors, OfASubmissionSayWhetherItMayHaveArrived) {
  class row {
   public:
    row(std::uint32_t s, std::uint32_t c, std::uint32_t f) : status(s), code(c), flags(f) {}
    std::uint32_t status, code, flags;
  };
  const std::vector<row> rows{
      {400, KW_INVALID_ARGUMENT, KW_NOT_BILLED},
      {401, KW_UNAUTHENTICATED, KW_NEEDS_USER | KW_NOT_BILLED},
      {402, KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER | KW_NOT_BILLED},
      {403, KW_PERMISSION_DENIED, KW_NEEDS_USER | KW_NOT_BILLED},
      {404, KW_NOT_FOUND, KW_NOT_BILLED},
      {409, KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER | KW_NOT_BILLED},
      {410, KW_FAILED_PRECONDITION, KW_NOT_BILLED},
      {413, KW_INVALID_ARGUMENT, KW_NOT_BILLED},
      {429, KW_RESOURCE_EXHAUSTED, KW_RETRYABLE | KW_NOT_BILLED},
      {500, KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED},
      {502, KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED},
      {520, KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED},
      {524, KW_UNAVAILABLE, KW_RETRYABLE | KW_MAYBE_EXECUTED},
  };
  for (const auto& r : rows) {
    const auto e = submitted(answer(r.status, "{}"));
    EXPECT_EQ(e.code, r.code) << r.status;
    EXPECT_EQ(e.flags, r.flags) << r.status;
    EXPECT_EQ(e.http_status, r.status);
  }
}

TEST(Errors, OfAQuestionMayBeAskedAgain) {
  for (const std::uint32_t status : {500u, 502u, 503u, 504u, 520u, 521u, 522u, 524u})
    EXPECT_EQ(polled(answer(status, "")).flags, static_cast<std::uint32_t>(KW_RETRYABLE)) << status;
}

TEST(Errors, WaitTwelveSecondsAfterTooManyRequestsWithoutAdvice) {
  EXPECT_EQ(submitted(answer(429, R"({"errors": [{"code": 1202}]})")).retry_after_ns, 12'000'000'000u);
}

TEST(Errors, TakeTheAdviceInSeconds) {
  EXPECT_EQ(submitted(answer(429, "", {{"Retry-After", "7"}})).retry_after_ns, 7'000'000'000u);
}

TEST(Errors, TakeTheAdviceAsADateBesideTheServersOwn) {
  const auto e = polled(
      answer(503, "", {{"Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}}));
  EXPECT_EQ(e.retry_after_ns, 60'000'000'000u);
}

TEST(Errors, OfAnUnknownInstancePointToTheRegion) {
  const auto e = polled(answer(404, R"({"errors": [{"code": 1279, "message": "instance not found"}]})"));
  EXPECT_NE(std::string(e.what()).find("region"), std::string::npos);
  EXPECT_EQ(e.code, static_cast<std::uint32_t>(KW_FAILED_PRECONDITION));  // not the job is missing
}

}  // namespace
}  // namespace ketway::ibm::tests
