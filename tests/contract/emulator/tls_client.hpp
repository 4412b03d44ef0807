#pragma once
// A TLS client of OpenSSL alone, blocking: verifies by one authority and one name.

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <string>

namespace ketway::emulator::testing {

class tls_answer {
 public:
  std::string text;
  long verification = X509_V_OK;  ///< OpenSSL's reason where the handshake failed
  bool shaken = false;
};

inline tls_answer tls_get(std::uint16_t port, const std::string& authority, const char* name,
                          const std::string& request) {
  tls_answer out;
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL says goodbye to connections that were reset
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  BIO* pem = BIO_new_mem_buf(authority.data(), static_cast<int>(authority.size()));
  X509* root = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  BIO* connection = BIO_new_ssl_connect(context);
  SSL* ssl = nullptr;
  BIO_get_ssl(connection, &ssl);
  SSL_set1_host(ssl, name);
  SSL_set_tlsext_host_name(ssl, name);
  BIO_set_conn_hostname(connection, ("127.0.0.1:" + std::to_string(port)).c_str());
  out.shaken = BIO_do_handshake(connection) == 1;
  out.verification = SSL_get_verify_result(ssl);
  if (out.shaken) {
    BIO_write(connection, request.data(), static_cast<int>(request.size()));
    char piece[4096];
    for (int n = 0; (n = BIO_read(connection, piece, sizeof piece)) > 0;)
      out.text.append(piece, static_cast<std::size_t>(n));
  }
  BIO_free_all(connection);
  X509_free(root);
  BIO_free(pem);
  SSL_CTX_free(context);
  return out;
}

}  // namespace ketway::emulator::testing
