#pragma once
// What a test of the kit sees of one operation, and how it starts one.

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "conform/fake_host.hpp"
#include "ketway/plugin.hpp"

namespace ketway::plugin::tests {

/// Receives the completion of one operation and releases it.
class recorder {
 public:
  recorder() = default;
  recorder(const recorder&) = delete;
  recorder& operator=(const recorder&) = delete;
  ~recorder() { release(); }

  kw_done done() { return {this, &on_done}; }
  void holds(kw_op* op) {
    op_ = op;
    if (release_inside && completions > 0) release();
  }
  template <class Make>
  void start(kw_host& host, const Make& make) {
    holds(operation::start(&host, done(), make));
  }
  void cancel() const { op_->vt->cancel(op_); }
  void release() {
    if (auto* op = std::exchange(op_, nullptr)) op->vt->release(op);
  }
  std::uint32_t code() const { return status ? status->code : UINT32_MAX; }

  int completions = 0;
  bool release_inside = false;
  std::optional<error> status;  ///< copied
  std::function<void(const void*)> on_result;

 private:
  static void on_done(void* ctx, const kw_status* st, const void* result) {
    auto& r = *static_cast<recorder*>(ctx);
    ++r.completions;
    r.status.emplace(*st);
    if (r.on_result) r.on_result(result);
    if (r.release_inside) r.release();
  }
  kw_op* op_ = nullptr;
};

}  // namespace ketway::plugin::tests
