#pragma once
// One reading of one OpenQASM 2 text. Statements are checked and written into the circuit's columns as they are met;
// after an error the reader goes on behind the next semicolon, so that one run finds many errors.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "ketway/language.hpp"
#include "language/expression.hpp"
#include "language/expression_recorder.hpp"
#include "language/gate_library.hpp"
#include "language/names.hpp"
#include "language/openqasm_text.hpp"
#include "language/qelib1.hpp"

namespace ketway::language {

class openqasm2_reader : private openqasm_text {
 public:
  openqasm2_reader(std::string_view text, const read_options& options);

  expected<reading> run();

 private:
  // What a word at the start of a statement may be; the number in `words_` is the kind and an index.
  enum class word_kind : std::uint32_t { keyword, reserved, library, defined, opaque, reported };
  enum class keyword : std::uint32_t {
    version,
    include,
    qreg,
    creg,
    gate,
    opaque,
    conditional,
    measure,
    reset,
    barrier
  };
  static constexpr std::uint32_t index_bits = 28;
  /// In `formals_`, added to the number of a parameter; without it the number is that of a qubit.
  static constexpr std::uint32_t is_parameter = 1U << 31;
  static constexpr std::uint32_t pack(word_kind kind, std::uint32_t index) {
    return static_cast<std::uint32_t>(kind) << index_bits | index;
  }

  class declared {
   public:
    enum class kind : std::uint8_t { qubits, bits, missing };
    std::string_view name;
    kind what = kind::missing;
    std::uint32_t first = 0, size = 0;
  };
  class argument {
   public:
    std::uint32_t first = 0, size = 0;
    bool whole = false;
    std::size_t offset = 0;
    const declared* from = nullptr;
  };

  // -- the text: openqasm2_reader.cpp
  void header();
  void read_version();
  bool statement();
  bool include();
  void include_qelib1(std::size_t offset);
  void unknown_word(std::size_t offset, std::string_view word);

  // -- declarations: openqasm2_declarations.cpp and openqasm2_gate_body.cpp
  bool register_declaration(bool quantum);
  bool opaque_declaration();
  bool gate_definition();
  void gate_body(defined_gate& made);
  bool body_statement(defined_gate& made);
  bool body_call_statement(defined_gate& made, std::size_t offset, std::string_view word, std::uint32_t entry);
  bool body_operands(std::vector<std::uint32_t>& out);
  void add_call(defined_gate& made, const body_call& call, std::span<const std::uint32_t> qubits);
  bool new_name(std::string_view what, std::string_view& name);
  bool name_is_free(std::size_t offset, std::string_view name);
  bool formal_list(std::string_view what, std::vector<std::string_view>& out);

  // -- operations: openqasm2_operations.cpp and openqasm2_arguments.cpp
  bool operation_statement(std::size_t offset, std::string_view word, std::uint32_t entry);
  bool call(std::size_t offset, std::string_view word, std::uint32_t entry);
  bool measure(std::size_t offset);
  bool reset(std::size_t offset);
  bool barrier(std::size_t offset);
  bool conditional();
  bool numbers(std::string_view word);
  bool argument_list();
  bool read_argument(declared::kind wanted, argument& out);
  const declared* find_register(std::size_t offset, std::string_view name);
  bool callee(std::size_t offset, std::string_view word, std::uint32_t entry, std::uint32_t& params,
              std::uint32_t& qubits);
  bool broadcast_size(std::string_view word, std::uint32_t& size);
  bool distinct(std::string_view word);
  bool begin_operation(std::size_t offset, std::uint64_t records, std::uint64_t operands);
  void end_operation(std::size_t offset);

  /// Feeds expression_reader: computes at once.
  class evaluator {
   public:
    using value = double;
    explicit evaluator(openqasm2_reader& r) : reader_(r) {}
    static double number(double v, std::size_t) noexcept { return v; }
    bool name(std::string_view word, std::size_t offset, double& out);
    static const char* apply(operation what, std::size_t, double& a, double b) noexcept {
      return compute(what, a, b, a);
    }

   private:
    openqasm2_reader& reader_;
  };
  class recorder : public expression_recorder {
   public:
    explicit recorder(openqasm2_reader& r) : expression_recorder(r.library_), reader_(r) {}
    bool name(std::string_view word, std::size_t offset, value& out);

   private:
    openqasm2_reader& reader_;
  };

  std::uint64_t steps_ = 0;  ///< of all expansions so far
  name_table words_, registers_, formals_;
  std::deque<declared> declared_;
  const declared* last_register_ = nullptr;
  gate_library library_;
  bool qelib1_ = false, noted_extended_ = false;
  std::vector<opaque_gate_place> opaque_;
  std::uint64_t warned_beyond_ = 0;  ///< a bit per named gate

  // Of the statement in progress.
  std::vector<double> params_;
  std::vector<std::uint32_t> qubits_;
  std::vector<argument> arguments_;
  std::vector<std::uint32_t> literals_;
  bool bad_ = false, conditioned_ = false, never_ = false;
};

}  // namespace ketway::language
