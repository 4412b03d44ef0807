#include "journal/outcome_codec.hpp"

#include "journal/error_codec.hpp"
#include "journal/result_codec.hpp"

namespace ketway {
namespace {

constexpr char result_mark = 'R', error_mark = 'E';

}  // namespace

std::string encode_outcome(const expected<result>& one) {
  if (!one) return error_mark + encode_error(one.error());
  auto bytes = encode_result(*one);
  return bytes ? result_mark + *bytes : error_mark + encode_error(bytes.error());
}

expected<result> decode_outcome(std::string_view bytes) {
  const std::string_view rest = bytes.substr(bytes.empty() ? 0 : 1);
  if (bytes.starts_with(result_mark)) return decode_result(rest);
  if (bytes.starts_with(error_mark))
    if (auto why = decode_error(rest)) return std::move(*why);
  return error(errc::data_loss, "a result in the journal does not read");
}

}  // namespace ketway
