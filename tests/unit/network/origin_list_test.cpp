#include "host/http/origin_list.hpp"

#include <gtest/gtest.h>

namespace ketway::tests {
namespace {

bool allowed(const char* pattern, const char* url) {
  return origin_list({pattern}).allows(http_url::parse(url).value().origin);
}

TEST(Origins, MatchSchemeHostAndPort) {
  EXPECT_TRUE(allowed("https://api.example.com", "https://API.example.com/x"));
  EXPECT_TRUE(allowed("https://api.example.com:443", "https://api.example.com/x"));
  EXPECT_FALSE(allowed("https://api.example.com", "https://api.example.com:444/x"));
  EXPECT_FALSE(allowed("https://api.example.com", "http://api.example.com/x"));
  EXPECT_FALSE(allowed("https://api.example.com", "https://api.example.com.evil.org/x"));
}

TEST(Origins, AStarStandsForOneLabel) {
  EXPECT_TRUE(allowed("https://*.example.com", "https://eu-de.example.com/"));
  EXPECT_FALSE(allowed("https://*.example.com", "https://example.com/"));
  EXPECT_FALSE(allowed("https://*.example.com", "https://a.b.example.com/"));
  EXPECT_TRUE(allowed("https://s3.*.example.com", "https://s3.eu-west-1.example.com/"));
  EXPECT_FALSE(allowed("https://s3.*.example.com", "https://s4.eu-west-1.example.com/"));
}

TEST(Origins, PlainHttpGoesToLoopbackOnly) {
  EXPECT_TRUE(allowed("http://127.0.0.1:8080", "http://127.0.0.1:8080/"));
  EXPECT_TRUE(allowed("http://[::1]:8080", "http://[::1]:8080/"));
  EXPECT_FALSE(allowed("http://api.example.com", "http://api.example.com/"));
}

TEST(Origins, NothingIsAllowedByAnEmptyList) {
  EXPECT_FALSE(origin_list().allows(http_url::parse("https://api.example.com").value().origin));
}

}  // namespace
}  // namespace ketway::tests
