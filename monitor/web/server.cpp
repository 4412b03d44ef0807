#include "web/server.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>

namespace ketway::web {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using error_code = boost::system::error_code;

constexpr std::chrono::milliseconds pace{20};  // between the pieces of a slow body

bool bodiless(unsigned status) { return status == 204 || status == 304 || status < 200; }

std::string head_of(const reply& r, bool keep) {
  std::string out = "HTTP/1.1 " + std::to_string(r.status) + ' ';
  const std::string_view phrase = http::obsolete_reason(static_cast<http::status>(r.status));
  out.append(phrase).append("\r\n");
  for (const auto& [name, value] : r.headers) out.append(name).append(": ").append(value).append("\r\n");
  if (!bodiless(r.status)) out.append("Content-Length: ").append(std::to_string(r.body.size())).append("\r\n");
  if (!keep) out.append("Connection: close\r\n");
  return out.append("\r\n");
}

std::string without_port(std::string_view host) {
  if (host.starts_with('[')) return std::string(host.substr(0, host.find(']') + 1));
  return std::string(host.substr(0, host.find(':')));
}

template <class Request>
incoming taken(Request& from) {
  incoming in;
  in.method = std::string(from.method_string());
  in.target = std::string(from.target());
  in.host = without_port(from[http::field::host]);
  for (const auto& field : from) in.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  in.body = std::move(from.body());
  return in;
}

// What the server knows of a connection.
class connection {
 public:
  virtual ~connection() = default;
  virtual void finish() = 0;  // at the next pause between two requests
  virtual void abort() = 0;
};

}  // namespace

class server::core : public std::enable_shared_from_this<core> {
 public:
  core(const server_options& o, handler a) : options(o), answer(std::move(a)), acceptor_(io), reopen_(io) {}

  void certify();
  void listen();
  void accept();
  void refuse_for(std::chrono::nanoseconds time);
  void stop(std::chrono::nanoseconds grace);
  void begin() {
    thread_ = std::thread([this] { io.run(); });
  }
  bool secure() const { return !contexts_.empty(); }
  /// From any thread; after the end it does nothing, so that a late answer keeps nothing alive.
  template <class Work>
  void post(Work work) {
    const std::lock_guard lock(posting_);
    if (!closed_) asio::post(io, std::move(work));
  }

  server_options options;
  handler answer;
  asio::io_context io{1};
  std::uint16_t port = 0;
  std::size_t next_certificate = 0;
  bool ending = false;  // on the server's thread

 private:
  void taken_in(tcp::socket socket);
  tcp::acceptor acceptor_;
  asio::steady_timer reopen_;
  std::vector<std::unique_ptr<asio::ssl::context>> contexts_;
  void keep(const std::shared_ptr<connection>& c);
  void wait_for_the_last(std::chrono::steady_clock::time_point end);
  std::vector<std::weak_ptr<connection>> connections_;
  std::size_t next_sweep_ = 64;
  std::thread thread_;
  std::mutex stopping_, posting_;
  bool closed_ = false;
};

namespace {

template <class Core, class Stream>
class session final : public connection, public std::enable_shared_from_this<session<Core, Stream>> {
 public:
  template <class... Extra>
  session(std::shared_ptr<Core> core, tcp::socket socket, Extra&... extra)
      : core_(std::move(core)), stream_(std::move(socket), extra...), timer_(stream_.get_executor()) {}

  void run() {
    lowest().expires_after(core_->options.idle);
    idle_now_ = true;
    if constexpr (std::is_same_v<Stream, beast::tcp_stream>) {
      read();
    } else {
      stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](error_code e) {
        if (!e) self->read();
      });
    }
  }

  void finish() override {
    last_ = true;
    if (idle_now_) close();
  }
  void abort() override {
    timer_.cancel();
    close();
  }

 private:
  beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }
  auto me() { return this->shared_from_this(); }

  void read() {
    if (last_) return close();
    parser_.emplace();
    parser_->header_limit(core_->options.header_limit);
    parser_->body_limit(core_->options.body_limit);
    idle_now_ = buffer_.size() == 0;
    lowest().expires_after(core_->options.idle);
    http::async_read_header(stream_, buffer_, *parser_, [self = me()](error_code e, std::size_t) {
      self->idle_now_ = false;
      if (e) return self->broken(e);
      if (beast::iequals(self->parser_->get()[http::field::expect], "100-continue")) return self->go_on();
      self->read_body();
    });
  }

  void go_on() {
    head_ = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(head_), [self = me()](error_code e, std::size_t) {
      if (!e) self->read_body();
    });
  }

  void read_body() {
    http::async_read(stream_, buffer_, *parser_, [self = me()](error_code e, std::size_t) {
      if (e) return self->broken(e);
      self->handle();
    });
  }

  // What a client did wrong is answered where it can still be; the connection ends with it.
  void broken(error_code e) {
    if (e == http::error::end_of_stream || e.category() != http::make_error_code(http::error::end_of_stream).category())
      return close();
    last_ = broken_ = true;
    reply r;
    r.status = e == http::error::body_limit ? 413 : e == http::error::header_limit ? 431 : 400;
    r.headers.emplace_back("Content-Type", "text/plain");
    r.body = e.message() + "\n";
    send(std::move(r));
  }

  void handle() {
    auto message = parser_->release();
    last_ = last_ || !message.keep_alive();
    head_only_ = message.method() == http::verb::head;
    lowest().expires_never();
    core_->answer(taken(message), [self = me(), done = std::make_shared<std::atomic<bool>>(false)](reply r) {
      if (done->exchange(true)) return;
      self->core_->post([self, r = std::move(r)]() mutable { self->wait(std::move(r)); });
    });
  }

  void wait(reply r) {
    if (r.end == ending::refuse || r.delay.count() == 0) return send(std::move(r));
    timer_.expires_after(r.delay);
    timer_.async_wait([self = me(), r = std::move(r)](error_code e) mutable {
      if (!e) self->send(std::move(r));
    });
  }

  void send(reply r) {
    switch (r.end) {
      case ending::refuse: core_->refuse_for(r.delay); return reset();
      case ending::bad_handshake: core_->next_certificate = r.certificate; return reset();
      case ending::reset: return reset();
      case ending::silence: return stay_silent();
      default: break;
    }
    const bool cut = r.end == ending::cut && r.body_limit < r.body.size();
    head_ = head_of(r, !last_);
    body_ = std::move(r.body);
    if (cut) body_.resize(r.body_limit), last_ = true;
    if (head_only_ || bodiless(r.status)) body_.clear();
    lowest().expires_after(core_->options.idle);
    if (r.bytes_per_second > 0) return send_slowly(r.bytes_per_second, cut);
    const std::array<asio::const_buffer, 2> both = {asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, both, [self = me(), cut](error_code e, std::size_t) {
      if (e || cut) return self->close();
      if (self->broken_) return self->drain();
      self->read();
    });
  }

  // A client that is still sending would lose the answer with a closed connection.
  void drain() {
    error_code ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
    lowest().expires_after(std::chrono::seconds(2));
    idle_now_ = true;
    discard();
  }
  void discard() {
    buffer_.clear();
    lowest().async_read_some(buffer_.prepare(64U << 10), [self = me()](error_code e, std::size_t) {
      if (e) return self->close();
      self->discard();
    });
  }

  void send_slowly(std::uint64_t rate, bool cut) {
    piece_ = std::max<std::size_t>(1, static_cast<std::size_t>(rate * pace.count() / 1000));
    sent_ = 0;
    asio::async_write(stream_, asio::buffer(head_), [self = me(), cut](error_code e, std::size_t) {
      if (e) return self->close();
      self->next_piece(cut);
    });
  }

  void next_piece(bool cut) {
    if (sent_ == body_.size()) return cut ? close() : read();
    const std::size_t size = std::min(piece_, body_.size() - sent_);
    lowest().expires_after(core_->options.idle);
    asio::async_write(stream_, asio::buffer(body_.data() + sent_, size),
                      [self = me(), cut, size](error_code e, std::size_t) {
                        if (e) return self->close();
                        self->sent_ += size;
                        self->timer_.expires_after(pace);
                        self->timer_.async_wait([self, cut](error_code stopped) {
                          if (!stopped) self->next_piece(cut);
                        });
                      });
  }

  void stay_silent() {
    lowest().expires_after(core_->options.idle);
    idle_now_ = true;  // nothing is owed to this client any more
    stream_.async_read_some(buffer_.prepare(1), [self = me()](error_code, std::size_t) { self->close(); });
  }

  void reset() {
    error_code ignored;
    lowest().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    lowest().socket().close(ignored);
  }

  void close() {
    error_code ignored;
    lowest().socket().shutdown(tcp::socket::shutdown_both, ignored);
    lowest().close();
  }

  std::shared_ptr<Core> core_;  // first: the stream's event loop is in it
  Stream stream_;
  asio::steady_timer timer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string head_, body_;
  std::size_t piece_ = 0, sent_ = 0;
  bool last_ = false, head_only_ = false, idle_now_ = false, broken_ = false;
};

}  // namespace

void server::core::certify() {
  for (const certificate& c : options.certificates) {
    auto made = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    made->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    made->use_certificate_chain(asio::buffer(c.chain_pem));
    made->use_private_key(asio::buffer(c.key_pem), asio::ssl::context::pem);
    contexts_.push_back(std::move(made));
  }
}

void server::core::listen() {
  const tcp::endpoint where(asio::ip::make_address(options.address), port ? port : options.port);
  acceptor_.open(where.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.bind(where);
  acceptor_.listen();
  if (!port) port = acceptor_.local_endpoint().port();  // written before the thread begins, and never again
}

void server::core::accept() {
  acceptor_.async_accept([self = shared_from_this()](error_code e, tcp::socket socket) {
    if (e == asio::error::operation_aborted || self->ending) return;
    if (!e) {
      self->taken_in(std::move(socket));
      return self->accept();
    }
    // No descriptor is left, most likely: again, but not at once.
    self->reopen_.expires_after(std::chrono::milliseconds(10));
    self->reopen_.async_wait([self](error_code stopped) {
      if (!stopped && !self->ending && self->acceptor_.is_open()) self->accept();
    });
  });
}

void server::core::taken_in(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (!secure()) {
    const auto s = std::make_shared<session<core, beast::tcp_stream>>(shared_from_this(), std::move(socket));
    keep(s);
    return s->run();
  }
  using secured = session<core, asio::ssl::stream<beast::tcp_stream>>;
  const std::size_t number = std::min(std::exchange(next_certificate, 0), contexts_.size() - 1);
  const auto s = std::make_shared<secured>(shared_from_this(), std::move(socket), *contexts_[number]);
  keep(s);
  s->run();
}

void server::core::keep(const std::shared_ptr<connection>& c) {
  connections_.push_back(c);
  if (connections_.size() < next_sweep_) return;
  std::erase_if(connections_, [](const std::weak_ptr<connection>& w) { return w.expired(); });
  next_sweep_ = connections_.size() * 2 + 64;
}

void server::core::refuse_for(std::chrono::nanoseconds time) {
  error_code ignored;
  acceptor_.close(ignored);
  reopen_.expires_after(time);
  reopen_.async_wait([self = shared_from_this()](error_code e) {
    if (e || self->ending) return;
    try {
      self->listen();
      self->accept();
    } catch (const boost::system::system_error&) {
      self->refuse_for(std::chrono::milliseconds(10));  // the port is still being given back
    }
  });
}

void server::core::wait_for_the_last(std::chrono::steady_clock::time_point end) {
  std::erase_if(connections_, [](const std::weak_ptr<connection>& w) { return w.expired(); });
  if (connections_.empty() || std::chrono::steady_clock::now() >= end) {
    const std::lock_guard lock(posting_);
    closed_ = true;
    for (const std::weak_ptr<connection>& w : connections_)
      if (const auto c = w.lock()) c->abort();
    return;
  }
  reopen_.expires_after(std::chrono::milliseconds(5));
  reopen_.async_wait([self = shared_from_this(), end](error_code) { self->wait_for_the_last(end); });
}

void server::core::stop(std::chrono::nanoseconds grace) {
  const std::lock_guard once(stopping_);
  if (!thread_.joinable()) return;
  asio::post(io, [self = shared_from_this(), grace] {
    self->ending = true;
    error_code ignored;
    self->acceptor_.close(ignored);
    for (const std::weak_ptr<connection>& w : self->connections_)
      if (const auto c = w.lock()) c->finish();
    self->wait_for_the_last(std::chrono::steady_clock::now() + grace);
  });
  thread_.join();
}

expected<std::unique_ptr<server>> server::start(const server_options& options, handler answer) {
  auto c = std::make_shared<core>(options, std::move(answer));
  try {
    c->certify();
  } catch (const boost::system::system_error& e) {
    return error(errc::invalid_argument, std::string("the certificate or its key cannot be used: ") + e.what());
  }
  try {
    c->listen();
  } catch (const boost::system::system_error& e) {
    const errc code = e.code() == asio::error::access_denied    ? errc::permission_denied
                      : e.code() == asio::error::address_in_use ? errc::unavailable
                                                                : errc::invalid_argument;
    return error(code, "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " + e.what());
  }
  c->accept();
  c->begin();
  return std::unique_ptr<server>(new server(std::move(c)));
}

server::~server() { stop(std::chrono::seconds(5)); }
std::uint16_t server::port() const noexcept { return core_->port; }
void server::stop(std::chrono::nanoseconds grace) { core_->stop(grace); }

std::string server::url() const {
  const bool v6 = core_->options.address.find(':') != std::string::npos;
  return (core_->secure() ? "https://" : "http://") +
         (v6 ? "[" + core_->options.address + "]" : core_->options.address) + ":" + std::to_string(core_->port);
}

}  // namespace ketway::web
