// Whatever the journal has is read as a submission or refused; what is read is written as it was read.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "journal/submission_codec.hpp"
#include "mended.hpp"

namespace {

using namespace ketway;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

void check(std::string_view bytes) {
  const auto w = decode_submission(bytes);
  if (!w) return require(!w.error().message().empty(), "a refusal without a reason");
  const kw_submission& s = *(*w)->submission();
  require(s.num_programs == (*w)->expected->circuits.size(), "programs without circuits");
  for (std::uint32_t i = 0; i < s.num_programs; ++i)
    require((*w)->expected->circuits[i].program.validate().has_value(), "an invalid circuit");
  const std::string again = encode_submission(**w);
  const auto back = decode_submission(again);
  require(back.has_value(), "what was written is not read");
  require(encode_submission(**back) == again, "changed by writing and reading");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes), check(fuzz::mended(bytes));
  return 0;
}
