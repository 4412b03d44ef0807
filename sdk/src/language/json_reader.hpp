#pragma once
// One reading of the JSON form of docs/circuit_json.md. Semantic faults are collected, record by record.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"
#include "language/json_object.hpp"

namespace ketway::language {

class json_reader {
 public:
  json_reader(std::string_view text, const read_options& options);
  json_reader(const json_reader&) = delete;
  json_reader& operator=(const json_reader&) = delete;

  expected<reading> run();

 private:
  // -- the document: json_reader.cpp
  void document();
  void registers(json_object& top);
  void register_list(std::size_t at, bool quantum);
  void counted_registers(const json_text::member* qubits, const json_text::member* bits, std::size_t gates);
  void parameters(std::size_t at);
  std::uint64_t bits_used(std::size_t list) const;

  // -- records: json_records.cpp and json_blocks.cpp
  void records(std::size_t list);
  void record(std::size_t at);
  void measure(json_object& o);
  void measure_all(json_object& o);
  void reset(json_object& o);
  void barrier(json_object& o);
  void delay(json_object& o);
  void unitary(json_object& o);
  void opaque(json_object& o);
  void block(json_object& o, bool loop);
  bool condition(std::size_t at, std::vector<std::uint32_t>& literals, bool& never);
  bool register_condition(json_object& o, const json_text::member& name, std::vector<std::uint32_t>& literals,
                          bool& never);
  bool matrix(std::size_t at, std::vector<std::complex<double>>& out);

  // -- gates: json_gates.cpp
  void gate(json_object& o, std::string_view type, std::size_t type_at);
  bool gate_qubits(json_object& o, std::string_view type, const gate_info& info, bool& each);
  bool gate_angles(json_object& o, std::string_view type, const gate_info& info);
  bool named_angles(json_object& o, const gate_info& info, std::vector<const json_text::member*>& found);

  // -- values: json_values.cpp
  bool fail(std::size_t at, std::string message);
  /// A whole number from 0 to `limit` - 1. `what` names it: "a qubit".
  bool whole(std::size_t at, std::string_view what, std::uint64_t limit, std::uint32_t& out);
  /// One of them, or a list of them; appended to `out`.
  bool places(std::size_t at, std::string_view what, std::uint32_t limit, std::vector<std::uint32_t>& out);
  bool real(std::size_t at, double& out);
  bool text(std::size_t at, std::string_view what, std::string& out);
  bool angle_at(std::size_t at, std::vector<angle>& out);
  bool angle_list(std::size_t at, std::vector<angle>& out);
  bool list(std::size_t at, std::string_view what);
  bool object(std::size_t at, std::string_view what);
  bool room(std::size_t at, std::uint64_t records, std::uint64_t operands);
  bool write(std::size_t at, refusal why);
  bool repeated_qubit(std::size_t record);

  const read_options& options_;
  findings found_;
  source_text source_;
  json_text json_;
  circuit circuit_;
  circuit::storage* columns_;
  bool names_declared_ = false, stop_ = false;
  std::uint32_t whole_measurements_ = 0;
  std::set<std::string, std::less<>> names_;
  std::map<std::string, double, std::less<>> values_;
  std::vector<std::uint32_t> qubits_, bits_;
  std::vector<angle> angles_;
  std::vector<opaque_gate_place> opaque_;
};

}  // namespace ketway::language
