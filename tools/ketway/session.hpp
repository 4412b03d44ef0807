#pragma once
// One call of the command: its event loop, its runtime and its backends, each made when it is first needed. A call that
// only prints starts none of them.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "command.hpp"
#include "exit_status.hpp"
#include "ketway/discovery/discover.hpp"
#include "ketway/error.hpp"
#include "ketway/runtime.hpp"
#include "terminal.hpp"

namespace ketway::cli {

class session {
 public:
  explicit session(const global_flags& flags);
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session();

  bool json() const noexcept { return flags_.json; }
  const terminal& out() const noexcept { return out_; }
  const terminal& err() const noexcept { return err_; }
  const global_flags& flags() const noexcept { return flags_; }

  /// Where the journal is.
  std::string state_folder() const;
  /// What discovery is told: the flags of this call.
  discovery_options discovery() const;
  ketway::runtime& runtime();
  boost::asio::io_context& io();
  /// The backends. Errors: those of the configuration.
  expected<fleet> discover();

  /// Runs `work` on this thread until it has ended. Ctrl-C cancels it; it then has 6 s to end (a plugin gets 5), and the
  /// answer is `interrupted` whatever it says. A second Ctrl-C ends the process at once.
  exit_status drive(boost::asio::awaitable<exit_status> work);
  bool interrupted() const noexcept { return interrupted_; }

  /// The one document of `--json`.
  void answer(const nlohmann::ordered_json& document);
  /// The answer of a call that does not use `--json`, or a part of any answer; Ctrl-C ends the process while it is written.
  void say(std::string_view text);
  /// A failure that ends the call: its diagnostics on standard error, with `--json` also the document. Returns what the
  /// process ends with.
  exit_status fail(const error& failure);
  exit_status fail(const error& failure, exit_status as);
  /// What the process ends with: `status`, or `failed` where the answer could not be written.
  int finish(exit_status status) const noexcept;
  /// The same for a failure whose diagnostics are about circuits: their lines are shown too.
  exit_status fail_about_circuits(const error& failure, exit_status as);
  /// The diagnostics alone.
  void explain(const error& failure);
  void explain_circuits(const error& failure);
  /// Worth knowing and no failure; left out with --quiet.
  void notice(std::string_view text);
  /// A finding about a circuit that was read all the same; left out with --quiet.
  void warn(const diagnostic& finding);

 private:
  class loop;
  loop& events();
  std::string explanation(const error& failure) const;
  std::string explained_circuit(const diagnostic& finding) const;
  exit_status end_with(const error& failure, exit_status as);

  global_flags flags_;
  terminal out_, err_;
  std::unique_ptr<loop> loop_;
  bool interrupted_ = false, answered_ = false, broken_output_ = false;
};

}  // namespace ketway::cli
