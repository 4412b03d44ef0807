#include "journal/postgres_wire.hpp"

#include <poll.h>

#include <array>
#include <bit>
#include <cerrno>
#include <charconv>

namespace ketway::sql {
namespace {

using std::chrono::milliseconds;

/// What libpq takes for the values of a statement. Texts and bytes go out as they are; numbers as text, whose type the
/// server chooses by where they stand.
class outgoing {
 public:
  explicit outgoing(values with) {
    texts_.reserve(with.size());
    for (const value& v : with) add(v);
  }
  int count() const noexcept { return static_cast<int>(data_.size()); }
  const char* const* data() const noexcept { return data_.data(); }
  const int* lengths() const noexcept { return lengths_.data(); }
  const int* formats() const noexcept { return formats_.data(); }

 private:
  template <class Number>
  void add_number(Number n) {
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n);
    texts_.emplace_back(digits.data(), end.ptr);
    push(texts_.back().c_str(), 0, 0);
  }
  void add_bytes(std::string_view b) { push(b.empty() ? "" : b.data(), static_cast<int>(b.size()), 1); }
  void add(const value& v) {
    if (const auto* i = std::get_if<std::int64_t>(&v)) return add_number(*i);
    if (const auto* d = std::get_if<double>(&v)) return add_number(*d);
    if (const auto* t = std::get_if<std::string_view>(&v)) return add_bytes(*t);
    if (const auto* b = std::get_if<bytes>(&v)) return add_bytes(b->view);
    push(nullptr, 0, 0);
  }
  void push(const char* d, int length, int format) {
    data_.push_back(d), lengths_.push_back(length), formats_.push_back(format);
  }
  std::vector<std::string> texts_;  // never grows beyond what was reserved
  std::vector<const char*> data_;
  std::vector<int> lengths_, formats_;
};

pg_result nothing() { return {nullptr, &PQclear}; }

}  // namespace

std::string_view state_of(const PGresult* r) noexcept {
  const char* state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : std::string_view(state);
}

bool postgres_wire::in_transaction() const noexcept {
  if (!connection_) return false;
  const PGTransactionStatusType now = PQtransactionStatus(connection_.get());
  return now == PQTRANS_INTRANS || now == PQTRANS_INERROR;
}

pg_result postgres_wire::execute(const std::string& statements, clock::time_point until) {
  if (!is_up() || PQsendQuery(connection_.get(), statements.c_str()) == 0) return close(), nothing();
  return answer(until);
}

pg_result postgres_wire::execute(std::string_view statement, values with, clock::time_point until) {
  if (!is_up()) return close(), nothing();
  const std::string text(statement);
  auto found = names_.find(text);
  if (found == names_.end()) {
    const std::string name = "k" + std::to_string(names_.size());
    if (PQsendPrepare(connection_.get(), name.c_str(), text.c_str(), 0, nullptr) == 0) return close(), nothing();
    pg_result prepared = answer(until);
    if (!prepared || PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return prepared;
    found = names_.emplace(text, name).first;
  }
  const outgoing out(with);
  if (PQsendQueryPrepared(connection_.get(), found->second.c_str(), out.count(), out.data(), out.lengths(),
                          out.formats(), 1) == 0)
    return close(), nothing();
  return answer(until);
}

pg_result postgres_wire::answer(clock::time_point until) {
  pg_result last = nothing();
  for (;;) {
    if (!wait(until)) return close(), nothing();
    pg_result next(PQgetResult(connection_.get()), &PQclear);
    if (!next) break;
    const bool failed_before = last && PQresultStatus(last.get()) == PGRES_FATAL_ERROR;
    if (!failed_before) last = std::move(next);
  }
  if (!is_up()) return close(), nothing();
  return last;
}

/// Until an answer can be taken without blocking.
bool postgres_wire::wait(clock::time_point until) {
  PGconn* c = connection_.get();
  for (;;) {
    const int unsent = PQflush(c);
    if (unsent < 0) return false;
    if (unsent == 0 && PQisBusy(c) == 0) return true;
    const auto left = std::chrono::ceil<milliseconds>(until - clock::now()).count();
    if (left <= 0) return false;
    pollfd socket{PQsocket(c), static_cast<short>(POLLIN | (unsent > 0 ? POLLOUT : 0)), 0};
    const int ready = ::poll(&socket, 1, static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return false;
    if (ready > 0 && (socket.revents & ~POLLOUT) != 0 && PQconsumeInput(c) == 0) return false;
  }
}

std::uint64_t postgres_row::bits(int column) const noexcept {
  std::uint64_t all = 0;  // most significant byte first
  for (const char c : text(column)) all = all << 8U | static_cast<unsigned char>(c);
  return all;
}

std::int64_t postgres_row::integer(int column) const {
  const std::uint64_t all = bits(column);
  return text(column).size() == 4 ? static_cast<std::int32_t>(static_cast<std::uint32_t>(all))
                                  : static_cast<std::int64_t>(all);
}

double postgres_row::real(int column) const { return std::bit_cast<double>(bits(column)); }

}  // namespace ketway::sql
