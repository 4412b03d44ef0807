#include "process.hpp"

#include <array>
#include <boost/asio/post.hpp>
#include <utility>

namespace ketway::simulated {
namespace {

error gone() {
  error e(errc::unavailable, "this process has been killed");
  return std::move(e.billed(billing::not_billed));
}

}  // namespace

std::string_view to_string(moment m) noexcept {
  constexpr std::array<std::string_view, 6> words = {"a request leaves", "a request has arrived", "an answer comes",
                                                     "a write begins",   "a write is on disk",    "an alarm rings"};
  return words[static_cast<std::size_t>(m)];
}

/// What the process holds of a request. Once it is dead, its host hears nothing until it lets go.
class process::exchange final : public http_exchange, public std::enable_shared_from_this<exchange> {
 public:
  exchange(process& of, std::function<void(http_end)> done) : of_(of), done_(std::move(done)) {}

  void start(http_send what) {
    const auto self = shared_from_this();
    of_.exchanges_.insert(self);
    if (!of_.passes(moment::request_leaves)) return;
    what.origin.host += of_.ending_;
    if (what.sink)
      what.sink = [self, sink = std::move(what.sink)](std::string_view part) {
        return !self->of_.killed_ && sink(part);
      };
    inner_ = of_.net_.start(
        std::move(what), [self](http_end how) { self->came(std::move(how)); }, [self] { self->arrived(); });
  }
  void cancel() override {
    if (!of_.killed_) {
      if (inner_) inner_->cancel();
      return;
    }
    boost::asio::post(of_.executor(), [self = shared_from_this()] { self->end(http_end(gone(), true)); });
  }
  /// Nobody waits for it any more. Whether it still arrives is settled here.
  void orphan(bool arrives) {
    if (inner_ && (arrived_ || !arrives)) inner_->cancel();
  }
  void let_go() { inner_.reset(); }

 private:
  void arrived() {
    arrived_ = true;
    if (of_.killed_ || !of_.passes(moment::request_arrives))
      if (inner_) inner_->cancel();
  }
  void came(http_end how) {
    inner_.reset();  // which holds this one
    if (!of_.killed_ && of_.passes(moment::answer_comes)) end(std::move(how));
  }
  void end(http_end how) {
    const auto self = shared_from_this();
    of_.exchanges_.erase(self);
    if (const auto done = std::exchange(done_, nullptr)) done(std::move(how));
  }

  process& of_;
  std::function<void(http_end)> done_;
  std::shared_ptr<http_exchange> inner_;
  bool arrived_ = false;
};

class process::wire final : public transport {
 public:
  explicit wire(process& of) : of_(of) {}
  std::shared_ptr<http_exchange> start(http_send what, std::function<void(http_end)> done) override {
    auto x = std::make_shared<exchange>(of_, std::move(done));
    x->start(std::move(what));
    return x;
  }

 private:
  process& of_;
};

class process::disk_store final : public journal_store {
 public:
  disk_store(process& of, std::unique_ptr<journal_store> inner)
      : of_(of), inner_(std::move(inner)), place_(inner_->place()), owner_(inner_->owner()) {
    of_.disks_.insert(this);
  }
  disk_store(const disk_store&) = delete;
  disk_store& operator=(const disk_store&) = delete;
  ~disk_store() override { of_.disks_.erase(this); }

  const std::string& place() const noexcept override { return place_; }
  const std::string& owner() const noexcept override { return owner_; }
  std::vector<expected<void>> write(const std::vector<journal_write>& batch) override {
    std::vector<expected<void>> nothing(batch.size(), gone());
    if (of_.killed_) return nothing;
    busy_ = true;
    auto answers = write_alive(batch);
    busy_ = false;
    if (!of_.killed_) return answers;
    inner_.reset();
    return nothing;
  }
  expected<job_record> find(std::string_view token) override {
    if (!inner_) return gone();
    return inner_->find(token);
  }
  expected<job_record> find_id(std::string_view backend, std::string_view id) override {
    if (!inner_) return gone();
    return inner_->find_id(backend, id);
  }
  expected<std::vector<job_record>> list(const job_filter& f) override {
    if (!inner_) return gone();
    return inner_->list(f);
  }
  expected<std::string> submission(std::string_view token) override {
    if (!inner_) return gone();
    return inner_->submission(token);
  }
  expected<std::vector<std::string>> results(std::string_view token) override {
    if (!inner_) return gone();
    return inner_->results(token);
  }
  expected<std::vector<spending>> spent(std::uint64_t since_ns) override {
    if (!inner_) return gone();
    return inner_->spent(since_ns);
  }
  expected<bool> lives(std::string_view owner) override {
    if (!inner_) return gone();
    return inner_->lives(owner);
  }
  /// The process is dead, and so its owner lives no more.
  void lose() {
    if (!busy_) inner_.reset();
  }

 private:
  std::vector<expected<void>> write_alive(const std::vector<journal_write>& batch) {
    if (!of_.passes(moment::write_begins)) return {};
    if (of_.dice_() % 100 < of_.failing_) {
      of_.watch_.failed(batch);
      error full(errc::resource_exhausted, "the disk is full");
      return std::vector<expected<void>>(batch.size(), std::move(full.billed(billing::not_billed)));
    }
    auto answers = inner_->write(batch);
    of_.watch_.written(batch, answers, *inner_);
    of_.passes(moment::write_is_kept);
    return answers;
  }

  process& of_;
  std::unique_ptr<journal_store> inner_;
  const std::string place_, owner_;
  bool busy_ = false;
};

process::process(simulated_world& w, cloud_transport& net, journal_watch& watch, std::uint64_t seed)
    : world_(w), net_(net), watch_(watch), dice_(seed), wire_(std::make_unique<wire>(*this)) {
  store_alarm_ = world_.make_alarm([this] { work_off(); });
}
process::~process() = default;

transport& process::network() { return *wire_; }

void process::rest() {
  store_alarm_.reset();
  for (const auto& x : exchanges_) x->let_go();
  exchanges_.clear();
}

bool process::passes(moment m) {
  if (killed_) return false;
  if (!dying_ && ++moments_ == at_) ring_(m);
  return !killed_;
}

void process::kill() {
  if (std::exchange(dying_, true)) return;
  if (!works_.empty() && works_.front() && coin()) {  // null: it runs
    const auto last = std::move(works_.front());
    works_.pop_front();
    last();
  }
  killed_ = true;
  for (const auto& x : std::set(exchanges_)) x->orphan(coin());
  for (disk_store* d : std::set(disks_)) d->lose();
}

journal_opener process::disk(journal_opener inner) {
  return [this, inner = std::move(inner)](const auto& random) -> expected<std::unique_ptr<journal_store>> {
    if (killed_) return gone();
    auto opened = inner(random);
    if (!opened) return opened;
    return std::unique_ptr<journal_store>(std::make_unique<disk_store>(*this, std::move(*opened)));
  };
}

std::unique_ptr<alarm> process::make_alarm(std::function<void()> ring) {
  return world_.make_alarm([this, ring = std::move(ring)] {
    passes(moment::alarm_rings);
    ring();
  });
}

void process::store(std::function<void()> work) {
  works_.push_back(std::move(work));
  if (works_.size() == 1) next_work();
}

void process::next_work() {
  const auto most = static_cast<std::uint64_t>(slowest_write_.count());
  store_alarm_->arm(world_.monotonic_ns() + (most ? dice_() % most : 0));
}

void process::work_off() {
  if (works_.empty()) return;
  const auto work = std::move(works_.front());
  works_.front() = nullptr;
  work();
  works_.pop_front();
  if (!works_.empty()) next_work();
}

}  // namespace ketway::simulated
