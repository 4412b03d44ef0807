#pragma once
// A provider's cloud as a function: a request in, an answer out. No socket, no thread and no clock of its own, so that the
// same cloud stands behind a real server and inside a simulated world. Nothing here is thread-safe: one call at a time.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ledger.hpp"

namespace ketway::emulator {

struct header {
  std::string name, value;
};

/// What a client sent. `target` is the path with its query, percent-encoded as it came.
class request {
 public:
  request() = default;
  std::string method, target;
  std::string host;  ///< without a port; decides where one provider has several services
  std::vector<header> headers;
  std::string body;

  /// The first header of that name, whatever its case; nullptr where there is none.
  const std::string* find(std::string_view name) const noexcept;
  /// The target up to its query, still percent-encoded.
  std::string_view path() const noexcept;
};

/// What happens to the connection instead of, or beside, the answer. The transport acts it out; the cloud has already done
/// (or not done) what was asked.
enum class transport_fault : std::uint8_t {
  none,
  refused,              ///< no connection was made; nothing was accepted
  tls_wrong_name,       ///< the handshake shows a certificate for somebody else; nothing was accepted
  tls_expired,          ///< the handshake shows a certificate that ended yesterday; nothing was accepted
  reset_before_accept,  ///< reset while the request is sent; nothing was accepted
  reset_after_accept,   ///< the request was carried out; the connection is reset before the first byte of the answer
  lost_answer,          ///< the request was carried out; the answer never comes and the connection stays open
  partial_body,         ///< the head and `body_limit` bytes of the body, then the connection ends
  slow_body             ///< all of it, `bytes_per_second` at a time
};

class response {
 public:
  response() = default;
  unsigned status = 200;
  std::vector<header> headers;  ///< without Content-Length and Connection: those are the transport's
  std::string body;

  transport_fault fault = transport_fault::none;
  std::uint64_t delay_ns = 0;          ///< before the first byte of the answer
  std::uint64_t bytes_per_second = 0;  ///< for slow_body; 0 is as fast as it goes
  std::size_t body_limit = 0;          ///< for partial_body

  response& add(std::string name, std::string value);  ///< a header
};

/// What a cloud takes from the world around it.
class surroundings {
 public:
  virtual ~surroundings() = default;
  virtual std::uint64_t unix_ns() = 0;  ///< nanoseconds since 1970; never goes back
  virtual void random(std::span<std::byte> to) = 0;
};

/// What a request is about, in no provider's words: by this faults are aimed.
enum class purpose : std::uint8_t { auth, devices, submit, status, results, cancel, other };
std::string_view to_string(purpose p) noexcept;

class cloud {
 public:
  virtual ~cloud() = default;
  virtual std::string_view name() const noexcept = 0;  ///< of the provider: "ibm", "ionq"
  /// Whether that request is for this cloud: by host, or by path where the host says nothing.
  virtual bool owns(const request& r) const = 0;
  virtual purpose purpose_of(const request& r) const = 0;
  /// Answers every request, hostile ones too; throws nothing but std::bad_alloc.
  virtual response handle(const request& r) = 0;
  /// The provider's own words for an HTTP status that it did not mean: 401, 429, 5xx. Changes nothing.
  virtual response refusal(unsigned status) const = 0;
  /// Brought up to the present: every job that has ended by now is billed.
  virtual ledger& books() = 0;
};

}  // namespace ketway::emulator
