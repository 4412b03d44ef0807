#pragma once
// IBM's side of a conversation, written down beforehand: which requests come, in which order, and what is answered. The
// plugin runs on the conformance kit's host, with its virtual clock.

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "conform/fake_host.hpp"
#include "ketway/plugin.hpp"
#include "recorder.hpp"

namespace ketway::ibm::tests {

using nlohmann::json;

inline const std::string test_crn =
    "crn:v1:bluemix:public:quantum-computing:us-east:a/0123456789abcdef0123456789abcdef:"
    "11111111-2222-3333-4444-555555555555::";
inline const std::string base = "https://quantum.cloud.ibm.com/api/v1";

/// What the plugin asked, copied.
class asked {
 public:
  asked() = default;
  std::string method, url, body, auth, limiter;
  std::uint32_t flags = 0;
  std::uint64_t timeout_ns = 0;
  std::map<std::string, std::string> headers;
};

inline conform::http_reply answer(std::uint32_t status, std::string body,
                                  std::vector<std::pair<std::string, std::string>> headers = {}) {
  conform::http_reply r;
  r.status = status, r.body = std::move(body), r.headers = std::move(headers);
  return r;
}

/// What one verb came to.
template <class T>
class outcome {
 public:
  plugin::error status{KW_INTERNAL, "never completed"};
  T value{};
  bool ok() const { return status.code == KW_OK; }
};

/// A part of a result, copied.
class part {
 public:
  part() = default;
  std::uint32_t kind = 0, program = 0, num_bits = 0;
  std::uint64_t set = 0, observable = 0, shots = 0;
  std::map<std::string, std::uint64_t> counts;  ///< by printed key: the highest bit leftmost
  std::vector<std::string> outcomes;
  double value = 0, error = 0;
  std::string metadata;
};

class cloud {
 public:
  explicit cloud(json config = {{"instance", test_crn}}) {
    host.http_script = [this](const kw_http_request& r) { return take(r); };
    std::string text = config.dump();
    char why[512] = {};
    backend = kw_plugin_v1(KW_ABI_MINOR)->open(&host, plugin::str(text), why, sizeof why);
    if (!backend) throw std::runtime_error(why);
  }
  cloud(const cloud&) = delete;
  cloud& operator=(const cloud&) = delete;
  ~cloud() {
    EXPECT_TRUE(script_.empty()) << "never asked: " << script_.front().first;
    if (backend) backend->vt->destroy(backend);
  }

  /// The next request must be `METHOD URL`, the URL below the service's base unless it is whole.
  void expect(const std::string& method, const std::string& path, conform::http_reply reply) {
    script_.emplace_back(method + " " + (path.front() == '/' ? base + path : path), std::move(reply));
  }
  void expect(const std::string& method, const std::string& path, std::uint32_t status, const json& body) {
    expect(method, path, answer(status, body.dump()));
  }
  void expect(const std::string& method, const std::string& path, std::uint32_t status, const char* body) {
    expect(method, path, answer(status, body));
  }

  outcome<std::vector<plugin::device>> devices();
  outcome<plugin::device> device(const std::string& id);
  outcome<int> validate(const kw_submission& s);
  outcome<plugin::estimate> price(const kw_submission& s);
  outcome<plugin::job> submit(const kw_submission& s);
  outcome<plugin::job> find(const std::string& token, const std::string& memo = "");
  outcome<plugin::job> poll(const std::string& id, const std::string& memo = "");
  outcome<plugin::job> cancel(const std::string& id);
  outcome<std::vector<plugin::job>> poll_many(const std::vector<std::string>& ids, std::uint64_t submitted_ns);
  outcome<std::vector<part>> fetch(const std::string& id, const std::string& memo);

  /// Starts a verb and runs the host until it has completed; `copy(result)` while the result is borrowed.
  template <class T, class Start, class Copy>
  outcome<T> run(const Start& start, const Copy& copy) {
    plugin::tests::recorder r;
    outcome<T> out;
    r.on_result = [&](const void* p) {
      if (p) copy(out.value, p);
    };
    r.holds(start(r.done()));
    EXPECT_TRUE(host.run_until([&] { return r.completions > 0; }));
    EXPECT_EQ(r.completions, 1);
    if (r.status) out.status = *r.status;
    r.release();
    return out;
  }

  conform::fake_host host;
  kw_backend* backend = nullptr;
  std::vector<asked> requests;

  json sent(std::size_t i) const { return json::parse(requests.at(i).body); }

 private:
  conform::http_reply take(const kw_http_request& r);
  std::deque<std::pair<std::string, conform::http_reply>> script_;
};

/// A submission and all it points to.
class request {
 public:
  explicit request(std::vector<std::string> texts, std::uint64_t shots = 1000);
  request(const request&) = delete;
  request& operator=(const request&) = delete;

  void sweep(std::vector<std::string> names, std::vector<double> values);
  void observe(std::uint32_t num_qubits, std::vector<std::pair<std::string, double>> terms);
  void options(const json& o) { options_ = o.dump(), submission.options = plugin::str(options_); }

  kw_submission submission = plugin::sized<kw_submission>();
  std::vector<kw_program> programs;
  static constexpr const char* token = "0b5ce2e4-91a5-4c6c-8f5e-7d3f0a9b1c2d";

 private:
  std::vector<std::string> texts_;
  std::vector<const kw_program*> pointers_;
  std::string options_;
  kw_sweep sweep_ = plugin::sized<kw_sweep>();
  std::vector<std::string> names_;
  std::vector<kw_str> symbols_;
  std::vector<double> values_;
  std::deque<kw_observable> observables_;
  std::vector<const kw_observable*> observable_pointers_;
  std::deque<std::vector<std::uint8_t>> paulis_;
  std::deque<std::vector<double>> coefficients_;
};

inline const std::string bell =
    "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nbit[2] meas;\nrz(pi/2) $0; sx $0; rz(pi/2) $0;\ncz $0, $1;\n"
    "meas[0] = measure $0;\nmeas[1] = measure $1;\n";

}  // namespace ketway::ibm::tests
