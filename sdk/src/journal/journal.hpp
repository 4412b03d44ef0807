#pragma once
// The journal as the SDK uses it: nobody's thread waits for a disk. What is written is taken in order, by the thread for
// storage; what came in meanwhile is one transaction, and so one sync for many jobs.

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <variant>

#include "ketway/journal_store.hpp"
#include "ketway/world.hpp"

namespace ketway {

/// Thread-safe. The store is opened when it is first needed, and again after an opening that failed.
class journal : public std::enable_shared_from_this<journal> {
 public:
  /// On the thread for storage; must not throw. Dropped without a call where the world has ended.
  using written = std::function<void(expected<void>)>;
  using question = std::function<void(expected<journal_store*>)>;
  /// Makes what is to be written, on the thread for storage: encoding a large circuit takes its time too.
  using maker = std::function<journal_write()>;

  /// `w` outlives every call that is made here.
  journal(world& w, journal_opener open) : world_(w), open_(std::move(open)) {}

  /// `done` says that it is on disk, or why not.
  void write(maker what, written done);
  /// `what` is called with the store, after all that was written before.
  void ask(question what);

 private:
  struct item {
    std::variant<maker, question> what;
    written done;
  };
  void add(item i);
  void work_off();
  expected<journal_store*> store();
  void write_all(std::deque<item>& items, std::size_t first, std::size_t last);

  world& world_;
  const journal_opener open_;
  std::mutex mutex_;
  std::deque<item> waiting_;
  bool working_ = false;  // under mutex_: `work_off` is on its way
  std::unique_ptr<journal_store> store_;
};

}  // namespace ketway
