#pragma once
// What a cloud was asked for, carried out and billed: by this a test proves that nothing was paid twice.

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ketway::emulator {

/// One accepted submission.
class ledger_entry {
 public:
  ledger_entry() = default;
  std::string job;                  ///< the cloud's id
  std::vector<std::string> tokens;  ///< tags, name and values of metadata: whatever a client can find a job by
  std::string device;
  std::uint64_t accepted_ns = 0;  ///< since 1970
  std::uint64_t shots = 0;        ///< of all circuits together
  std::uint64_t circuits = 0;
  double billed = 0;       ///< what the job costs its owner; 0 until it is settled
  std::string unit;        ///< "s" of processor time, "USD"
  bool settled = false;    ///< billed is final
  bool answered = true;    ///< false: the client never saw that it was accepted
  bool cancelled = false;  ///< before or while it ran
};

class ledger {
 public:
  void accept(ledger_entry entry);
  void bill(std::string_view job, double amount);  ///< settles it; a second call for one job changes nothing
  void cancel(std::string_view job);
  /// A transport lost the answer that said so.
  void unanswered(std::string_view job);
  void count(std::string_view what);  ///< "submit", "auth", ...; and "refused" for every answer from 400 on

  const std::vector<ledger_entry>& entries() const noexcept { return entries_; }
  const ledger_entry* find(std::string_view job) const;  ///< nullptr: never accepted
  /// How many jobs carry that token.
  std::size_t submissions(std::string_view token) const noexcept;
  std::uint64_t counted(std::string_view what) const noexcept;
  double billed() const noexcept;  ///< all jobs together

  /// {"jobs": [...], "requests": {...}, "billed": n}
  nlohmann::ordered_json document() const;

 private:
  struct counter {
    std::string what;
    std::uint64_t times = 0;
  };
  ledger_entry* of(std::string_view job);
  std::vector<ledger_entry> entries_;
  std::unordered_map<std::string, std::size_t> numbers_;  // of the entries, by job
  std::vector<counter> counters_;
};

}  // namespace ketway::emulator
