#pragma once
// Signs requests with the credentials of a manifest: the plugin names one, and never sees what is in it. Strand only.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/call.hpp"
#include "ketway/account_rights.hpp"
#include "ketway/transport.hpp"

namespace ketway {

class signer {
 public:
  signer(plugin_account& account, const account_rights& rights);
  signer(const signer&) = delete;
  signer& operator=(const signer&) = delete;
  ~signer();

  /// The fields to add for `credential`. Errors: permission_denied for one that the manifest does not declare, or that
  /// does not go to `to`; unauthenticated with what to do where there is no secret, or the exchange is refused; those of
  /// the sources; unavailable; cancelled. None holds a secret.
  flow<expected<std::vector<http_field>>> sign(std::string_view credential, const http_origin& to);
  /// The server did not take what `sign` gave. True: something new may be had, and one more try is worth it.
  bool rejected(std::string_view credential, unsigned status, const std::vector<http_field>& fields);
  /// Puts asterisks where `text` repeats a secret or a token of this account: servers quote what they were sent, and a plugin
  /// quotes servers.
  void hide_in(std::string& text) const;
  /// Bytes of the longest of them, less one: what a part of a text may end with, unseen.
  std::size_t longest() const noexcept;
  /// The secret itself, for the manifest's raw_secret permission.
  flow<expected<secret>> raw(std::string_view credential);

 private:
  struct entry;
  class turn;  // NOLINT(cppcoreguidelines-virtual-class-destructor): it is final
  entry* find(std::string_view name);
  flow<expected<void>> load(entry& e);
  flow<expected<void>> renew(entry& e);
  flow<expected<void>> fetch(entry& e);
  bool token_lasts(const entry& e, bool well) const;

  plugin_account& account_;
  const account_rights& rights_;
  std::map<std::string, std::unique_ptr<entry>, std::less<>> entries_;
};

}  // namespace ketway
