#include "world/deadlines.hpp"

namespace ketway {

void deadlines::add(deadline& d, std::uint64_t at_ns) {
  if (d.armed()) remove(d);
  if (at_ns == deadline::never) return;
  d.at_ = at_ns;
  heap_.push_back(&d);
  d.index_ = heap_.size() - 1;
  up(d.index_);
  rearm();
}

void deadlines::remove(deadline& d) noexcept {
  if (!d.armed()) return;
  const std::size_t i = d.index_;
  deadline* last = heap_.back();
  heap_.pop_back();
  d.index_ = deadline::none;
  if (last != &d) {
    place(i, last);
    up(i);
    down(last->index_);
  }
  // A later alarm would keep the caller's event loop alive for nothing; an earlier one than needed rings in vain, once.
  if (heap_.empty() && armed_at_ != deadline::never) {
    armed_at_ = deadline::never;
    if (alarm_) alarm_->disarm();
  }
}

void deadlines::fire(std::uint64_t now_ns) {
  armed_at_ = deadline::never;
  while (!heap_.empty() && heap_.front()->at_ <= now_ns) {
    deadline& d = *heap_.front();
    remove(d);
    d.ring_(d);
  }
  rearm();
}

void deadlines::rearm() {
  if (heap_.empty() || heap_.front()->at_ >= armed_at_) return;
  armed_at_ = heap_.front()->at_;
  if (alarm_) alarm_->arm(armed_at_);
}

void deadlines::up(std::size_t i) noexcept {
  deadline* d = heap_[i];
  while (i > 0) {
    const std::size_t parent = (i - 1) / 2;
    if (heap_[parent]->at_ <= d->at_) break;
    place(i, heap_[parent]);
    i = parent;
  }
  place(i, d);
}

void deadlines::down(std::size_t i) noexcept {
  deadline* d = heap_[i];
  for (;;) {
    std::size_t child = 2 * i + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1]->at_ < heap_[child]->at_) ++child;
    if (heap_[child]->at_ >= d->at_) break;
    place(i, heap_[child]);
    i = child;
  }
  place(i, d);
}

}  // namespace ketway
