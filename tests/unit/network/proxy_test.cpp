#include "world/proxy.hpp"

#include <gtest/gtest.h>

namespace ketway::tests {
namespace {

const http_origin api(true, "api.example.com", 443);

network_settings over(const char* no_proxy = "") {
  return network_settings().https_proxy("http://name:pass%20word@Proxy.example.net:3129").no_proxy(no_proxy);
}

TEST(Proxy, IsReadWithItsNameAndPassword) {
  const auto p = proxy_for(api, over()).value();
  ASSERT_TRUE(p);
  EXPECT_EQ(p->host, "proxy.example.net");
  EXPECT_EQ(p->port, 3129);
  EXPECT_EQ(p->authorization, "Basic bmFtZTpwYXNzIHdvcmQ=");
}

TEST(Proxy, WithoutASchemeIsTakenForHttp) {
  EXPECT_EQ(proxy_for(api, network_settings().https_proxy("proxy:8080")).value()->port, 8080);
}

TEST(Proxy, IsPassedByWhereNoProxySaysSo) {
  for (const char* list :
       {"*", "api.example.com", "example.com", ".example.com", "x, example.com", "API.example.com:443"})
    EXPECT_FALSE(proxy_for(api, over(list)).value()) << list;
  for (const char* list : {"", "ple.com", "other.example.com", "api.example.com:444"})
    EXPECT_TRUE(proxy_for(api, over(list)).value()) << list;
}

TEST(Proxy, OfHttpsIsNotThatOfHttp) { EXPECT_FALSE(proxy_for(http_origin(false, "localhost", 80), over()).value()); }

TEST(Proxy, ThatDoesNotReadIsAnErrorWithoutItsPassword) {
  for (const char* text : {"socks5://name:hunter2@proxy:1", "http://", "http://name:hunter2@proxy:notaport"}) {
    const auto p = proxy_for(api, network_settings().https_proxy(text));
    ASSERT_FALSE(p) << text;
    EXPECT_EQ(p.error().to_string().find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace ketway::tests
