#pragma once
// Ctrl-C before an event loop is there to take it, for instance while a large file is read.

namespace ketway::cli {

/// From now on Ctrl-C ends the process at once with status 130, a line on standard error and, with `json`, a document on
/// standard output. The event loop of a session replaces this while it runs.
void end_on_interrupt(bool json) noexcept;

/// What the handler does, for whoever already knows. Async-signal-safe.
[[noreturn]] void end_interrupted(bool json) noexcept;

}  // namespace ketway::cli
