#include "result_places.hpp"

#include <algorithm>
#include <array>

namespace ketway::ionq {
namespace {

/// "/v0.4" at the front of a path; empty: none.
std::string_view version_prefix(std::string_view path) {
  if (!path.starts_with("/v")) return {};
  const auto end = std::min(path.find('/', 1), path.size());
  const auto version = path.substr(2, end - 2);
  const bool digits = !version.empty() && version.find_first_not_of("0123456789.") == std::string_view::npos;
  return digits ? path.substr(0, end) : std::string_view();
}

/// The origin of a URL: scheme and authority.
std::string_view origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, std::min(url.find('/', scheme + 3), url.size()));
}

std::string job_path(const job_view& job) { return "/jobs/" + encoded(job.id); }

/// The path of an artifact; empty: there is none of that format.
std::string artifact(const job_view& job, const json& from, const char* format) {
  const json* descriptor = member(from, format);
  const std::string id = descriptor ? text_at(*descriptor, "id") : std::string();
  return id.empty() ? std::string() : job_path(job) + "/artifacts/" + encoded(id);
}

/// A link of the first generation; empty: there is none.
std::string link(const job_view& job, const char* kind) {
  const json* entry = member(job.results, kind);
  return entry ? text_at(*entry, "url") : std::string();
}

std::string query_of(const job_memo& memo) {
  if (!memo.aggregation.empty()) return "?aggregation=" + encoded(memo.aggregation);
  return memo.sharpen ? "?sharpen=true" : "";
}

void add(std::vector<std::string>& to, std::string place) {
  if (!place.empty() && std::find(to.begin(), to.end(), place) == to.end()) to.push_back(std::move(place));
}

/// Histograms over debiasing's variants, as artifacts of their own in the second generation.
void add_aggregated(result_places& places, const job_view& job, const job_memo& memo) {
  const std::string kind = memo.aggregation.empty() ? "voting" : memo.aggregation;
  if (const json* one = member(job.aggregations, kind.c_str())) {
    std::string id = text_at(*one, "id");
    if (id.empty())  // keyed by format once more
      for (const auto& inner : *one)
        if (inner.is_object() && id.empty()) id = text_at(inner, "id");
    if (!id.empty()) add(places.weights, job_path(job) + "/artifacts/" + encoded(id));
  }
  add(places.weights, job_path(job) + "/results/probabilities" + query_of(memo));
}

}  // namespace

std::string encoded(std::string_view text) {
  constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += hex[byte >> 4U];
    out += hex[byte & 15U];
  }
  return out;
}

std::optional<std::string> path_of_link(std::string_view link, std::string_view base_url) {
  if (link.starts_with("http")) {
    const auto origin = origin_of(link);
    if (origin.empty() || origin != origin_of(base_url)) return std::nullopt;
    link.remove_prefix(origin.size());
  }
  if (!link.starts_with('/') || link.starts_with("//")) return std::nullopt;
  link.remove_prefix(version_prefix(link).size());
  return std::string(link);
}

result_places places_of(const job_view& job, const job_memo& memo) {
  result_places p;
  const auto& results = job.results;
  for (const char* format : {"ionq.result.shots.json.v1", "ionq.result.shots.json.v2"})
    if (p.shots.empty()) p.shots = artifact(job, results, format);
  if (p.shots.empty()) p.shots = link(job, "shots");
  if (memo.sharpen || !memo.aggregation.empty()) {
    add_aggregated(p, job, memo);
    return p;
  }
  const std::string histogram_1 = artifact(job, results, "ionq.result.histogram.json.v1");
  const std::string probabilities_1 = artifact(job, results, "ionq.result.probabilities.json.v1");
  const std::string histogram_link = link(job, "histogram"), probabilities_link = link(job, "probabilities");
  if (job.ideal()) {  // its probabilities are exact, what looks like counts is not
    add(p.weights, probabilities_1), add(p.weights, probabilities_link);
    add(p.weights, artifact(job, results, "ionq.result.probabilities.json.v2"));
  }
  add(p.weights, histogram_1), add(p.weights, probabilities_1);
  add(p.weights, histogram_link), add(p.weights, probabilities_link);
  // The order of bits in the second version is not confirmed: last.
  add(p.weights, artifact(job, results, "ionq.result.histogram.json.v2"));
  add(p.weights, artifact(job, results, "ionq.result.probabilities.json.v2"));
  add(p.weights, job_path(job) + "/results/probabilities");
  return p;
}

std::string children_place(const job_view& job, const job_memo& memo) {
  const std::string query = query_of(memo);
  if (query.empty()) {
    if (auto a = artifact(job, job.results, "ionq.result.probabilities-aggregate.json.v1"); !a.empty()) return a;
    if (auto l = link(job, "probabilities"); l.find("/aggregated") != std::string::npos) return l;
  }
  return job_path(job) + "/results/probabilities/aggregated" + query;
}

}  // namespace ketway::ionq
