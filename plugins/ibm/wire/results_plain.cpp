// {"samples": ["0x3", …], "num_bits": 2}: hexadecimal numbers of any length, one a shot.
#include <algorithm>

#include "wire/results.hpp"

namespace ketway::ibm {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

[[noreturn]] void broken(const bit_register& r, const std::string& what) {
  throw plugin::error(KW_DATA_LOSS, "register " + r.name + " of IBM's answer: " + what);
}

void put_hex(shot_table& to, std::size_t row, const bit_register& r, std::uint32_t first, std::string_view text) {
  if (text.size() < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'X'))
    broken(r, "an outcome that is not hexadecimal");
  text.remove_prefix(2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int digit = hex_digit(text[text.size() - 1 - i]);
    if (digit < 0) broken(r, "an outcome that is not hexadecimal");
    if (digit == 0) continue;
    const std::size_t low = i * 4;
    const auto bits = low < r.size ? r.size - low : 0;
    if (bits < 4 && (digit >> bits) != 0) broken(r, "an outcome larger than its " + std::to_string(r.size) + " bits");
    to.put(row, first + static_cast<std::uint32_t>(low), static_cast<std::uint8_t>(digit));
  }
}

/// UNCONFIRMED: how outcomes of an array of parameter sets nest. Lists are taken as sets in order.
void flatten(const json& from, std::vector<const json*>& to, int depth) {
  for (const json& s : from)
    if (s.is_array() && depth > 0)
      flatten(s, to, depth - 1);
    else
      to.push_back(&s);
}

}  // namespace

void put_plain(shot_table& to, const json& field, const bit_register& r, std::uint32_t first, bool& sized) {
  constexpr int most_nesting = 8;
  std::vector<const json*> samples;
  const json& list = member(field, "samples");
  if (!list.is_array()) broken(r, "no list of outcomes");
  flatten(list, samples, most_nesting);
  if (!std::exchange(sized, true)) to.resize(samples.size());
  if (samples.size() != to.rows) broken(r, "another number of shots than the registers before it");
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (!samples[i]->is_string()) broken(r, "an outcome that is no text");
    put_hex(to, i, r, first, samples[i]->get_ref<const std::string&>());
  }
}

}  // namespace ketway::ibm
