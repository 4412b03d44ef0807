// KWR-14 results agree with shots and bits, and every bit is where the circuit put it.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "conform/trial.hpp"

namespace ketway::conform {
namespace {

constexpr std::uint64_t shots = 200;

std::string bit_string(const std::string& key, std::uint32_t bits) {
  std::string s;
  for (std::uint32_t b = bits; b-- > 0;) s += (static_cast<unsigned char>(key[b / 8]) >> (b % 8) & 1) != 0 ? '1' : '0';
  return s;
}

void check_keys(const result_copy& r) {
  const std::uint64_t width = (r.num_bits + 7) / 8;
  require(r.keys.size() == r.rows,
          "keys for " + std::to_string(r.keys.size()) + " of " + std::to_string(r.rows) + " rows");
  for (const auto& k : r.keys) {
    require(k.size() == width, "a key has " + std::to_string(k.size()) + " bytes");
    const bool clean = r.num_bits % 8 == 0 || static_cast<unsigned char>(k.back()) >> (r.num_bits % 8) == 0;
    require(clean, "a key has bits above its " + std::to_string(r.num_bits));
  }
}

/// A part's columns against each other, whatever the circuit was.
void check_part(const result_copy& r, std::uint32_t bits, std::uint64_t asked) {
  require(!r.failure, "the program failed alone: " + (r.failure ? r.failure->message : ""));
  if (r.kind == KW_RESULT_STATEVECTOR) {
    require(r.num_bits < 40 && r.rows == std::uint64_t{1} << r.num_bits,
            "a state vector of " + std::to_string(r.rows) + " rows");
    double norm = 0;
    for (const double v : r.values) norm += v * v;
    require(r.values.size() == 2 * r.rows && std::abs(norm - 1) < 1e-6, "the state's norm is " + std::to_string(norm));
    return;
  }
  require(r.num_bits == bits,
          "num_bits is " + std::to_string(r.num_bits) + ", the circuit has " + std::to_string(bits));
  check_keys(r);
  const bool distinct = std::set<std::string>(r.keys.begin(), r.keys.end()).size() == r.keys.size();
  if (r.kind == KW_RESULT_COUNTS) {
    require(distinct, "a key stands twice in the counts");
    require(r.counts.size() == r.rows, "there are no counts");
    const auto sum = std::accumulate(r.counts.begin(), r.counts.end(), std::uint64_t{0});
    require(std::all_of(r.counts.begin(), r.counts.end(), [&](auto n) { return n <= sum; }), "the counts overflow");
    require(r.shots == asked, "shots is " + std::to_string(r.shots) + ", asked for " + std::to_string(asked));
    require(sum == r.shots,
            "the counts add up to " + std::to_string(sum) + " of " + std::to_string(r.shots) + " shots");
  } else if (r.kind == KW_RESULT_SHOTS) {
    require(r.rows == asked, std::to_string(r.rows) + " rows for " + std::to_string(asked) + " shots");
  } else if (r.kind == KW_RESULT_PROBABILITIES) {
    require(distinct, "a key stands twice in the probabilities");
    double sum = 0;
    for (const double p : r.values) {
      require(p >= -1e-12 && p <= 1 + 1e-9, "a probability is " + std::to_string(p));
      sum += p;
    }
    require(std::abs(sum - 1) < 1e-6, "the probabilities add up to " + std::to_string(sum));
  }
}

const result_copy* part_of(const results_copy& all, std::uint32_t kind, std::uint32_t program = 0) {
  for (const auto& p : all.parts)
    if (p.kind == kind && p.program == program) return &p;
  return nullptr;
}

/// One device and what is run on it.
class bench {
 public:
  explicit bench(trial& t) : t_(t), a_(t.open()), device_(t.device(*a_)), gates(device_) {}
  const device_copy& device() const { return device_; }
  void need_qubits(std::uint32_t n) const {
    if (device_.num_qubits < n)
      throw skip("the device has " + std::to_string(device_.num_qubits) + " qubits, the case needs " +
                 std::to_string(n));
  }
  void need_flag(std::uint32_t flag, const char* what) const {
    if ((device_.flags & flag) == 0) throw skip(std::string("the device has no ") + what);
  }
  circuit& flip(circuit& c, std::uint32_t qubit) const {
    if (!gates.flip(c, qubit)) throw skip("the kit knows no gate of this device that flips a qubit");
    return c;
  }
  results_copy run(const std::vector<circuit>& circuits, std::uint64_t n = shots, std::uint64_t also_want = 0) {
    work w(device_, circuits, n);
    if (!w.speaks()) throw skip("the device takes none of kw.circuit/1, openqasm2, openqasm3");
    w.submission.want |= also_want;
    w.token = token_of(++tokens_), w.submission.client_token.data = w.token.data();
    results_copy all = a_->execute(w);
    for (const auto& p : all.parts) {
      require(p.program < circuits.size(), "a result is of program " + std::to_string(p.program));
      check_part(p, circuits[p.program].num_bits, n);
    }
    return all;
  }
  /// The most frequent outcome, highest bit first; on a simulator it must be the only one.
  std::string outcome(const results_copy& all, std::uint32_t program = 0) const {
    const auto* r = part_of(all, KW_RESULT_COUNTS, program);
    require(r != nullptr, "no counts for program " + std::to_string(program));
    const auto best = std::max_element(r->counts.begin(), r->counts.end()) - r->counts.begin();
    const auto at = static_cast<std::size_t>(best);
    const bool exact = (device_.flags & KW_DEVICE_SIMULATOR) != 0;
    require(r->counts[at] == r->shots || (!exact && 2 * r->counts[at] > r->shots),
            "a certain outcome came " + std::to_string(r->counts[at]) + " times in " + std::to_string(r->shots));
    return bit_string(r->keys[at], r->num_bits);
  }
  void expect(const circuit& c, const std::string& wanted, const std::string& what) {
    t_.at(what);
    const std::string got = outcome(run({c}));
    require(got == wanted, what + ": got " + got + ", should be " + wanted);
  }

 private:
  trial& t_;
  std::unique_ptr<account> a_;
  device_copy device_;
  std::uint64_t tokens_ = 0;

 public:
  dialect gates;
};

void bit_order(trial& t) {
  bench b(t);
  b.need_qubits(3);
  constexpr std::uint32_t to[3] = {2, 0, 1};
  const char* straight[3] = {"001", "010", "100"};
  const char* permuted[3] = {"100", "001", "010"};
  for (std::uint32_t q = 0; q < 3; ++q) {
    circuit c(3, 3), p(3, 3);
    b.flip(c, q), b.flip(p, q);
    for (std::uint32_t i = 0; i < 3; ++i) c.measure(i, i), p.measure(i, to[i]);
    const std::string name = "qubit " + std::to_string(q) + " is 1, ";
    b.expect(c, straight[q], name + "measured in order");
    b.expect(p, permuted[q], name + "measured to bits 2, 0, 1");
  }
}

void several_registers(trial& t) {
  bench b(t);
  b.need_qubits(3);
  circuit c(3, 5);
  c.classical("a", 2).classical("b", 3);
  b.flip(c, 0), b.flip(c, 2);
  c.measure(0, 1).measure(1, 2).measure(2, 3);  // a[1] = 1, b[0] = 0, b[1] = 1
  b.expect(c, "01010", "registers a of 2 and b of 3 bits, a[1] and b[1] are 1");
}

void unmeasured_bits(trial& t) {
  bench b(t);
  b.need_qubits(2);
  circuit c(2, 4);
  b.flip(c, 0), b.flip(c, 1);
  c.measure(1, 2);
  b.expect(c, "0100", "only bit 2 of 4 is measured");
}

void wide_register(trial& t) {
  bench b(t);
  b.need_qubits(11);
  circuit c(11, 11);
  b.flip(c, 0), b.flip(c, 8), b.flip(c, 9);
  for (std::uint32_t q = 0; q < 11; ++q) c.measure(q, q);
  b.expect(c, "01100000001", "11 bits, of which 0, 8 and 9 are 1");
}

void swapped_halves(trial& t) {
  bench b(t);
  b.need_qubits(10);
  circuit c(10, 10);
  b.flip(c, 1);
  for (std::uint32_t q = 0; q < 10; ++q) c.measure(q, 9 - q);
  b.expect(c, "0100000000", "qubit 1 of 10 is 1, measured in reverse");
}

void bell(trial& t) {
  bench b(t);
  const auto [one, two] = b.gates.pair();
  circuit c(std::max(one, two) + 1, 2);
  if (b.device().num_qubits < 2 || !b.gates.has("cx") || !b.gates.superpose(c, one))
    throw skip("the kit cannot write it in this device's gates");
  c.gate(KW_OP_CX, {one, two}).measure(one, 0).measure(two, 1);
  const auto all = b.run({c});
  const auto* r = part_of(all, KW_RESULT_COUNTS);
  require(r != nullptr, "there are no counts");
  std::uint64_t equal = 0;
  for (std::size_t i = 0; i < r->keys.size(); ++i)
    if (r->keys[i][0] == 0 || r->keys[i][0] == 3) equal += r->counts[i];
  const bool exact = (b.device().flags & KW_DEVICE_SIMULATOR) != 0;
  require(equal == shots || (!exact && 2 * equal > shots),
          "two entangled qubits agree " + std::to_string(equal) + " times in " + std::to_string(shots));
  require(r->keys.size() > 1, "an even superposition gave one outcome in " + std::to_string(shots) + " shots");
}

void several_programs(trial& t) {
  bench b(t);
  if (b.device().max_programs < 2) throw skip("the device takes one program at a time");
  b.need_qubits(2);
  circuit first(2, 2), second(2, 3);
  b.flip(first, 0).measure(0, 0).measure(1, 1);
  b.flip(second, 1).measure(0, 0).measure(1, 2);
  const auto all = b.run({first, second});
  require(b.outcome(all, 0) == "01", "the first program gave " + b.outcome(all, 0) + " instead of 01");
  require(b.outcome(all, 1) == "100", "the second program gave " + b.outcome(all, 1) + " instead of 100");
}

circuit one_of_two(const bench& b) {
  circuit c(2, 2);
  return b.flip(c, 1).measure(0, 0).measure(1, 1);
}

void memory(trial& t) {
  bench b(t);
  b.need_flag(KW_DEVICE_MEMORY, "per-shot outcomes");
  const auto all = b.run({one_of_two(b)}, shots, 1u << KW_RESULT_SHOTS);
  const auto* r = part_of(all, KW_RESULT_SHOTS);
  require(r != nullptr, "per-shot outcomes were asked for and are not there");
  const auto right = std::count(r->keys.begin(), r->keys.end(), std::string(1, '\2'));
  require(2 * right > static_cast<std::ptrdiff_t>(r->rows), "the shots do not show the certain outcome 10");
}

void exact(trial& t) {
  bench b(t);
  b.need_flag(KW_DEVICE_EXACT, "exact probabilities");
  const auto all = b.run({one_of_two(b)}, 0, 1u << KW_RESULT_PROBABILITIES);
  const auto* r = part_of(all, KW_RESULT_PROBABILITIES);
  require(r != nullptr, "shots = 0 gave no probabilities");
  for (std::size_t i = 0; i < r->keys.size(); ++i)
    require(r->keys[i][0] == 2 || r->values[i] < 1e-9, "the certain outcome 10 is not certain");
}

void state_vector(trial& t) {
  bench b(t);
  b.need_flag(KW_DEVICE_STATEVECTOR, "state vector");
  b.need_qubits(2);
  circuit c(2, 0);
  b.flip(c, 1);
  const auto all = b.run({c}, 0, 1u << KW_RESULT_STATEVECTOR);
  const auto* r = part_of(all, KW_RESULT_STATEVECTOR);
  require(r != nullptr, "the state was asked for and is not there");
  require(std::hypot(r->values[4], r->values[5]) > 1 - 1e-6, "qubit 1 is 1: row 2 of the state should hold it all");
}

void no_bits(trial& t) {
  bench b(t);
  work w(b.device(), {circuit(1, 0)}, shots);
  const auto a = t.open();
  const reply s = a->run(a->start_submit(w));  // refused or empty, as the plugin likes
  if (s.ok()) a->settle(*s.job);
}

}  // namespace

void add_result_cases(cases& to) {
  to.emplace_back(14, "bit-order", &bit_order);
  to.emplace_back(14, "several-registers", &several_registers);
  to.emplace_back(14, "unmeasured-bits", &unmeasured_bits);
  to.emplace_back(14, "wide-register", &wide_register);
  to.emplace_back(14, "reversed-register", &swapped_halves);
  to.emplace_back(14, "bell", &bell);
  to.emplace_back(14, "several-programs", &several_programs);
  to.emplace_back(14, "memory", &memory);
  to.emplace_back(14, "exact", &exact);
  to.emplace_back(14, "state-vector", &state_vector);
  to.emplace_back(14, "no-bits", &no_bits);
}

}  // namespace ketway::conform
