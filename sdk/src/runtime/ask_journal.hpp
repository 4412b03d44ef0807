#pragma once
// A caller's question to the journal of a runtime.

#include <functional>
#include <memory>
#include <utility>

#include "journal/journal.hpp"
#include "runtime/caller_wait.hpp"
#include "runtime/runtime_impl.hpp"

namespace ketway {

inline error no_journal() {
  return {errc::failed_precondition, "this runtime has no journal: settings::journal says where it is to be"};
}

/// `what` runs with the store, on the thread for storage. Errors: failed_precondition without a journal; those of opening
/// it; cancelled, and the question may still be asked.
template <class T>
boost::asio::awaitable<expected<T>> ask_journal(const std::shared_ptr<runtime::impl>& rt,
                                                std::function<expected<T>(journal_store&)> what) {
  auto start = [rt, what = std::move(what)](auto answer) {
    if (!rt->journal()) return answer(no_journal());
    auto question = [what, answer = std::move(answer)](const expected<journal_store*>& store) {
      answer(store ? what(**store) : expected<T>(store.error()));
    };
    rt->journal()->ask(std::move(question));
  };
  return caller_wait<expected<T>>::begin(std::move(start));
}

}  // namespace ketway
