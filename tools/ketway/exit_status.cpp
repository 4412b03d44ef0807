#include "exit_status.hpp"

namespace ketway::cli {

exit_status status_of(const error& failure) noexcept {
  // A place in a text: whoever wrote the text must change it.
  if (!failure.diagnostics().empty() || failure.misconfigured()) return exit_status::invalid;
  switch (failure.code()) {
    case errc::invalid_argument:
    case errc::out_of_range:
    case errc::not_found: return exit_status::invalid;
    // A provider uses it too, for terms not accepted and the like: then it names the backend.
    case errc::failed_precondition: return failure.needs_user() ? exit_status::failed : exit_status::invalid;
    default: return exit_status::failed;
  }
}

exit_status worse(exit_status a, exit_status b) noexcept { return static_cast<int>(a) > static_cast<int>(b) ? a : b; }

}  // namespace ketway::cli
