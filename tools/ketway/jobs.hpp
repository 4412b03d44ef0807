#pragma once
// The parts of `ketway jobs`.

#include <cstdint>
#include <string>

#include "exit_status.hpp"

namespace ketway::cli {

class session;

class jobs_flags {
 public:
  std::string id;                     ///< which job
  std::string backend, since, limit;  ///< of lists; empty: all
  std::string timeout;                ///< empty: as long as it takes
  bool open = false;                  ///< only what has not ended
  bool no_wait = false;               ///< of resume
  bool lost = false;                  ///< of forget
  std::string cost;                   ///< of forget; empty: not said
};

exit_status list_jobs(session& s, const jobs_flags& flags);
exit_status count_jobs(session& s, const jobs_flags& flags);
exit_status show_job(session& s, const jobs_flags& flags);
exit_status wait_for_job(session& s, const jobs_flags& flags);
exit_status resume_jobs(session& s, const jobs_flags& flags);
exit_status cancel_job(session& s, const jobs_flags& flags);
exit_status forget_job(session& s, const jobs_flags& flags);

}  // namespace ketway::cli
