#include <gtest/gtest.h>

#include "ketway/transport.hpp"

namespace ketway::tests {
namespace {

TEST(Url, IsSplitIntoOriginAndTarget) {
  const auto u = http_url::parse("https://Api.Example.com:8443/v1/jobs?limit=1#part").value();
  EXPECT_TRUE(u.origin.tls);
  EXPECT_EQ(u.origin.host, "api.example.com");
  EXPECT_EQ(u.origin.port, 8443);
  EXPECT_EQ(u.target, "/v1/jobs?limit=1");
  EXPECT_EQ(u.origin.to_string(), "https://api.example.com:8443");
}

TEST(Url, HasASlashWhereThereIsNoPath) {
  EXPECT_EQ(http_url::parse("http://localhost").value().target, "/");
  EXPECT_EQ(http_url::parse("http://localhost?a=1").value().target, "/?a=1");
}

TEST(Url, KeepsAnIpv6AddressWithoutBrackets) {
  const auto u = http_url::parse("http://[::1]:80/").value();
  EXPECT_EQ(u.origin.host, "::1");
  EXPECT_EQ(u.origin.to_string(), "http://[::1]");
}

TEST(Url, IsRefusedWithoutBeingRepeated) {
  for (const char* text :
       {"", "example.com", "//example.com", "ftp://example.com", "https://", "https://a b/",
        "https://user:hunter2@example.com/", "https://example.com:0/", "https://example.com:99999/"}) {
    const auto u = http_url::parse(text);
    ASSERT_FALSE(u) << text;
    EXPECT_EQ(u.error().message().find("hunter2"), std::string::npos);
  }
}

TEST(Url, ResolvesWhatARedirectSays) {
  const auto base = http_url::parse("https://a.example/x/y?q=1").value();
  EXPECT_EQ(base.resolve("z").value().target, "/x/z");
  EXPECT_EQ(base.resolve("/z?w=2").value().target, "/z?w=2");
  EXPECT_EQ(base.resolve("../z").value().target, "/z");
  EXPECT_EQ(base.resolve("//b.example/z").value().origin.host, "b.example");
  EXPECT_FALSE(base.resolve("ftp://b.example/"));
}

}  // namespace
}  // namespace ketway::tests
