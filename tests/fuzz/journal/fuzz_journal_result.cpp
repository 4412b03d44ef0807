// Whatever the journal has is read as a result or refused; what is read keeps the rules of results.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "journal/result_codec.hpp"
#include "mended.hpp"

namespace {

using namespace ketway;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check(std::string_view bytes) {
  const auto r = decode_result(bytes);
  if (!r) return require(!r.error().message().empty(), "a refusal without a reason");
  std::uint64_t sum = 0;
  r->each_count([&](std::string_view key, std::uint64_t n) {
    require(key.size() == r->num_bits(), "a key of a wrong size");
    sum += n;
  });
  require(r->num_rows() == 0 || sum == 0 || sum == r->shots(), "counts that miss the shots");
  r->each_probability([](std::string_view /*key*/, double p) { require(p > -1e-9 && p < 1 + 1e-9, "no probability"); });
  if (r->num_bits() != 0) (void)r->memory();
  double norm = 0;
  for (const auto& z : r->statevector()) norm += std::norm(z);
  (void)norm;
  const auto again = encode_result(*r);
  require(again.has_value(), "not written");
  const auto back = decode_result(*again);
  require(back.has_value() && encode_result(*back).value() == *again, "changed by writing and reading");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes), check(fuzz::mended(bytes));
  return 0;
}
