#pragma once
// What IonQ says when it refuses, as the interface's codes and flags (docs/plugin_authors.md, "Failing well").

#include <ketway/plugin.hpp>
#include <string_view>

#include "json_read.hpp"

namespace ketway::ionq {

/// What was asked decides what a lost or broken answer means.
enum class asked { reads, submits };

/// The error that an answer outside 200..299 stands for. `what`: what was asked for, for a person ("the job 42").
plugin::error refusal(const plugin::response& answer, asked kind, std::string_view what, std::uint64_t unix_now_ns);

/// The document of a 2xx answer. Throws `refusal`; a body that is no JSON (a gateway's page, a truncated body) is
/// UNAVAILABLE. With `submits`, both say that it may have been executed.
json body_of(const plugin::response& answer, asked kind, std::string_view what, std::uint64_t unix_now_ns);

/// An answer of JSON whose form is not what the provider documents.
plugin::error unreadable(const plugin::response& answer, asked kind, std::string_view what, std::string_view why);

/// Why a job failed, from its `failure`; null or empty where it gives no reason.
plugin::error job_failure(const json* failure);

}  // namespace ketway::ionq
