#pragma once
// What a fake host is made of: its operations and the functions of its table.

#include "conform/fake_host.hpp"

namespace ketway::conform {

struct fake_host::host_op : kw_op {
  host_op(fake_host& h, const char* s, kw_done d, const kw_op_vt* table) : kw_op{table}, host(h), slot(s), done(d) {}
  fake_host& host;
  const char* slot;
  kw_done done;
  bool cancelled = false, completed = false, released = false, taken = false;  // taken: its work has begun
  void (*work)(void*) = nullptr;
  void* arg = nullptr;
};

/// The table's functions, in its order, and those of an operation.
struct fake_host::slots {
  static fake_host& self(kw_host* h) { return static_cast<fake_host&>(*h); }
  static host_op& self(kw_op* op) { return static_cast<host_op&>(*op); }

  static void log(kw_host* h, std::uint32_t level, kw_str text);
  static std::uint64_t now_ns(kw_host* h, std::uint32_t clock);
  static void post(kw_host* h, void (*fn)(void*), void* arg);
  static kw_op* sleep(kw_host* h, std::uint64_t ns, kw_done done);
  static kw_op* http(kw_host* h, const kw_http_request* request, kw_done done);
  static kw_op* offload(kw_host* h, void (*work)(void*), void* arg, kw_done done);
  static kw_op* secret(kw_host* h, kw_str name, kw_done done);
  static kw_op* connect(kw_host* h, kw_str uri, kw_done done);
  static void random(kw_host* h, void* to, std::uint64_t size);
  static std::uint32_t workers(kw_host* h);
  static const void* extension(kw_host* h, kw_str id);
  static void cancel(kw_op* p);
  static void release(kw_op* p);
  static void answer_http(fake_host& host, host_op* op, const http_reply& reply);

  static const kw_op_vt op_table;
  static const kw_host_vt full;
};

}  // namespace ketway::conform
