// ketway jobs cancel and forget.

#include <nlohmann/json.hpp>
#include <utility>

#include "arguments.hpp"
#include "document.hpp"
#include "job_document.hpp"
#include "job_names.hpp"
#include "jobs.hpp"
#include "progress.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;
using nlohmann::ordered_json;

std::string bill(const job_status& now) {
  if (now.cost && *now.cost > 0) return "; " + amount_text(*now.cost, now.currency) + " were billed";
  switch (now.billed) {
    case billing::billed: return "; it was billed";
    case billing::not_billed: return "; it was not billed";
    case billing::unknown: return "; what was billed is not known";
  }
  return "";
}

std::string words_for(const job_status& now, const std::string& uri) {
  if (now.state == job_state::cancelled) {
    switch (now.cancellation) {
      case cancel_outcome::before_run: return "cancelled before it ran: " + uri + bill(now);
      case cancel_outcome::while_running: return "cancelled while it ran: " + uri + bill(now);
      default: return "it had been cancelled already: " + uri + bill(now);
    }
  }
  const std::string state(to_string(now.state));
  if (now.cancellation == cancel_outcome::pending)
    return "the backend was asked to cancel it, and has not decided yet (" + state + "): " + uri;
  return "too late: it has ended (" + state + "): " + uri + bill(now);
}

ordered_json document_of(const job_record& r, const job_status& now) {
  ordered_json d;
  d["job_id"] = r.id.empty() ? ordered_json(nullptr) : ordered_json(r.id);
  d["uri"] = r.uri();
  d["backend"] = r.backend;
  d["status"] = to_string(now.state);
  d["cancellation"] = to_string(now.cancellation);
  d["billed"] = now.billed == billing::unknown ? ordered_json(nullptr) : ordered_json(now.billed == billing::billed);
  ordered_json cost;
  cost["amount"] = now.cost ? ordered_json(*now.cost) : ordered_json(nullptr);
  cost["currency"] = now.currency.empty() ? ordered_json(nullptr) : ordered_json(now.currency);
  d["cost"] = std::move(cost);
  return d;
}

asio::awaitable<exit_status> cancel(session& s, std::string name) {
  const expected<job_record> found = co_await find_named_job(s.runtime(), std::move(name));
  if (!found) co_return s.fail(found.error());
  const expected<job> j = co_await s.runtime().try_attach(found->token);
  if (!j) co_return s.fail(j.error());
  const progress shown(s.io(), s.err(), s.flags().quiet, "cancelling " + found->uri());
  const expected<job_status> now = co_await j->try_cancel();
  if (!now) co_return s.fail(now.error());
  const expected<job_record> known = co_await s.runtime().find_job(found->token);  // its id may be known now
  const job_record& r = known ? *known : *found;
  if (s.json())
    s.answer(document_of(r, *now));
  else
    s.say(words_for(*now, r.uri()) + "\n");
  const bool good = now->state == job_state::cancelled || now->cancellation == cancel_outcome::pending;
  co_return good ? exit_status::done : exit_status::failed;
}

asio::awaitable<exit_status> forget(session& s, std::string name, const forget_options how) {
  const expected<job_record> found = co_await find_named_job(s.runtime(), std::move(name));
  if (!found) co_return s.fail(found.error());
  expected<void> gone = co_await s.runtime().forget_job(found->token, how);
  if (!gone && gone.error().code() == errc::failed_precondition && !how.lost()) {
    const std::string uri = found->uri();
    gone.error().job_uri(uri).advice("`ketway jobs wait " + uri + "` sees it to its end, `ketway jobs cancel " + uri +
                                     "` cancels it; `ketway jobs forget --lost " + uri +
                                     "` gives it up, where nobody will ever know");
    co_return s.fail(gone.error(), exit_status::failed);
  }
  if (!gone) co_return s.fail(gone.error());
  if (s.json()) {
    ordered_json document;
    document["forgotten"] = job_document(*found);
    s.answer(document);
  } else {
    s.say("forgotten: " + printable(found->uri()) + "\n");
  }
  co_return exit_status::done;
}

}  // namespace

exit_status cancel_job(session& s, const jobs_flags& flags) {
  const expected<fleet> backends = s.discover();  // opens the job's backend
  if (!backends) return s.fail(backends.error(), exit_status::invalid);
  return s.drive(cancel(s, flags.id));
}

exit_status forget_job(session& s, const jobs_flags& flags) {
  forget_options how;
  how.lost(flags.lost);
  if (!flags.cost.empty()) {
    const expected<double> cost = read_amount("--cost", flags.cost);
    if (!cost) return s.fail(cost.error());
    how.cost(*cost);
  }
  return s.drive(forget(s, flags.id, how));
}

}  // namespace ketway::cli
