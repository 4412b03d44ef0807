#pragma once
// One reading of one OpenQASM 3 text, of the subset in docs/openqasm3.md. Statements are checked and written into the
// circuit as they are met; after an error the reader goes on behind the statement, so that one run finds many errors.

#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "language/expression.hpp"
#include "language/expression_recorder.hpp"
#include "language/gate_application.hpp"
#include "language/gate_library.hpp"
#include "language/names.hpp"
#include "language/openqasm_text.hpp"
#include "language/quantity.hpp"
#include "language/stdgates.hpp"

namespace ketway::language {

class openqasm3_reader : private openqasm_text {
 public:
  openqasm3_reader(std::string_view text, const read_options& options);
  expected<reading> run();

 private:
  // What a word is; the number in `names_` is the kind and an index. A gate of stdgates.inc gives way to a declaration
  // until the file is included.
  enum class word_kind : std::uint32_t {
    keyword,
    refused,
    standard,
    beyond,  ///< a gate of ketway/ops.h that stdgates.inc lacks
    defined,
    bits,
    qubits,
    parameter,
    constant,
    reported
  };
  enum class keyword : std::uint32_t {
    version,
    include,
    qubit,
    qreg,
    bit,
    creg,
    input,
    output,
    constant,
    gate,
    conditional,
    otherwise,
    loop,
    measure,
    reset,
    barrier,
    delay,
    control,
    negative_control,
    inverse,
    power,
    pragma
  };
  static constexpr std::uint32_t index_bits = 28;
  /// In `formals_`, added to the number of a parameter; without it the number is that of a qubit.
  static constexpr std::uint32_t is_parameter = 1U << 31;
  static constexpr std::uint32_t pack(word_kind kind, std::uint32_t index) {
    return static_cast<std::uint32_t>(kind) << index_bits | index;
  }
  static word_kind kind_of(std::uint32_t entry) {
    return entry == name_table::none ? word_kind::reported : static_cast<word_kind>(entry >> index_bits);
  }
  static std::uint32_t index_of(std::uint32_t entry) { return entry & ((1U << index_bits) - 1); }

  class declared {
   public:
    std::string_view name;
    std::uint32_t first = 0, size = 0;
    bool single = false;  ///< `qubit a;` has no index, `qubit[1] a;` has
  };
  /// Qubits or bits that a statement names: a run with a step, or a list in `listed_`.
  class operand {
   public:
    std::int64_t first = 0, step = 1;
    std::uint32_t count = 0;
    bool whole = false, is_list = false;  ///< whole: a register or part of one, over which a gate is broadcast
    std::size_t offset = 0;
    std::string_view name;
  };
  std::uint32_t at(const operand& o, std::uint32_t i) const {
    const auto place = static_cast<std::size_t>(o.first + i * o.step);
    return o.is_list ? listed_[place] : static_cast<std::uint32_t>(place);
  }
  class parameter_entry {
   public:
    std::string_view name;
    const source_text* source = nullptr;
    std::size_t offset = 0;
    bool used = false;
    angle value = 0.0;
  };
  /// A condition as far as it was read.
  class outcome {
   public:
    std::vector<std::uint32_t> literals;  ///< all must hold; none: settled already
    bool never = false, negated = false;
    void negate() {
      const bool settled = literals.empty();
      if (settled) {
        never = !never;
      } else if (literals.size() == 1) {
        literals[0] ^= 1U;
      } else {
        negated = !negated;
      }
    }
  };

  // -- the text: openqasm3_reader.cpp and openqasm3_words.cpp
  void header();
  void check_version();
  bool statement();
  bool keyword_statement(std::size_t offset, std::string_view word, keyword what);
  bool include();
  void include_stdgates(std::size_t offset);
  bool skip_directive(std::size_t offset, std::string_view what);
  bool refuse(std::size_t offset, std::string_view word);
  void unknown_word(std::size_t offset, std::string_view word);
  bool top_level_only(std::size_t offset, std::string_view what);

  // -- declarations: openqasm3_declarations.cpp and openqasm3_gate_body.cpp
  bool qubit_declaration(bool old_style);
  bool bit_declaration(std::size_t offset, bool old_style);
  bool input_declaration();
  bool constant_declaration();
  bool skip_type_size();
  bool new_name(std::string_view what, std::size_t& offset, std::string_view& name);
  bool name_is_free(std::size_t offset, std::string_view name);
  std::string circuit_name(std::size_t offset, std::string_view name, bool is_parameter_name);
  bool declared_size(std::uint32_t& size, bool& single, bool quantum, std::string_view what);
  const declared* add_register(std::size_t offset, std::string_view name, std::uint32_t size, bool single,
                               bool quantum);
  bool initial_value(const declared& bits);
  bool gate_definition(std::size_t offset);
  bool formal_list(std::string_view what, std::vector<std::string_view>& out);
  void gate_body(defined_gate& made);
  bool body_statement(defined_gate& made);
  bool body_call_statement(defined_gate& made, std::size_t offset);
  bool body_operands(std::vector<std::uint32_t>& out);
  void add_call(defined_gate& made, const body_call& call, std::span<const std::uint32_t> qubits);

  // -- operations: openqasm3_calls.cpp and openqasm3_operations.cpp
  bool call(std::size_t offset);
  bool modifiers(pool_range& out);
  bool modifier_number(double& out);
  bool callee(std::size_t offset, std::string_view word, body_call& out, std::uint32_t& params, std::uint32_t& qubits);
  std::uint64_t controls_of(const body_call& call) const;
  bool numbers();
  void write_calls(std::size_t offset, std::string_view word, const body_call& call, std::uint32_t size);
  bool broadcast_size(std::string_view word, std::uint32_t& size);
  bool measure(std::size_t offset);
  bool assignment(std::size_t offset);
  bool measure_into(std::size_t offset, const operand& to);
  bool reset(std::size_t offset);
  bool barrier(std::size_t offset);
  bool delay(std::size_t offset);
  bool duration(double& value, bool& cycles);
  bool flat_qubits(std::size_t offset, std::string_view what);

  // -- operands: openqasm3_operands.cpp
  bool read_operand(word_kind wanted, operand& out);
  bool physical_qubit(operand& out);
  bool element_list(operand& out, std::uint32_t size);
  bool range(operand& out, std::uint32_t size, bool has_start, std::int64_t start);
  bool operand_list();
  bool whole_number(std::int64_t& out);

  // -- blocks and conditions: openqasm3_blocks.cpp and openqasm3_conditions.cpp
  bool conditional(std::size_t offset, bool loop);
  bool block();
  bool conjunction(outcome& out);
  bool term(outcome& out);
  bool comparison(outcome& out);
  bool cast_operand(operand& out, std::uint32_t& value_bits);
  bool compare(std::size_t offset, const operand& bits, std::uint32_t value_bits, outcome& out);
  bool bit_value(std::vector<bool>& value, std::string_view& digits);
  bool muted() const noexcept { return muted_ != 0 || bad_; }

  /// Feeds expression_reader: computes at once.
  class evaluator {
   public:
    using value = quantity;
    explicit evaluator(openqasm3_reader& r) : reader_(r) {}
    static quantity number(double v, std::size_t) { return quantity(v); }
    static quantity whole_number(double v, std::size_t) { return quantity(v, true); }
    bool name(std::string_view word, std::size_t offset, quantity& out);
    const char* apply(operation what, std::size_t offset, quantity& a, const quantity& b);

   private:
    openqasm3_reader& reader_;
  };
  class recorder : public expression_recorder {
   public:
    explicit recorder(openqasm3_reader& r) : expression_recorder(r.library_), reader_(r) {}
    bool name(std::string_view word, std::size_t offset, value& out);
    const char* apply(operation what, std::size_t offset, value& a, const value& b);

   private:
    openqasm3_reader& reader_;
  };
  void warn_of_rest(std::size_t offset);
  void warn_of_whole_angle(std::size_t offset);

  name_table names_, formals_;
  std::deque<declared> declared_;
  std::deque<parameter_entry> parameters_;
  std::vector<quantity> constants_;
  std::vector<std::uint16_t> beyond_;  ///< ops of the gates that stdgates.inc lacks
  std::set<std::string, std::less<>> parameter_names_;
  gate_library library_;
  quantity_arithmetic arithmetic_;
  gate_application application_;
  bool stdgates_ = false, has_output_ = false;
  std::uint64_t steps_ = 0;  ///< of all expansions so far
  bool declares_qubits_ = false, has_physical_ = false;

  std::uint32_t depth_ = 0;  ///< of blocks
  std::uint32_t muted_ = 0;  ///< blocks that never run, around here
  bool after_bad_if_ = false;

  // Of the statement in progress.
  bool bad_ = false;  ///< something in it is wrong, and reported
  std::vector<angle> params_;
  std::vector<std::uint32_t> qubits_, listed_;
  std::vector<operand> operands_;
  std::uint32_t condition_depth_ = 0;
};

}  // namespace ketway::language
