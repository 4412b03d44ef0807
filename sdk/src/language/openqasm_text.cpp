#include "language/openqasm_text.hpp"

#include <algorithm>

#include "language/include_file.hpp"

namespace ketway::language {
namespace {
constexpr std::uint32_t max_include_depth = 16, max_includes = 1000;

std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}
}  // namespace

openqasm_text::openqasm_text(std::string_view text, const read_options& options, language_version of,
                             std::string_view standard_file)
    : options_(options),
      in_((sources_.emplace_back(options.file_name(), without_byte_order_mark(text)), sources_.back()), found_, of),
      columns_(&circuit::storage::open(circuit_)),
      version_(of),
      standard_file_(standard_file),
      folder_(options.include_root()),
      text_bytes_(text.size()) {}

bool openqasm_text::within_size() {
  if (text_bytes_ <= options_.max_text_bytes()) return true;
  found_.error(sources_.front(), 0,
               "the text is larger than the limit of " + std::to_string(options_.max_text_bytes()) + " bytes");
  return false;
}

bool openqasm_text::leave_include() {
  if (including_.empty()) return false;
  in_ = including_.back().in;
  folder_ = std::move(including_.back().folder);
  file_ = std::move(including_.back().file);
  including_.pop_back();
  return true;
}

bool openqasm_text::fail(std::size_t offset, std::string message) {
  in_.error(offset, std::move(message));
  return false;
}

bool openqasm_text::expected_here(std::string_view what) {
  in_.skip_space();
  return fail(in_.offset(), "expected " + std::string(what) + ", found " + in_.describe());
}

void openqasm_text::deviation(std::size_t offset, std::string message) {
  if (options_.strict()) {
    in_.error(offset, std::move(message));
  } else {
    in_.warning(offset, std::move(message));
  }
}

/// Where the semicolon is missing at the end of a line, reading goes on as if it were there: what follows is most
/// likely a statement of its own.
bool openqasm_text::semicolon(std::string_view after) {
  if (in_.accept(';')) return true;
  const std::size_t end = in_.token_end();
  in_.error(end, "expected ';' after " + std::string(after) + ", found " + in_.describe());
  const auto between = in_.source().text().substr(end, in_.offset() - end);
  return between.find('\n') != std::string_view::npos && detail::is(in_.peek(), detail::letter);
}

bool openqasm_text::include_name(std::size_t& offset, std::string_view& name) {
  in_.skip_space();
  offset = in_.offset();
  if (in_.string('\'', name)) {
    deviation(offset, "expected the file name in double quotes, found single ones");
  } else if (!in_.string('"', name)) {
    return expected_here("a file name in double quotes");
  }
  for (std::size_t i = 0; i < name.size();) {
    const std::size_t length = name[i] == '\0' ? 0 : utf8_length(name, i);
    if (length == 0) return fail(offset + 1 + i, "expected a file name in UTF-8, found " + describe_byte(name, i));
    i += length;
  }
  return semicolon("the file name");
}

void openqasm_text::include_file(std::size_t offset, std::string_view name) {
  const auto refuse = [&](const std::string& message) { in_.error(offset, message); };
  if (folder_.empty()) {
    return refuse("include of " + quoted(name) + " is refused: this text comes from no folder; only \"" +
                  std::string(standard_file_) + "\" is there");
  }
  auto path = resolve_include(folder_, name);
  if (!path) return refuse(path.error().message());
  const auto circular = [&](const frame& outer) { return outer.file == *path; };
  if (file_ == *path || std::any_of(including_.begin(), including_.end(), circular)) {
    return refuse("include of " + quoted(name) + " is circular");
  }
  if (including_.size() >= max_include_depth) return refuse("includes are nested more than 16 deep");
  if (++includes_ > max_includes) return refuse("more than 1000 includes");
  auto text = load_file(*path, options_.max_text_bytes() - text_bytes_);
  if (!text) return refuse("include of " + quoted(name) + " failed: " + text.error().message());
  text_bytes_ += text->size();
  texts_.push_back(std::move(*text));
  const auto shown =
      std::filesystem::path(in_.source().name()).parent_path() / std::filesystem::path(std::string(name));
  sources_.emplace_back(shown.string(), without_byte_order_mark(texts_.back()));
  including_.push_back(frame{in_, std::move(folder_), std::move(file_)});
  in_ = scanner(sources_.back(), found_, version_);
  file_ = std::move(*path);
  folder_ = file_.parent_path();
}

bool openqasm_text::has_budget(std::size_t offset, std::uint64_t records, std::uint64_t operands) {
  const std::uint64_t limit = options_.max_operations();
  if (columns_->gates.size() + records <= limit && columns_->operands.size() + operands <= 4 * limit) [[likely]]
    return true;
  if (!found_.full()) {
    in_.error(offset, "the circuit grows too large here; at most " + std::to_string(limit) + " operations with " +
                          std::to_string(4 * limit) + " operands are read");
  }
  give_up();
  return false;
}

void openqasm_text::give_up() {
  in_.go_to(in_.source().text().size());
  including_.clear();
}

void openqasm_text::write(std::size_t offset, refusal why) {
  if (why == refusal::none) [[likely]]
    return;
  in_.error(offset, "this cannot be held: " + std::string(to_string(why)));
}

bool openqasm_text::check_counts(std::size_t offset, std::string_view word, std::size_t params,
                                 std::uint32_t wanted_params, std::size_t qubits, std::uint32_t wanted_qubits) {
  const auto plural = [](std::uint64_t n, std::string_view what) {
    return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
  };
  if (params != wanted_params) {
    return fail(offset, "gate " + quoted(word) + " takes " + plural(wanted_params, "parameter") + ", found " +
                            std::to_string(params));
  }
  if (wanted_qubits == UINT32_MAX) {
    if (qubits >= 2 && qubits <= UINT16_MAX) return true;
    return fail(offset, "gate " + quoted(word) + " takes 2 to 65535 qubits, found " + std::to_string(qubits));
  }
  if (qubits != wanted_qubits) {
    return fail(offset, "gate " + quoted(word) + " takes " + plural(wanted_qubits, "qubit") + ", found " +
                            std::to_string(qubits));
  }
  return true;
}

}  // namespace ketway::language
