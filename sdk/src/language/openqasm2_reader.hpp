#pragma once
// One reading of one OpenQASM 2 text. Statements are checked and written into the circuit's columns as they are met;
// after an error the reader goes on behind the next semicolon, so that one run finds many errors.

#include <deque>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"
#include "language/expression.hpp"
#include "language/gate_library.hpp"
#include "language/names.hpp"
#include "language/qelib1.hpp"

namespace ketway::language {

class openqasm2_reader {
 public:
  openqasm2_reader(std::string_view text, const read_options& options);
  openqasm2_reader(const openqasm2_reader&) = delete;
  openqasm2_reader& operator=(const openqasm2_reader&) = delete;

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
  class frame {
   public:
    scanner in;
    std::filesystem::path folder, file;
  };

  // -- the text: openqasm2_reader.cpp
  void header();
  void read_version();
  bool statement();
  bool include();
  bool include_other(std::size_t offset, std::string_view name);
  void include_qelib1(std::size_t offset);
  void unknown_word(std::size_t offset, std::string_view word);
  bool semicolon(std::string_view after);
  bool expected_here(std::string_view what);
  bool fail(std::size_t offset, std::string message);
  void deviation(std::size_t offset, std::string message);  ///< an error in strict mode, else a warning

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
  bool check_counts(std::size_t offset, std::string_view word, std::size_t params, std::uint32_t wanted_params,
                    std::size_t qubits, std::uint32_t wanted_qubits);
  bool broadcast_size(std::string_view word, std::uint32_t& size);
  bool distinct(std::string_view word);
  bool begin_operation(std::size_t offset, std::uint64_t records, std::uint64_t operands);
  void end_operation(std::size_t offset);
  bool has_budget(std::size_t offset, std::uint64_t records, std::uint64_t operands);
  void write(std::size_t offset, refusal why);

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
  /// Records the expression for later, and computes what is constant already.
  class recorder {
   public:
    class value {
     public:
      std::size_t first = 0;  ///< where its steps begin
      bool constant = false;
      double number = 0;
    };
    explicit recorder(openqasm2_reader& r) : reader_(r) {}
    value number(double v, std::size_t offset);
    bool name(std::string_view word, std::size_t offset, value& out);
    const char* apply(operation what, std::size_t offset, value& a, const value& b);

   private:
    openqasm2_reader& reader_;
  };

  const read_options& options_;
  findings found_;
  std::deque<source_text> sources_;
  std::deque<std::string> texts_;
  scanner in_;
  std::filesystem::path folder_, file_;
  std::vector<frame> including_;
  std::uint64_t text_bytes_ = 0;
  std::uint32_t includes_ = 0;
  std::uint64_t steps_ = 0;  ///< of all expansions so far

  circuit circuit_;
  circuit::storage* columns_;
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
