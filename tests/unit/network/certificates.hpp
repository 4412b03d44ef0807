#pragma once
// Certificates made on the spot, good and bad.

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace ketway::tests {

/// Self-signed, for one name ("DNS:localhost", "IP:127.0.0.1"), as PEM.
class certificate {
 public:
  certificate(const std::string& name, long valid_from_s, long valid_to_s) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> x(X509_new(), &X509_free);
    X509_set_version(x.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(x.get()), valid_from_s);
    X509_gmtime_adj(X509_getm_notAfter(x.get()), valid_to_s);
    X509_set_pubkey(x.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(x.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(x.get(), subject);
    add(x.get(), NID_subject_alt_name, name);
    add(x.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(x.get(), key.get(), EVP_sha256());
    pem_ = text([&](BIO* b) { PEM_write_bio_X509(b, x.get()); });
    key_ = text([&](BIO* b) { PEM_write_bio_PrivateKey(b, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  const std::string& pem() const noexcept { return pem_; }
  boost::asio::ssl::context server() const {
    boost::asio::ssl::context c(boost::asio::ssl::context::tls_server);
    c.use_certificate_chain(boost::asio::buffer(pem_));
    c.use_private_key(boost::asio::buffer(key_), boost::asio::ssl::context::pem);
    return c;
  }

 private:
  static void add(X509* x, int what, const std::string& value) {
    X509_EXTENSION* e = X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str());
    X509_add_ext(x, e, -1);
    X509_EXTENSION_free(e);
  }
  template <class Write>
  static std::string text(Write write) {
    BIO* b = BIO_new(BIO_s_mem());
    write(b);
    char* data = nullptr;
    const long n = BIO_get_mem_data(b, &data);
    std::string out(data, static_cast<std::size_t>(n));
    BIO_free(b);
    return out;
  }
  std::string pem_, key_;
};

}  // namespace ketway::tests
