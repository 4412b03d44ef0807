#pragma once
// All deadlines of one strand behind one alarm: an intrusive binary heap, 8 bytes an entry, O(log n) to add and remove.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "ketway/world.hpp"

namespace ketway {

/// A member of what waits. Must be removed before it dies; `ring` runs on the strand and finds it already removed.
class deadline {
 public:
  static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();
  using ring_function = void (*)(deadline&);
  explicit deadline(ring_function ring) noexcept : ring_(ring) {}
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;
  bool armed() const noexcept { return index_ != none; }
  std::uint64_t at() const noexcept { return at_; }

 private:
  friend class deadlines;
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  ring_function ring_;
  std::uint64_t at_ = never;
  std::size_t index_ = none;
};

class deadlines {
 public:
  /// `alarm` must call `fire` on the strand when it rings. Null: time has ended, and nothing rings any more.
  void use(std::unique_ptr<alarm> a) { alarm_ = std::move(a); }
  /// Moves it where it is already armed. `never` removes it.
  void add(deadline& d, std::uint64_t at_ns);
  void remove(deadline& d) noexcept;
  /// Rings all that are due.
  void fire(std::uint64_t now_ns);
  std::size_t size() const noexcept { return heap_.size(); }

 private:
  void place(std::size_t i, deadline* d) noexcept { heap_[i] = d, d->index_ = i; }
  void up(std::size_t i) noexcept;
  void down(std::size_t i) noexcept;
  void rearm();

  std::vector<deadline*> heap_;
  std::unique_ptr<alarm> alarm_;
  std::uint64_t armed_at_ = deadline::never;
};

}  // namespace ketway
