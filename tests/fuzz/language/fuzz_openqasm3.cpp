// The reader of OpenQASM 3 must survive every text. What it accepts must survive the JSON form unchanged, and where it
// can be written in OpenQASM 3, writing must be stable: what is read back is written in the same way again.

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

void check_writing(const ketway::circuit& c, const ketway::openqasm3_options& options) {
  const auto written = ketway::write_openqasm3(c, options);
  if (!written) return;
  const auto limits = ketway::read_options().max_operations(400'000);
  const auto back = ketway::read_openqasm3(*written, limits);
  require(back.has_value(), "what was written is not read", *written);
  require(back->circuit.num_bits() == c.num_bits(), "bits were lost", *written);
  const auto second = ketway::write_openqasm3(back->circuit, options);
  require(second.has_value(), "what was read back is not written", *written);
  const auto third = ketway::read_openqasm3(*second, limits);
  require(third.has_value() && third->circuit.digest() == back->circuit.digest(), "writing is not stable", *second);
}

void check(std::string_view text, bool strict) {
  const auto options = ketway::read_options().strict(strict).max_operations(1000);
  auto read = ketway::read_openqasm3(text, options);
  if (!read) {
    require(!read.error().diagnostics().empty(), "a refusal without a diagnostic", text);
    return;
  }
  require(read->circuit.validate().has_value(), "an invalid circuit", text);
  const auto json = ketway::write_json(read->circuit);
  require(json.has_value(), "not written as JSON", text);
  const auto again = ketway::read_json(*json, options);
  require(again.has_value() && again->circuit.digest() == read->circuit.digest(), "changed by the JSON form", *json);
  check_writing(read->circuit, ketway::openqasm3_options());
  check_writing(read->circuit,
                ketway::openqasm3_options().physical_qubits(true).basis_only(true).drop_identities(true));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, false);
  check(text, true);
  return 0;
}
