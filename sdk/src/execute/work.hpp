#pragma once
// One submission: circuits made ready for a device, and the structs that show them to the plugin. Shared, because a plugin
// may look at it until it has answered.

#include <array>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ketway/backend.hpp"
#include "ketway/plugin.h"
#include "ketway/world.hpp"

namespace ketway {

/// A circuit as it goes out: bound, measured.
class prepared {
 public:
  prepared(circuit c, bool measured) : program(std::move(c)), measured_here(measured) {}
  circuit program;
  bool measured_here;  // measurements were added to a circuit that had none
};

/// What is needed to read the answer: lives as long as the job. The rest of a submission ends when it has been accepted.
class expectation {
 public:
  expectation() = default;
  boost::container::small_vector<prepared, 1> circuits;
  std::uint64_t shots = 0;
  std::size_t rows = 0;  // of the sweep that the device runs itself; 0: none
  bool memory = false, statevector = false, exact = false;

  /// One result is expected for each circuit, or for each row of the sweep.
  std::size_t size() const noexcept { return rows ? rows : circuits.size(); }
};

class work {
 public:
  using token_type = std::array<char, 36>;
  work() : expected(std::make_shared<expectation>()) {}
  work(const work&) = delete;
  work& operator=(const work&) = delete;

  const std::shared_ptr<expectation> expected;
  /// Which configuration of the plugin it was made for (`plugin_account::configured`); empty: not known.
  std::string account;
  const kw_submission* submission() const noexcept { return &submission_; }
  const token_type& client_token() const noexcept { return token_; }

 private:
  friend class work_builder;
  friend class work_reader;  // from the journal's bytes
  kw_submission submission_{};
  boost::container::small_vector<kw_program, 1> programs_;
  boost::container::small_vector<const kw_program*, 1> pointers_;
  std::vector<std::string> texts_;
  std::string options_json_, device_, session_, memo_;
  token_type token_{};
  kw_sweep sweep_{};
  std::vector<std::string> sweep_names_;
  std::vector<kw_str> sweep_symbols_;
  std::vector<double> sweep_values_;
};

/// Makes circuits ready for `d`: parameters bound, measured where they are not, checked against the device, printed in
/// the first of its formats that this version can write.
/// Errors: invalid_argument with every reason; failed_precondition for a parameter without a value.
class work_builder {
 public:
  work_builder(const device& d, const execute_options& o, world& w) : device_(d), options_(o), world_(w) {}
  /// Bound and measured, before it is lowered or checked. `strict`: every parameter of the options must be its own; else,
  /// where it is one of several, it takes those that it has. `none`: its symbols stay.
  enum class binding : std::uint8_t { strict, of_its_own, none };
  expected<prepared> ready(circuit c, binding how) const;
  /// Errors: invalid_argument with every reason why it can't run on the device as asked.
  expected<void> fits(const prepared& one) const;
  /// Of circuits that are ready.
  ketway::expected<std::shared_ptr<work>> build(std::vector<prepared> circuits, std::string_view options_schema) const;
  ketway::expected<std::shared_ptr<work>> build(prepared one, std::string_view options_schema) const;
  /// The device runs the whole table itself (`device::sweeps`).
  ketway::expected<std::shared_ptr<work>> build_sweep(prepared c, const parameter_table& table,
                                                      std::string_view options_schema) const;
  void inline_allowed(bool yes) noexcept { inline_ = yes; }
  /// What is built joins it.
  void session(std::string id) { session_ = std::move(id); }

 private:
  void ask(expectation& w) const;
  ketway::expected<void> fits(const expectation& w) const;
  ketway::expected<void> close(work& w, std::string_view options_schema) const;
  const device& device_;
  const execute_options& options_;
  world& world_;
  bool inline_ = false;
  std::string session_;
};

/// The first of its formats that this version can write; empty: none.
std::string_view written_format(const device& d) noexcept;

/// Every reason why `c` can't run on `d` as asked; empty: it can.
std::vector<std::string> reasons_against(const circuit& c, const device& d, const expectation& w);

}  // namespace ketway
