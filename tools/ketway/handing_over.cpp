#include "handing_over.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "document.hpp"
#include "left_behind.hpp"
#include "session.hpp"

namespace ketway::cli {
namespace {

namespace asio = boost::asio;
using answers = std::vector<expected<left_job>>;

asio::awaitable<bool> stopped() {
  const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
  co_return state.cancelled() != asio::cancellation_type::none;
}

error not_sent(const char* why, errc code, const backend& where) {
  error e(code, why);
  e.backend(where.name()).billed(billing::not_billed);
  return e;
}

/// What is wrong with each of them; empty: nothing.
asio::awaitable<answers> objections(const backend& where, const std::vector<circuit>& all, const execute_options& o) {
  answers each(all.size(), not_sent("not sent, because another circuit cannot run there", errc::aborted, where));
  bool any = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    expected<void> fits = co_await where.validate(all[i], o);
    if (fits) continue;
    any = true;
    each[i] = std::move(fits.error());
    if (co_await stopped()) break;
  }
  if (!any) each.clear();
  co_return each;
}

asio::awaitable<expected<left_job>> hand_one_over(const backend& where, circuit one, const hand_over_options& how) {
  execute_options o = how.options;
  if (const auto left = how.limit.left()) o.deadline(*left);
  expected<job> submitted = co_await where.try_submit(std::move(one), o);
  if (!submitted) co_return std::move(submitted.error());
  left_job to;
  to.id = submitted->id(), to.uri = submitted->uri(), to.backend = submitted->backend();
  to.decisions = submitted->decisions();
  if (!how.to_the_end(to.backend)) co_return to;
  const auto results = co_await submitted->try_results(how.limit.left());
  if (!results) co_return results.error();
  if (!results->front()) co_return results->front().error();
  to.done = true;
  co_return to;
}

}  // namespace

asio::awaitable<answers> hand_over(backend where, std::vector<circuit> all, hand_over_options how) {
  co_await asio::this_coro::throw_if_cancelled(false);
  how.options.durable();
  if (all.size() > 1 && !where.device().free) {
    answers wrong = co_await objections(where, all, how.options);
    if (!wrong.empty()) co_return wrong;
  }
  answers each;
  for (circuit& one : all) {
    if (co_await stopped())
      each.emplace_back(not_sent("interrupted before it was sent", errc::cancelled, where));
    else
      each.push_back(co_await hand_one_over(where, std::move(one), how));
  }
  co_return each;
}

exit_status tell(session& s, const answers& all, outcome_report& r) {
  exit_status worst = exit_status::done;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string ids;
  std::vector<error> left;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i]) {
      const left_job& one = *all[i];
      nlohmann::ordered_json d;
      d["job_id"] = one.id, d["backend"] = one.backend, d["status"] = one.done ? "done" : "accepted";
      d["uri"] = one.uri;
      if (!one.decisions.empty()) d["failover"] = decisions_document(one.decisions);
      if (const std::string before = what_went_before(one.decisions); !before.empty())
        s.notice("accepted by " + one.backend + ": " + before);
      list.push_back(std::move(d));
      ids += printable(one.id) + "\n";
      if (!one.done) left.push_back(std::move(error(errc::cancelled, "").job_uri(one.uri).fate(job_fate::may_run)));
      s.notice("`ketway jobs " + std::string(one.done ? "show " : "wait ") + one.uri + "` gives the result");
      continue;
    }
    const error& failure = all[i].error();
    left.push_back(failure);
    const error shown = r.located ? r.located(i, failure) : failure;
    worst = worse(worst, status_of(failure));
    s.explain_circuits(shown);
    if (const std::string next = how_to_go_on(failure); !next.empty() && !s.interrupted()) s.notice(next);
    list.push_back(error_document(shown));
  }
  if (s.interrupted()) print_error(what_is_left(left, r.free));
  if (!s.json()) {
    s.say(ids);
  } else if (all.size() == 1) {
    s.answer(list.front());
  } else {
    nlohmann::ordered_json document;
    document["results"] = std::move(list);
    s.answer(document);
  }
  return worst;
}

}  // namespace ketway::cli
