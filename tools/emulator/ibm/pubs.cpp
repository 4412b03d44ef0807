#include "ibm/pubs.hpp"

#include <algorithm>
#include <cmath>

#include "ibm/isa.hpp"

namespace ketway::emulator::ibm {
namespace {

constexpr std::size_t most_points = 1U << 20;
constexpr std::uint64_t most_executions = 10'000'000;

error refuse(const std::string& why) { return {errc::invalid_argument, why}; }

// A parameter's value for each set. `s` is the common shape so far.
class column {
 public:
  std::vector<std::string> names;
  array values;  // with an axis of its own for several names
  shape points;
};

// One key of a dictionary: a name, or several with commas; their values have an axis more, which a single name may have.
expected<column> read_column(const std::string& key, const json& from) {
  expected<array> a = read_array(from);
  if (!a) return a.error();
  column c;
  for (std::size_t at = 0; at <= key.size();) {
    const std::size_t comma = std::min(key.find(',', at), key.size());
    std::string name = key.substr(at, comma - at);
    std::erase(name, ' ');
    c.names.push_back(std::move(name));
    at = comma + 1;
  }
  c.points = a->size;
  if (c.names.size() > 1 || (!c.points.empty() && c.points.back() == 1)) {
    if (c.points.empty() || c.points.back() != c.names.size())
      return refuse("the values of \"" + key + "\" do not fit its names");
    c.points.pop_back();
  }
  c.values = std::move(*a);
  return c;
}

expected<std::vector<column>> read_columns(const json& from, const std::vector<std::string>& names) {
  std::vector<column> all;
  if (from.is_null()) return all;
  if (from.is_object() && !from.contains("__type__")) {
    for (const auto& [key, value] : from.items()) {
      expected<column> c = read_column(key, value);
      if (!c) return c.error();
      all.push_back(std::move(*c));
    }
    return all;
  }
  expected<array> a = read_array(from);
  if (!a) return a.error();
  if (names.empty() && a->values.empty()) return all;
  column c;
  c.names = names;  // UNCONFIRMED for the server: Qiskit's importer sorts them by name
  c.points = a->size;
  if (c.points.empty() ? names.size() != 1 : c.points.back() != names.size())
    return refuse("the circuit has " + std::to_string(names.size()) + " parameters, the values are for another number");
  if (!c.points.empty()) c.points.pop_back();
  c.values = std::move(*a);
  all.push_back(std::move(c));
  return all;
}

expected<void> read_sets(const json& from, pub& p) {
  const std::vector<std::string> names = p.circuit.parameters();
  const expected<std::vector<column>> columns = read_columns(from, names);
  if (!columns) return columns.error();
  for (const column& c : *columns) {
    const std::optional<shape> both = broadcast(p.points, c.points);
    if (!both || count_of(*both) > most_points) return refuse("the shapes of the parameter values do not fit together");
    p.points = *both;
  }
  p.sets.resize(count_of(p.points));
  for (const column& c : *columns) {
    for (std::size_t i = 0; i < p.sets.size(); ++i) {
      const std::size_t row = fold(i, p.points, c.points);
      for (std::size_t k = 0; k < c.names.size(); ++k) {
        const bool known = std::find(names.begin(), names.end(), c.names[k]) != names.end();
        if (known) p.sets[i][c.names[k]] = c.values.values[row * c.names.size() + k];
      }
    }
  }
  for (const std::string& name : names)
    if (!p.sets.empty() && !p.sets[0].contains(name)) return refuse("the parameter " + name + " has no value");
  return {};
}

void read_circuit_into(pub& p, const json& from, const device& on, std::optional<job_failure>& failure) {
  if (failure) return;
  if (!from.is_string()) {
    // QPY in base64 cannot be read here; the service could.
    failure.emplace(1603, "only OpenQASM programs are emulated");
    return;
  }
  expected<circuit> read = read_program(from.get<std::string>(), on);
  if (!read) {
    failure.emplace(1603, "the OpenQASM program could not be loaded: " + read.error().message());
    return;
  }
  p.circuit = std::move(*read);
  if (p.circuit.num_qubits() > on.qubits)
    failure.emplace(1517, "the circuit has " + std::to_string(p.circuit.num_qubits()) + " qubits, the device " +
                              std::to_string(on.qubits));
  else if (const auto reason = not_isa(p.circuit, on))
    failure.emplace(1517, "the circuit does not match the target system: " + *reason);
}

expected<observable> read_term(const json& from, const pub& p, bool check) {
  observable out;
  const auto add = [&](const std::string& letters, double weight) {
    if (letters.find_first_not_of("IXYZ") != std::string::npos || (check && letters.size() != p.circuit.num_qubits()))
      return false;
    out.emplace_back(letters, weight);
    return true;
  };
  if (from.is_string()) {
    if (!add(from.get<std::string>(), 1)) return refuse("the observable " + from.dump() + " does not fit the circuit");
    return out;
  }
  for (const auto& [letters, weight] : from.items())
    if (!weight.is_number() || !add(letters, weight.get<double>()))
      return refuse("the observable " + from.dump() + " does not fit the circuit");
  return out;
}

expected<void> read_observables(const json& from, pub& p, std::size_t depth, bool check) {
  if (from.is_string() || from.is_object()) {
    if (depth != p.terms.size()) return refuse("the observables are ragged");
    expected<observable> o = read_term(from, p, check);
    if (!o) return o.error();
    p.observables.push_back(std::move(*o));
    return {};
  }
  if (!from.is_array() || depth >= p.terms.size() || from.size() != p.terms[depth])
    return refuse("observables must be strings, objects or lists of them");
  for (const json& x : from)
    if (expected<void> done = read_observables(x, p, depth + 1, check); !done) return done;
  return {};
}

const json& part(const json& list, std::size_t number) {
  static const json none;
  return list.is_array() && number < list.size() ? list[number] : none;
}

expected<circuit> bound(const pub& p, std::size_t set) {
  if (p.sets.empty() || p.sets[set].empty()) return p.circuit;
  return p.circuit.bind(p.sets[set]);
}

// The mean of one Pauli string and the square of its standard error, from shots in its own basis.
expected<std::pair<double, double>> measured(const circuit& c, const std::string& letters, std::uint64_t shots,
                                             std::uint64_t seed, const noise& wrong) {
  circuit turned = c;
  std::vector<std::uint32_t> acted;
  for (std::uint32_t q = 0; q < letters.size(); ++q) {
    const char p = letters[letters.size() - 1 - q];
    if (p == 'I') continue;
    if (p == 'X') turned.h(q);
    if (p == 'Y') turned.rx(M_PI / 2, q);
    acted.push_back(q);
  }
  if (acted.empty()) return std::pair(1.0, 0.0);
  const std::uint32_t first = turned.add_bits("outcome_of_estimator", static_cast<std::uint32_t>(acted.size())).first;
  for (std::uint32_t i = 0; i < acted.size(); ++i) turned.measure(acted[i], first + i);
  const expected<shot_table> table = sample(turned, shots, seed, wrong);
  if (!table) return table.error();
  std::int64_t sum = 0;
  for (std::uint64_t s = 0; s < shots; ++s) {
    bool odd = false;
    for (std::uint32_t i = 0; i < acted.size(); ++i) odd ^= table->bit(s, first + i);
    sum += odd ? -1 : 1;
  }
  const double mean = static_cast<double>(sum) / static_cast<double>(shots);
  return std::pair(mean, (1 - mean * mean) / static_cast<double>(shots));
}

std::optional<job_failure> estimate(pub& p, const device& on, std::uint64_t seed) {
  const shape all = broadcast(p.points, p.terms).value_or(shape());
  const auto shots = static_cast<std::uint64_t>(std::ceil(1 / (p.precision * p.precision)));
  p.values.size = p.errors.size = all;
  for (std::size_t i = 0; i < count_of(all); ++i) {
    const expected<circuit> c = bound(p, fold(i, all, p.points));
    if (!c) return job_failure(1603, c.error().message());
    double value = 0, variance = 0;
    for (const auto& [letters, weight] : p.observables[fold(i, all, p.terms)]) {
      const expected<std::pair<double, double>> one = measured(*c, letters, shots, seed++, on.errors());
      if (!one) return job_failure(9999, one.error().message());
      value += weight * one->first;
      variance += weight * weight * one->second;
    }
    p.values.values.push_back(value);
    p.errors.values.push_back(std::sqrt(variance));
  }
  return std::nullopt;
}

}  // namespace

std::optional<shape> broadcast(const shape& a, const shape& b) {
  shape out(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::size_t x = i < a.size() ? a[a.size() - 1 - i] : 1, y = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (x != y && x != 1 && y != 1) return std::nullopt;
    out[out.size() - 1 - i] = x == 1 ? y : x;
  }
  return out;
}

std::size_t fold(std::size_t index, const shape& whole, const shape& part) {
  std::size_t at = 0, stride = 1;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const std::size_t here = index % whole[whole.size() - 1 - i];
    index /= whole[whole.size() - 1 - i];
    if (i >= part.size()) continue;
    const std::size_t n = part[part.size() - 1 - i];
    if (n != 1) at += here * stride;
    stride *= n;
  }
  return at;
}

expected<pub> read_sampler_pub(const json& from, const pub_defaults& d, const device& on,
                               std::optional<job_failure>& failure) {
  if (from.is_array() && (from.empty() || from.size() > 3)) return refuse("a PUB is [circuit, parameters, shots]");
  pub p;
  p.shots = d.shots;
  read_circuit_into(p, from.is_array() ? from[0] : from, on, failure);
  if (!failure)
    if (expected<void> sets = read_sets(part(from, 1), p); !sets) return sets.error();
  if (p.sets.empty()) p.sets.resize(1);
  const json& shots = part(from, 2);
  if (!shots.is_null()) {
    if (!shots.is_number_unsigned() || shots.get<std::uint64_t>() == 0)
      return refuse("shots must be a positive integer");
    p.shots = shots.get<std::uint64_t>();
  }
  if (!failure && p.circuit.num_bits() == 0)
    failure.emplace(1603, "the circuit of a sampler has no classical register");
  if (!failure && static_cast<double>(p.shots) * static_cast<double>(p.sets.size()) > most_executions)
    failure.emplace(1520, "the job is larger than the system allows: 10000000 executions");
  return p;
}

expected<pub> read_estimator_pub(const json& from, const pub_defaults& d, const device& on,
                                 std::optional<job_failure>& failure) {
  if (!from.is_array() || from.size() < 2 || from.size() > 4)
    return refuse("a PUB is [circuit, observables, parameters, precision]");
  pub p;
  p.estimates = true;
  p.precision = d.precision;
  read_circuit_into(p, from[0], on, failure);
  for (const json* level = &from[1]; level->is_array(); level = &(*level)[0]) {
    p.terms.push_back(level->size());
    if (level->empty()) return refuse("there are no observables");
  }
  if (expected<void> read = read_observables(from[1], p, 0, !failure); !read) return read.error();
  if (!failure)
    if (expected<void> sets = read_sets(part(from, 2), p); !sets) return sets.error();
  if (p.sets.empty()) p.sets.resize(1);
  const json& precision = part(from, 3);
  if (!precision.is_null()) {
    if (!precision.is_number() || !(precision.get<double>() > 0)) return refuse("precision must be a positive number");
    p.precision = precision.get<double>();
  }
  if (p.precision < 1e-3) return refuse("precision must be at least 0.001 here");  // a million shots a term
  if (!broadcast(p.points, p.terms)) return refuse("observables and parameter values do not broadcast");
  const kw_circuit& c = p.circuit.columns();
  for (std::uint64_t i = 0; i < c.num_gates && !failure; ++i)
    if (c.gates[i].op == KW_OP_IF) failure.emplace(1522, "dynamic circuits are not supported by the estimator");
  return p;
}

std::optional<job_failure> carry_out(pub& p, const device& on, std::uint64_t seed) {
  if (p.estimates) return estimate(p, on, seed);
  for (std::size_t i = 0; i < p.sets.size(); ++i) {
    const expected<circuit> c = bound(p, i);
    if (!c) return job_failure(1603, c.error().message());
    if (const auto reason = not_isa(*c, on)) return job_failure(1517, *reason);
    expected<shot_table> table = sample(*c, p.shots, seed + i, on.errors());
    if (!table) return job_failure(9999, table.error().message());
    p.tables.push_back(std::move(*table));
  }
  return std::nullopt;
}

}  // namespace ketway::emulator::ibm
