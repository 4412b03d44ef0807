#pragma once
// The members of one JSON object, each asked for by all the names that people use for it. What nobody asked for is a
// mistake, and is said so.

#include <initializer_list>
#include <string_view>
#include <vector>

#include "language/json_text.hpp"

namespace ketway::language {

class json_object {
 public:
  /// `at` is the place of an object. Keys that occur twice are reported.
  json_object(const json_text& text, std::size_t at) : text_(text), at_(at) {
    text.members(at, members_);
    good_ = text.distinct(members_);
    used_.resize(members_.size());
  }

  std::size_t at() const noexcept { return at_; }
  bool good() const noexcept { return good_; }

  /// The member that has one of these names, or nullptr. Two of them at once are reported.
  const json_text::member* find(std::initializer_list<std::string_view> names) {
    for (const auto name : names) asked_.push_back(name);
    const json_text::member* found = nullptr;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      for (const auto name : names) {
        if (used_[i] || members_[i].key != name) continue;
        used_[i] = true;
        if (found != nullptr && found->key != members_[i].key) {
          text_.error(members_[i].key_at, "keys " + language::quoted(found->key) + " and " +
                                              language::quoted(members_[i].key) + " say the same thing");
          good_ = false;
        }
        found = &members_[i];
      }
    }
    return found;
  }

  /// Reports every member that was never asked for. False after any error of this object.
  bool finish() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (used_[i]) continue;
      text_.error(members_[i].key_at,
                  "unknown key " + language::quoted(members_[i].key) + did_you_mean(members_[i].key, asked_));
      good_ = false;
    }
    return good_;
  }

 private:
  const json_text& text_;
  std::size_t at_;
  std::vector<json_text::member> members_;
  std::vector<bool> used_;
  std::vector<std::string_view> asked_;
  bool good_ = true;
};

}  // namespace ketway::language
