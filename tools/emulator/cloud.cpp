#include "emulator/cloud.hpp"

#include <algorithm>
#include <utility>

namespace ketway::emulator {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

const std::string* request::find(std::string_view name) const noexcept {
  for (const emulator::header& h : headers) {
    if (h.name.size() == name.size() &&
        std::equal(name.begin(), name.end(), h.name.begin(), [](char a, char b) { return lower(a) == lower(b); }))
      return &h.value;
  }
  return nullptr;
}

std::string_view request::path() const noexcept { return std::string_view(target).substr(0, target.find('?')); }

response& response::add(std::string name, std::string value) {
  headers.push_back({std::move(name), std::move(value)});
  return *this;
}

std::string_view to_string(purpose p) noexcept {
  switch (p) {
    case purpose::auth: return "auth";
    case purpose::devices: return "devices";
    case purpose::submit: return "submit";
    case purpose::status: return "status";
    case purpose::results: return "results";
    case purpose::cancel: return "cancel";
    case purpose::other: break;
  }
  return "other";
}

}  // namespace ketway::emulator
