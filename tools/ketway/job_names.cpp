#include "job_names.hpp"

#include <utility>
#include <vector>

namespace ketway::cli {
namespace {

namespace asio = boost::asio;

constexpr std::size_t least = 4, shown = 8, listed = 10;

bool may_begin_a_token(const std::string& name) {
  return name.size() >= least && name.find_first_not_of("0123456789abcdef-") == std::string::npos;
}

error ambiguous(const std::string& name, const std::vector<const job_record*>& meant) {
  std::string all;
  for (std::size_t i = 0; i < meant.size() && i < listed; ++i)
    all += (all.empty() ? "" : ", ") + meant[i]->token + " (" + meant[i]->uri() + ")";
  if (meant.size() > listed) all += ", and " + std::to_string(meant.size() - listed) + " more";
  error e(errc::invalid_argument, std::to_string(meant.size()) + " jobs begin with \"" + name + "\": " + all);
  e.advice("write more of it");
  return e;
}

}  // namespace

asio::awaitable<expected<job_record>> find_named_job(const runtime& rt, std::string name) {
  expected<job_record> exact = co_await rt.find_job(name);
  if (exact || exact.error().code() != errc::not_found || !may_begin_a_token(name)) co_return exact;
  expected<std::vector<job_record>> all = co_await rt.jobs();
  if (!all) co_return std::move(all.error());
  std::vector<const job_record*> meant;
  for (const job_record& r : *all)
    if (r.token.starts_with(name)) meant.push_back(&r);
  if (meant.empty()) co_return exact;
  if (meant.size() > 1) co_return ambiguous(name, meant);
  co_return *meant.front();
}

std::string short_token(const std::string& token) { return token.substr(0, shown); }

}  // namespace ketway::cli
