#include "ketway/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace ketway {

namespace {

class sha256_sum {
 public:
  sha256_sum() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    good_ = context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
  }
  void add(const void* part, std::size_t size) { good_ = good_ && EVP_DigestUpdate(context_.get(), part, size) == 1; }
  expected<std::string> finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (!good_ || EVP_DigestFinal_ex(context_.get(), digest.data(), &length) != 1)
      return error(errc::internal, "the cryptographic library has no SHA-256");
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
      constexpr std::string_view hex = "0123456789abcdef";
      text += hex[digest[i] >> 4u];
      text += hex[digest[i] & 15u];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
  bool good_ = false;
};

}  // namespace

expected<std::string> sha256(std::string_view text) {
  sha256_sum sum;
  sum.add(text.data(), text.size());
  return sum.finish();
}

expected<std::string> sha256_file(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rbe"), &std::fclose);
  if (!in) {
    const int reason = errno;
    const errc code = reason == ENOENT ? errc::not_found : errc::permission_denied;
    return error(code, file.string() + ": cannot be opened: " + std::generic_category().message(reason));
  }
  sha256_sum sum;
  std::array<unsigned char, 65536> part;  // NOLINT(cppcoreguidelines-pro-type-member-init): fread fills it
  std::size_t size = 0;
  while ((size = std::fread(part.data(), 1, part.size(), in.get())) != 0) sum.add(part.data(), size);
  if (std::ferror(in.get()) != 0) return error(errc::unavailable, file.string() + ": reading failed");
  return sum.finish();
}

}  // namespace ketway
