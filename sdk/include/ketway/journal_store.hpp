#pragma once
// Where a journal is kept: SQLite in a folder, PostgreSQL for many machines, or what a program brings. A store knows nothing
// of backends; it keeps records, lets states move forward only, and holds budgets together.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ketway/error.hpp"
#include "ketway/journal.hpp"

namespace ketway {

/// A new job, before anything of it is sent. Refused with resource_exhausted, naming limit and sum, where `reserved` would
/// pass a limit that concerns it; with failed_precondition where a limit concerns it and `reserved` is not known, or is in
/// another unit than the limit (0 is within every limit, in every unit); with already_exists for a token that was ever
/// there; with invalid_argument for an empty token, an amount that is negative or not finite, or a token, backend, plugin
/// or unit that is not UTF-8. A day's limit counts the jobs created on the day that `record.created_ns` is in.
class journal_intent {
 public:
  explicit journal_intent(job_record r) : record(std::move(r)) {}
  job_record record;       ///< its owner is the store's own, whatever it says
  std::string submission;  ///< bytes; kept as they are
  std::vector<budget_limit> limits;
};

/// What has become of a job. What would move a state back changes nothing and is no error; facts that are named here are
/// taken over where the state is the same or moves forward. not_found where there is no such job. Bytes in
/// `provider_state` and `failure` that are not UTF-8 become U+FFFD.
class journal_progress {
 public:
  journal_progress(std::string of, journal_state to) : token(std::move(of)), state(to) {}
  std::string token;
  journal_state state;
  std::optional<std::string> id, memo, provider_state, failure;
  std::optional<double> cost;     ///< settles a reservation in the same unit; negative or not finite: as if not known
  std::string unit;               ///< of `cost`; empty: the record's
  std::optional<billing> billed;  ///< not_billed settles the reservation of a job that has ended at 0
  std::uint64_t at_ns = 0;        ///< unix clock
  /// Unix clock; taken over where it is earlier than what was said before: a job may only be wanted less.
  std::optional<std::uint64_t> expires_ns;
};

/// The results of a job, one entry each; marks it as stored. Again: they are replaced.
class journal_results {
 public:
  journal_results(std::string of, std::vector<std::string> b) : token(std::move(of)), blobs(std::move(b)) {}
  std::string token;
  std::vector<std::string> blobs;
};

/// From now on it is this store's owner that has the job in hand. Refused with aborted while another owner lives that has
/// it, naming that one.
class journal_claim {
 public:
  explicit journal_claim(std::string of) : token(std::move(of)) {}
  std::string token;
};

/// Takes a job out, with its submission and its results; what it cost stays in the sums, and its token stays used. Refused
/// with failed_precondition for one that has not ended.
class journal_removal {
 public:
  explicit journal_removal(std::string of) : token(std::move(of)) {}
  std::string token;
};

using journal_write = std::variant<journal_intent, journal_progress, journal_results, journal_claim, journal_removal>;

/// Everything blocks, for at most about 10 s. One call at a time, on any thread. Errors of all: unavailable (retryable: the
/// database is locked or cannot be reached), resource_exhausted (the disk is full), permission_denied (read-only),
/// data_loss (it is damaged, or was deleted while in use), failed_precondition (a newer version has written it, or it cannot
/// be kept there); each says where the journal is and what to do, and each is not_billed.
class journal_store {
 public:
  virtual ~journal_store() = default;
  /// What this is, for people: a path, a server.
  virtual const std::string& place() const noexcept = 0;
  /// Names this store's user among all that share it, from its opening to its end, and never again.
  virtual const std::string& owner() const noexcept = 0;
  /// One transaction, on disk when this returns. One answer a write, in order: a write that is refused changes nothing and
  /// leaves the others be; where the transaction itself fails, every answer is its error and nothing has changed.
  virtual std::vector<expected<void>> write(const std::vector<journal_write>& batch) = 0;
  /// not_found where there is none.
  virtual expected<job_record> find(std::string_view token) = 0;
  /// By the provider's id on that backend. not_found where there is none.
  virtual expected<job_record> find_id(std::string_view backend, std::string_view id) = 0;
  /// The newest first; `memo` included.
  virtual expected<std::vector<job_record>> list(const job_filter& f) = 0;
  /// The bytes of its intent. not_found where there is none.
  virtual expected<std::string> submission(std::string_view token) = 0;
  /// Empty where none are stored.
  virtual expected<std::vector<std::string>> results(std::string_view token) = 0;
  /// By backend and unit, of jobs created since then.
  virtual expected<std::vector<spending>> spent(std::uint64_t since_ns) = 0;
  /// Whether that owner still has this journal open somewhere.
  virtual expected<bool> lives(std::string_view owner) = 0;
};

/// Opens a store; called at most once at a time, on the thread for storage, when a journal is first needed.
/// `random` makes the owner's name.
using journal_opener =
    std::function<expected<std::unique_ptr<journal_store>>(const std::function<void(std::span<std::byte>)>& random)>;

/// SQLite: `folder`/journal.sqlite, made with mode 0600 in a folder of mode 0700 where they are not there. Shared by
/// processes of one machine; the folder must be on a local disk. An owner lives as long as its process.
journal_opener journal_in_folder(std::string folder);
/// Where the journal is unless somebody says otherwise: $KETWAY_STATE_DIR, else $XDG_STATE_HOME/ketway, else
/// ~/.local/state/ketway.
std::string state_folder();
/// The same in memory, for simulated worlds: every store that the opener makes shares it, as processes share a disk; an
/// owner lives as long as its store.
journal_opener journal_in_memory();

}  // namespace ketway
