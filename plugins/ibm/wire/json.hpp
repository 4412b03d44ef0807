#pragma once
// Reading JSON that another party wrote: nothing is taken for granted, and what is wrong says where.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ketway::ibm {

using json = nlohmann::json;

/// The document. IBM's results can hold the bare words Infinity, -Infinity and NaN, which JSON has not: they are read as
/// texts, which `number` understands. Throws plugin::error: UNAVAILABLE | RETRYABLE where the text ends too early or is
/// a web page, DATA_LOSS otherwise; `what` names the answer in the message.
json read_json(std::string_view text, const std::string& what);

/// The member, or null; also where `from` is no object.
const json& member(const json& from, const char* key);
/// The text of a member; empty where it is absent, null or no text.
std::string text_of(const json& from, const char* key);
/// A number, also one that came as text ("3", "Infinity"). Nothing else is one.
std::optional<double> number(const json& value);
/// The same, as a whole number from 0 to 2^53.
std::optional<std::uint64_t> whole(const json& value);
/// As text, with broken UTF-8 replaced.
std::string dump(const json& value);

}  // namespace ketway::ibm
