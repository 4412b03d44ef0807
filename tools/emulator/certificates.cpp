#include "emulator/certificates.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace ketway::emulator {
namespace {

struct deleter {
  void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
  void operator()(BIO* p) const noexcept { BIO_free_all(p); }
  void operator()(X509_EXTENSION* p) const noexcept { X509_EXTENSION_free(p); }
  void operator()(BIGNUM* p) const noexcept { BN_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, deleter>;

constexpr long day_s = 86'400;

// OpenSSL's last reason; caught in make_certificates.
void must(bool good) {
  if (good) return;
  char text[256];
  ERR_error_string_n(ERR_get_error(), text, sizeof text);
  throw std::runtime_error(text);
}

template <class Write>
std::string pem(const Write& write) {
  const owned<BIO> memory(BIO_new(BIO_s_mem()));
  must(memory && write(memory.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string text_of(X509* certificate) {
  return pem([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

void extend(X509* to, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  const owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  must(extension && X509_add_ext(to, extension.get(), -1) == 1);
}

owned<X509> blank(EVP_PKEY* key, const char* name, long from_s, long to_s) {
  owned<X509> c(X509_new());
  must(c && X509_set_version(c.get(), 2) == 1);
  const owned<BIGNUM> serial(BN_new());
  must(serial && BN_rand(serial.get(), 120, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1);
  must(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(c.get())) != nullptr);
  must(X509_gmtime_adj(X509_getm_notBefore(c.get()), from_s) && X509_gmtime_adj(X509_getm_notAfter(c.get()), to_s));
  must(X509_set_pubkey(c.get(), key) == 1);
  const auto* text = reinterpret_cast<const unsigned char*>(name);
  must(X509_NAME_add_entry_by_txt(X509_get_subject_name(c.get()), "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1);
  return c;
}

class authority {
 public:
  authority() : key_(EVP_EC_gen("P-256")) {
    must(key_ != nullptr);
    self_ = blank(key_.get(), "Ketway emulator", -day_s, 30 * day_s);
    must(X509_set_issuer_name(self_.get(), X509_get_subject_name(self_.get())) == 1);
    extend(self_.get(), self_.get(), NID_basic_constraints, "critical,CA:TRUE");
    extend(self_.get(), self_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    extend(self_.get(), self_.get(), NID_subject_key_identifier, "hash");
    must(X509_sign(self_.get(), key_.get(), EVP_sha256()) > 0);
  }

  std::string text() const { return text_of(self_.get()); }

  key_and_chain issue(const char* name, const char* alternatives, long from_s, long to_s) const {
    const owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    must(key != nullptr);
    const owned<X509> c = blank(key.get(), name, from_s, to_s);
    must(X509_set_issuer_name(c.get(), X509_get_subject_name(self_.get())) == 1);
    extend(c.get(), self_.get(), NID_subject_alt_name, alternatives);
    extend(c.get(), self_.get(), NID_ext_key_usage, "serverAuth");
    extend(c.get(), self_.get(), NID_authority_key_identifier, "keyid");
    must(X509_sign(c.get(), key_.get(), EVP_sha256()) > 0);
    key_and_chain out;
    out.chain_pem = text_of(c.get()) + text();
    out.key_pem =
        pem([&](BIO* to) { return PEM_write_bio_PrivateKey(to, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return out;
  }

 private:
  owned<EVP_PKEY> key_;
  owned<X509> self_;
};

}  // namespace

expected<certificates> make_certificates() {
  try {
    const authority a;
    certificates all;
    all.authority_pem = a.text();
    constexpr const char* here = "DNS:localhost,IP:127.0.0.1,IP:::1";
    all.good = a.issue("localhost", here, -day_s, 30 * day_s);
    all.wrong_name = a.issue("elsewhere.invalid", "DNS:elsewhere.invalid", -day_s, 30 * day_s);
    all.expired = a.issue("localhost", here, -30 * day_s, -day_s);
    return all;
  } catch (const std::runtime_error& e) {
    return error(errc::internal, std::string("no certificate could be made: ") + e.what());
  }
}

}  // namespace ketway::emulator
