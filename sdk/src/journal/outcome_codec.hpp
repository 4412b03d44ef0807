#pragma once
// What one circuit of a job came to, as the journal's bytes: a result, or the error of a part that failed alone.

#include <string>
#include <string_view>

#include "ketway/error.hpp"
#include "ketway/result.hpp"

namespace ketway {

/// A result that cannot be encoded is kept as the error that says so.
std::string encode_outcome(const expected<result>& one);
/// Errors: those of `decode_result`; data_loss; else the part's own.
expected<result> decode_outcome(std::string_view bytes);

}  // namespace ketway
