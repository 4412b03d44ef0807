#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "journal/journal_owners.hpp"
#include "journal/sql_store.hpp"
#include "journal/sqlite_connection.hpp"
#include "ketway/journal_store.hpp"

namespace ketway {
namespace {

/// What the stores of one opener share.
class memory {
 public:
  std::mutex turn;  // held through a transaction
  std::unique_ptr<sql::connection> db;
  std::mutex names;
  std::set<std::string, std::less<>> living;
};

class shared_connection final : public sql::connection {
 public:
  explicit shared_connection(std::shared_ptr<memory> m)
      : memory_(std::move(m)), turn_(memory_->turn, std::defer_lock) {}
  const std::string& place() const noexcept override { return memory_->db->place(); }
  const sql::dialect& words() const noexcept override { return memory_->db->words(); }
  bool lost() const noexcept override { return false; }

  expected<void> begin(sql::access a) override {
    turn_.lock();
    return memory_->db->begin(a);
  }
  expected<void> commit() override {
    auto done = memory_->db->commit();
    if (done) turn_.unlock();
    return done;
  }
  void rollback() noexcept override {
    memory_->db->rollback();
    turn_.unlock();
  }
  expected<std::int64_t> run(std::string_view statement, sql::values with, const sql::each_row& each) override {
    return memory_->db->run(statement, with, each);
  }
  expected<void> script(const std::string& statements) override { return memory_->db->script(statements); }

 private:
  std::shared_ptr<memory> memory_;
  std::unique_lock<std::mutex> turn_;
};

class memory_owners final : public sql::owners {
 public:
  memory_owners(std::shared_ptr<memory> m, std::string name) : memory_(std::move(m)), own_(std::move(name)) {
    const std::lock_guard lock(memory_->names);
    memory_->living.insert(own_);
  }
  ~memory_owners() override {
    const std::lock_guard lock(memory_->names);
    memory_->living.erase(own_);
  }
  const std::string& own() const noexcept override { return own_; }
  expected<bool> lives(std::string_view owner) override {
    const std::lock_guard lock(memory_->names);
    return memory_->living.contains(owner);
  }

 private:
  std::shared_ptr<memory> memory_;
  std::string own_;
};

}  // namespace

journal_opener journal_in_memory() {
  return [shared = std::make_shared<memory>()](
             const std::function<void(std::span<std::byte>)>& random) -> expected<std::unique_ptr<journal_store>> {
    {
      const std::lock_guard lock(shared->turn);
      if (!shared->db) {
        auto made = sql::open_sqlite_in_memory();
        if (!made) return std::move(made).error();
        shared->db = std::move(*made);
      }
    }
    auto user = std::make_unique<memory_owners>(shared, sql::make_owner_name(random));
    return sql::open_store(std::make_shared<shared_connection>(shared), std::move(user));
  };
}

}  // namespace ketway
