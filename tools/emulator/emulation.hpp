#pragma once
// Clouds behind a real server: what `ketway emulate` starts.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/faults.hpp"
#include "emulator/ibm.hpp"
#include "emulator/ionq.hpp"
#include "ketway/error.hpp"

namespace ketway::emulator {

class emulation_options {
 public:
  emulation_options() = default;
  bool ibm = true, ionq = true;
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  bool tls = false;
  std::uint64_t seed = 1;        ///< of figures, ids, outcomes and faults
  std::uint64_t latency_ns = 0;  ///< before every answer
  std::vector<fault_rule> faults;
  ibm_options ibm_cloud;
  ionq_options ionq_cloud;
};

class setting {
 public:
  setting(std::string n, std::string v, std::string w) : name(std::move(n)), value(std::move(v)), what(std::move(w)) {}
  std::string name, value, what;
};

/// Serves until `stop` or its end. All clouds run on one thread of their own, so that a simulation never holds up the
/// network. Also served: GET /__emulator/ledger, GET and PUT /__emulator/faults (a JSON array of texts), POST
/// /__emulator/expire-tokens.
class emulation {
 public:
  /// Errors: those of the server (unavailable where the port is taken), of the snapshots, and internal.
  static expected<std::unique_ptr<emulation>> start(const emulation_options& options);
  ~emulation();
  emulation(const emulation&) = delete;
  emulation& operator=(const emulation&) = delete;

  std::string url() const;
  std::string authority_pem() const;  ///< empty without TLS
  /// The variables that point each provider's own client here.
  std::vector<setting> environment() const;
  /// The configuration that points Ketway's plugins here, as text.
  std::string configuration() const;
  /// Requests under way are answered for at most 5 s.
  void stop();

 private:
  class state;
  explicit emulation(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace ketway::emulator
