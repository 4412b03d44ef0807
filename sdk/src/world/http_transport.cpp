// The one unit that sees Beast's client: a connection's way from a name to an answer.
#include "world/http_transport.hpp"

#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "world/executor_end.hpp"
#include "world/guarded_executor.hpp"
#include "world/http_connection.hpp"
#include "world/http_pool.hpp"
#include "world/proxy.hpp"
#include "world/unpack.hpp"

namespace ketway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr auto next_address_after = std::chrono::milliseconds(250);  // RFC 8305, section 5
constexpr auto connect_limit = std::chrono::seconds(10);
constexpr auto longest_rest = std::chrono::seconds(60);  // idle connections older than this are not used again
constexpr auto surely_alive = std::chrono::seconds(2);   // what may cost money goes over nothing that rested longer
constexpr std::uint32_t header_limit = 64 * 1024;
constexpr std::uint64_t default_response_limit = std::uint64_t{256} << 20;
constexpr std::size_t buffer_limit = std::size_t{1} << 20;
constexpr std::size_t read_size = 16 * 1024;
constexpr std::size_t part_size = 256 * 1024;  // of a body that has a source

/// Where a body goes while it arrives: unpacked, counted, and on to whoever wants it.
struct arriving {
  const http_send* what = nullptr;
  std::string* whole = nullptr;
  std::optional<unpacker> packed;
  std::uint64_t got = 0;
  bool streams = false;  // the status says that this is what was asked for
  bool too_large = false, refused = false, corrupt = false;

  bool take(std::string_view part) {
    got += part.size();
    if (got > (what->max_response ? what->max_response : default_response_limit)) return too_large = true, false;
    if (what->sink && streams) return what->sink(part) || (refused = true, false);
    whole->append(part);
    return true;
  }
  bool put(std::string_view part) {
    if (!packed) return take(part);
    const auto how = packed->put(part, [this](std::string_view p) { return take(p); });
    if (how == unpacker::outcome::corrupt) corrupt = true;
    return how == unpacker::outcome::more;
  }
};

struct arriving_body {
  using value_type = arriving;
  class reader {
   public:
    template <bool R, class F>
    reader(http::header<R, F>& header, value_type& to)
        : to_(to),
          encoding_([&header] { return std::string(header[http::field::content_encoding]); }),
          status_([&header] { return header.result_int(); }) {}
    void init(const boost::optional<std::uint64_t>& length, error_code& ec) {
      ec = {};
      to_.streams = status_() / 100 == 2;
      const std::string how = encoding_();
      if (beast::iequals(how, "gzip") || beast::iequals(how, "x-gzip"))
        to_.packed.emplace();
      else if (length && !(to_.what->sink && to_.streams) && *length < default_response_limit)
        to_.whole->reserve(std::min<std::uint64_t>(*length, 1 << 20));
    }
    template <class Buffers>
    std::size_t put(const Buffers& parts, error_code& ec) {
      ec = {};
      std::size_t n = 0;
      for (auto part : beast::buffers_range_ref(parts)) {
        if (!to_.put({static_cast<const char*>(part.data()), part.size()})) {
          ec = asio::error::operation_aborted;
          return n;
        }
        n += part.size();
      }
      return n;
    }
    void finish(error_code& ec) {
      ec = {};
      if (to_.packed && to_.got > 0 && !to_.packed->complete()) to_.corrupt = true, ec = asio::error::operation_aborted;
    }

   private:
    value_type& to_;
    std::function<std::string()> encoding_;
    std::function<unsigned()> status_;
  };
};

class connection;

struct core : std::enable_shared_from_this<core> {
  core(asio::any_io_executor e, const network_settings& s)
      : where(std::move(e)), settings(s), trust(std::in_place, asio::ssl::context::tls_client), pool(s.connections()) {}
  asio::any_io_executor where;
  const network_settings settings;
  std::optional<asio::ssl::context> trust;  // none: the executor has ended, and OpenSSL may follow at any time
  http_pool pool;

  void act(http_pool::turn t);
};

class job final : public http_job {
 public:
  explicit job(std::shared_ptr<core> c) : of(std::move(c)) {}
  void cancel() override;
  void end(http_end how) {
    if (auto f = std::exchange(done, nullptr)) f(std::move(how));
  }
  const std::shared_ptr<core> of;
  std::mutex mutex;  // guards `carrier`
  std::shared_ptr<connection> carrier;
};

error unavailable(const http_origin& to, const std::string& why) {
  error e(errc::unavailable, to.to_string() + ": " + why);
  e.retryable(true);
  return e;
}
error cancelled_error() { return error(errc::cancelled, "cancelled"); }

using guard = guarded_executor<asio::any_io_executor>;
using socket_type = asio::basic_stream_socket<tcp, guard>;
using timer_type =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, guard>;

/// Everything but `alive` under its guard.
class connection final : public http_connection,
                         public guard_state::speaker,
                         public std::enable_shared_from_this<connection> {
 public:
  connection(std::shared_ptr<core> c, http_origin to)
      : core_(std::move(c)),
        to_(std::move(to)),
        guard_(core_->where, state_),
        resolver_(guard_),
        socket_(guard_),
        stagger_(guard_),
        limit_(guard_),
        buffer_(buffer_limit) {
    host_ = to_.to_string();
    host_.erase(0, host_.find("//") + 2);
  }

  void carry(std::shared_ptr<job> j) {
    {
      const std::lock_guard lock(j->mutex);
      j->carrier = shared_from_this();
    }
    state_.run([&] {
      job_ = std::move(j);
      sent_ = false;
      if (ready_ && !job_->cancelled) return send();
      // Posted: what is refused at once is not to be answered inside `start`.
      asio::post(guard_, [self = shared_from_this()] {
        if (self->job_->cancelled) return self->fail(cancelled_error());
        self->find_address();
      });
    });
  }
  void abort(const std::shared_ptr<job>& j) {
    asio::post(guard_, [self = shared_from_this(), j] {
      if (self->job_ == j) self->close();
    });
  }
  void discard() {
    asio::post(guard_, [self = shared_from_this()] { self->close(); });
  }
  bool alive(bool must_be_sure) const override {
    const auto rested = std::chrono::steady_clock::now() - rests_since_;
    if (rested > (must_be_sure ? std::chrono::steady_clock::duration(surely_alive) : longest_rest)) return false;
    if (native_ < 0 || something_left()) return false;
    char byte = 0;
    const auto n = ::recv(native_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);  // 0: closed; a byte: nobody asked for it
  }

 private:
  // ---- from a name to a socket
  void find_address() {
    auto way = proxy_for(to_, core_->settings);
    if (!way) return fail(std::move(way.error()));
    proxy_ = std::move(*way);
    limit_.expires_after(connect_limit);
    limit_.async_wait([self = shared_from_this()](error_code ec) {
      if (!ec && !self->ready_ && self->job_) self->slow_ = true, self->close();
    });
    const std::string& host = proxy_ ? proxy_->host : to_.host;
    const std::uint16_t port = proxy_ ? proxy_->port : to_.port;
    error_code ec;
    if (const auto address = asio::ip::make_address(host, ec); !ec) {
      addresses_ = {tcp::endpoint(address, port)};
      return race();
    }
    resolving_ = true;
    resolver_.async_resolve(host, std::to_string(port), [self = shared_from_this()](error_code e, auto found) {
      self->resolving_ = false;
      if (self->closed_) return;  // the job has ended meanwhile
      if (e) return self->lost(e, "its name is not found");
      self->alternate(found);
      self->race();
    });
  }
  /// One family after the other, the resolver's first choice first (RFC 8305, section 4).
  void alternate(const tcp::resolver::results_type& found) {
    std::vector<tcp::endpoint> first, second;
    for (const auto& f : found) {
      const bool same = first.empty() || first.front().address().is_v6() == f.endpoint().address().is_v6();
      (same ? first : second).push_back(f.endpoint());
    }
    addresses_.clear();
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
      if (i < first.size()) addresses_.push_back(first[i]);
      if (i < second.size()) addresses_.push_back(second[i]);
    }
  }
  void race() {
    next_ = 0, running_ = 0, won_ = false;
    try_next();
  }
  void try_next() {
    if (won_ || closed_ || next_ == addresses_.size()) return;
    auto s = std::make_shared<socket_type>(guard_);
    racing_.push_back(s);
    ++running_;
    s->async_connect(addresses_[next_++], [self = shared_from_this(), s](error_code ec) {
      --self->running_;
      if (self->won_) return;
      if (self->closed_) ec = asio::error::operation_aborted;
      if (!ec) return self->connected(*s);
      if (self->next_ < self->addresses_.size() && !self->closed_) return self->try_next();
      if (self->running_ == 0) self->lost(ec, "no connection");
    });
    if (next_ == addresses_.size()) return;
    stagger_.expires_after(next_address_after);
    stagger_.async_wait([self = shared_from_this()](error_code ec) {
      if (!ec) self->try_next();
    });
  }
  void connected(socket_type& s) {
    won_ = true;
    stagger_.cancel();
    socket_ = std::move(s);
    racing_.clear();  // closes the others
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    native_ = socket_.native_handle();
    if (proxy_ && to_.tls) return ask_for_tunnel();
    if (to_.tls) return shake_hands();
    opened();
  }
  void ask_for_tunnel() {
    const std::string place =
        (to_.host.find(':') == std::string::npos ? to_.host : "[" + to_.host + "]") + ":" + std::to_string(to_.port);
    tunnel_.emplace(http::verb::connect, place, 11);
    tunnel_->set(http::field::host, place);
    if (!proxy_->authorization.empty()) tunnel_->set(http::field::proxy_authorization, proxy_->authorization);
    http::async_write(socket_, *tunnel_, [self = shared_from_this()](error_code ec, std::size_t) {
      if (ec) return self->lost(ec, "the proxy broke off");
      self->tunnel_answer_.emplace();
      self->tunnel_answer_->skip(true);
      self->tunnel_answer_->header_limit(header_limit);
      http::async_read_header(self->socket_, self->buffer_, *self->tunnel_answer_,
                              [self](error_code e, std::size_t) { self->tunnelled(e); });
    });
  }
  void tunnelled(error_code ec) {
    if (ec) return lost(ec, "the proxy broke off");
    const unsigned status = tunnel_answer_->get().result_int();
    tunnel_.reset(), tunnel_answer_.reset();
    // What comes before the handshake is the proxy's word, and would be taken for the server's after it.
    if (status / 100 == 2 && buffer_.size() != 0)
      return fail(error(errc::data_loss, to_.to_string() + ": the proxy says more than that there is a tunnel"));
    if (status / 100 == 2) return shake_hands();
    error e(status == 407 ? errc::unauthenticated : errc::unavailable,
            to_.to_string() + ": the proxy answers " + std::to_string(status) + " instead of a tunnel");
    e.http_status(status).retryable(status >= 500).needs_user(status == 407);
    if (status == 407) e.advice("put the proxy's name and password into HTTPS_PROXY: http://NAME:PASSWORD@HOST:PORT");
    fail(std::move(e));
  }
  void shake_hands() {
    tls_.emplace(socket_, *core_->trust);
    error_code numeric;
    asio::ip::make_address(to_.host, numeric);
    if (numeric && SSL_set_tlsext_host_name(tls_->native_handle(), to_.host.c_str()) != 1)
      return fail(unavailable(to_, "its name cannot be sent"));
    tls_->set_verify_mode(asio::ssl::verify_peer);
    // OpenSSL's own check, not Asio's, which would not say that it was the name. An empty name would check nothing.
    SSL_set_hostflags(tls_->native_handle(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM* check = SSL_get0_param(tls_->native_handle());
    if (to_.host.empty() || (numeric ? X509_VERIFY_PARAM_set1_host(check, to_.host.data(), to_.host.size())
                                     : X509_VERIFY_PARAM_set1_ip_asc(check, to_.host.c_str())) != 1)
      return fail(unavailable(to_, "its name cannot be checked"));
    tls_->async_handshake(asio::ssl::stream_base::client, [self = shared_from_this()](error_code ec) {
      if (!ec) return self->opened();
      const long why = SSL_get_verify_result(self->tls_->native_handle());
      if (why == X509_V_OK || self->closed_) return self->lost(ec, "no TLS");
      if (why == X509_V_ERR_HOSTNAME_MISMATCH || why == X509_V_ERR_IP_ADDRESS_MISMATCH)
        return self->fail(
            error(errc::permission_denied,
                  self->to_.to_string() + ": its certificate is for another name than '" + self->to_.host + "'")
                .needs_user(true)
                .advice("look at the URL, and at what stands between here and there"));
      error e(errc::permission_denied,
              self->to_.to_string() + ": its certificate is not trusted: " + X509_verify_cert_error_string(why));
      e.needs_user(true).advice(why == X509_V_ERR_CERT_HAS_EXPIRED || why == X509_V_ERR_CERT_NOT_YET_VALID
                                    ? "look at this machine's clock; if it is right, the server must be mended"
                                    : "where the network has a certificate authority of its own, name its PEM file in "
                                      "SSL_CERT_FILE");
      self->fail(std::move(e));
    });
  }
  void opened() {
    if (closed_) return lost(asio::error::operation_aborted, "");
    ready_ = true;
    limit_.cancel();
    send();
  }

  // ---- an exchange
  void send() {
    const http_send& what = job_->what;
    wire_.clear();
    const auto line = [this](std::string_view name, std::string_view value) {
      wire_.append(name).append(": ").append(value).append("\r\n");
    };
    wire_.append(what.method).append(" ");
    if (proxy_ && !to_.tls) wire_.append(to_.to_string());
    wire_.append(what.target).append(" HTTP/1.1\r\n");
    line("Host", host_);
    line("Accept-Encoding", "gzip");
    bool named = false;
    for (const auto& f : what.fields) {
      line(f.name, f.value);
      named = named || beast::iequals(f.name, "user-agent");
    }
    if (!named) line("User-Agent", "ketway/0.1");
    if (proxy_ && !to_.tls && !proxy_->authorization.empty()) line("Proxy-Authorization", proxy_->authorization);
    const std::uint64_t size = what.source ? what.source->size : what.body.size();
    if (size || what.method == "POST" || what.method == "PUT") line("Content-Length", std::to_string(size));
    wire_.append("\r\n");
    reply_ = http_reply();
    sent_ = true;
    if (tls_)
      write(*tls_);
    else
      write(socket_);
  }
  void write(socket_type& socket) {
    if (job_->what.source) return write_rest(socket, 0);
    // Most requests fit into the socket's buffer: then no operation is needed. What fails is left to the other way, whose
    // answer comes later.
    const std::array<asio::const_buffer, 2> parts = unsent(0);
    error_code ec;
    const std::size_t n = socket.write_some(parts, ec);
    if (ec || n < asio::buffer_size(parts)) return write_rest(socket, ec ? 0 : n);
    expect_answer();
    take(socket);
  }
  void write(asio::ssl::stream<socket_type&>& stream) { write_rest(stream, 0); }
  /// The answer is read meanwhile: who is told "too large" early on may be read from no longer.
  template <class S>
  void write_rest(S& stream, std::size_t sent) {
    writing_ = true, fed_ = 0;
    asio::async_write(stream, unsent(sent),
                      [self = shared_from_this(), &stream](error_code ec, std::size_t) { self->written(stream, ec); });
    expect_answer();
    take(stream);
  }
  template <class S>
  void written(S& stream, error_code ec) {
    const body_source* const source = job_->what.source.get();
    if (!ec && !early_ && source && fed_ < source->size) return feed(stream, *source);
    writing_ = false;
    if (ec) broken_ = ec;  // the answer may be here all the same
    if (early_) finish(*std::exchange(early_, std::nullopt), false);
  }
  template <class S>
  void feed(S& stream, const body_source& source) {
    const std::size_t n = std::min<std::uint64_t>(part_size, source.size - fed_);
    source.read(fed_, n, [self = shared_from_this(), &stream, n](std::string part) {
      asio::post(self->guard_, [self, &stream, n, p = std::move(part)]() mutable {
        if (p.size() != n && !self->early_) self->fail(error(errc::aborted, "the body of the request cannot be read"));
        if (self->early_) return self->written(stream, {});
        self->part_ = std::move(p), self->fed_ += n;
        asio::async_write(stream, asio::buffer(self->part_),
                          [self, &stream](error_code ec, std::size_t) { self->written(stream, ec); });
      });
    });
  }
  std::array<asio::const_buffer, 2> unsent(std::size_t sent) const {
    const std::size_t of_head = std::min(sent, wire_.size());
    return {asio::buffer(wire_) + of_head, asio::buffer(job_->what.body) + (sent - of_head)};
  }
  void expect_answer() {
    parser_.emplace();
    arriving& to = parser_->get().body();
    to.what = &job_->what, to.whole = &reply_.body;
    parser_->header_limit(header_limit);
    parser_->body_limit(boost::none);  // counted unpacked, above
    parser_->eager(true);
    if (job_->what.method == "HEAD") parser_->skip(true);
  }
  /// What has arrived goes to the parser; then more is read. One operation a part: Beast's own read makes three of it.
  template <class S>
  void take(S& stream) {
    error_code ec;
    while (buffer_.size() > 0) {
      const std::size_t used = parser_->put(buffer_.data(), ec);
      buffer_.consume(used);
      if (ec && ec != http::error::need_more) return answered(ec);
      if (parser_->is_done()) {
        if (parser_->get().result_int() / 100 != 1) return answered({});
        expect_answer();  // what was said was not the answer yet
        continue;
      }
      if (ec == http::error::need_more || used == 0) break;
    }
    if (buffer_.size() + read_size > buffer_limit) return answered(http::error::buffer_overflow);
    stream.async_read_some(buffer_.prepare(read_size),
                           [self = shared_from_this(), &stream](error_code e, std::size_t n) {
                             if (!self->parser_) return;  // the job has ended meanwhile
                             self->buffer_.commit(n);
                             if (!e) return self->take(stream);
                             if (e == asio::error::eof) {
                               e = http::error::end_of_stream;
                               if (self->parser_->got_some()) {
                                 e = {};
                                 self->parser_->put_eof(e);
                               }
                             }
                             self->answered(e);
                           });
  }
  void answered(error_code ec) {
    const arriving& to = parser_->get().body();
    if (to.too_large) return fail(error(errc::out_of_range, to_.to_string() + ": the answer is too large"));
    if (to.corrupt) return fail(error(errc::data_loss, to_.to_string() + ": the answer does not unpack"));
    if (to.refused) return fail(error(errc::cancelled, "the rest of the answer is not wanted"));
    if (ec && parser_->is_header_done() && !closed_) {
      error e(errc::data_loss, to_.to_string() + ": the answer broke off after " + std::to_string(to.got) + " bytes");
      return fail(std::move(e.retryable(true).http_status(parser_->get().result_int())));
    }
    if (ec && ec.category() == http::make_error_code(http::error::bad_version).category() &&
        ec != http::error::end_of_stream && ec != http::error::partial_message)
      return fail(error(errc::data_loss, to_.to_string() + ": what it answers is no HTTP (" + ec.message() + ")"));
    if (ec) return lost(broken_ && !closed_ ? broken_ : ec, "the connection broke off");
    reply_.status = parser_->get().result_int();
    for (const auto& f : parser_->get())
      reply_.fields.emplace_back(std::string(f.name_string()), std::string(f.value()));
    const bool reusable = parser_->get().keep_alive() && !parser_->need_eof() && buffer_.size() == 0 && !broken_ &&
                          !closed_ && !something_left();
    finish(http_end(std::move(reply_)), reusable);
  }

  // ---- ends
  void lost(error_code ec, const char* what) {
    if (slow_) {
      error e(errc::deadline_exceeded, to_.to_string() + ": no connection within 10 s");
      return fail(std::move(e.retryable(true).unreachable(!won_)));
    }
    if (closed_ || ec == asio::error::operation_aborted) return fail(cancelled_error());
    if (!proxy_ || won_)
      return fail(std::move(unavailable(to_, std::string(what) + " (" + ec.message() + ")").unreachable(!won_)));
    const std::string place = proxy_->host + ":" + std::to_string(proxy_->port);
    fail(std::move(unavailable(to_, "the proxy " + place + ": " + what + " (" + ec.message() + ")")
                       .unreachable(true)
                       .advice("look at HTTPS_PROXY, http_proxy, ALL_PROXY and NO_PROXY")));
  }
  void fail(error e) { finish(http_end(std::move(e), sent_), false); }
  void finish(http_end how, bool reusable) {
    if (writing_) {  // what it writes is borrowed until then
      if (!early_) early_.emplace(std::move(how));
      return close();
    }
    auto j = std::exchange(job_, nullptr);
    if (!j) return;
    parser_.reset();
    {
      const std::lock_guard lock(j->mutex);
      j->carrier.reset();
    }
    if (!reusable) close();
    rests_since_ = std::chrono::steady_clock::now();
    ended_.emplace(std::move(j), std::move(how), reusable);
    state_.afterwards(shared_from_this());
  }
  void last_word() override {
    auto [j, how, reusable] = *std::exchange(ended_, std::nullopt);
    core_->act(core_->pool.give_back(to_, shared_from_this(), reusable));  // from here on it may be somebody else's
    j->end(std::move(how));
  }
  /// What nobody asked for lies in the TLS engine: it would pass for the next answer.
  bool something_left() const {
    if (!tls_) return false;
    SSL* const engine =
        const_cast<asio::ssl::stream<socket_type&>&>(*tls_).native_handle();  // NOLINT: it is only looked at
    return SSL_has_pending(engine) == 1 || BIO_ctrl_pending(SSL_get_rbio(engine)) > 0;
  }
  void close() {
    if (std::exchange(closed_, true)) return;
    error_code ignored;
    resolver_.cancel();
    stagger_.cancel();
    limit_.cancel();
    for (const auto& s : racing_) s->close(ignored);
    socket_.close(ignored);
    native_ = -1;  // the number may be another socket's soon
    // A look-up that has begun cannot be called off: its job does not wait for it.
    if (resolving_) lost(asio::error::operation_aborted, "");
  }

  const std::shared_ptr<core> core_;
  const http_origin to_;
  guard_state state_;
  const guard guard_;
  asio::ip::basic_resolver<tcp, guard> resolver_;
  socket_type socket_;
  timer_type stagger_, limit_;
  std::optional<proxy> proxy_;
  std::vector<tcp::endpoint> addresses_;
  std::vector<std::shared_ptr<socket_type>> racing_;
  std::size_t next_ = 0, running_ = 0;
  bool won_ = false, ready_ = false, closed_ = false, slow_ = false, sent_ = false, resolving_ = false;
  std::optional<asio::ssl::stream<socket_type&>> tls_;
  std::optional<http::request<http::empty_body>> tunnel_;
  std::optional<http::response_parser<http::empty_body>> tunnel_answer_;
  std::string host_, wire_;  // as in the Host field; the head of the request
  std::string part_;         // of a body that has a source
  std::uint64_t fed_ = 0;    // of it
  std::optional<http::response_parser<arriving_body>> parser_;
  beast::flat_buffer buffer_;
  http_reply reply_;
  error_code broken_;
  std::shared_ptr<job> job_;
  struct ended {
    ended(std::shared_ptr<job> j, http_end h, bool r) : of(std::move(j)), how(std::move(h)), reusable(r) {}
    std::shared_ptr<job> of;
    http_end how;
    bool reusable;
  };
  std::optional<ended> ended_;  // between the end of a job and its last word
  bool writing_ = false;
  std::optional<http_end> early_;  // an end that came while a request was still being written
  int native_ = -1;
  std::chrono::steady_clock::time_point rests_since_;
};

void core::act(http_pool::turn t) {
  for (const auto& c : t.discarded)
    if (c) static_cast<connection&>(*c).discard();
  if (!t.job) return;
  auto j = std::static_pointer_cast<job>(std::move(t.job));
  auto c = t.connection ? std::static_pointer_cast<connection>(std::move(t.connection))
                        : std::make_shared<connection>(shared_from_this(), j->what.origin);
  c->carry(std::move(j));
}

void job::cancel() {
  if (cancelled.exchange(true)) return;
  auto self = std::static_pointer_cast<job>(shared_from_this());
  if (of->pool.withdraw(*this)) {
    asio::post(of->where, [self] { self->end(http_end(cancelled_error(), false)); });
    return;
  }
  std::shared_ptr<connection> c;
  {
    const std::lock_guard lock(mutex);
    c = carrier;
  }
  if (c) c->abort(self);
}

class http_transport final : public transport {
 public:
  explicit http_transport(std::shared_ptr<core> c)
      : core_(std::move(c)), end_of_executor_(core_->where, [of = std::weak_ptr(core_)] {
          if (const auto still = of.lock()) still->pool.close(), still->trust.reset();
        }) {}
  http_transport(const http_transport&) = delete;
  http_transport& operator=(const http_transport&) = delete;
  ~http_transport() override {
    const executor_end::pin stays(end_of_executor_);
    if (!stays) return;
    const auto left = core_->pool.close();  // idle connections end here
    for (const auto& j : left.jobs)
      asio::post(core_->where, [j] { static_cast<job&>(*j).end(http_end(cancelled_error(), false)); });
  }
  std::shared_ptr<http_exchange> start(http_send what, std::function<void(http_end)> done) override {
    auto j = std::make_shared<job>(core_);
    j->what = std::move(what), j->done = std::move(done);
    if (!j->what.well_formed()) {
      asio::post(core_->where, [j] {
        j->end(http_end(
            error(errc::invalid_argument, "a request with a line break, or a word that is none, in its head"), false));
      });
      return j;
    }
    core_->act(core_->pool.ask(j));
    return j;
  }

 private:
  std::shared_ptr<core> core_;
  executor_end end_of_executor_;
};

}  // namespace

expected<std::unique_ptr<transport>> make_http_transport(asio::any_io_executor where,
                                                         const network_settings& settings) {
  auto c = std::make_shared<core>(std::move(where), settings);
  error_code ec;
  c->trust->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                        asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  SSL_CTX_set_min_proto_version(c->trust->native_handle(), TLS1_2_VERSION);
  // OpenSSL's own default reads SSL_CERT_FILE too; once is enough, large bundles take tens of milliseconds.
  const char* const of_environment = std::getenv("SSL_CERT_FILE");
  if (of_environment && settings.ca_file() == of_environment)
    SSL_CTX_set_default_verify_dir(c->trust->native_handle());
  else
    c->trust->set_default_verify_paths(ec);
  if (!settings.ca_file().empty()) {
    c->trust->load_verify_file(settings.ca_file(), ec);
    if (ec)
      return std::move(
          error(errc::invalid_argument, "the CA file " + settings.ca_file() + " cannot be used: " + ec.message())
              .advice("it must be a readable PEM file with certificates"));
  }
  if (auto way = proxy_for(http_origin(true, "ketway.invalid", 443), settings); !way) return std::move(way.error());
  return std::unique_ptr<transport>(std::make_unique<http_transport>(std::move(c)));
}

}  // namespace ketway
