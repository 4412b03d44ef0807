#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <string>

#include "recorder.hpp"

namespace ketway::plugin::tests {
namespace {

/// A peer that answers every write in upper case, two bytes a read, and then ends. It completes through the host's queue.
class echo_stream : public kw_stream {
 public:
  explicit echo_stream(conform::fake_host& h) : kw_stream{&table}, host(h) {}
  conform::fake_host& host;
  std::string waiting;
  bool closed = false;
  int ops = 0;

 private:
  struct op : kw_op {
    explicit op(echo_stream& s) : kw_op{&op_table}, stream(s) {}
    echo_stream& stream;
  };
  static echo_stream& self(kw_stream* s) { return static_cast<echo_stream&>(*s); }
  kw_op* answer(kw_done done, std::string part) {
    ++ops;
    host.enqueue([done, part = std::move(part)] {
      const auto ok = sized<kw_status>();
      const kw_bytes lent = bytes(part);
      done.call(done.ctx, &ok, &lent);
    });
    return new op(*this);
  }
  static kw_op* read(kw_stream* s, std::uint64_t max, kw_done done) {
    const std::size_t n = std::min<std::size_t>({2, static_cast<std::size_t>(max), self(s).waiting.size()});
    const std::string part = self(s).waiting.substr(0, n);
    self(s).waiting.erase(0, n);
    return self(s).answer(done, part);
  }
  static kw_op* write(kw_stream* s, kw_bytes data, kw_done done) {
    for (const char c : view(data)) self(s).waiting += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return self(s).answer(done, {});
  }
  static void close(kw_stream* s) { self(s).closed = true; }
  static void cancel(kw_op*) {}
  static void release(kw_op* o) {
    auto* mine = static_cast<op*>(o);
    --mine->stream.ops;
    delete mine;
  }
  static constexpr kw_op_vt op_table{sizeof(kw_op_vt), 0, &cancel, &release};
  static constexpr kw_stream_vt table{sizeof(kw_stream_vt), 0, &read, &write, &close};
};

task<void> talk(std::string& heard) {
  kw_stream* s = co_await connect("tcp:peer.test:1");
  co_await write(s, "hello");
  for (;;) {
    const std::string part = co_await read(s, 100);
    if (part.empty()) break;
    heard += part + "|";
  }
  s->vt->close(s);
}

TEST(Streams, CarryBytesBothWaysUntilTheirEnd) {
  conform::fake_host host;
  echo_stream peer(host);
  std::string asked_for, heard;
  host.connect_script = [&](std::string_view uri) {
    asked_for = uri;
    return &peer;
  };
  recorder seen;
  seen.start(host, [&] { return talk(heard); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_OK));
  EXPECT_EQ(asked_for, "tcp:peer.test:1");
  EXPECT_EQ(heard, "HE|LL|O|");
  EXPECT_TRUE(peer.closed);
  EXPECT_EQ(peer.ops, 0);
}

TEST(Streams, ThatCannotBeOpenedAreAnError) {
  conform::fake_host host;
  host.connect_script = [](std::string_view) { return nullptr; };
  std::string heard;
  recorder seen;
  seen.start(host, [&] { return talk(heard); });
  EXPECT_TRUE(host.drain());
  EXPECT_EQ(seen.code(), static_cast<std::uint32_t>(KW_UNAVAILABLE));
}

}  // namespace
}  // namespace ketway::plugin::tests
