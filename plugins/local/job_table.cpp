#include "job_table.hpp"

namespace ketway::local {

plugin::job local_job::view() const {
  plugin::job j;
  j.id = id, j.state = state, j.failure = failure;
  j.created_ns = j.started_ns = created_ns, j.finished_ns = finished_ns, j.execution_ns = execution_ns;
  j.cost = 0, j.currency = "USD";
  return j;
}

std::shared_ptr<local_job> job_table::by_id(std::string_view id) const {
  const auto at = by_id_.find(std::string(id));
  if (at == by_id_.end())
    throw plugin::error(KW_NOT_FOUND, "there is no job `" + std::string(id) + "` in this process");
  return at->second;
}

std::shared_ptr<local_job> job_table::by_token(std::string_view token) const {
  const auto at = by_token_.find(std::string(token));
  return token.empty() || at == by_token_.end() ? nullptr : at->second;
}

void job_table::add(const std::shared_ptr<local_job>& j) {
  by_id_.emplace(j->id, j);
  if (!j->token.empty()) by_token_.insert_or_assign(j->token, j);
}

void job_table::has_ended(const std::shared_ptr<local_job>& j) {
  ended_.push_back(j);
  ended_bytes_ += j->work->result_bytes();
  // The latest always stays: somebody is about to fetch it.
  while (ended_.size() > max_ended || (ended_.size() > 1 && ended_bytes_ > max_ended_bytes)) {
    const auto oldest = ended_.front();
    ended_.pop_front();
    ended_bytes_ -= oldest->work->result_bytes();
    by_id_.erase(oldest->id);
    if (const auto at = by_token_.find(oldest->token); at != by_token_.end() && at->second == oldest)
      by_token_.erase(at);
  }
}

void job_table::stop_all() {
  for (const auto& [id, j] : by_id_) j->work->stop.request();
}

}  // namespace ketway::local
