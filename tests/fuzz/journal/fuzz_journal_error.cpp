// Whatever the journal has is read as an error or refused; what is read is written as it was read.

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "journal/error_codec.hpp"

namespace {

using namespace ketway;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto e = decode_error({reinterpret_cast<const char*>(data), size});
  if (!e) return 0;
  const std::string again = encode_error(*e);
  const auto back = decode_error(again);
  require(back && encode_error(*back) == again, "changed by writing and reading");
  return 0;
}
