#pragma once
// How the command ends. The numbers are the contract of docs/cli.md; scripts branch on them.

#include "ketway/error.hpp"

namespace ketway::cli {

enum class exit_status : int {
  done = 0,
  failed = 1,   ///< a backend said no, timed out, is down
  usage = 2,    ///< the command line is wrong
  invalid = 3,  ///< a circuit, the configuration or a parameter is wrong
  interrupted = 130,
};

/// What an error of the SDK means for the caller: `invalid` for what only other input can mend, else `failed`.
exit_status status_of(const error& failure) noexcept;

/// The worse of two, for several pieces of work in one call: interrupted, invalid, failed, done.
exit_status worse(exit_status a, exit_status b) noexcept;

}  // namespace ketway::cli
