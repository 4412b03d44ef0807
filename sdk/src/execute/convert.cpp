#include "execute/convert.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace ketway {
namespace {

error broken(const std::string& what, const result_facts& facts) {
  error e(errc::data_loss, "the backend's result is inconsistent: " + what);
  return e.backend(facts.backend).advice("report this to the maker of the plugin");
}

std::size_t key_size(const kw_result& r) { return (r.num_bits + 7) / 8; }

/// Bits above num_bits must be zero, or two keys would print alike.
bool keys_fit(const kw_result& r) {
  const std::uint32_t spare = static_cast<std::uint32_t>(key_size(r)) * 8 - r.num_bits;
  if (spare == 0 || key_size(r) == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - spare));
  for (std::uint64_t i = 0; i < r.rows; ++i)
    if (r.keys[(i + 1) * key_size(r) - 1] & mask) return false;
  return true;
}

/// Most plugins give keys in order, which is seen in one pass; only others cost a table.
bool keys_distinct(const kw_result& r) {
  const std::size_t size = key_size(r);
  const auto key = [&](std::uint64_t i) {
    return std::string_view(reinterpret_cast<const char*>(r.keys) + i * size, size);
  };
  if (size == 0) return r.rows <= 1;
  const auto below = [](std::string_view a, std::string_view b) {  // byte 0 holds the lowest bits
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  };
  std::uint64_t sorted = 1;
  while (sorted < r.rows && below(key(sorted - 1), key(sorted))) ++sorted;
  if (sorted >= r.rows) return true;
  std::unordered_set<std::string_view> seen;
  seen.reserve(r.rows);
  for (std::uint64_t i = 0; i < r.rows; ++i)
    if (!seen.insert(key(i)).second) return false;
  return true;
}

double value_at(const kw_result& r, std::uint64_t i) {
  return r.value_size == 4 ? static_cast<double>(reinterpret_cast<const float*>(r.values)[i]) : r.values[i];
}

std::optional<std::string> contradiction_in_keys(const kw_result& r, std::uint32_t num_bits) {
  if (r.num_bits != num_bits)
    return "keys of " + std::to_string(r.num_bits) + " bits for a circuit with " + std::to_string(num_bits);
  if (r.rows && !r.keys && r.num_bits) return "rows without keys";
  if (!keys_fit(r)) return "a key has bits beyond the circuit's";
  if (r.kind != KW_RESULT_SHOTS && !keys_distinct(r)) return "a key comes twice";
  return std::nullopt;
}

std::optional<std::string> contradiction_in_counts(const kw_result& r, std::uint64_t shots) {
  if (r.rows && !r.counts) return "rows without counts";
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < r.rows; ++i)
    if (__builtin_add_overflow(sum, r.counts[i], &sum)) return "counts beyond all shots";
  if (sum != shots) return "counts add up to " + std::to_string(sum) + ", not to " + std::to_string(shots) + " shots";
  return std::nullopt;
}

std::optional<std::string> contradiction_in_probabilities(const kw_result& r) {
  if (r.rows && !r.values) return "rows without probabilities";
  double sum = 0;
  for (std::uint64_t i = 0; i < r.rows; ++i) {
    const double p = value_at(r, i);
    if (!(p >= -1e-9 && p <= 1 + 1e-9)) return "a probability of " + std::to_string(p);
    sum += p;
  }
  if (std::abs(sum - 1) > 1e-6) return "probabilities add up to " + std::to_string(sum);
  return std::nullopt;
}

/// Counts from probabilities that add up to `shots`: floors first, then the largest remainders (Hare quota); ties go to
/// the earlier row.
std::vector<std::uint64_t> largest_remainder(const kw_result& p, std::uint64_t shots) {
  double total = 0;
  for (std::uint64_t i = 0; i < p.rows; ++i) total += value_at(p, i);
  std::vector<std::uint64_t> counts(p.rows);
  std::vector<double> rest(p.rows);
  std::uint64_t given = 0;
  for (std::uint64_t i = 0; i < p.rows; ++i) {
    const double exact = value_at(p, i) / total * static_cast<double>(shots);
    counts[i] = std::min(static_cast<std::uint64_t>(exact), shots - given);
    rest[i] = exact - std::floor(exact);
    given += counts[i];
  }
  std::vector<std::uint64_t> order(p.rows);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rest[a] > rest[b]; });
  for (std::uint64_t k = 0; given < shots && !order.empty(); ++k, ++given) ++counts[order[k % order.size()]];
  return counts;
}

class conversion {
 public:
  conversion(const expectation& w, const prepared& one, const result_facts& facts)
      : work_(w), facts_(facts), data_(std::make_shared<result::data>()) {
    data_->program = one.program, data_->num_bits = one.program.num_bits(), data_->shots = w.shots;
    data_->backend = facts.backend, data_->job_id = facts.job_id, data_->timing = facts.timing;
    data_->cost = facts.cost;
    if (one.measured_here)
      data_->notices.emplace_back(
          "the circuit has no measurement: measured on all qubits, in order, into register `meas`");
  }

  std::optional<error> take(const kw_result& r) {
    if (r.failure) return to_error(*r.failure, facts_.backend);
    if (r.metadata.size && data_->metadata == "{}") data_->metadata = view(r.metadata);
    switch (r.kind) {
      case KW_RESULT_COUNTS: return take_columns(r, data_->counts);
      case KW_RESULT_SHOTS: return take_columns(r, data_->shots_in_order);
      case KW_RESULT_PROBABILITIES: return take_columns(r, data_->probabilities);
      case KW_RESULT_STATEVECTOR:
        if (const auto what = contradiction(r, data_->num_bits, data_->shots)) return broken(*what, facts_);
        return take_state(*data_, r), std::nullopt;
      default: return std::nullopt;  // R6: a kind this host does not know
    }
  }

  expected<result> finish(const std::shared_ptr<const void>& owner) {
    auto& d = *data_;
    d.owner = owner;
    if (work_.exact) {
      if (!d.probabilities.values && d.probabilities.kind == 0 && !d.state.kind)
        return broken("exact probabilities were asked for and none came", facts_);
      return result(std::move(data_));
    }
    if (!d.counts.kind && d.probabilities.kind) {
      d.own_counts = largest_remainder(d.probabilities, d.shots);
      d.counts = d.probabilities;
      d.counts.kind = KW_RESULT_COUNTS, d.counts.counts = d.own_counts.data();
      d.rounded = true;
    }
    if (!d.counts.kind && d.shots_in_order.kind) count_shots();
    if (!d.counts.kind) return broken("no counts came", facts_);
    if (work_.memory && !d.shots_in_order.kind) return broken("per-shot outcomes were asked for and none came", facts_);
    return result(std::move(data_));
  }

 private:
  std::optional<error> take_columns(const kw_result& r, kw_result& to) {
    if (const auto what = contradiction(r, data_->num_bits, data_->shots)) return broken(*what, facts_);
    to = r;
    return std::nullopt;
  }
  /// Counts of outcomes that came shot by shot: rows sorted by key, equal ones merged.
  void count_shots() {
    auto& d = *data_;
    const kw_result& s = d.shots_in_order;
    const std::size_t size = key_size(s);
    std::map<std::string_view, std::uint64_t> seen;
    for (std::uint64_t i = 0; i < s.rows; ++i)
      ++seen[std::string_view(reinterpret_cast<const char*>(s.keys) + i * size, size)];
    for (const auto& [key, n] : seen) d.own_keys.append(key), d.own_counts.push_back(n);
    d.counts = s;
    d.counts.kind = KW_RESULT_COUNTS, d.counts.rows = d.own_counts.size(), d.counts.counts = d.own_counts.data();
    d.counts.keys = reinterpret_cast<const std::uint8_t*>(d.own_keys.data());
  }

  const expectation& work_;
  const result_facts& facts_;
  std::shared_ptr<result::data> data_;
};

}  // namespace

std::optional<std::string> contradiction(const kw_result& r, std::uint32_t num_bits, std::uint64_t shots) {
  if (r.kind == KW_RESULT_STATEVECTOR) {
    if (r.num_bits > 40 || r.rows != 1ULL << r.num_bits || !r.values) return "a state vector of wrong size";
    return std::nullopt;
  }
  if (auto what = contradiction_in_keys(r, num_bits)) return what;
  if (r.kind == KW_RESULT_COUNTS) return contradiction_in_counts(r, shots);
  if (r.kind == KW_RESULT_PROBABILITIES) return contradiction_in_probabilities(r);
  if (r.kind == KW_RESULT_SHOTS && r.rows != shots)
    return std::to_string(r.rows) + " outcomes for " + std::to_string(shots) + " shots";
  return std::nullopt;
}

void take_state(result::data& d, const kw_result& r) {
  d.state = r;
  if (r.value_size != 4) return;
  d.own_state.reserve(r.rows);
  for (std::uint64_t i = 0; i < r.rows; ++i) d.own_state.emplace_back(value_at(r, 2 * i), value_at(r, 2 * i + 1));
}

expected<result> convert(const expectation& w, std::size_t index, const plugin_results& from,
                         const result_facts& facts) {
  const std::size_t program = w.rows ? 0 : index;
  const std::size_t set = w.rows ? index : 0;
  conversion c(w, w.circuits[program], facts);
  for (const auto& part : from.parts)
    if (part.program == program && part.set == set)
      if (auto failed = c.take(part)) {
        failed->backend(facts.backend);
        return std::move(*failed);
      }
  return c.finish(from.owner);
}

}  // namespace ketway
