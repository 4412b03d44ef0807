#include "ketway/result.hpp"

#include <algorithm>

#include "execute/convert.hpp"

namespace ketway {
namespace {

constexpr double negligible = 1e-12;

const result::data& empty() {
  static const result::data none;
  return none;
}

/// Bits [first, first + size) of a key, highest leftmost.
std::string print_key(const std::uint8_t* key, std::uint32_t first, std::uint32_t size) {
  std::string text(size, '0');
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t bit = first + i;
    if ((key[bit / 8] >> (bit % 8)) & 1U) text[size - 1 - i] = '1';
  }
  return text;
}

const std::uint8_t* key_at(const kw_result& r, std::uint64_t row) { return r.keys + row * ((r.num_bits + 7) / 8); }

double probability_at(const kw_result& r, std::uint64_t i) {
  return r.value_size == 4 ? static_cast<double>(reinterpret_cast<const float*>(r.values)[i]) : r.values[i];
}

template <class Value>
std::map<std::string, Value> collect(const kw_result& r, std::uint32_t first, std::uint32_t size, auto&& value) {
  std::map<std::string, Value> all;
  for (std::uint64_t i = 0; i < r.rows; ++i) all[print_key(key_at(r, i), first, size)] += value(r, i);
  return all;
}

constexpr auto count_of = [](const kw_result& r, std::uint64_t i) { return r.counts[i]; };

std::map<std::string, double> drop_negligible(std::map<std::string, double> all) {
  std::erase_if(all, [](const auto& entry) { return entry.second < negligible; });
  return all;
}

const circuit_register& find_register(const result::data& d, std::string_view name) {
  for (const auto& r : d.program.bit_registers())
    if (r.name == name) return r;
  throw exception(error(errc::not_found, "no register named '" + std::string(name) + "' in the result"));
}

}  // namespace

#define KETWAY_DATA (data_ ? *data_ : empty())
std::uint64_t result::shots() const noexcept { return KETWAY_DATA.shots; }
std::uint32_t result::num_bits() const noexcept { return KETWAY_DATA.num_bits; }
bool result::rounded() const noexcept { return KETWAY_DATA.rounded; }
const std::string& result::backend() const noexcept { return KETWAY_DATA.backend; }
const std::string& result::job_id() const noexcept { return KETWAY_DATA.job_id; }
const timing& result::timing() const noexcept { return timing_ ? *timing_ : KETWAY_DATA.timing; }
result& result::took(std::chrono::nanoseconds total) {
  ketway::timing all = timing();
  all.total = total;
  timing_ = std::make_shared<const ketway::timing>(all);
  return *this;
}
const cost& result::cost() const noexcept { return KETWAY_DATA.cost; }
const std::string& result::metadata() const noexcept { return KETWAY_DATA.metadata; }
const decision_log& result::decisions() const noexcept {
  static const decision_log none;
  return decisions_ ? *decisions_ : none;
}
const std::vector<std::string>& result::notices() const noexcept { return KETWAY_DATA.notices; }
std::uint64_t result::circuit_digest() const {
  const auto& d = KETWAY_DATA;
  return d.digest ? *d.digest : d.program.digest();
}
std::span<const circuit_register> result::registers() const noexcept { return KETWAY_DATA.program.bit_registers(); }

std::map<std::string, std::uint64_t> result::counts() const {
  const auto& d = KETWAY_DATA;
  auto all = collect<std::uint64_t>(d.counts, 0, d.num_bits, count_of);
  std::erase_if(all, [](const auto& entry) { return entry.second == 0; });
  return all;
}

std::uint64_t result::count(std::string_view key) const {
  const auto& d = KETWAY_DATA;
  if (key.size() != d.num_bits) return 0;
  std::string packed((d.num_bits + 7) / 8, '\0');
  for (std::uint32_t i = 0; i < d.num_bits; ++i)
    if (key[d.num_bits - 1 - i] == '1') packed[i / 8] = static_cast<char>(packed[i / 8] | (1 << (i % 8)));
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < d.counts.rows; ++i)
    if (std::equal(packed.begin(), packed.end(), reinterpret_cast<const char*>(key_at(d.counts, i))))
      total += d.counts.counts[i];
  return total;
}

std::map<std::string, std::uint64_t> result::counts(std::string_view register_name) const {
  const auto& d = KETWAY_DATA;
  const auto& r = find_register(d, register_name);
  auto all = collect<std::uint64_t>(d.counts, r.first, r.size, count_of);
  std::erase_if(all, [](const auto& entry) { return entry.second == 0; });
  return all;
}

std::map<std::string, double> result::probabilities() const {
  const auto& d = KETWAY_DATA;
  return drop_negligible(collect<double>(d.probabilities, 0, d.num_bits, probability_at));
}

std::map<std::string, double> result::probabilities(std::string_view register_name) const {
  const auto& d = KETWAY_DATA;
  const auto& r = find_register(d, register_name);
  return drop_negligible(collect<double>(d.probabilities, r.first, r.size, probability_at));
}

std::vector<std::string> result::memory() const {
  const auto& d = KETWAY_DATA;
  std::vector<std::string> all;
  all.reserve(d.shots_in_order.rows);
  for (std::uint64_t i = 0; i < d.shots_in_order.rows; ++i)
    all.push_back(print_key(key_at(d.shots_in_order, i), 0, d.num_bits));
  return all;
}

std::span<const std::complex<double>> result::statevector() const noexcept {
  const auto& d = KETWAY_DATA;
  if (!d.state.kind) return {};
  if (!d.own_state.empty()) return d.own_state;
  // std::complex<double> is laid out as two doubles [complex.numbers.general].
  return {reinterpret_cast<const std::complex<double>*>(d.state.values), static_cast<std::size_t>(d.state.rows)};
}
#undef KETWAY_DATA

}  // namespace ketway
