#include "session.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "document.hpp"
#include "excerpt.hpp"
#include "interruption.hpp"

namespace ketway::cli {
namespace {

// Not there as long as it lives. The process has one thread yet.
class hidden_variable {
 public:
  explicit hidden_variable(const char* name) : name_(name) {
    if (const char* value = std::getenv(name)) value_ = value;
    ::unsetenv(name);
  }
  hidden_variable(const hidden_variable&) = delete;
  hidden_variable& operator=(const hidden_variable&) = delete;
  ~hidden_variable() {
    if (value_) ::setenv(name_, value_->c_str(), 1);
  }

 private:
  const char* name_;
  std::optional<std::string> value_;
};

bool reads_as_number(const char* variable) {
  const char* value = std::getenv(variable);
  const std::string_view text = value == nullptr ? "" : value;
  constexpr std::uint32_t most = 1024;  // threads
  std::uint32_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() && number <= most;
}

settings settings_for(const global_flags& flags) {
  // A variable that does not read would be said, and a quiet call says nothing; what does not read is ignored anyway.
  std::optional<hidden_variable> level, io, compute;
  if (flags.quiet) {
    level.emplace("KETWAY_LOG_LEVEL");  // --quiet and --log-level decide
    if (!reads_as_number("KETWAY_IO_THREADS")) io.emplace("KETWAY_IO_THREADS");
    if (!reads_as_number("KETWAY_COMPUTE_THREADS")) compute.emplace("KETWAY_COMPUTE_THREADS");
  }
  settings s = settings::from_environment();
  // The command's work is one caller's: it stays on this thread, and only a simulation takes others.
  if (!flags.state_dir.empty()) s.journal(journal_in_folder(flags.state_dir));
  if (flags.log_level == "trace") s.level(log_level::trace);
  if (flags.log_level == "debug") s.level(log_level::debug);
  if (flags.log_level == "info") s.level(log_level::info);
  if (flags.log_level == "warn") s.level(log_level::warn);
  if (flags.log_level == "error") s.level(log_level::error);
  if (flags.log_level == "off" || (flags.quiet && flags.log_level.empty())) s.level(log_level::off);
  return s;
}

// Where the configuration is, if there is one.
std::filesystem::path configuration_file(const global_flags& flags) {
  if (!flags.config.empty()) return flags.config;
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto named = variable("KETWAY_CONFIG"); !named.empty()) return named;
  const auto folder = variable("XDG_CONFIG_HOME");
  return (folder.empty() ? variable("HOME") / ".config" : folder) / "ketway/config.json";
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

std::string session::state_folder() const {
  return flags_.state_dir.empty() ? ketway::state_folder() : flags_.state_dir;
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
  boost::asio::steady_timer patience(io);
  std::optional<exit_status> ended;
  std::exception_ptr thrown;
  // In places of their own, so that they can end before the queue is emptied.
  std::optional<interrupt_notice> notice(std::in_place);
  std::optional<boost::asio::posix::stream_descriptor> told(std::in_place, io);
  if (notice->descriptor() >= 0) told->assign(notice->descriptor());

  told->async_wait(boost::asio::posix::stream_descriptor::wait_read, [&](const boost::system::error_code& failure) {
    if (failure || ended) return;
    interrupted_ = true;
    print_error("\nketway: interrupted; cancelling, once more to end at once\n");
    patience.expires_after(std::chrono::seconds(6));
    patience.async_wait([](const boost::system::error_code& ended_before) {
      if (!ended_before) end_interrupted();
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
  if (notice->descriptor() >= 0) told->release();  // it is the notice's to close
  told.reset();
  notice.reset();
  // Nothing may stay on the queue that knows this call's locals.
  io.restart();
  io.poll();
  if (interrupt_has_come() && !interrupted_) end_interrupted();  // too late to be told, too early to end by itself
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
  answer_has_begun();
  const interrupt_ends at_once;
  if (!broken_output_ && !print(text)) {
    broken_output_ = true;
    print_error("ketway: error: standard output cannot be written\n");
  }
}

std::string session::explanation(const error& failure) const {
  return err_.paint(style::strong, "ketway: ") + err_.paint(style::bad, "error: ") + printable(failure.to_string()) +
         "\n";
}

// Somebody may give the configuration where a circuit is expected: its lines stay unseen all the same.
std::string session::explained_circuit(const diagnostic& finding) const {
  std::error_code failed;
  const bool is_configuration = std::filesystem::equivalent(finding.where.file, configuration_file(flags_), failed);
  return is_configuration ? explained(finding, err_) : explained_with_line(finding, err_);
}

void session::explain(const error& failure) {
  std::string text = failure.diagnostics().empty() ? explanation(failure) : std::string();
  for (const diagnostic& d : failure.diagnostics()) text += explained(d, err_);
  print_error(text);
}

exit_status session::fail(const error& failure) { return fail(failure, status_of(failure)); }

exit_status session::fail(const error& failure, exit_status as) {
  explain(failure);
  return end_with(failure, as);
}

void session::explain_circuits(const error& failure) {
  std::string text = failure.diagnostics().empty() ? explanation(failure) : std::string();
  for (const diagnostic& d : failure.diagnostics()) text += explained_circuit(d);
  print_error(text);
}

exit_status session::fail_about_circuits(const error& failure, exit_status as) {
  explain_circuits(failure);
  return end_with(failure, as);
}

exit_status session::end_with(const error& failure, exit_status as) {
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
  if (!flags_.quiet) print_error(explained_circuit(finding));
}

}  // namespace ketway::cli
