#pragma once
// What an account may do on the network, and what the host signs with: the manifest's permissions, credentials and
// limits, with the configuration's secrets. Made by discovery; read by the host.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/secret.hpp"

namespace ketway {

/// Where one secret of the configuration is. A text that stands there itself is kept as a secret.
class secret_place {
 public:
  enum class kind : std::uint8_t { environment, file, command, text };
  secret_place(kind k, std::vector<std::string> w) : kind_(k), words_(std::move(w)) {}
  explicit secret_place(secret s) : kind_(kind::text), text_(std::make_shared<const secret>(std::move(s))) {}
  kind where() const noexcept { return kind_; }
  const std::vector<std::string>& words() const noexcept { return words_; }  ///< name, path, or the command's words
  const secret& text() const noexcept { return *text_; }                     ///< for kind::text

 private:
  kind kind_;
  std::vector<std::string> words_;
  std::shared_ptr<const secret> text_;
};

class account_rights {
 public:
  using variables = std::function<std::optional<std::string>(const std::string&)>;
  account_rights() = default;  ///< nothing is allowed

  /// "https://HOST[:PORT]", * for one label; "http://" to loopback only. A request elsewhere is refused.
  account_rights& origin(std::string pattern) { return origins_.push_back(std::move(pattern)), *this; }
  /// An entry of the manifest's `credentials`, as JSON (kw.credentials/1), "config:" origins and URLs put in.
  account_rights& credential(std::string name, std::string definition) {
    return credentials_.insert_or_assign(std::move(name), std::move(definition)), *this;
  }
  account_rights& limit(std::string bucket, std::uint32_t count, std::chrono::nanoseconds per) {
    return limits_.insert_or_assign(std::move(bucket), std::pair(count, per)), *this;
  }
  account_rights& secret_at(std::string key, secret_place where) {
    return secrets_.insert_or_assign(std::move(key), std::move(where)), *this;
  }
  /// The manifest's raw_secret permission.
  account_rights& raw_secret(bool yes) { return raw_secret_ = yes, *this; }
  account_rights& environment(variables v) { return environment_ = std::move(v), *this; }

  const std::vector<std::string>& origins() const noexcept { return origins_; }
  const std::map<std::string, std::string>& credentials() const noexcept { return credentials_; }
  const std::map<std::string, std::pair<std::uint32_t, std::chrono::nanoseconds>>& limits() const noexcept {
    return limits_;
  }
  const std::map<std::string, secret_place>& secrets() const noexcept { return secrets_; }
  bool raw_secret() const noexcept { return raw_secret_; }
  /// The value of a variable; empty counts as absent.
  std::optional<std::string> variable(const std::string& name) const {
    auto value = environment_ ? environment_(name) : std::nullopt;
    return value && !value->empty() ? std::move(value) : std::nullopt;
  }

 private:
  std::vector<std::string> origins_;
  std::map<std::string, std::string> credentials_;
  std::map<std::string, std::pair<std::uint32_t, std::chrono::nanoseconds>> limits_;
  std::map<std::string, secret_place> secrets_;
  bool raw_secret_ = false;
  variables environment_;
};

}  // namespace ketway
