#include "outcomes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "facts.hpp"

namespace ketway::ionq {
namespace {

constexpr std::size_t longest_key = 2'000;  // digits or bits: a bound for what a broken answer can cost

[[noreturn]] void unreadable_result(const std::string& why) {
  throw plugin::error(KW_DATA_LOSS, "IonQ's result is not as documented: " + why);
}

void put_bits(word& w, std::uint64_t bits) {
  for (; bits != 0; bits >>= 1U) w.push_back(static_cast<char>(bits & 1U));
}

/// By repeated division: for devices of more qubits than a machine word has bits.
word word_of_long_decimal(std::string_view key) {
  std::string digits(key);
  for (char& c : digits) c = static_cast<char>(c - '0');
  word w;
  for (std::size_t first = 0; first < digits.size();) {
    unsigned rest = 0;
    for (std::size_t i = first; i < digits.size(); ++i) {
      const unsigned value = rest * 10 + static_cast<unsigned>(digits[i]);
      digits[i] = static_cast<char>(value / 2), rest = value % 2;
    }
    w.push_back(static_cast<char>(rest));
    while (first < digits.size() && digits[first] == 0) ++first;
  }
  return w;
}

std::optional<word> word_of_bit_string(std::string_view key) {
  if (key.empty() || key.size() > longest_key || key.find_first_not_of("01") != std::string_view::npos)
    return std::nullopt;
  word w(key);
  for (char& c : w) c = static_cast<char>(c - '0');
  if (!facts::first_character_is_qubit_0) std::reverse(w.begin(), w.end());
  return w;
}

std::optional<word> word_of_list(const json& list) {
  if (!list.is_array() || list.empty() || list.size() > longest_key) return std::nullopt;
  word w;
  for (const auto& bit : list) {
    const auto b = number_of(bit);
    if (!b || (*b != 0 && *b != 1)) return std::nullopt;
    w.push_back(*b != 0 ? '\1' : '\0');
  }
  return w;
}

/// All qubits stand in `output_all`; a register that is alone is taken for it.
const json* all_qubits(const json& registers) {
  if (const json* all = member(registers, "output_all")) return all;
  return registers.is_object() && registers.size() == 1 ? &registers.front() : nullptr;
}

template <class WordOf>
weights read_map(const json& map, const WordOf& word_of) {
  if (!map.is_object()) unreadable_result("outcomes are no object");
  weights all;
  all.reserve(map.size());
  for (const auto& [key, value] : map.items()) {
    auto w = word_of(key);
    const auto n = number_of(value);
    if (!w) unreadable_result("an outcome named \"" + key.substr(0, 64) + "\"");
    if (!n || *n < 0) unreadable_result("the weight of outcome \"" + key.substr(0, 64) + "\" is no positive number");
    all.emplace_back(std::move(*w), *n);
  }
  return all;
}

bool leaked(const json& shot) {
  const json* bits = member(shot, "leakage_bits");
  if (!bits || !bits->is_array()) return false;
  return std::any_of(bits->begin(), bits->end(), [](const json& b) { return number_of(b).value_or(0) != 0; });
}

/// Keys as the interface orders them: byte 0 holds the lowest bits.
class by_value {
 public:
  bool operator()(const std::string& a, const std::string& b) const {
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), [](char x, char y) {
      return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    });
  }
};

void append_key(plugin::result_part& p, const std::string& key) {
  p.keys.insert(p.keys.end(), key.begin(), key.end());
  ++p.rows;
}

}  // namespace

std::optional<word> word_of_decimal(std::string_view key) {
  if (key.empty() || key.size() > longest_key || key.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, problem] = std::from_chars(key.data(), key.data() + key.size(), value);
  if (problem != std::errc()) return word_of_long_decimal(key);
  word w;
  put_bits(w, value);
  return w;
}

weights read_weights(const json& body) {
  const json* inner = member(body, "probabilities");
  if (!inner) inner = member(body, "histogram");
  const json& at = inner ? *inner : body;
  if (const json* registers = member(at, "registers")) {
    if (registers->is_object() && registers->empty()) return {};
    const json* all = all_qubits(*registers);
    if (!all) unreadable_result("registers without output_all");
    return read_map(*all, word_of_bit_string);
  }
  if (at.is_null()) return {};
  return read_map(at, word_of_decimal);
}

std::vector<word> read_shots(const json& body) {
  const json* inner = member(body, "shots");
  const json& list = inner ? *inner : body;
  if (!list.is_array()) unreadable_result("shots are no list");
  std::vector<word> all;
  all.reserve(list.size());
  for (const auto& shot : list) {
    std::optional<word> w;
    if (shot.is_string()) {
      w = word_of_decimal(shot.get_ref<const std::string&>());
    } else if (shot.is_number_unsigned()) {
      w.emplace();
      put_bits(*w, shot.get<std::uint64_t>());
    } else if (const json* registers = member(shot, "registers")) {
      if (leaked(shot)) continue;  // the provider leaves them out of everything else
      if (const json* bits = all_qubits(*registers)) w = word_of_list(*bits);
    }
    if (!w) unreadable_result("shot number " + std::to_string(all.size()));
    all.push_back(std::move(*w));
  }
  return all;
}

std::vector<std::string> keys_in_order(const std::string& text) {
  std::vector<std::string> keys;
  const auto note = [&keys](int depth, json::parse_event_t event, json& parsed) {
    // Only the outermost keys are wanted: everything below them is dropped as it is read.
    if (event == json::parse_event_t::key && depth == 1) keys.push_back(parsed.get<std::string>());
    return depth <= 1;
  };
  const json read = json::parse(text, note, false);
  return read.is_object() ? keys : std::vector<std::string>();
}

plugin::result_part part_of(const weights& w, const bit_map& bits, std::uint64_t shots, json& metadata) {
  std::map<std::string, double, by_value> merged;
  double sum = 0;
  bool whole = true;
  for (const auto& [outcome, weight] : w) {
    if (weight == 0) continue;
    merged[bits.key_of(outcome)] += weight;
    sum += weight, whole &= weight == std::floor(weight);
  }
  if (merged.empty()) throw plugin::error(KW_DATA_LOSS, "IonQ gave no outcomes for this job");
  const auto wanted = static_cast<double>(shots);
  const bool counts = whole && shots > 0 && sum == wanted;
  const bool distribution = sum > 0.9 && sum < 1.01;
  const bool histogram = shots > 0 ? std::abs(sum - wanted) <= 0.1 * wanted : whole;
  if (!counts && !distribution && !histogram)
    throw plugin::error(KW_DATA_LOSS, "IonQ's outcomes add up to " + std::to_string(sum) + ", which is neither 1 nor " +
                                          std::to_string(shots) + " shots");
  plugin::result_part p(counts ? KW_RESULT_COUNTS : KW_RESULT_PROBABILITIES);
  p.num_bits = bits.num_bits(), p.shots = shots;
  // What was counted over debiasing's variants need not add up to the shots.
  if (!counts && std::abs(sum - 1) > 1e-6) metadata["normalised_from"] = sum;
  for (const auto& [key, weight] : merged) {
    append_key(p, key);
    if (counts)
      p.counts.push_back(static_cast<std::uint64_t>(weight));
    else
      p.values.push_back(weight / sum);
  }
  return p;
}

plugin::result_part shots_part(const std::vector<word>& shots, const bit_map& bits) {
  plugin::result_part p(KW_RESULT_SHOTS);
  p.num_bits = bits.num_bits(), p.shots = shots.size();
  for (const auto& outcome : shots) append_key(p, bits.key_of(outcome));
  return p;
}

}  // namespace ketway::ionq
