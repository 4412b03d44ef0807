#include "ketway/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace ketway {

expected<std::string> sha256_file(const std::filesystem::path& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rbe"), &std::fclose);
  if (!in) {
    const int reason = errno;
    const errc code = reason == ENOENT ? errc::not_found : errc::permission_denied;
    return error(code, file.string() + ": cannot be opened: " + std::generic_category().message(reason));
  }
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
    return error(errc::internal, "the cryptographic library has no SHA-256");
  std::array<unsigned char, 65536> part;  // NOLINT(cppcoreguidelines-pro-type-member-init): fread fills it
  std::size_t size = 0;
  while ((size = std::fread(part.data(), 1, part.size(), in.get())) != 0)
    if (EVP_DigestUpdate(context.get(), part.data(), size) != 1) return error(errc::internal, "SHA-256 failed");
  if (std::ferror(in.get()) != 0) return error(errc::unavailable, file.string() + ": reading failed");
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_DigestFinal_ex(context.get(), digest.data(), &length) != 1) return error(errc::internal, "SHA-256 failed");
  std::string text;
  for (unsigned i = 0; i < length; ++i) {
    constexpr std::string_view hex = "0123456789abcdef";
    text += hex[digest[i] >> 4u];
    text += hex[digest[i] & 15u];
  }
  return text;
}

}  // namespace ketway
