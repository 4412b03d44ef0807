// The state of jobs: of one alone, and of many with one listing.
#include <algorithm>
#include <optional>

#include "backend.hpp"
#include "wire/errors.hpp"
#include "wire/times.hpp"

namespace ketway::ibm {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

/// The operation has ended, or every further question would be refused alike.
bool ends_all(const plugin::error& e) { return e.code == KW_CANCELLED || e.code == KW_UNAUTHENTICATED; }

}  // namespace

/// The jobs of one poll_many, in the order asked, and those of them that nothing is known of yet.
class poll_round {
 public:
  poll_round(const kw_job_refs& refs, money price) : refs_(refs), price_(price), all(refs.count) {
    for (std::size_t i = 0; i < refs.count; ++i) {
      open[plugin::text(refs.items[i]->id)].push_back(i);
      since_ns = std::min(since_ns, refs.items[i]->submitted_ns);
    }
    wanted = open.size();
  }

  /// Throws DATA_LOSS, and leaves the job open, where the object describes none.
  void take(const std::string& id, const json& object) {
    const auto at = open.find(id);
    for (const auto i : at->second) {
      plugin::job j = read_job(object, price_);
      j.memo = memo_of(*refs_.items[i]);
      all[i] = std::move(j);
    }
    open.erase(at);
  }

  void take_listed(const std::map<std::string, std::string, std::less<>>& listed) {
    for (const std::string& id : open_after({})) {
      const auto at = listed.find(id);
      if (at == listed.end()) continue;
      try {
        take(id, read_json(at->second, "the list of jobs"));
      } catch (const plugin::error&) {  // asked alone, it may be readable
      }
    }
  }

  /// The open jobs, those behind `last` first: whom a bound has kept out is asked next time.
  std::vector<std::string> open_after(const std::string& last) const {
    std::vector<std::string> ids;
    for (auto at = open.upper_bound(last); at != open.end(); ++at) ids.push_back(at->first);
    for (auto at = open.begin(); at != open.upper_bound(last); ++at) ids.push_back(at->first);
    return ids;
  }

  /// Leaves the open ones as they were: the host takes no state back for a job that is "queued".
  void close() {
    for (const auto& [id, places] : open)
      for (const auto i : places) {
        all[i].id = id, all[i].state = KW_JOB_QUEUED, all[i].poll_after_ns = second_ns;
        all[i].memo = memo_of(*refs_.items[i]);
      }
  }

 private:
  const kw_job_refs& refs_;
  money price_;

 public:
  std::vector<plugin::job> all;
  std::map<std::string, std::vector<std::size_t>, std::less<>> open;  ///< places by id
  std::size_t wanted = 0;
  std::uint64_t since_ns = UINT64_MAX, until_ns = 0;
  std::optional<plugin::error> failure;  ///< the first
};

plugin::task<json> ibm_backend::job_object(std::string id) {
  const std::string path = "/jobs/" + path_step(id, "job") + "?exclude_params=true";  // or it echoes the payload
  json object = co_await get(path, "the state of job " + id);
  if (text_of(object, "id") != id) throw plugin::error(KW_DATA_LOSS, "IBM's answer describes not the job " + id);
  co_return object;
}

plugin::task<plugin::job> ibm_backend::state_of(std::string id, std::string memo) {
  const json object = co_await job_object(id);
  plugin::job j = read_job(object, money(settings_.price_per_second));
  j.memo = std::move(memo);
  if (ended(j)) co_await settle(j, 3);
  co_return j;
}

/// Asks for a job's times and cost. Billing settles a moment after the job has ended, so there may be several tries.
plugin::task<void> ibm_backend::settle(plugin::job& j, int tries) {
  const std::string path = "/jobs/" + path_step(j.id, "job") + "/metrics";
  for (int i = 1;; ++i) {
    const json metrics = co_await optional(path, "the metrics of job " + j.id);
    if (metrics.is_null() || add_metrics(j, metrics, money(settings_.price_per_second)) || i == tries) co_return;
    co_await plugin::sleep(static_cast<std::uint64_t>(i) * second_ns);
  }
}

plugin::task<plugin::job> ibm_backend::poll(const kw_job_ref& r) { return state_of(plugin::text(r.id), memo_of(r)); }

plugin::task<job_page> ibm_backend::list(std::string path, std::string what) {
  try {
    const json answer = co_await get(path, what);
    job_page page(answer);
    co_return page;
  } catch (const plugin::error& e) {
    throw failure_of_list(e);
  }
}

/// Lists the jobs with this plugin's tag, oldest first, so that new ones shift no page. Ends early where the account has
/// so many that asking one by one is cheaper, and where a page fails or brings nothing new. Throws if the first one fails.
plugin::task<void> ibm_backend::list_jobs(const poll_round& round) {
  constexpr std::uint64_t page = 200, most_pages = 25, clocks_differ_ns = 600 * second_ns, worth_it = 20;
  std::string query = "/jobs?tags=" + std::string(common_tag) + "&limit=" + std::to_string(page) + "&sort=ASC";
  if (round.since_ns > clocks_differ_ns && round.since_ns != UINT64_MAX)
    query += "&created_after=" + path_step(rfc3339(round.since_ns - clocks_differ_ns), "job");
  job_listing read;
  for (std::uint64_t i = 0; i < std::min<std::uint64_t>(round.wanted, most_pages); ++i) {
    if (i > 0 && now_ns() >= round.until_ns) break;
    try {
      const job_page listed = co_await list(query + "&offset=" + std::to_string(i * page), "the list of jobs");
      const std::size_t before = read.jobs.size();
      for (const json& object : listed.jobs)
        if (std::string id = text_of(object, "id"); !id.empty()) read.jobs[std::move(id)] = dump(object);
      if (listed.jobs.size() < page || read.jobs.size() == before) break;
      if (listed.total > worth_it * std::max<std::uint64_t>(round.wanted, page / worth_it)) break;
    } catch (const plugin::error& e) {
      if (i == 0 || ends_all(e)) throw;
      log(KW_LOG_WARN, e.what());
      break;
    }
  }
  read.read_ns = now_ns();
  listing_ = std::move(read);
}

/// What no listing holds: it may lag behind, and a job may come from elsewhere.
plugin::task<void> ibm_backend::ask_alone(poll_round& round) {
  constexpr std::size_t most_asked = 32;
  constexpr int most_failures = 3;
  int failures = 0;
  std::vector<std::string> ids = round.open_after(asked_last_);
  ids.resize(std::min(ids.size(), most_asked));
  for (const std::string& id : ids) {
    if (failures == most_failures || now_ns() >= round.until_ns) co_return;
    asked_last_ = id;
    try {
      const json object = co_await job_object(id);
      round.take(id, object);
    } catch (const plugin::error& e) {
      if (ends_all(e)) throw;
      if (e.code == KW_NOT_FOUND) {
        round.open.erase(id);  // and its id stays empty
        continue;
      }
      ++failures;
      if (!round.failure) round.failure = e;
      log(KW_LOG_WARN, e.what());
    }
  }
}

/// One job's failure is not the others': it fails only where nothing at all is known. The host waits a minute for all.
plugin::task<std::vector<plugin::job>> ibm_backend::poll_many(const kw_job_refs& refs) {
  constexpr std::uint64_t listing_lives_ns = second_ns / 2, most_ns = 30 * second_ns;
  constexpr int most_metrics = 16;
  constexpr std::uint32_t few = 4;
  poll_round round(refs, money(settings_.price_per_second));
  round.until_ns = now_ns() + most_ns;
  if (listing_.read_ns != 0 && now_ns() - listing_.read_ns < listing_lives_ns) round.take_listed(listing_.jobs);
  if (round.open.size() > 1) {
    try {
      co_await list_jobs(round);
      round.take_listed(listing_.jobs);
    } catch (const plugin::error& e) {
      if (ends_all(e)) throw;
      round.failure = e;
      log(KW_LOG_WARN, e.what());
    }
  }
  co_await ask_alone(round);
  if (round.failure && round.wanted != 0 && round.open.size() == round.wanted) throw plugin::error(*round.failure);
  int metrics = 0;
  const int tries = refs.count <= few ? 3 : 1;  // with many, what one costs must not hold up the others
  for (auto& j : round.all) {
    if (j.id.empty() || !ended(j)) continue;
    if (metrics++ == most_metrics || now_ns() >= round.until_ns) break;
    try {
      co_await settle(j, tries);
    } catch (const plugin::error& e) {
      if (e.code == KW_CANCELLED) throw;
      log(KW_LOG_WARN, e.what());
      break;
    }
  }
  round.close();
  co_return std::move(round.all);
}

}  // namespace ketway::ibm
