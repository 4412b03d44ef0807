// KWR-16 what is wrong is refused with a typed error: seeded mutations of circuits, submissions and configurations.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>

#include "conform/json.hpp"
#include "conform/trial.hpp"
#include "ketway/plugin_task.hpp"

namespace ketway::conform {
namespace {

constexpr std::uint64_t shots = 16;
constexpr int mutants = 600;

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  template <class T>
  T pick(std::initializer_list<T> from) {
    return *(from.begin() + static_cast<std::ptrdiff_t>(below(from.size())));
  }
  std::uint32_t wild() {
    return pick<std::uint32_t>({0, 1, 2, 3, 4, 5, 7, 64, 1000, 1u << 20, 1u << 31, UINT32_MAX - 1, UINT32_MAX});
  }

 private:
  std::mt19937_64 engine_;
};

circuit seed_circuit(const device_copy& d) {
  circuit c(3, 3);
  const dialect gates(d);
  gates.superpose(c, 0), gates.flip(c, 1);
  if (gates.has("cx")) c.gate(KW_OP_CX, {0, 1});
  if (gates.has("rx")) c.gate(KW_OP_RX, {2}, {0.5});
  c.measure(0, 0);
  if ((d.flags & KW_DEVICE_CONDITIONS) != 0) {
    c.gate(KW_OP_IF, {0u << 1 | 1u});
    gates.flip(c, 2);
    c.gate(KW_OP_END, {});
  }
  return c.gate(KW_OP_BARRIER, {0, 1, 2}).measure(1, 1).measure(2, 2);
}

/// One thing of the circuit becomes another. Never a `while`: that one may be right and still never end.
std::string mutate(circuit& c, dice& d, std::uint32_t most_qubits) {
  const auto at = d.below(c.gates.size());
  kw_gate& g = c.gates[at];
  const std::string where = "of record " + std::to_string(at);
  const auto is = [&](const char* what, std::uint64_t to) {
    return what + (" " + where) + " is " + std::to_string(to);
  };
  switch (d.below(13)) {
    case 0: {
      auto op = d.pick<std::uint16_t>(
          {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 31, 32, 50, 64, 77, 79, 112, 119, 120, 4000, 65535});
      return g.op = op, is("op", op);
    }
    case 1: {
      const auto n = d.pick<std::uint16_t>({0, 1, 2, 3, 5, 17, 255, 65535});
      return g.num_operands = n, is("num_operands", n);
    }
    case 2: return g.operand = d.wild(), is("operand", g.operand);
    case 3: return g.param = d.wild(), is("param", g.param);
    case 4: return g.symbol = d.wild(), is("symbol", g.symbol);
    case 5: {
      auto& o = c.operands[d.below(c.operands.size())];
      return o = d.wild(), "an operand is " + std::to_string(o);
    }
    case 6:
      if (!c.params.empty())
        c.params[d.below(c.params.size())] = d.pick<double>({std::nan(""), HUGE_VAL, -HUGE_VAL, 1e308, 5e-324, 0});
      return "a parameter is strange";
    case 7:
      return c.num_qubits = d.pick<std::uint32_t>({0, 1, 2, most_qubits + 1, 1u << 20, UINT32_MAX}),
             "num_qubits is " + std::to_string(c.num_qubits);
    case 8:
      return c.num_bits = d.pick<std::uint32_t>({0, 1, 2, 4, 1u << 16}), "num_bits is " + std::to_string(c.num_bits);
    case 9:
      if (!c.registers.empty()) c.registers[0].size = d.wild();
      return "a register has a strange size";
    case 10:
      return c.gates.erase(c.gates.begin() + static_cast<std::ptrdiff_t>(at)),
             "record " + std::to_string(at) + " is gone";
    case 11: {
      const auto other = d.below(c.gates.size());
      return std::swap(c.gates[at], c.gates[other]),
             "records " + std::to_string(at) + " and " + std::to_string(other) + " are swapped";
    }
    default: {
      const auto keep = d.below(c.operands.size());
      return c.operands.resize(keep), "only " + std::to_string(keep) + " operands are left";
    }
  }
}

/// Both verbs that read a submission; a mutant that is accepted must still end.
void offer(account& a, const work& w, int& refused) {
  const reply v = a.run(a.start_validate(w));
  const reply s = a.run(a.start_submit(w));
  if (!s.ok()) {
    require(s.status.code <= KW_UNAUTHENTICATED, "refused with code " + std::to_string(s.status.code));
    require(s.status.code != KW_INTERNAL, "answered as INTERNAL instead of a refusal: " + s.words());
    ++refused;
    return;
  }
  const job_copy job = a.settle(*s.job);
  require(v.ok() || v.status.code == KW_UNIMPLEMENTED || job.state == KW_JOB_FAILED,
          "validate refused what then ran: " + v.words());
  if (job.state == KW_JOB_FAILED) ++refused;
}

void mutated_columns(trial& t) {
  const auto a = t.open();
  const auto device = t.device(*a);
  if (device.formats.empty() || device.formats[0] != "kw.circuit/1")
    throw skip("the device does not take kw.circuit/1");
  dice d(t.what().seed);
  int refused = 0;
  for (int i = 0; i < mutants; ++i) {
    circuit c = seed_circuit(device);
    c.view();
    std::string how = "mutant " + std::to_string(i) + " of seed " + std::to_string(t.what().seed) + ":";
    for (auto n = 1 + d.below(3); n > 0 && !c.gates.empty() && !c.operands.empty(); --n)
      how += " " + mutate(c, d, device.num_qubits) + ";";
    t.at(how);
    const work w(device, {c}, shots);
    offer(*a, w, refused);
  }
  t.remark(std::to_string(refused) + " of " + std::to_string(mutants) + " mutants refused");
}

void mutated_submissions(trial& t) {
  const auto a = t.open();
  const auto device = t.device(*a);
  int refused = 0, number = 0;
  const auto with = [&](const char* what, auto&& change) {
    t.at(what);
    work w(device, {t.plain(device)}, shots);
    w.token = token_of(static_cast<std::uint64_t>(++number) + 100), w.submission.client_token.data = w.token.data();
    kw_program p = **w.submission.programs;
    const kw_program* one = &p;
    w.submission.programs = &one;
    change(w, p);
    offer(*a, w, refused);
  };
  with("no program", [](work& w, kw_program&) { w.submission.num_programs = 0; });
  with("no such format", [](work&, kw_program& p) { p.format = plugin::str("no.such/9"); });
  with("no format", [](work&, kw_program& p) { p.format = {}; });
  with("no circuit", [](work&, kw_program& p) { p.circuit = nullptr, p.text = {}; });
  with("a text of nonsense", [](work&, kw_program& p) {
    if (!p.circuit) p.text = plugin::bytes("OPENQASM 9.9;\n\xff\xfe{{{{");
  });
  with("options that are no JSON", [](work& w, kw_program&) { w.submission.options = plugin::str("{\"a\":"); });
  with("options that are no object", [](work& w, kw_program&) { w.submission.options = plugin::str("[1]"); });
  with("empty options", [](work& w, kw_program&) { w.submission.options = {}; });
  with("an empty name", [](work&, kw_program& p) { p.name = {}; });
  with("nothing wanted", [](work& w, kw_program&) { w.submission.want = 0; });
  with("everything wanted", [](work& w, kw_program&) { w.submission.want = UINT64_MAX; });
  with("a session that is not there",
       [](work& w, kw_program&) { w.submission.session = plugin::str("no-such-session"); });
  with("a memo that is not ours", [](work& w, kw_program&) { w.submission.memo = plugin::bytes("\xff\x00\x01"); });
  with("a short submission", [](work& w, kw_program&) { w.submission.struct_size = offsetof(kw_submission, session); });
  with("a short program", [](work&, kw_program& p) { p.struct_size = offsetof(kw_program, sweep); });
  with("the largest seed", [](work& w, kw_program&) { w.submission.seed = UINT64_MAX; });
  if (device.max_shots < UINT64_MAX)
    with("too many shots", [&](work& w, kw_program&) { w.submission.shots = device.max_shots + 1; });
  if ((device.flags & KW_DEVICE_EXACT) == 0) with("no shots", [](work& w, kw_program&) { w.submission.shots = 0; });
  t.remark(std::to_string(refused) + " of " + std::to_string(number) + " refused");
}

void mutated_config(trial& t) {
  dice d(t.what().seed);
  fake_host host(t.options());
  const std::string whole_config = t.what().config;
  for (int i = 0; i < mutants; ++i) {
    std::string config = with_member(whole_config, "k", "1");
    for (auto n = 1 + d.below(3); n > 0; --n) {
      const auto at = d.below(config.size());
      if (d.below(2) == 0)
        config[at] = static_cast<char>(d.below(256));
      else
        config.insert(at, d.pick<const char*>({"{", "}", "[", "\"", ":", ",", "1e999", "null", "\\u0000", "\xff"}));
    }
    t.at("opening with mutant " + std::to_string(i) + " of seed " + std::to_string(t.what().seed));
    std::array<char, 64> why{};
    kw_backend* b = t.plugin()->open(&host, plugin::str(config), why.data(), why.size());
    require(b || why[0] != 0, "open refused " + config + " and gave no reason");
    if (b) b->vt->destroy(b);
  }
}

}  // namespace

void add_mutation_cases(cases& to) {
  to.emplace_back(16, "columns", &mutated_columns);
  to.emplace_back(16, "submissions", &mutated_submissions);
  to.emplace_back(16, "config", &mutated_config);
}

}  // namespace ketway::conform
