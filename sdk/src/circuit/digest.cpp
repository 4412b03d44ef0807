// What makes two circuits the same, and a number for it.

#include <bit>

#include "circuit/columns.hpp"

namespace ketway {
namespace {

using storage = circuit::storage;

// A 64-bit running hash of words: the order of the words counts, every bit of a word reaches every bit of the sum.
class mixer {
 public:
  void word(std::uint64_t w) noexcept {
    state_ = std::rotl(state_ ^ (w * 0x9e3779b97f4a7c15ULL), 27) * 0xff51afd7ed558ccdULL + 0x52dce729ULL;
  }
  void number(double x) noexcept { word(std::bit_cast<std::uint64_t>(x + 0.0)); }  // -0.0 equals 0.0
  void text(std::string_view t) noexcept {
    word(t.size());
    std::uint64_t w = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
      w |= static_cast<std::uint64_t>(static_cast<unsigned char>(t[i])) << (8 * (i % 8));
      if (i % 8 == 7 || i + 1 == t.size()) word(std::exchange(w, 0));
    }
  }
  std::uint64_t sum() const noexcept {
    std::uint64_t x = state_;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
  }

 private:
  std::uint64_t state_ = 0x6b6574776179ULL;
};

void mix_registers(mixer& m, const std::vector<circuit_register>& registers) {
  m.word(registers.size());
  for (const circuit_register& r : registers) {
    m.text(r.name);
    m.word(r.size);
  }
}

bool same_registers(const std::vector<circuit_register>& a, const std::vector<circuit_register>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const circuit_register& r, const circuit_register& s) {
    return r.name == s.name && r.size == s.size;
  });
}

bool same_record(const storage& a, const kw_gate& g, const storage& b, const kw_gate& h) {
  if (g.op != h.op || !std::ranges::equal(a.operands_of(g), b.operands_of(h)) ||
      !std::ranges::equal(a.params_of(g), b.params_of(h)))
    return false;
  const std::size_t n = a.num_symbols_of(g);
  if (n != b.num_symbols_of(h)) return false;
  for (std::size_t i = 0; i < n; ++i)
    if (a.symbols[g.symbol + i] != b.symbols[h.symbol + i]) return false;
  return true;
}

}  // namespace

std::uint64_t circuit::digest() const {
  const storage& s = storage::of(*this);
  mixer m;
  mix_registers(m, s.qubit_registers);
  mix_registers(m, s.bit_registers);
  for (const kw_gate& g : s.gates) {
    const std::span<const std::uint32_t> operands = s.operands_of(g);
    const std::span<const double> params = s.params_of(g);
    const std::size_t symbols = s.num_symbols_of(g);
    m.word((static_cast<std::uint64_t>(g.op) << 48) | (static_cast<std::uint64_t>(operands.size()) << 32) |
           (symbols << 24 ^ params.size()));
    for (const std::uint32_t o : operands) m.word(o);
    for (const double x : params) m.number(x);
    for (std::size_t i = 0; i < symbols; ++i) m.text(s.symbols[g.symbol + i]);
  }
  return m.sum();
}

bool operator==(const circuit& a, const circuit& b) {
  const circuit::storage &s = storage::of(a), &t = storage::of(b);
  if (&s == &t) return true;
  return same_registers(s.qubit_registers, t.qubit_registers) && same_registers(s.bit_registers, t.bit_registers) &&
         std::equal(s.gates.begin(), s.gates.end(), t.gates.begin(), t.gates.end(),
                    [&](const kw_gate& g, const kw_gate& h) { return same_record(s, g, t, h); });
}

expected<void> circuit::validate() const {
  const std::size_t open = storage::of(*this).open_blocks.size();
  if (open == 0) return {};
  return ketway::error(errc::invalid_argument,
                       open == 1 ? "a block is not closed" : std::to_string(open) + " blocks are not closed");
}

}  // namespace ketway
