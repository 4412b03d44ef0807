#include "journal/past_job.hpp"

#include "journal/error_codec.hpp"
#include "journal/outcome_codec.hpp"
#include "ketway/job_node.hpp"
#include "runtime/caller_wait.hpp"

namespace ketway {
namespace {

using all_results = std::vector<expected<result>>;

expected<all_results> read_results(journal_store& from, const std::string& token) {
  auto blobs = from.results(token);
  if (!blobs) return std::move(blobs.error());
  all_results all;
  for (const std::string& blob : *blobs) all.push_back(decode_outcome(blob));
  return all;
}

class past_job final : public job_node {
 public:
  past_job(std::shared_ptr<journal> book, job_record r)
      : book_(std::move(book)), record_(std::move(r)), uri_(record_.uri()) {}
  const std::string& id() const noexcept override { return record_.id; }
  const std::string& uri() const noexcept override { return uri_; }
  const std::string& backend() const noexcept override { return record_.backend; }

  boost::asio::awaitable<expected<job_status>> try_status() override { return give(status()); }
  boost::asio::awaitable<expected<job_status>> try_cancel() override {
    job_status s = status();
    s.cancellation = cancel_outcome::too_late;
    return give(std::move(s));
  }
  boost::asio::awaitable<expected<all_results>> try_results(std::optional<std::chrono::nanoseconds>) override {
    auto start = [book = book_, record = record_, failure = failure_of(record_)](auto answer) {
      if (record.state != journal_state::done) return answer(failure);
      auto question = [token = record.token, answer = std::move(answer)](const expected<journal_store*>& store) {
        answer(store ? read_results(**store, token) : expected<all_results>(store.error()));
      };
      book->ask(std::move(question));
    };
    return caller_wait<expected<all_results>>::begin(std::move(start));
  }

 private:
  static boost::asio::awaitable<expected<job_status>> give(job_status s) { co_return s; }

  job_status status() const {
    job_status s;
    s.provider_state = record_.provider_state, s.billed = record_.billed, s.cost = record_.cost;
    s.currency = record_.unit;
    switch (record_.state) {
      case journal_state::done: s.state = job_state::done; break;
      case journal_state::cancelled: s.state = job_state::cancelled; break;
      default: s.state = job_state::failed, s.failure = failure_of(record_);
    }
    return s;
  }
  const std::shared_ptr<journal> book_;
  const job_record record_;
  const std::string uri_;
};

}  // namespace

error failure_of(const job_record& r) {
  const bool cancelled = r.state == journal_state::cancelled;
  error e(cancelled ? errc::cancelled : errc::unknown, cancelled ? "the job was cancelled" : "the job failed");
  if (!r.failure.empty())
    if (auto read = decode_error(r.failure)) e = std::move(*read);
  e.backend(r.backend).job_uri(r.uri()).billed(r.billed).fate(cancelled ? job_fate::cancelled : job_fate::ended);
  return e;
}

bool needs_no_backend(const job_record& r) noexcept {
  return is_end(r.state) && (r.state != journal_state::done || r.stored);
}

job make_past_job(std::shared_ptr<journal> book, job_record r) {
  return job(std::make_shared<past_job>(std::move(book), std::move(r)));
}

}  // namespace ketway
