#pragma once
// A result as bytes of the journal and of the result cache: all that it says of itself, readable without its backend.

#include <string>
#include <string_view>

#include "execute/convert.hpp"

namespace ketway {

enum class state_vector : bool { left_out, kept };

/// State vectors are kept where there is one and it is wanted. Errors: resource_exhausted where it is beyond 8 GiB.
expected<std::string> encode_result(const result& r, state_vector state = state_vector::kept);
/// Errors: data_loss where it is damaged, or contradicts itself; failed_precondition where a later version has written it in
/// a form that this one does not know; resource_exhausted where it does not fit into memory.
expected<result> decode_result(std::string_view bytes);
/// The same, for whoever has something to add to it.
expected<std::shared_ptr<result::data>> decode_result_data(std::string_view bytes);

/// What its columns take in memory, a state vector included.
std::uint64_t bytes_of_columns(const result& r) noexcept;

}  // namespace ketway
