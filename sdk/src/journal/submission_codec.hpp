#pragma once
// A submission as the journal's bytes: all that a plugin sees of it, so that it may be sent again equal to the byte, and all
// that is needed to read its results, in any process and by any later version.

#include <memory>
#include <string>
#include <string_view>

#include "execute/work.hpp"

namespace ketway {

std::string encode_submission(const work& w);
/// Errors: data_loss where it is damaged; failed_precondition where a later version has written it in a form that this one
/// does not know; resource_exhausted where it does not fit into memory.
expected<std::shared_ptr<work>> decode_submission(std::string_view bytes);

}  // namespace ketway
