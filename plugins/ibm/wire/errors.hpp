#pragma once
// What IBM says when it refuses: one place from its words to the interface's codes.

#include <ketway/plugin.hpp>
#include <string>

namespace ketway::ibm {

/// What an answer means for the caller where it is no success.
enum class request_kind { read, submit };

/// The error that an answer other than 2xx stands for: code and flags by the status, message, provider_code and request_id
/// from IBM's body in any of its forms, retry_after from the headers. `what` says what was asked, for the message.
plugin::error failure(const plugin::response& answer, const std::string& what, request_kind kind = request_kind::read);
/// The same of a list: one that is not there says nothing of what would be in it, so NOT_FOUND becomes UNAVAILABLE.
plugin::error failure_of_list(plugin::error e);

/// Why a job failed, from its reason code. `billed`: flags KW_BILLED or KW_NOT_BILLED where that is known, else 0.
plugin::error job_failure(int reason_code, const std::string& reason, const std::string& solution,
                          std::uint32_t billed);

/// Nanoseconds that a Retry-After asks for, in seconds or as a date beside the answer's own Date; 0: no advice.
std::uint64_t retry_after(const plugin::response& answer);

}  // namespace ketway::ibm
