#pragma once
// Whose fault it is when a backend cannot be reached. Several that cannot be reached at once, while nobody answers, are not
// all down: it is the network of this machine, and none of them is blamed. Pure, over times that it is told (ns). Not
// thread-safe.

#include <cstdint>
#include <vector>

namespace ketway {

class network_judge {
 public:
  using who = const void*;  ///< a backend; only its identity matters
  class failure {
   public:
    failure(who w, std::uint64_t b, std::uint64_t e) : of(w), began(b), ended(e) {}
    who of;
    std::uint64_t began, ended;
    bool forgiven = false;
  };

  /// Two calls that failed belong together when the pause between them was no longer. A call may take a minute to fail, so
  /// it is not their ends that are compared.
  static constexpr std::uint64_t together_ns = 15'000'000'000;

  /// `w` could not be reached in a call from `began` to `ended`, and has been blamed for it. Returns the failures that are
  /// to be forgiven.
  std::vector<failure> unreachable(who w, std::uint64_t began, std::uint64_t ended);
  /// `w` has answered: the network works. Returns the failures that were forgiven and are to be blamed after all, the
  /// last of each other backend: with more, one that was down together with the network would pay for all of that.
  std::vector<failure> answered(who w, std::uint64_t at);

 private:
  std::vector<failure> recent_;  // by their end
  std::uint64_t last_answer_ = 0;
};

}  // namespace ketway
