#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "certificates.hpp"
#include "transport_stage.hpp"

namespace ketway::tests {
namespace {

constexpr long day = 86'400;

class TransportTls : public Transport {
 protected:
  ~TransportTls() override {
    if (!file.empty()) ::unlink(file.c_str());
  }
  /// The server shows `c`; the client trusts it where `trusted`.
  void show(const certificate& c, bool trusted = true) {
    context.emplace(c.server());
    server.secure(*context);
    network_settings s;
    if (trusted) {
      file = (std::filesystem::temp_directory_path() / "ketway_ca_XXXXXX").string();
      ::close(::mkstemp(file.data()));
      std::ofstream(file) << c.pem();
      s.ca_file(file);
    }
    open(s);
  }
  http_send to(const std::string& host) {
    http_send s = get();
    s.origin = http_origin(true, host, server.port());
    return s;
  }
  std::optional<asio::ssl::context> context;
  std::string file;
};

TEST_F(TransportTls, TalksToAServerThatACustomAuthorityVouchesFor) {
  show(certificate("DNS:localhost", -day, day));
  const http_end end = exchange(to("localhost"));
  EXPECT_TRUE(end.ok()) << end.failure.message();
  EXPECT_TRUE(exchange(to("localhost")).ok());
  EXPECT_EQ(server.connections, 1);
}

TEST_F(TransportTls, ChecksAnAddressToo) {
  show(certificate("IP:127.0.0.1", -day, day));
  EXPECT_TRUE(exchange(to("127.0.0.1")).ok());
}

TEST_F(TransportTls, RefusesACertificateForAnotherName) {
  show(certificate("DNS:elsewhere.example", -day, day));
  const http_end end = exchange(to("localhost"));
  EXPECT_EQ(end.failure.code(), errc::permission_denied);
  EXPECT_FALSE(end.sent);
  EXPECT_TRUE(server.requests.empty());
}

TEST_F(TransportTls, NamesTheNameThatTheCertificateIsNotFor) {
  show(certificate("DNS:elsewhere.example", -day, day));
  const http_end end = exchange(to("localhost"));
  EXPECT_NE(end.failure.message().find("another name than 'localhost'"), std::string::npos) << end.failure.message();
}

TEST_F(TransportTls, RefusesACertificateForAnotherAddress) {
  show(certificate("IP:127.0.0.2", -day, day));
  const http_end end = exchange(to("127.0.0.1"));
  EXPECT_EQ(end.failure.code(), errc::permission_denied);
  EXPECT_NE(end.failure.message().find("another name than '127.0.0.1'"), std::string::npos) << end.failure.message();
  EXPECT_TRUE(server.requests.empty());
}

TEST_F(TransportTls, RefusesACertificateThatHasExpired) {
  show(certificate("DNS:localhost", -2 * day, -day));
  const http_end end = exchange(to("localhost"));
  EXPECT_EQ(end.failure.code(), errc::permission_denied);
  EXPECT_NE(end.failure.message().find("expired"), std::string::npos) << end.failure.message();
}

TEST_F(TransportTls, RefusesACertificateThatNobodyVouchesFor) {
  show(certificate("DNS:localhost", -day, day), false);
  const http_end end = exchange(to("localhost"));
  EXPECT_EQ(end.failure.code(), errc::permission_denied);
  EXPECT_FALSE(end.failure.advice().empty());
}

TEST_F(TransportTls, RefusesTlsBelow12) {
  const certificate c("DNS:localhost", -day, day);
  show(c);
  SSL_CTX_set_max_proto_version(context->native_handle(), TLS1_1_VERSION);
  EXPECT_FALSE(exchange(to("localhost")).ok());
  EXPECT_TRUE(server.requests.empty());
}

}  // namespace
}  // namespace ketway::tests
