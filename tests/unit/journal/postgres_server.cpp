#include "postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <vector>

#include "ketway/journal_postgres.hpp"

namespace ketway::test {
namespace {

namespace fs = std::filesystem;

/// Where initdb and postgres are, or nothing.
std::string installed() {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored))
    folders.push_back(version.path() / "bin");
  std::string path = std::getenv("PATH") == nullptr ? "" : std::getenv("PATH");
  for (std::size_t end = 0; end != std::string::npos; path.erase(0, end == std::string::npos ? end : end + 1)) {
    end = path.find(':');
    folders.emplace_back(path.substr(0, end));
  }
  for (const fs::path& f : folders)
    if (::access((f / "initdb").c_str(), X_OK) == 0 && ::access((f / "postgres").c_str(), X_OK) == 0) return f;
  return {};
}

/// A server refuses to be run by root; null: this user may run it.
const passwd* somebody() {
  if (::geteuid() != 0) return nullptr;
  const passwd* who = ::getpwnam("postgres");
  return who != nullptr ? who : ::getpwnam("nobody");
}

/// Ends with this program, its output in `log`.
pid_t start(const std::vector<std::string>& words, const fs::path& log) {
  const passwd* who = somebody();
  std::vector<char*> arguments;
  for (const std::string& w : words) arguments.push_back(const_cast<char*>(w.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666), in = ::open("/dev/null", O_RDONLY);
  ::dup2(in, 0), ::dup2(out, 1), ::dup2(out, 2);
  if (who != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(who->pw_gid) != 0 || ::setuid(who->pw_uid) != 0))
    ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

postgres_server* postgres_server::running(std::string& why) {
  static const std::string programs = installed();
  why = "PostgreSQL's server is not installed (Debian: postgresql)";
  if (programs.empty()) return nullptr;
  static const std::unique_ptr<postgres_server> one(new postgres_server(programs));
  return one.get();
}

postgres_server::postgres_server(const std::string& programs) {
  const fs::path log = place_ / "log";
  if (const passwd* who = somebody(); who != nullptr && ::chown(place_.path().c_str(), who->pw_uid, who->pw_gid) != 0)
    throw std::runtime_error("chown failed");
  const std::string data = place_ / "data";
  int status = 0;
  const pid_t making = start(
      {programs + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"},
      log);
  if (::waitpid(making, &status, 0) != making || status != 0)
    throw std::runtime_error("initdb failed: " + text_of(log));
  child_ = start(
      {programs + "/postgres", "-D", data, "-k", place_.path(), "-c", "listen_addresses=", "-c", "fsync=off"}, log);
  for (int looks = 0; looks < 3000; ++looks) {
    if (PQping(conninfo().c_str()) == PQPING_OK) return;
    if (::waitpid(child_, &status, WNOHANG) != 0) break;
    ::poll(nullptr, 0, 20);
  }
  throw std::runtime_error("PostgreSQL did not start: " + text_of(log));
}

postgres_server::~postgres_server() {
  if (child_ <= 0) return;
  ::kill(child_, SIGQUIT);
  ::waitpid(child_, nullptr, 0);
}

std::string postgres_server::conninfo_at(const std::string& folder_name) {
  return "host=" + folder_name + " dbname=postgres user=postgres";
}

std::string postgres_server::ask(const std::string& statements) const {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> c(PQconnectdb(conninfo().c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> r(PQexec(c.get(), statements.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(r.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(c.get()));
  return PQntuples(r.get()) > 0 ? PQgetvalue(r.get(), 0, 0) : "";
}

postgres_place::postgres_place(postgres_server& s) : server_(&s) {
  s.ask("SET client_min_messages = error; DROP SCHEMA IF EXISTS ketway CASCADE");
}
journal_opener postgres_place::opener() { return journal_in_postgres(secret(server_->conninfo())); }

std::unique_ptr<journal_place> make_postgres_place(std::string& why) {
  postgres_server* s = postgres_server::running(why);
  return s == nullptr ? nullptr : std::make_unique<postgres_place>(*s);
}

}  // namespace ketway::test
