// A circuit in the JSON form of docs/circuit_json.md, one record a line.

#include <algorithm>

#include "circuit/columns.hpp"
#include "ketway/language.hpp"
#include "language/findings.hpp"
#include "language/print.hpp"

namespace ketway {
namespace language {
namespace {

class json_writer {
 public:
  explicit json_writer(const circuit& c) : circuit_(c), columns_(circuit::storage::of(c)) {}

  expected<std::string> run() {
    if (!columns_.open_blocks.empty()) return error(errc::failed_precondition, "a block of the circuit is not closed");
    out_.reserve(256 + columns_.gates.size() * 48);
    out_ += "{\n";
    if (!columns_.name.empty()) out_ += "  \"name\": ", append_text(columns_.name), out_ += ",\n";
    out_ += "  \"n_qubits\": ", append_integer(out_, columns_.num_qubits);
    if (columns_.num_bits != 0) out_ += ",\n  \"n_bits\": ", append_integer(out_, columns_.num_bits);
    if (!usual(columns_.qubit_registers, "q") || !usual(columns_.bit_registers, "c")) append_registers();
    append_parameters();
    out_ += ",\n  \"gates\": [";
    append_records();
    out_ += "\n  ]\n}\n";
    return std::move(out_);
  }

 private:
  static bool usual(const std::vector<circuit_register>& list, std::string_view name) {
    return list.empty() || (list.size() == 1 && list.front().name == name && list.front().size != 0);
  }

  static const gates::row& row_of(std::uint16_t op) { return gates::table[op < KW_OP_LIMIT ? op : 0]; }

  void append_registers() {
    const auto append = [&](const std::vector<circuit_register>& list) {
      out_ += '[';
      for (std::size_t i = 0; i < list.size(); ++i) {
        out_ += i == 0 ? "{\"name\": " : ", {\"name\": ";
        append_text(list[i].name);
        out_ += ", \"size\": ";
        append_integer(out_, list[i].size);
        out_ += '}';
      }
      out_ += ']';
    };
    out_ += ",\n  \"registers\": {\"qubits\": ", append(columns_.qubit_registers);
    out_ += ", \"bits\": ", append(columns_.bit_registers), out_ += '}';
  }

  void append_parameters() {
    const auto names = circuit_.parameters();
    if (names.empty()) return;
    out_ += ",\n  \"parameters\": [";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i != 0) out_ += ", ";
      append_text(names[i]);
    }
    out_ += ']';
  }

  void append_records() {
    bool first = true;
    std::size_t depth = 0;
    for (const kw_gate& g : columns_.gates) {
      if (g.op == KW_OP_ELSE || g.op == KW_OP_END) {
        depth -= g.op == KW_OP_END ? 1 : 0;
        new_line(depth + (g.op == KW_OP_ELSE ? 0 : 1));
        out_ += g.op == KW_OP_ELSE ? "], \"else\": [" : "]}";
        first = g.op == KW_OP_ELSE;
        continue;
      }
      if (!first) out_ += ',';
      new_line(depth + 1);
      append_record(g);
      first = g.op == KW_OP_IF || g.op == KW_OP_WHILE;
      if (first) ++depth;
    }
  }

  void new_line(std::size_t depth) {
    out_ += '\n';
    out_.append(2 * depth + 2, ' ');
  }

  void append_record(const kw_gate& g) {
    const auto operands = columns_.operands_of(g);
    out_ += "{\"type\": \"";
    out_ += row_of(g.op).name;
    out_ += '"';
    switch (g.op) {
      case KW_OP_MEASURE:
        append_one("qubit", operands[0]);
        append_one("bit", operands[1]);
        break;
      case KW_OP_IF:
      case KW_OP_WHILE: return append_condition(g.op == KW_OP_IF, operands);
      case KW_OP_DELAY:
        out_ += ", \"duration\": ";
        append_real(out_, columns_.params_of(g)[0]);
        if (columns_.symbols[g.symbol] == "dt") out_ += ", \"unit\": \"dt\"";
        append_places("qubits", operands);
        break;
      case KW_OP_UNITARY: append_unitary(g); break;
      case KW_OP_OPAQUE:
        out_ += ", \"name\": ";
        append_text(columns_.symbols[g.symbol]);
        append_angles(g, "params");
        append_places("qubits", operands);
        break;
      case KW_OP_RESET: append_one("qubit", operands[0]); break;
      case KW_OP_BARRIER: append_places("qubits", operands); break;
      default: append_gate(g); break;
    }
    out_ += '}';
  }

  void append_gate(const kw_gate& g) {
    const auto operands = columns_.operands_of(g);
    const gates::row& row = row_of(g.op);
    const std::size_t extra = operands.size() - row.operands;
    const auto named = static_cast<std::size_t>(std::max<int>(row.controls, 0));
    const std::size_t controls = extra != 0 ? extra : named;
    const auto rest = operands.subspan(controls);
    if (controls == 1) append_one("control", operands[0]);
    if (controls > 1) append_places("controls", operands.first(controls));
    if (rest.size() == 1) append_one(controls != 0 && extra == 0 ? "target" : "qubit", rest[0]);
    if (rest.size() > 1) append_places(controls != 0 && extra == 0 ? "targets" : "qubits", rest);
    append_angles(g, columns_.params_of(g).size() == 1 ? "angle" : "params");
  }

  void append_angles(const kw_gate& g, std::string_view key) {
    const auto numbers = columns_.params_of(g);
    if (numbers.empty()) return;
    out_.append(", \"").append(key).append("\": ");
    const bool list = key != "angle";
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (list) out_ += i == 0 ? "[" : ", ";
      const auto expression = columns_.expression_of(g, i);
      if (expression.empty()) {
        append_real(out_, numbers[i]);
      } else {
        append_text(expression);
      }
    }
    if (list) out_ += ']';
  }

  void append_unitary(const kw_gate& g) {
    const auto m = columns_.params_of(g);
    const std::size_t width = std::size_t{1} << g.num_operands;
    if (g.symbol != 0) out_ += ", \"label\": ", append_text(columns_.symbols[g.symbol]);
    append_places("qubits", columns_.operands_of(g));
    out_ += ", \"matrix\": [";
    for (std::size_t i = 0; i < width * width; ++i) {
      if (i % width == 0) out_ += i == 0 ? "[" : "], [";
      if (i % width != 0) out_ += ", ";
      out_ += '[';
      append_real(out_, m[2 * i]);
      out_ += ", ";
      append_real(out_, m[2 * i + 1]);
      out_ += ']';
    }
    out_ += "]]";
  }

  void append_condition(bool once, std::span<const std::uint32_t> literals) {
    std::vector<std::uint32_t> bits, values;
    for (const auto literal : literals) {
      bits.push_back(literal_bit(literal));
      values.push_back(literal_value(literal) ? 1 : 0);
    }
    out_ += ", \"condition\": {\"bits\": ";
    append_list(bits);
    out_ += ", \"values\": ";
    append_list(values);
    out_ += once ? "}, \"then\": [" : "}, \"body\": [";
  }

  void append_one(std::string_view key, std::uint32_t value) {
    out_.append(", \"").append(key).append("\": ");
    append_integer(out_, value);
  }
  void append_places(std::string_view key, std::span<const std::uint32_t> values) {
    out_.append(", \"").append(key).append("\": ");
    append_list(values);
  }
  void append_list(std::span<const std::uint32_t> values) {
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) out_ += ", ";
      append_integer(out_, values[i]);
    }
    out_ += ']';
  }

  /// What is not UTF-8 becomes U+FFFD: a label may come from a caller's own bytes.
  void append_text(std::string_view text) {
    out_ += '"';
    for (std::size_t i = 0; i < text.size();) {
      const auto byte = static_cast<unsigned char>(text[i]);
      const std::size_t length = utf8_length(text, i);
      if (length == 0 || byte == 0) {
        out_ += "\xEF\xBF\xBD";
        ++i;
      } else if (byte < 0x20) {
        static constexpr std::string_view digits = "0123456789abcdef";
        out_ += "\\u00";
        out_ += digits[byte >> 4];
        out_ += digits[byte & 15];
        ++i;
      } else {
        if (byte == '"' || byte == '\\') out_ += '\\';
        out_ += text.substr(i, length);
        i += length;
      }
    }
    out_ += '"';
  }

  const circuit& circuit_;
  const circuit::storage& columns_;
  std::string out_;
};

}  // namespace
}  // namespace language

expected<std::string> write_json(const circuit& c) { return language::json_writer(c).run(); }

}  // namespace ketway
