#pragma once
// Jobs of the journal as people name them.

#include <boost/asio/awaitable.hpp>
#include <string>

#include "ketway/error.hpp"
#include "ketway/runtime.hpp"

namespace ketway::cli {

/// The job that is meant: by its uri, its token, the beginning of that (four characters or more) where no other job's
/// begins so, or the provider's id. Errors: those of `runtime::find_job`; invalid_argument for the beginning of several
/// tokens, with their uris.
boost::asio::awaitable<expected<job_record>> find_named_job(const runtime& rt, std::string name);

/// What of a token is enough to name its job, most likely.
std::string short_token(const std::string& token);

}  // namespace ketway::cli
