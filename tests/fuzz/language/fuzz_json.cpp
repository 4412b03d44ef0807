// The reader of the JSON form must survive every text, and what it accepts must be written and read back unchanged.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "ketway/language.hpp"

namespace {

void require(bool holds, const char* what, std::string_view text) {
  if (holds) return;
  std::fprintf(stderr, "%s\n%.*s\n", what, static_cast<int>(text.size()), text.data());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto options = ketway::read_options().max_operations(1000);
  auto read = ketway::read_json(text, options);
  if (!read) {
    require(!read.error().diagnostics().empty(), "a refusal without a diagnostic", text);
    return 0;
  }
  require(read->circuit.validate().has_value(), "an invalid circuit", text);
  const auto written = ketway::write_json(read->circuit);
  require(written.has_value(), "not written", text);
  const auto back = ketway::read_json(*written, options);
  require(back.has_value(), "what was written is not read", *written);
  require(back->circuit.digest() == read->circuit.digest(), "changed by writing and reading", *written);

  const auto openqasm = ketway::write_openqasm2(read->circuit);
  if (!openqasm) return 0;
  const auto other = ketway::read_openqasm2(*openqasm, ketway::read_options().max_operations(4'000'000));
  if (!other) require(other.error().message().find("too large") != std::string::npos, "not OpenQASM 2", *openqasm);
  return 0;
}
