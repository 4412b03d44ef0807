#include "conform/host_services.hpp"

#include <algorithm>
#include <utility>

#include "ketway/plugin_task.hpp"

namespace ketway::conform {
namespace {
constexpr std::uint64_t unix_epoch_ns = 1'700'000'000'000'000'000;  // the unix clock when the virtual one is 0
}

void fake_host::slots::log(kw_host* h, std::uint32_t, kw_str text) {
  const std::lock_guard lock(self(h).mutex_);
  self(h).log_.push_back(plugin::text(text));
}
std::uint64_t fake_host::slots::now_ns(kw_host* h, std::uint32_t clock) {
  const std::lock_guard lock(self(h).mutex_);
  return self(h).now_ + (clock == KW_CLOCK_UNIX ? unix_epoch_ns : 0);
}
void fake_host::slots::post(kw_host* h, void (*fn)(void*), void* arg) {
  auto& host = self(h);
  host.enqueue([&host, fn, arg] { host.enter("a posted function", [&] { fn(arg); }); });
}
kw_op* fake_host::slots::sleep(kw_host* h, std::uint64_t ns, kw_done done) {
  auto& host = self(h);
  host.check_queue("sleep");
  auto* op = host.begin("sleep", done);
  const std::lock_guard lock(host.mutex_);
  host.timers_.emplace(host.now_ + ns, [&host, op] { host.deliver(op, KW_OK, 0, nullptr); });
  host.changed_.notify_all();
  return op;
}
kw_op* fake_host::slots::http(kw_host* h, const kw_http_request* request, kw_done done) {
  auto& host = self(h);
  host.check_queue("http");
  auto* op = host.begin("http", done);
  if (!host.http_script) {
    host.asked_for_transport_ = true;
    host.enqueue([&host, op] { host.deliver(op, KW_UNIMPLEMENTED, 0, nullptr); });
    return op;
  }
  auto reply = host.http_script(*request);
  const std::uint64_t at = host.now_ + reply.delay_ns;
  auto answer = [&host, op, reply = std::move(reply)] { answer_http(host, op, reply); };
  const std::lock_guard lock(host.mutex_);
  host.timers_.emplace(at, std::move(answer));
  return op;
}
void fake_host::slots::answer_http(fake_host& host, host_op* op, const http_reply& reply) {
  const auto borrow = [](const auto& from) {
    std::vector<kw_header> to;
    for (const auto& [name, value] : from) to.push_back({plugin::str(name), plugin::str(value)});
    return to;
  };
  const auto headers = borrow(reply.headers), trailers = borrow(reply.trailers);
  auto response = plugin::sized<kw_http_response>();
  response.status = reply.status, response.body = plugin::bytes(reply.body);
  response.headers = headers.data(), response.num_headers = headers.size();
  response.trailers = trailers.data(), response.num_trailers = trailers.size();
  host.deliver(op, reply.code, reply.flags, &response);
}
kw_op* fake_host::slots::offload(kw_host* h, void (*work)(void*), void* arg, kw_done done) {
  auto& host = self(h);
  host.check_queue("offload");
  auto* op = host.begin("offload", done);
  op->work = work, op->arg = arg;
  if (host.threads_.empty()) {
    host.enqueue([&host, op] {
      if (op->completed || op->cancelled) return;
      op->taken = true;
      host.in_work_ = true;
      op->work(op->arg);
      host.in_work_ = false;
      host.end_work(op);
    });
    return op;
  }
  const std::lock_guard lock(host.mutex_);
  host.work_.push_back(op);
  host.work_to_do_.notify_one();
  return op;
}
kw_op* fake_host::slots::secret(kw_host* h, kw_str name, kw_done done) {
  auto& host = self(h);
  host.check_queue("secret");
  auto* op = host.begin("secret", done);
  host.enqueue([&host, op, name = plugin::text(name)] {
    const auto found = host.secrets.find(name);
    const kw_str value = found == host.secrets.end() ? kw_str{} : plugin::str(found->second);
    host.deliver(op, found == host.secrets.end() ? KW_PERMISSION_DENIED : KW_OK, 0, &value);
  });
  return op;
}
kw_op* fake_host::slots::connect(kw_host* h, kw_str uri, kw_done done) {
  auto& host = self(h);
  host.check_queue("connect");
  auto* op = host.begin("connect", done);
  host.asked_for_transport_ |= !host.connect_script;
  host.enqueue([&host, op, uri = plugin::text(uri)] {
    kw_stream* stream = host.connect_script ? host.connect_script(uri) : nullptr;
    host.deliver(op, stream ? KW_OK : host.connect_script ? KW_UNAVAILABLE : KW_UNIMPLEMENTED, 0, stream);
  });
  return op;
}
void fake_host::slots::random(kw_host* h, void* to, std::uint64_t size) {
  auto& host = self(h);
  const std::lock_guard lock(host.mutex_);
  for (auto* p = static_cast<unsigned char*>(to); size > 0; --size) *p++ = static_cast<unsigned char>(host.random_());
}
std::uint32_t fake_host::slots::workers(kw_host* h) {
  self(h).check_queue("workers");
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(self(h).threads_.size()));
}
const void* fake_host::slots::extension(kw_host* h, kw_str) {
  self(h).check_queue("extension");
  return nullptr;
}

void fake_host::slots::cancel(kw_op* p) {
  auto& op = self(p);
  auto& host = op.host;
  host.check_queue("cancel of a host operation");
  if (op.released) host.complain(13, std::string("cancelled a released ") + op.slot);
  std::unique_lock lock(host.mutex_);
  if (op.completed || op.cancelled || op.taken) return;
  op.cancelled = true;
  lock.unlock();
  if (host.options_.complete_inside_cancel)
    host.deliver(&op, KW_CANCELLED, 0, nullptr);
  else
    host.enqueue([&host, &op] { host.deliver(&op, KW_CANCELLED, 0, nullptr); });
}
void fake_host::slots::release(kw_op* p) {
  auto& op = self(p);
  op.host.check_queue("release of a host operation");
  if (op.released) op.host.complain(13, std::string("released one ") + op.slot + " twice");
  if (!op.completed) op.host.complain(13, std::string("released a ") + op.slot + " that had not completed");
  op.released = true;
}

const kw_op_vt fake_host::slots::op_table{sizeof(kw_op_vt), 0, &cancel, &release};
const kw_host_vt fake_host::slots::full{sizeof(kw_host_vt), KW_ABI_MINOR, &log,     &now_ns, &post,    &sleep,    &http,
                                        &offload,           &secret,      &connect, &random, &workers, &extension};

}  // namespace ketway::conform
