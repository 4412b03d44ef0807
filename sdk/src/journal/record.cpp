#include "ketway/job_uri.hpp"
#include "ketway/journal.hpp"

namespace ketway {

std::string_view to_string(journal_state s) noexcept {
  switch (s) {
    case journal_state::intended: return "intended";
    case journal_state::unknown: return "unknown";
    case journal_state::accepted: return "accepted";
    case journal_state::running: return "running";
    case journal_state::done: return "done";
    case journal_state::failed: return "failed";
    case journal_state::cancelled: return "cancelled";
    case journal_state::refused: return "refused";
  }
  return "unrecognised";
}

std::string job_record::uri() const { return id.empty() ? token_uri(backend, token) : job_uri(backend, id); }

}  // namespace ketway
