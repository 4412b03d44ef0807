#include "execute/work.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

#include "host/values.hpp"
#include "ketway/language.hpp"
#include "ketway/schema.hpp"

namespace ketway {
namespace {

/// A random UUID, version 4 (RFC 9562), lower case.
void write_token(world& w, work::token_type& token) {
  char* to = token.data();
  std::array<std::byte, 16> raw;
  w.random(raw);
  raw[6] = (raw[6] & std::byte{0x0F}) | std::byte{0x40};
  raw[8] = (raw[8] & std::byte{0x3F}) | std::byte{0x80};
  constexpr char digits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    *to++ = digits[std::to_integer<unsigned>(raw[i]) >> 4];
    *to++ = digits[std::to_integer<unsigned>(raw[i]) & 15U];
  }
}

std::uint64_t random_seed(world& w) {
  std::array<std::byte, 8> raw;
  w.random(raw);
  return std::bit_cast<std::uint64_t>(raw);
}

std::string json_object(const std::map<std::string, std::string>& options) {
  std::string out = "{";
  for (const auto& [key, value] : options) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (const char c : key) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += "\":" + value;
  }
  return out + '}';
}

/// What a device that routes nothing itself takes: its own qubits by number, nothing but gates by name.
openqasm3_options of_device(const device& d) {
  return openqasm3_options().physical_qubits(!d.coupling.empty()).basis_only(!d.basis.empty()).drop_identities(true);
}

}  // namespace

std::string_view written_format(const device& d) noexcept {
  constexpr std::array<std::string_view, 3> known{"kw.circuit/1", "openqasm3", "openqasm2"};
  if (d.formats.empty()) return known.front();
  for (const std::string& offered : d.formats)
    if (const auto at = std::find(known.begin(), known.end(), offered); at != known.end()) return *at;
  return {};
}

expected<std::shared_ptr<work>> work_builder::build(std::vector<prepared> circuits,
                                                    std::string_view options_schema) const {
  auto w = std::make_shared<work>();
  ask(*w->expected);
  for (auto& c : circuits) w->expected->circuits.push_back(std::move(c));
  if (auto ok = close(*w, options_schema); !ok) return std::move(ok.error());
  return w;
}

expected<std::shared_ptr<work>> work_builder::build(prepared one, std::string_view options_schema) const {
  auto w = std::make_shared<work>();
  ask(*w->expected);
  w->expected->circuits.push_back(std::move(one));
  if (auto ok = close(*w, options_schema); !ok) return std::move(ok.error());
  return w;
}

expected<std::shared_ptr<work>> work_builder::build_sweep(prepared c, const parameter_table& table,
                                                          std::string_view options_schema) const {
  auto w = std::make_shared<work>();
  ask(*w->expected);
  w->expected->circuits.push_back(std::move(c));
  w->sweep_names_ = table.names();
  for (const auto& name : w->sweep_names_) w->sweep_symbols_.push_back(str(name));
  for (const auto& row : table.rows()) w->sweep_values_.insert(w->sweep_values_.end(), row.begin(), row.end());
  w->expected->rows = table.rows().size();
  w->sweep_ = sized<kw_sweep>();
  w->sweep_.num_symbols = static_cast<std::uint32_t>(w->sweep_symbols_.size()), w->sweep_.num_sets = w->expected->rows;
  w->sweep_.symbols = w->sweep_symbols_.data(), w->sweep_.values = w->sweep_values_.data();
  if (auto ok = close(*w, options_schema); !ok) return std::move(ok.error());
  return w;
}

expected<prepared> work_builder::ready(circuit c, binding how) const {
  if (auto ok = c.validate(); !ok) return std::move(ok.error());
  // Symbols hold parameter expressions, names of opaque gates and labels; [0] is always there.
  if (how != binding::none && (c.columns().num_symbols > 1 || !options_.parameters().empty())) {
    auto values = options_.parameters();
    if (how == binding::of_its_own) {
      const auto own = c.parameters();
      std::erase_if(values, [&](const auto& v) { return std::find(own.begin(), own.end(), v.first) == own.end(); });
    }
    auto bound = c.bind(values);
    if (!bound) return std::move(bound.error());
    c = std::move(*bound);
  }
  const bool measured_here = !c.has_measurements();
  if (measured_here) c.measure_all();
  return prepared(std::move(c), measured_here);
}

expected<void> work_builder::fits(const prepared& one) const {
  expectation alone;
  ask(alone);
  alone.circuits.push_back(one);
  return fits(alone);
}

expected<void> work_builder::fits(const expectation& w) const {
  std::vector<diagnostic> found;
  for (const auto& c : w.circuits)
    for (auto& reason : reasons_against(c.program, device_, w)) {
      diagnostic d;
      d.where.file = c.program.name(), d.message = std::move(reason);
      found.push_back(std::move(d));
    }
  if (found.empty()) return {};
  std::string all = "the circuit does not fit device '" + device_.id + "': " + found.front().message;
  for (std::size_t i = 1; i < found.size(); ++i) all += "; " + found[i].message;
  return error(errc::invalid_argument, std::move(all)).diagnostics(std::move(found)).billed(billing::not_billed);
}

void work_builder::ask(expectation& w) const {
  w.shots = options_.shots(), w.memory = options_.memory(), w.statevector = options_.statevector();
  w.exact = options_.shots() == 0;
}

expected<void> work_builder::close(work& w, std::string_view options_schema) const {
  const expectation& what = *w.expected;
  if (auto ok = fits(what); !ok) return ok;
  if (!options_.options().empty()) {
    w.options_json_ = json_object(options_.options());
    const auto ok =
        check_schema(options_schema.empty() ? R"({"type":"object"})" : options_schema, w.options_json_, "options");
    if (!ok) return ok.error();
  }
  const std::string_view format = written_format(device_);
  w.texts_.reserve(what.circuits.size());
  for (const prepared& one : what.circuits) {
    const circuit& c = one.program;
    auto& p = w.programs_.emplace_back(sized<kw_program>());
    p.name = str(c.name());
    if (format == "kw.circuit/1") {
      p.format = str("kw.circuit/1"), p.circuit = &c.columns();
    } else {
      auto text = format == "openqasm3" ? write_openqasm3(c, of_device(device_)) : write_openqasm2(c);
      if (!text) return std::move(text.error());
      const auto& kept = w.texts_.emplace_back(std::move(*text));
      p.format = str(format);
      p.text = {reinterpret_cast<const std::uint8_t*>(kept.data()), kept.size()};
    }
    if (what.rows) p.sweep = &w.sweep_;
  }
  for (const auto& p : w.programs_) w.pointers_.push_back(&p);
  w.device_ = device_.id;
  write_token(world_, w.token_);
  auto& s = w.submission_ = sized<kw_submission>();
  s.num_programs = static_cast<std::uint32_t>(w.pointers_.size()), s.programs = w.pointers_.data();
  s.shots = what.shots, s.device = str(w.device_), s.client_token = {w.token_.data(), w.token_.size()};
  s.options = str(w.options_json_), s.seed = options_.seed() ? *options_.seed() : random_seed(world_);
  s.want = 1ULL << (what.exact ? KW_RESULT_PROBABILITIES : KW_RESULT_COUNTS);
  if (what.memory) s.want |= 1ULL << KW_RESULT_SHOTS;
  if (what.statevector) s.want |= 1ULL << KW_RESULT_STATEVECTOR;
  if (inline_) s.flags = KW_SUBMIT_INLINE;
  return {};
}

}  // namespace ketway
