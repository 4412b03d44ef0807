#include "instance.hpp"

#include <algorithm>
#include <ketway/plugin.hpp>

#include "nearest.hpp"

namespace ketway::ibm {
namespace {

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(':', begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

bool is_label(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && std::all_of(text.begin(), text.end(), plain);
}

}  // namespace

bool is_crn(std::string_view text) { return text.substr(0, 4) == "crn:"; }

crn::crn(std::string_view given) : text(given) {
  const auto refuse = [](const char* why) {
    throw plugin::error(KW_INVALID_ARGUMENT, std::string("the instance's CRN ") + why, KW_NEEDS_USER | KW_NOT_BILLED);
  };
  const auto parts = split(given);
  if (parts.size() != 10 || parts[0] != "crn") refuse("has not ten parts between colons");
  if (parts[2] != "bluemix") refuse("belongs to a cloud that is not IBM's public one");
  if (parts[4] != "quantum-computing") refuse("is not that of a quantum-computing instance");
  if (!is_label(parts[5])) refuse("names no region");
  const auto printable = [](char c) { return c > ' ' && c <= '~'; };
  if (!std::all_of(given.begin(), given.end(), printable)) refuse("holds characters that a CRN has not");
  region = std::string(parts[5]);
}

std::string crn::base_url(bool private_endpoint) const {
  const std::string host = "quantum.cloud.ibm.com/api/v1";
  if (private_endpoint) return "https://private." + region + "." + host;
  return region == "us-east" ? "https://" + host : "https://" + region + "." + host;
}

std::vector<instance> read_instances(const json& page, std::string& next) {
  std::vector<instance> all;
  for (const json& r : member(page, "resources")) {
    instance i;
    i.name = text_of(r, "name"), i.crn = text_of(r, "crn");
    const std::string state = text_of(r, "state");
    if (i.crn.find(":quantum-computing:") != std::string::npos && (state.empty() || state == "active"))
      all.push_back(std::move(i));
  }
  next = text_of(page, "next_url");
  if (next.substr(0, 4) != "/v2/") next.clear();  // nowhere else than where the first page came from
  return all;
}

std::string choose_instance(const std::vector<instance>& all, const std::string& name) {
  std::vector<std::string> names, found;
  for (const auto& i : all) {
    names.push_back(i.name);
    if (name.empty() || i.name == name) found.push_back(i.crn);
  }
  if (found.size() == 1) return found.front();
  const std::uint32_t flags = KW_NEEDS_USER | KW_NOT_BILLED;
  if (all.empty())
    throw plugin::error(KW_FAILED_PRECONDITION,
                        "this API key can see no instance of IBM Quantum: create one, or set `instance`", flags);
  if (found.empty())
    throw plugin::error(KW_FAILED_PRECONDITION,
                        "no instance has the configured name; there are " + nearest_first(names, name), flags);
  throw plugin::error(KW_FAILED_PRECONDITION,
                      "the API key can see several instances; set `instance` to the name or CRN of one of " +
                          nearest_first(names, name),
                      flags);
}

}  // namespace ketway::ibm
