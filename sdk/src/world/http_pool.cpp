#include "world/http_pool.hpp"

#include <algorithm>

#include "world/http_connection.hpp"

namespace ketway {

http_pool::turn http_pool::ask(const std::shared_ptr<http_job>& job) {
  turn t;
  const std::lock_guard lock(mutex_);
  lane& l = lanes_[job->what.origin];
  while (!l.idle.empty()) {
    std::shared_ptr<http_connection> c = std::move(l.idle.back());
    l.idle.pop_back();
    if (c->alive(job->what.fresh)) {
      t.job = job, t.connection = std::move(c);
      return t;
    }
    --l.open;
    t.discarded.push_back(std::move(c));
  }
  if (l.open < most_) {
    ++l.open;
    t.job = job;
  } else {
    l.waiting.push_back(job);
  }
  return t;
}

http_pool::turn http_pool::give_back(const http_origin& origin, std::shared_ptr<http_connection> c, bool reusable) {
  turn t;
  const std::lock_guard lock(mutex_);
  lane& l = lanes_[origin];
  if (closed_) {
    t.discarded.push_back(std::move(c));
    return t;
  }
  if (!l.waiting.empty()) {
    t.job = std::move(l.waiting.front());
    l.waiting.pop_front();
    if (reusable && c->alive(t.job->what.fresh))
      t.connection = std::move(c);
    else if (c)
      t.discarded.push_back(std::move(c));
  } else if (reusable) {
    l.idle.push_back(std::move(c));
  } else {
    --l.open;
    t.discarded.push_back(std::move(c));
  }
  return t;
}

bool http_pool::withdraw(const http_job& job) {
  const std::lock_guard lock(mutex_);
  const auto l = lanes_.find(job.what.origin);
  if (l == lanes_.end()) return false;
  auto& all = l->second.waiting;
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& j) { return j.get() == &job; });
  if (at == all.end()) return false;
  all.erase(at);
  return true;
}

http_pool::remains http_pool::close() {
  remains r;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [origin, l] : lanes_) {
    r.jobs.insert(r.jobs.end(), l.waiting.begin(), l.waiting.end());
    r.connections.insert(r.connections.end(), l.idle.begin(), l.idle.end());
    l.waiting.clear(), l.idle.clear();
  }
  return r;
}

bool http_pool::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

}  // namespace ketway
