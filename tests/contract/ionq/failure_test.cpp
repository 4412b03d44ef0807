#include "cloud.hpp"

namespace ketway::ionq::tests {
namespace {

class failures : public cloud {};

TEST_F(failures, MapStatusToCode) {
  const std::vector<std::tuple<int, int, int>> table{{400, KW_INVALID_ARGUMENT, KW_NOT_BILLED},
                                                     {401, KW_UNAUTHENTICATED, KW_NEEDS_USER},
                                                     {402, KW_RESOURCE_EXHAUSTED, KW_NEEDS_USER},
                                                     {403, KW_PERMISSION_DENIED, KW_NEEDS_USER},
                                                     {404, KW_NOT_FOUND, 0},
                                                     {409, KW_UNAVAILABLE, KW_RETRYABLE},
                                                     {410, KW_FAILED_PRECONDITION, 0},
                                                     {413, KW_INVALID_ARGUMENT, KW_NOT_BILLED},
                                                     {422, KW_INVALID_ARGUMENT, KW_NOT_BILLED},
                                                     {429, KW_RESOURCE_EXHAUSTED, KW_RETRYABLE},
                                                     {500, KW_UNAVAILABLE, KW_RETRYABLE},
                                                     {503, KW_UNAVAILABLE, KW_RETRYABLE},
                                                     {522, KW_UNAVAILABLE, KW_RETRYABLE}};
  for (const auto& [status, code, flags] : table) {
    reply_text(static_cast<std::uint32_t>(status), "");
    const auto a = poll("j-1");
    expect_code(a, static_cast<std::uint32_t>(code), static_cast<std::uint32_t>(flags));
    EXPECT_EQ(a.status.http_status, static_cast<std::uint32_t>(status));
  }
}

TEST_F(failures, KeepTheProvidersTextAndRequestId) {
  reply_text(400,
             R"({"statusCode": 400, "error": "Bad Request", "message": "invalid request",
            "validation": {"keys": ["shots"], "source": "payload"}})",
             {{"X-Request-Id", "r-77"}});
  const auto a = poll("j-1");
  EXPECT_STREQ(a.status.what(), "IonQ answered 400 to a request for the job j-1: invalid request (shots)");
  EXPECT_EQ(a.status.provider_code, "Bad Request");
  EXPECT_EQ(a.status.request_id, "r-77");
}

TEST_F(failures, AreReadInTheOlderForms) {
  reply_text(400, R"({"code": 1234, "message": "old words"})");
  auto a = poll("j-1");
  EXPECT_EQ(a.status.provider_code, "1234");
  EXPECT_NE(std::string(a.status.what()).find("old words"), std::string::npos);
  reply_text(403, R"({"error": {"type": "forbidden_error", "message": "not yours"}})");
  a = poll("j-1");
  EXPECT_EQ(a.status.provider_code, "forbidden_error");
  EXPECT_NE(std::string(a.status.what()).find("not yours"), std::string::npos);
}

TEST_F(failures, NameAWebPageAsOne) {
  reply_text(502, "<html><body>Bad gateway</body></html>");
  EXPECT_NE(std::string(poll("j-1").status.what()).find("web page"), std::string::npos);
  reply_text(200, "<!DOCTYPE html><html></html>");
  expect_code(poll("j-1"), KW_UNAVAILABLE, KW_RETRYABLE);
}

TEST_F(failures, TakeATruncatedBodyAsUnavailable) {
  reply_text(200, R"({"id": "j-1", "status": "rea)");
  expect_code(poll("j-1"), KW_UNAVAILABLE, KW_RETRYABLE);
}

TEST_F(failures, TakeAnAnswerOfAnotherFormAsLost) {
  reply_text(200, R"([1, 2, 3])");
  expect_code(poll("j-1"), KW_DATA_LOSS, 0);
}

TEST_F(failures, TakeDeepNestingAsNoAnswer) {
  reply_text(200, std::string(100'000, '[') + std::string(100'000, ']'));
  expect_code(poll("j-1"), KW_UNAVAILABLE, KW_RETRYABLE);
}

TEST_F(failures, CarryTheAdviceToWait) {
  reply_text(429, "", {{"Retry-After", "7"}});
  EXPECT_EQ(poll("j-1").status.retry_after_ns, 7'000'000'000U);
  // The host's clock begins at 2023-11-14T22:13:21Z.
  reply_text(429, "", {{"Retry-After", "Tue, 14 Nov 2023 22:14:21 GMT"}});
  EXPECT_EQ(poll("j-1").status.retry_after_ns, 60'000'000'000U);
  reply_text(429, "");
  EXPECT_EQ(poll("j-1").status.retry_after_ns, 0U);
}

TEST_F(failures, OfWhatIsOnlyNiceToHaveDoNotHideACancel) {
  const json forte = {{"backend", "qpu.forte-1"}, {"status", "available"}, {"qubits", 36}};
  reply(200, forte);
  reply_text(200, "{}");
  cancel_after = 2;
  expect_code(describe("qpu.forte-1"), KW_CANCELLED, 0);
  EXPECT_EQ(sent.size(), 2U);
}

TEST_F(failures, OfTheHostGoThrough) {
  break_connection(KW_UNAUTHENTICATED, KW_NEEDS_USER);
  expect_code(poll("j-1"), KW_UNAUTHENTICATED, KW_NEEDS_USER);
}

}  // namespace
}  // namespace ketway::ionq::tests
