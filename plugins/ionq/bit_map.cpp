#include "bit_map.hpp"

#include <charconv>
#include <numeric>

namespace ketway::ionq {
namespace {

std::string written(const bit_map& map) {
  std::string out = std::to_string(map.num_bits()) + ":";
  const auto& q = map.qubit_of;
  for (std::size_t i = 0; i < q.size();) {
    if (i > 0) out += ',';
    std::size_t end = i + 1;
    if (q[i] == bit_map::unmeasured) {
      while (end < q.size() && q[end] == bit_map::unmeasured) ++end;
      out += '_';
      if (end - i > 1) out += std::to_string(end - i);
    } else {
      while (end < q.size() && q[end] != bit_map::unmeasured && q[end] == q[end - 1] + 1) ++end;
      out += std::to_string(q[i]);
      if (end - i > 1) out += '-' + std::to_string(q[end - 1]);
    }
    i = end;
  }
  return out;
}

bool take_number(std::string_view& s, std::uint32_t most, std::uint32_t& to) {
  const auto [end, problem] = std::from_chars(s.data(), s.data() + s.size(), to);
  if (problem != std::errc() || to > most) return false;
  s.remove_prefix(static_cast<std::size_t>(end - s.data()));
  return true;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s[0] != c) return false;
  s.remove_prefix(1);
  return true;
}

/// "0-4" or "7" or "_" or "_3"
bool take_stretch(std::string_view& s, bit_map& map) {
  std::uint32_t count = 1, first = bit_map::unmeasured;
  if (take(s, '_')) {
    if (!s.empty() && s[0] != ',' && !take_number(s, bit_map::most_bits, count)) return false;
  } else {
    if (!take_number(s, bit_map::most_bits, first)) return false;
    std::uint32_t last = first;
    if (take(s, '-') && (!take_number(s, bit_map::most_bits, last) || last < first)) return false;
    count = last - first + 1;
  }
  if (map.qubit_of.size() + count > bit_map::most_bits) return false;
  for (std::uint32_t i = 0; i < count; ++i) map.qubit_of.push_back(first == bit_map::unmeasured ? first : first + i);
  return true;
}

/// Everything of one program behind its count.
bool read_map(std::string_view s, bit_map& map) {
  std::uint32_t num_bits = 0;
  if (!take_number(s, bit_map::most_bits, num_bits) || !take(s, ':')) return false;
  while (!s.empty()) {
    if (!map.qubit_of.empty() && !take(s, ',')) return false;
    if (!take_stretch(s, map)) return false;
  }
  return map.num_bits() == num_bits;
}

}  // namespace

bit_map bit_map::identity(std::uint32_t num_bits) {
  bit_map m(num_bits);
  std::iota(m.qubit_of.begin(), m.qubit_of.end(), 0U);
  return m;
}

std::string bit_map::key_of(std::string_view word) const {
  std::string key((qubit_of.size() + 7) / 8, '\0');
  for (std::size_t bit = 0; bit < qubit_of.size(); ++bit)
    if (qubit_of[bit] < word.size() && word[qubit_of[bit]] != 0)
      key[bit / 8] = static_cast<char>(static_cast<unsigned char>(key[bit / 8]) | 1U << bit % 8);
  return key;
}

void bit_maps::append(const bit_map& map, std::size_t times) {
  if (times == 0) return;
  if (maps_.empty() || maps_.back() != map) maps_.push_back(map);
  of_program_.insert(of_program_.end(), times, static_cast<std::uint32_t>(maps_.size() - 1));
}

std::string bit_maps::text() const {
  std::string out;
  for (std::size_t i = 0; i < of_program_.size();) {
    std::size_t end = i + 1;
    while (end < of_program_.size() && of_program_[end] == of_program_[i]) ++end;
    if (i > 0) out += ';';
    if (end - i > 1) out += std::to_string(end - i) + '*';
    out += written(of(i));
    i = end;
  }
  return out;
}

bool bit_maps::read(std::string_view text) {
  bit_maps all;
  while (!text.empty()) {
    const auto end = std::min(text.find(';'), text.size());
    std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    std::uint32_t times = 1;
    if (const auto star = one.find('*'); star != std::string_view::npos) {
      if (!take_number(one, most_programs, times) || times == 0 || !take(one, '*')) return false;
    }
    bit_map map;
    if (all.size() + times > most_programs || !read_map(one, map)) return false;
    all.append(map, times);
  }
  *this = std::move(all);
  return true;
}

}  // namespace ketway::ionq
