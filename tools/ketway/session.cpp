#include "session.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>

#include "document.hpp"
#include "excerpt.hpp"
#include "interruption.hpp"

namespace ketway::cli {
namespace {

settings settings_for(const global_flags& flags) {
  settings s = settings::from_environment();
  // The command's work is one caller's: it stays on this thread, and only a simulation takes others.
  if (flags.log_level == "trace") s.level(log_level::trace);
  if (flags.log_level == "debug") s.level(log_level::debug);
  if (flags.log_level == "info") s.level(log_level::info);
  if (flags.log_level == "warn") s.level(log_level::warn);
  if (flags.log_level == "error") s.level(log_level::error);
  if (flags.log_level == "off" || (flags.quiet && flags.log_level.empty())) s.level(log_level::off);
  return s;
}

}  // namespace

class session::loop {
 public:
  explicit loop(const global_flags& flags) : io(1), rt(io.get_executor(), settings_for(flags)) {}

  boost::asio::io_context io;
  ketway::runtime rt;
};

session::session(const global_flags& flags) : flags_(flags), out_(terminal::of(1)), err_(terminal::of(2)) {}

session::~session() {
  if (loop_ == nullptr) return;
  // What the last handles of backends left on the queue.
  loop_->io.restart();
  loop_->io.poll();
}

session::loop& session::events() {
  if (loop_ == nullptr) loop_ = std::make_unique<loop>(flags_);
  return *loop_;
}

ketway::runtime& session::runtime() { return events().rt; }

boost::asio::io_context& session::io() { return events().io; }

discovery_options session::discovery() const {
  discovery_options options;
  for (const std::string& folder : flags_.plugin_path) options.plugin_path(folder);
  if (!flags_.config.empty()) options.config_file(flags_.config);
  return options;
}

expected<fleet> session::discover() { return try_discover(runtime(), discovery()); }

exit_status session::drive(boost::asio::awaitable<exit_status> work) {
  boost::asio::io_context& io = events().io;
  boost::asio::cancellation_signal stop;
  // In a place of its own, so that it can end before the process takes the signal back.
  std::optional<boost::asio::signal_set> signals(std::in_place, io, SIGINT);
  boost::asio::steady_timer patience(io);
  std::optional<exit_status> ended;
  std::exception_ptr thrown;

  signals->async_wait([&](const boost::system::error_code& failure, int number) {
    if (failure || ended) return;
    signal_ = number;
    print_error("\nketway: interrupted; cancelling, once more to end at once\n");
    signals->async_wait([&](const boost::system::error_code& again, int) {
      if (!again) end_interrupted(json() && !answered_);
    });
    patience.expires_after(std::chrono::seconds(6));
    patience.async_wait([&](const boost::system::error_code& ended_before) {
      if (!ended_before) end_interrupted(json() && !answered_);
    });
    stop.emit(boost::asio::cancellation_type::all);
  });
  auto finish = [&](std::exception_ptr failure, exit_status status) {
    thrown = std::move(failure);
    ended = status;
    patience.cancel();
    io.stop();
  };
  boost::asio::co_spawn(io, std::move(work), boost::asio::bind_cancellation_slot(stop.slot(), std::move(finish)));
  io.restart();
  io.run();
  signals.reset();
  // Nothing may stay on the queue that knows this call's locals.
  io.restart();
  io.poll();
  end_on_interrupt(json() && !answered_);
  if (thrown) {
    try {
      std::rethrow_exception(thrown);
    } catch (const exception& e) {
      ended = fail(e.error());
    }
  }
  if (interrupted()) return exit_status::interrupted;
  return ended.value_or(exit_status::failed);
}

void session::answer(const nlohmann::ordered_json& document) { say(to_text(document)); }

void session::say(std::string_view text) {
  answered_ = true;
  if (!broken_output_ && !print(text)) {
    broken_output_ = true;
    print_error("ketway: error: standard output cannot be written\n");
  }
}

void session::explain(const error& failure) {
  std::string text;
  if (failure.diagnostics().empty()) {
    text = err_.paint(style::strong, "ketway: ") + err_.paint(style::bad, "error: ") + printable(failure.to_string()) +
           "\n";
  }
  for (const diagnostic& d : failure.diagnostics()) text += explained(d, err_);
  print_error(text);
}

exit_status session::fail(const error& failure) { return fail(failure, status_of(failure)); }

exit_status session::fail(const error& failure, exit_status as) {
  explain(failure);
  if (json() && !answered_) answer(error_document(failure));
  return as;
}

int session::finish(exit_status status) const noexcept {
  if (broken_output_ && status == exit_status::done) return static_cast<int>(exit_status::failed);
  return static_cast<int>(status);
}

void session::notice(std::string_view text) {
  if (flags_.quiet) return;
  print_error(err_.paint(style::faint, "note: " + printable(text)) + "\n");
}

void session::warn(const diagnostic& finding) {
  if (!flags_.quiet) print_error(explained(finding, err_));
}

}  // namespace ketway::cli
