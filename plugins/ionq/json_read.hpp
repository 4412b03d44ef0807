#pragma once
// Reading what a provider writes: an absent key is the same as null, numbers may come as strings.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ketway::ionq {

using json = nlohmann::json;

/// The document; discarded where the text is no JSON or is nested deeper than any answer is (copies and printing recurse).
json read_json(std::string_view text);
/// The member, or nullptr where `j` is no object, has no such key, or it is null.
const json* member(const json& j, const char* key);
/// Text of the member; empty where it is none.
std::string text_at(const json& j, const char* key);
/// A number, or a text that is one; no infinity.
std::optional<double> number_of(const json& j);
std::optional<double> number_at(const json& j, const char* key);
/// The same, whole and not negative.
std::optional<std::uint64_t> whole_at(const json& j, const char* key);
bool flag_at(const json& j, const char* key);
/// Strict JSON text of `j`; bytes that are no UTF-8 are replaced.
std::string written(const json& j);

}  // namespace ketway::ionq
