#pragma once
// The plugin on a scripted host with a virtual clock: every request it sends is kept, every answer is written in the test.

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "conform/circuits.hpp"
#include "conform/fake_host.hpp"
#include "ketway/plugin.hpp"

namespace ketway::ionq::tests {

using json = nlohmann::json;
using conform::circuit;

inline constexpr const char* token = "0f5e7f3a-1111-4222-8333-444455556666";

class sent_request {
 public:
  sent_request() = default;
  std::string method, path, auth, body;  ///< path: below https://api.ionq.co/v0.4, or the whole URL
  std::uint32_t flags = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  json document() const { return json::parse(body); }
};

/// What a verb answered, copied while it was lent.
class answer {
 public:
  answer() = default;
  plugin::error status{KW_UNKNOWN, "never completed"};
  std::vector<plugin::device> devices;
  std::vector<std::optional<plugin::job>> jobs;
  std::vector<plugin::result_part> parts;
  plugin::estimate estimate;
  std::optional<std::string> session;
  std::uint32_t session_state = 0;
  std::uint64_t session_expires_ns = 0;
  bool ok = false;

  const plugin::job& job() const { return *jobs.at(0); }
  /// The part's rows by key, highest bit leftmost.
  std::map<std::string, double> outcomes(std::size_t part = 0) const;
};

class cloud : public testing::Test {
 protected:
  cloud() { open("{}"); }
  ~cloud() override { close(); }
  void open(const std::string& config);
  void close();

  /// The next request is answered so; answers are used up in order.
  void reply_text(std::uint32_t status, const std::string& body,
                  std::vector<std::pair<std::string, std::string>> headers = {});
  void reply(std::uint32_t status, const json& body) { reply_text(status, body.dump()); }
  /// The next request does not come to an answer.
  void break_connection(std::uint32_t code, std::uint32_t flags);

  answer devices();
  answer describe(const std::string& id);
  answer validate(const std::string& device, std::vector<circuit> programs, const std::string& options = "{}");
  answer price(const std::string& device, std::vector<circuit> programs, const std::string& options = "{}");
  answer submit(const std::string& device, std::vector<circuit> programs, const std::string& options = "{}");
  answer find(std::uint64_t submitted_ns = 0);
  answer poll(const std::string& id, const std::string& memo = {});
  answer poll_many(const std::vector<std::string>& ids);
  answer fetch(const std::string& id, const std::string& memo = {});
  answer cancel(const std::string& id);
  answer open_session(const std::string& device, const std::string& mode, std::uint64_t max_time_ns);
  answer close_session(const std::string& id);
  answer poll_session(const std::string& id);

  std::string path(std::size_t request) const { return sent.at(request).method + " " + sent.at(request).path; }

  conform::fake_host host;
  std::vector<sent_request> sent;
  std::uint64_t shots = 1000, want = 1U << KW_RESULT_COUNTS;
  std::string session_id, program_name;
  /// Cancel a verb once it has sent this many requests; 0: never.
  std::size_t cancel_after = 0;

 private:
  answer run(const std::function<kw_op*(kw_done)>& start, const std::function<void(answer&, const void*)>& copy);
  answer with_submission(const std::string& device, std::vector<circuit> programs, const std::string& options,
                         const std::function<kw_op*(const kw_submission&, kw_done)>& verb,
                         const std::function<void(answer&, const void*)>& copy);
  kw_backend* backend_ = nullptr;
  std::deque<conform::http_reply> replies_;
};

/// h on 0, cnot 0 -> 1, both measured.
inline circuit bell() {
  circuit c(2, 2);
  c.gate(KW_OP_H, {0}).gate(KW_OP_CX, {0, 1}).measure(0, 0).measure(1, 1);
  return c;
}

/// A job as the provider shows it.
json job_document(const std::string& id, const std::string& status);
/// The memo that a submission of these programs leaves.
std::string memo_of(std::uint64_t shots, const std::string& bits, std::uint64_t want = 1U << KW_RESULT_COUNTS);

inline void expect_code(const answer& a, std::uint32_t code, std::uint32_t flags) {
  EXPECT_FALSE(a.ok);
  EXPECT_EQ(a.status.code, code) << a.status.what();
  EXPECT_EQ(a.status.flags, flags) << a.status.what();
}

}  // namespace ketway::ionq::tests
