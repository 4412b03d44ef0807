#include "backend.hpp"
#include "wire/errors.hpp"
#include "wire/jobs.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t submit_timeout_ns = 900 * second_ns;  // as IBM's own client
constexpr std::uint64_t small_bytes = 16 * 1024;              // read well within a millisecond

std::uint64_t bytes_of(const kw_submission& asked) {
  const kw_submission s = plugin::known(asked);
  std::uint64_t n = 0;
  for (std::uint32_t i = 0; i < s.num_programs; ++i) {
    const kw_program p = plugin::known(*s.programs[i]);
    n += p.text.size;
    if (p.sweep) n += p.sweep->num_sets * p.sweep->num_symbols * sizeof(double);
    for (std::uint64_t o = 0; o < p.num_observables; ++o)
      n += p.observables[o]->num_terms * p.observables[o]->num_qubits;
  }
  return n;
}

}  // namespace

/// The submission is borrowed until the verb has answered, so a worker thread may read it.
plugin::task<std::unique_ptr<submission>> ibm_backend::prepare(const kw_submission& s) {
  std::unique_ptr<submission> made;
  std::exception_ptr failed;
  const auto work = [&] {
    try {
      made = std::make_unique<submission>(s, settings_);
    } catch (...) {
      failed = std::current_exception();
    }
  };
  if (bytes_of(s) > small_bytes)
    co_await plugin::offload(work);
  else
    work();
  if (failed) std::rethrow_exception(failed);
  co_return made;
}

plugin::task<void> ibm_backend::validate(const kw_submission& s) {
  const auto prepared = co_await prepare(s);
  prepared->require();
}

plugin::task<plugin::estimate> ibm_backend::price(const kw_submission& s) {
  const auto prepared = co_await prepare(s);
  prepared->require();
  plugin::estimate e;
  const double rate = settings_.price_per_second;
  e.cost = prepared->seconds * rate, e.low = prepared->least_seconds * rate, e.high = prepared->most_seconds * rate;
  e.run_ns = static_cast<std::uint64_t>(prepared->seconds * 1e9);
  e.currency = "USD", e.as_of = settings_.price_as_of;
  e.source = settings_.price_source +
             "; 2 s a job and shots times (circuit + delay between shots), without what error " + "mitigation adds";
  co_return e;
}

plugin::task<plugin::job> ibm_backend::submit(const kw_submission& s) {
  const auto prepared = co_await prepare(s);
  prepared->require();
  call c("POST", "/jobs");
  c.flags = KW_HTTP_SUBMITS, c.limiter = "ibm.submit", c.timeout_ns = submit_timeout_ns;
  const auto work = [&] { c.body = prepared->body(); };
  if (bytes_of(s) > small_bytes)
    co_await plugin::offload(work);
  else
    work();
  const plugin::response answer = co_await send(c);
  if (answer.status / 100 != 2) throw failure(answer, "submitting the job", request_kind::submit);
  plugin::job j;
  try {
    j.id = submitted_id(read_json(answer.body, "the answer to the submission"));
  } catch (plugin::error& e) {
    e.flags |= KW_MAYBE_EXECUTED;  // somebody said yes
    e.http_status = answer.status;
    throw;
  }
  j.state = KW_JOB_QUEUED, j.memo = prepared->plan.memo(), j.poll_after_ns = second_ns;
  co_return j;
}

}  // namespace ketway::ibm
