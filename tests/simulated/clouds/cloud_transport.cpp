#include "cloud_transport.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <utility>

namespace ketway::simulated {
namespace {

using emulator::transport_fault;

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t default_response_limit = std::uint64_t{256} << 20;

// What the real transport says of each.
error broken_off(const http_origin& to, const char* how) {
  error e(errc::unavailable, to.to_string() + ": " + how);
  e.retryable(true);
  return e;
}
error not_trusted(const http_origin& to, const char* why) {
  error e(errc::permission_denied, to.to_string() + ": its certificate is not trusted: " + why);
  e.needs_user(true);
  return e;
}

}  // namespace

class cloud_transport::exchange final : public http_exchange {
 public:
  exchange(cloud_transport& of, http_send what, std::function<void(http_end)> done, std::function<void()> arrived)
      : of_(of),
        what_(std::move(what)),
        body_(what_.body),
        done_(std::move(done)),
        arrived_(std::move(arrived)),
        alarm_(of.world_.make_alarm([this] { step(); })) {
    in(of_.trip_ns(), &exchange::arrive);
  }

  void cancel() override {
    if (std::exchange(cancelled_, true)) return;
    const auto place = of_.open_.find(this);
    if (place == of_.open_.end()) return;
    boost::asio::post(of_.world_.executor(), [self = place->second] {
      if (self->done_) self->fail(error(errc::cancelled, "cancelled"));
    });
  }

 private:
  using next_step = void (exchange::*)();
  void in(std::uint64_t ns, next_step next) {
    next_ = next;
    alarm_->arm(of_.world_.monotonic_ns() + ns);
  }
  void step() {
    const auto self = of_.open_.find(this)->second;
    (this->*next_)();
  }

  void arrive() {
    emulator::request r;
    r.method = what_.method, r.target = what_.target, r.host = what_.origin.host, r.body = body_;
    for (const http_field& f : what_.fields) r.headers.push_back({f.name, f.value});
    emulator::cloud* cloud = of_.cloud_of(r);
    if (!cloud) return fail(broken_off(what_.origin, "its name is not found"));
    ++of_.requests_;
    answer_ = cloud->handle(r);
    sent_ = true;
    if (arrived_) arrived_();
    switch (answer_.fault) {
      case transport_fault::refused: sent_ = false; return fail(broken_off(what_.origin, "no connection (refused)"));
      case transport_fault::tls_wrong_name: sent_ = false; return fail(not_trusted(what_.origin, "another name"));
      case transport_fault::tls_expired: sent_ = false; return fail(not_trusted(what_.origin, "it has expired"));
      case transport_fault::reset_before_accept:
      case transport_fault::reset_after_accept:
        return fail(broken_off(what_.origin, "the connection broke off (reset)"));
      case transport_fault::lost_answer: return;  // nothing ever comes: whoever waits has a deadline
      default: break;
    }
    std::uint64_t takes = of_.trip_ns() + answer_.delay_ns;
    if (answer_.bytes_per_second) takes += answer_.body.size() * second_ns / answer_.bytes_per_second;
    in(takes, &exchange::deliver);
  }

  void deliver() {
    const std::uint64_t limit = what_.max_response ? what_.max_response : default_response_limit;
    const bool cut = answer_.fault == transport_fault::partial_body;
    const std::string_view body =
        std::string_view(answer_.body).substr(0, cut ? answer_.body_limit : std::string_view::npos);
    if (body.size() > limit) return fail(error(errc::out_of_range, "the answer is too large"));
    if (what_.sink && !what_.sink(body)) return fail(error(errc::cancelled, "the rest of the answer is not wanted"));
    if (cut) {
      error e(errc::data_loss, what_.origin.to_string() + ": the answer broke off");
      return fail(std::move(e.retryable(true).http_status(answer_.status)));
    }
    http_reply reply;
    reply.status = answer_.status;
    for (const emulator::header& h : answer_.headers) reply.fields.emplace_back(h.name, h.value);
    if (!what_.sink) reply.body = answer_.body;
    end(http_end(std::move(reply)), std::to_string(answer_.status));
  }

  void fail(error e) {
    std::string how = e.message();
    end(http_end(std::move(e), sent_), how);
  }
  void end(http_end how, const std::string& text) {
    alarm_->disarm();
    if (of_.see_) of_.see_(what_.method + " " + what_.origin.host + what_.target + " -> " + text);
    const auto done = std::exchange(done_, nullptr);
    const auto last = std::move(of_.open_.extract(this).mapped());
    done(std::move(how));
  }

  cloud_transport& of_;
  const http_send what_;
  const std::string body_;
  std::function<void(http_end)> done_;
  const std::function<void()> arrived_;
  emulator::response answer_;
  next_step next_ = nullptr;
  bool sent_ = false, cancelled_ = false;
  std::unique_ptr<alarm> alarm_;
};

cloud_transport::cloud_transport(simulated_world& w, std::uint64_t seed, std::chrono::nanoseconds least,
                                 std::chrono::nanoseconds most)
    : world_(w),
      dice_(seed),
      least_ns_(static_cast<std::uint64_t>(least.count())),
      most_ns_(std::max(least_ns_, static_cast<std::uint64_t>(most.count()))) {}
cloud_transport::~cloud_transport() = default;

std::shared_ptr<http_exchange> cloud_transport::start(http_send what, std::function<void(http_end)> done) {
  return start(std::move(what), std::move(done), nullptr);
}

std::shared_ptr<http_exchange> cloud_transport::start(http_send what, std::function<void(http_end)> done,
                                                      std::function<void()> arrived) {
  auto x = std::make_shared<exchange>(*this, std::move(what), std::move(done), std::move(arrived));
  open_.emplace(x.get(), x);
  return x;
}

std::uint64_t cloud_transport::trip_ns() { return least_ns_ + dice_() % (most_ns_ - least_ns_ + 1); }

emulator::cloud* cloud_transport::cloud_of(const emulator::request& r) const {
  const auto it = std::find_if(clouds_.begin(), clouds_.end(), [&](auto* c) { return c->owns(r); });
  return it == clouds_.end() ? nullptr : *it;
}

}  // namespace ketway::simulated
