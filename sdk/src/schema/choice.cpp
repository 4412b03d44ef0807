// Which branch of anyOf or oneOf somebody meant, so that a message speaks of that one alone.

#include <algorithm>
#include <string>
#include <string_view>

#include "schema/evaluation.hpp"

namespace ketway::detail {
namespace {

using nlohmann::json;

/// A branch is another one than was meant if the value's type or the constant of a member (its "kind") differs.
bool other_branch(const finding& f, const std::string& at) {
  if (f.what.pointer == at) return f.sort_differs;
  return f.constant != nullptr && f.what.pointer.find('/', at.size() + 1) == std::string::npos;
}

const finding* other_branch(const findings& branch, const std::string& at) {
  const auto f = std::find_if(branch.begin(), branch.end(), [&](const finding& x) { return other_branch(x, at); });
  return f == branch.end() ? nullptr : &*f;
}

std::string form(const json& branch) {
  if (branch.is_object() && branch.contains("title") && branch["title"].is_string())
    return branch["title"].get<std::string>();
  if (branch.is_object() && branch.contains("type") && branch["type"].is_string())
    return type_in_words(branch["type"].get_ref<const std::string&>());
  return "another form";
}

}  // namespace

findings explain_choice(const json& branches, const std::vector<findings>& tried, const json& d,
                        const std::string& at) {
  const findings* meant = nullptr;
  for (const auto& branch : tried)
    if (other_branch(branch, at) == nullptr && (meant == nullptr || branch.size() < meant->size())) meant = &branch;
  if (meant != nullptr) return *meant;

  // Every branch names another constant at one member: together they are the values that it may have.
  json constants = json::array();
  std::string member;
  for (const auto& branch : tried) {
    const finding* f = other_branch(branch, at);
    if (f->constant == nullptr || f->what.pointer == at || (!member.empty() && f->what.pointer != member)) break;
    member = f->what.pointer;
    constants.push_back(*f->constant);
  }
  if (constants.size() == tried.size()) {
    const json& given = d.at(json::json_pointer(member.substr(at.size())));
    return {{{member, false, "expected " + listed_constants(constants, given)}, true, nullptr}};
  }

  std::vector<std::string> forms;
  for (const auto& branch : branches)
    if (auto words = form(branch); std::find(forms.begin(), forms.end(), words) == forms.end()) forms.push_back(words);
  std::string words;
  for (const auto& one : forms) words += (words.empty() ? "" : " or ") + one;
  return {{{at, false, "expected " + words + ", got " + type_of(d)}, true, nullptr}};
}

}  // namespace ketway::detail
