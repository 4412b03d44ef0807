#pragma once
// Certificates of an authority that lives as long as the emulator.

#include <string>

#include "ketway/error.hpp"

namespace ketway::emulator {

class key_and_chain {
 public:
  std::string chain_pem, key_pem;
};

/// What a TLS server of the emulator shows. The private key of the authority is forgotten once this is made.
class certificates {
 public:
  std::string authority_pem;  ///< what a client is told to trust
  key_and_chain good;         ///< localhost, 127.0.0.1 and ::1; from yesterday for a month
  key_and_chain wrong_name;   ///< the same authority, for elsewhere.invalid
  key_and_chain expired;      ///< localhost, ended yesterday
};

/// Errors: internal, with OpenSSL's reason.
expected<certificates> make_certificates();

}  // namespace ketway::emulator
