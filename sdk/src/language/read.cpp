// Which reader a text needs, and reading from files.

#include <algorithm>

#include "ketway/language.hpp"
#include "language/include_file.hpp"
#include "language/json_reader.hpp"
#include "language/openqasm2_reader.hpp"
#include "language/openqasm3_reader.hpp"

namespace ketway {
namespace language {
namespace {
enum class form : std::uint8_t { openqasm2, openqasm3, json };

/// Behind white space and comments, those of version 3 too.
std::size_t first_token(std::string_view text) {
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (at < text.size()) {
    if (detail::is(text[at], detail::space)) {
      ++at;
    } else if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      const auto close = text.find("*/", at + 2);
      at = close == std::string_view::npos ? text.size() : close + 2;
    } else {
      break;
    }
  }
  return at;
}

form form_of(std::string_view text, std::size_t& at) {
  at = first_token(text);
  auto rest = text.substr(at);
  if (rest.starts_with('{') || rest.starts_with('[')) return form::json;
  const auto skip = [&](std::string_view word) {
    if (!rest.starts_with(word)) return false;
    rest.remove_prefix(word.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size()));
    return true;
  };
  if (skip("OPENQASM")) return rest.starts_with('3') ? form::openqasm3 : form::openqasm2;
  if (skip("include")) return rest.starts_with("\"stdgates.inc\"") ? form::openqasm3 : form::openqasm2;
  // Without a header: version 2 has none of these words at the start of a statement.
  if (rest.starts_with('@') || rest.starts_with("#pragma")) return form::openqasm3;
  const auto word = rest.substr(0, std::min(rest.find_first_of(" \t\r\n[;({"), rest.size()));
  const auto mine = openqasm3_words(), shared = reserved_words();
  const bool only_here = std::find(mine.begin(), mine.end(), word) != mine.end() && word != "U" && word != "opaque" &&
                         std::find(shared.begin(), shared.end(), word) == shared.end();
  return only_here ? form::openqasm3 : form::openqasm2;
}

error not_openqasm2(std::string_view text, std::size_t at, const read_options& options) {
  findings found;
  found.error(source_text(options.file_name(), text), at, "expected OpenQASM 2, found OpenQASM 3");
  return found.failure(errc::unimplemented);
}
}  // namespace
}  // namespace language

expected<reading> read_circuit(std::string_view text, const read_options& options) {
  std::size_t at = 0;
  switch (language::form_of(text, at)) {
    case language::form::json: return language::json_reader(text, options).run();
    case language::form::openqasm3: return language::openqasm3_reader(text, options).run();
    case language::form::openqasm2: break;
  }
  return language::openqasm2_reader(text, options).run();
}

expected<reading> read_openqasm2(std::string_view text, const read_options& options) {
  std::size_t at = 0;
  if (language::form_of(text, at) == language::form::openqasm3) return language::not_openqasm2(text, at, options);
  return language::openqasm2_reader(text, options).run();
}

expected<reading> read_openqasm3(std::string_view text, const read_options& options) {
  return language::openqasm3_reader(text, options).run();
}

expected<reading> read_json(std::string_view text, const read_options& options) {
  return language::json_reader(text, options).run();
}

expected<reading> read_circuit_file(const std::filesystem::path& path, const read_options& options) {
  read_options filled = options;
  if (filled.file_name().empty()) filled.file_name(path.string());
  if (filled.include_root().empty()) {
    const auto folder = path.parent_path();
    filled.include_root(folder.empty() ? std::filesystem::path(".") : folder);
  }
  auto text = language::load_file(path, options.max_text_bytes());
  if (!text) {
    ketway::error failed = std::move(text).error();
    source_position where;
    where.file = filled.file_name();
    failed.diagnostics({diagnostic{diagnostic::severity::error, where, failed.message()}});
    return failed;
  }
  return read_circuit(*text, filled);
}

}  // namespace ketway
