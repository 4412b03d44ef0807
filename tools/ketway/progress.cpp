#include "progress.hpp"

#include <boost/asio/steady_timer.hpp>

#include "result_text.hpp"
#include "terminal.hpp"

namespace ketway::cli {
namespace {
constexpr std::chrono::milliseconds silence{400}, step{100};
}

class progress::line : public std::enable_shared_from_this<line> {
 public:
  line(boost::asio::io_context& io, std::string what)
      : timer_(io), what_(std::move(what)), began_(std::chrono::steady_clock::now()) {}

  void next(std::chrono::milliseconds pause) {
    timer_.expires_after(pause);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& ended) {
      if (ended || self->over_) return;
      self->shown_ = true;
      print_error("\r\x1b[K" + printable(self->what_) + ", " +
                  short_time(std::chrono::steady_clock::now() - self->began_));
      self->next(step);
    });
  }

  void end() {
    over_ = true;
    timer_.cancel();
    if (shown_) print_error("\r\x1b[K");
  }

 private:
  boost::asio::steady_timer timer_;
  std::string what_;
  std::chrono::steady_clock::time_point began_;
  bool shown_ = false, over_ = false;
};

progress::progress(boost::asio::io_context& io, const terminal& err, bool quiet, std::string what) {
  if (quiet || !err.interactive()) return;
  line_ = std::make_shared<line>(io, std::move(what));
  line_->next(silence);
}

progress::~progress() {
  if (line_ != nullptr) line_->end();
}

}  // namespace ketway::cli
