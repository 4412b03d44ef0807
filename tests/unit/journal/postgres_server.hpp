#pragma once
// A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket, gone with the test program.

#include <sys/types.h>

#include <memory>
#include <string>

#include "journals.hpp"

namespace ketway::test {

class postgres_server {
 public:
  /// The one of this program, started at the first call; null where none is installed, which `why` says. Throws where it
  /// is installed and does not start.
  static postgres_server* running(std::string& why);
  postgres_server(const postgres_server&) = delete;
  postgres_server& operator=(const postgres_server&) = delete;
  ~postgres_server();

  std::string conninfo() const { return conninfo_at(socket_folder()); }
  /// The same server behind another socket.
  static std::string conninfo_at(const std::string& folder_name);
  std::string socket_folder() const { return place_.path().string(); }
  /// Sends statements as its superuser; the first column of the first row of the last answer.
  std::string ask(const std::string& statements) const;

 private:
  explicit postgres_server(const std::string& programs);
  folder place_;
  pid_t child_ = -1;
};

class postgres_place final : public journal_place {
 public:
  /// Throws away what the journal before it left.
  explicit postgres_place(postgres_server& s);
  journal_opener opener() override;
  void script(const std::string& statements) override { server_->ask("SET search_path = ketway; " + statements); }

 private:
  postgres_server* server_;
};

}  // namespace ketway::test
