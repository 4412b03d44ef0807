#include "ketway/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace ketway {

void secret::wipe() noexcept {
  if (!text_.empty()) OPENSSL_cleanse(text_.data(), text_.size());
  text_.clear();
}

// A short text lives inside the string, so a move leaves a copy behind: it is wiped too.
secret::secret(secret&& other) noexcept : text_(other.text_) { other.wipe(); }
secret& secret::operator=(secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  text_ = other.text_;
  other.wipe();
  return *this;
}

}  // namespace ketway
