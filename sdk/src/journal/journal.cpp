#include "journal/journal.hpp"

#include <exception>
#include <span>
#include <utility>
#include <vector>

namespace ketway {

void journal::write(maker what, written done) { add(item{std::move(what), std::move(done)}); }

void journal::ask(question what) { add(item{std::move(what), nullptr}); }

void journal::add(item i) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(i));
    if (std::exchange(working_, true)) return;
  }
  world_.store([self = shared_from_this()] { self->work_off(); });
}

void journal::work_off() {
  for (;;) {
    std::deque<item> items;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        working_ = false;
        return;
      }
      items.swap(waiting_);
    }
    std::size_t first = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto* asked = std::get_if<question>(&items[i].what);
      if (!asked) continue;
      write_all(items, first, i);
      (*asked)(store());
      first = i + 1;
    }
    write_all(items, first, items.size());
  }
}

void journal::write_all(std::deque<item>& items, std::size_t first, std::size_t last) {
  if (first == last) return;
  std::vector<journal_write> batch;
  std::vector<written*> told;
  for (std::size_t i = first; i < last; ++i) {
    try {
      batch.push_back(std::get<maker>(items[i].what)());
      told.push_back(&items[i].done);
    } catch (const std::exception& e) {
      items[i].done(error(errc::internal, std::string("nothing was written to the journal: ") + e.what()));
    }
  }
  auto where = store();
  auto answers = where ? (*where)->write(batch) : std::vector<expected<void>>(batch.size(), where.error());
  for (std::size_t i = 0; i < told.size(); ++i) (*told[i])(std::move(answers.at(i)));
}

expected<journal_store*> journal::store() {
  if (store_) return store_.get();
  try {
    auto opened = open_([this](std::span<std::byte> to) { world_.random(to); });
    if (!opened) return std::move(opened.error());
    store_ = std::move(*opened);
  } catch (const std::exception& e) {
    return error(errc::internal, std::string("the journal could not be opened: ") + e.what());
  }
  return store_.get();
}

}  // namespace ketway
