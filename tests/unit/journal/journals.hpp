#pragma once
// The same tests for every kind of journal, and what they write.

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../discovery/folder.hpp"
#include "ketway/journal_store.hpp"

namespace ketway::test {

constexpr std::uint64_t second_ns = 1'000'000'000, day_ns = 86'400 * second_ns;
constexpr std::uint64_t noon_ns = 20'000 * day_ns + day_ns / 2;  // of some day

/// A source for names of owners; the same seed gives the same names.
inline std::function<void(std::span<std::byte>)> random_from(std::uint64_t seed) {
  return [bits = std::make_shared<std::mt19937_64>(seed)](std::span<std::byte> to) {
    for (std::byte& b : to) b = static_cast<std::byte>((*bits)() & 0xFFU);
  };
}

using store_ptr = std::unique_ptr<journal_store>;

/// One journal of some kind, empty at first; every store that is opened shares it.
class journal_place {
 public:
  virtual ~journal_place() = default;
  virtual journal_opener opener() = 0;
  /// Statements past all stores.
  virtual void script(const std::string& statements) = 0;
  store_ptr open() {
    auto made = opener()(random_);
    if (!made) throw exception(made.error());
    return std::move(*made);
  }

 private:
  std::function<void(std::span<std::byte>)> random_ = random_from(1);
};

class memory_place final : public journal_place {
 public:
  journal_opener opener() override { return opener_; }
  void script(const std::string& /*statements*/) override { throw std::logic_error("it has no file"); }

 private:
  journal_opener opener_ = journal_in_memory();
};

/// The text of the first column of the last row.
std::string run_in_sqlite(const std::string& file, const std::string& statements);

class folder_place final : public journal_place {
 public:
  journal_opener opener() override { return journal_in_folder(state().string()); }
  void script(const std::string& statements) override {
    run_in_sqlite((state() / "journal.sqlite").string(), statements);
  }
  std::filesystem::path state() const { return folder_ / "state"; }

 private:
  folder folder_;
};

/// A new journal in the server of the tests; null where no server is installed, which `why` says.
std::unique_ptr<journal_place> make_postgres_place(std::string& why);

/// "memory", "folder", "postgres".
class every_journal : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string kind = GetParam();
    if (kind == "memory") place_ = std::make_unique<memory_place>();
    if (kind == "folder") place_ = std::make_unique<folder_place>();
    std::string why;
    if (kind == "postgres") place_ = make_postgres_place(why);
    if (!place_) GTEST_SKIP() << why;
  }
  store_ptr open() { return place_->open(); }
  journal_place& place() { return *place_; }

 private:
  std::unique_ptr<journal_place> place_;
};
#define KETWAY_FOR_EVERY_JOURNAL(suite)                                                   \
  INSTANTIATE_TEST_SUITE_P(All, suite, ::testing::Values("memory", "folder", "postgres"), \
                           [](const auto& described) { return std::string(described.param); })

inline job_record job(const std::string& token, const std::string& backend = "cloud:qpu") {
  job_record r;
  r.token = token, r.backend = backend, r.plugin = "cloud", r.plugin_version = "1.2.3", r.device = "qpu";
  r.created_ns = noon_ns, r.shots = 1000, r.num_results = 2, r.name = "bell", r.unit = "USD";
  return r;
}
inline job_record priced(const std::string& token, double reserved, const std::string& unit = "USD") {
  job_record r = job(token);
  r.reserved = reserved, r.unit = unit;
  return r;
}
inline journal_intent intent(job_record r, std::vector<budget_limit> limits = {}) {
  journal_intent w(std::move(r));
  w.submission = "the circuit of " + w.record.token;
  w.limits = std::move(limits);
  return w;
}
inline journal_progress progress(const std::string& token, journal_state to,
                                 std::uint64_t at_ns = noon_ns + second_ns) {
  journal_progress w(token, to);
  w.at_ns = at_ns;
  return w;
}
inline journal_progress settled(const std::string& token, double cost, const std::string& unit = "USD") {
  journal_progress w = progress(token, journal_state::done);
  w.cost = cost, w.unit = unit, w.billed = billing::billed;
  return w;
}

/// The answer to one write alone.
inline expected<void> put(journal_store& s, journal_write w) { return s.write({std::move(w)}).at(0); }

/// errc::ok, or how it failed.
template <class T>
errc code_of(const expected<T>& e) {
  return e ? errc::ok : e.error().code();
}

}  // namespace ketway::test
