// KWR-01 the file, KWR-02 the entry, KWR-03 the configuration.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <regex>
#include <thread>

#include "conform/elf.hpp"
#include "conform/json.hpp"
#include "conform/trial.hpp"
#include "ketway/plugin_task.hpp"

namespace ketway::conform {
namespace {

void one_export(trial& t) {
  const elf_facts facts = read_elf(t.what().library);
  require(facts.problem.empty(), facts.problem);
  std::string others;
  for (const auto& name : facts.exports)
    if (name != KW_ENTRY_NAME) others += (others.empty() ? "" : ", ") + name;
  require(others.empty(), "it exports more than " KW_ENTRY_NAME ": " + others);
  require(facts.exports.size() == 1, "it does not export " KW_ENTRY_NAME);
}

void needed_libraries(trial& t) {
  const elf_facts facts = read_elf(t.what().library);
  require(facts.problem.empty(), facts.problem);
  const std::regex runtime(
      R"((libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|libc\+\+|libc\+\+abi|ld-linux.*)\.so\.\d+)");
  const std::regex forbidden("lib(ssl|crypto|gnutls|curl|boost_.*)[.-].*");
  std::string others;
  for (const auto& name : facts.needed) {
    require(!std::regex_match(name, forbidden), "it needs " + name + ": the host speaks to the network");
    if (!std::regex_match(name, runtime)) others += (others.empty() ? "needs " : ", ") + name;
  }
  if (!others.empty()) t.remark(others);
}

std::size_t entries_of(const char* folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// How many there are once nothing changes: a thread that was joined may still be on its way out.
std::size_t threads_at_rest() {
  std::size_t last = entries_of("/proc/self/task");
  for (int same = 0; same < 5;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::size_t now = entries_of("/proc/self/task");
    same = now == last ? same + 1 : 0;
    last = now;
  }
  return last;
}

void entry_is_pure(trial& t) {
  std::thread([] {}).join();  // a sanitizer starts a thread of its own with the first
  const auto threads = threads_at_rest();
  const auto files = entries_of("/proc/self/fd");
  const auto entry = t.symbol();
  const kw_plugin* p = entry(KW_ABI_MINOR);
  require(p != nullptr, "the entry answers NULL to this host");
  const std::uint32_t size = std::min<std::uint32_t>(p->struct_size, sizeof(kw_plugin));
  const std::string before(reinterpret_cast<const char*>(p), size);
  const kw_plugin* elsewhere = nullptr;
  std::thread([&] { elsewhere = entry(KW_ABI_MINOR); }).join();
  require(entry(KW_ABI_MINOR) == p && elsewhere == p, "the entry answers another pointer the second time");
  require(before == std::string(reinterpret_cast<const char*>(p), size), "the entry changes what it answered before");
  require(threads_at_rest() <= threads, "a thread runs after loading and asking");
  require(entries_of("/proc/self/fd") <= files + 1, "files are open after loading and asking");
}

void any_minor(trial& t) {
  const auto entry = t.symbol();
  const kw_plugin* newest = entry(UINT32_MAX);
  require(newest != nullptr, "the entry answers NULL to a host newer than itself");
  for (const std::uint32_t minor : {0u, 1u, 2u, 7u, 1000u, UINT32_MAX - 1}) {
    const kw_plugin* p = entry(minor);
    require(p == newest || !p, "the entry answers different tables to different hosts");
    require(p || minor < newest->abi_minor, "the entry refuses a host that is not older than itself");
  }
}

void describes_itself(trial& t) {
  const kw_plugin* p = t.plugin();
  defects wrong;
  const kw_plugin known = whole(p, "kw_plugin", wrong);
  const std::string id = copy(known.id, "id", wrong), version = copy(known.version, "version", wrong);
  const std::string schema = copy(known.config_schema, "config_schema", wrong);
  const std::string options = copy(known.options_schema, "options_schema", wrong);
  if (!wrong.empty()) throw failure(wrong.front());
  require(std::regex_match(id, std::regex("[a-z0-9][a-z0-9._-]*")), "its id is \"" + id + "\"");
  require(!version.empty(), "it has no version");
  for (const auto& [what, text] : {std::pair("config_schema", schema), std::pair("options_schema", options)}) {
    if (text.empty()) continue;
    const auto parsed = json::parse(text);
    require(parsed && parsed->is(json::kind::object), std::string(what) + " is no JSON object");
  }
  require(known.find_kind <= KW_FIND_RESEND, "find_kind is " + std::to_string(known.find_kind));
  t.remark(id + " " + version + ", interface 1." + std::to_string(known.abi_minor));
}

/// What `open` says to a configuration: empty where it opened.
std::string refusal(trial& t, fake_host& host, const std::string& config) {
  std::array<char, 256> why{};
  t.at("opening with " + config);
  kw_backend* b = t.plugin()->open(&host, plugin::str(config), why.data(), why.size());
  if (b) {
    if (KW_SLOT(b->vt, kw_backend_vt, destroy)) b->vt->destroy(b);
    return {};
  }
  require(std::memchr(why.data(), 0, why.size()) != nullptr, "the reason of a failed open is not terminated");
  require(why[0] != 0, "open refused " + config + " and gave no reason");
  require(is_utf8(why.data()), "the reason of a failed open is no UTF-8");
  return why.data();
}

void opens(trial& t) {
  fake_host host(t.options());
  const std::string why = refusal(t, host, t.what().config);
  require(why.empty(), "open refused the given configuration: " + why);
}

void no_object(trial& t) {
  fake_host host(t.options());
  for (const std::string config : {"{", "nonsense", "[1,2]", "\"text\"", "{\"a\":}"})
    require(!refusal(t, host, config).empty(), "open took " + config + " as a configuration");
}

std::optional<json> schema_of(trial& t) {
  defects wrong;
  return json::parse(copy(whole(t.plugin(), "kw_plugin", wrong).config_schema, "config_schema", wrong));
}

void unknown_key(trial& t) {
  fake_host host(t.options());
  const bool opened = refusal(t, host, with_member(t.what().config, "no-such-key", "1")).empty();
  const auto schema = schema_of(t);
  const json* others = schema ? schema->find("additionalProperties") : nullptr;
  const bool schema_refuses = others && others->is(json::kind::boolean) && others->text == "false";
  require(!opened || schema_refuses, "neither the schema nor open refuses an unknown key");
}

void wrong_type(trial& t) {
  const auto schema = schema_of(t);
  const json* properties = schema ? schema->find("properties") : nullptr;
  if (!properties || properties->keys.empty()) throw skip("the config schema names no key");
  fake_host host(t.options());
  for (std::size_t i = 0; i < properties->keys.size(); ++i) {
    const json* type = properties->items[i].find("type");
    const std::string wrong = type && type->text == "array" ? "true" : "[[]]";
    // The host refuses what the schema does; open must survive it, and refuse it where the schema says nothing.
    const bool opened = refusal(t, host, with_member(t.what().config, properties->keys[i], wrong)).empty();
    const bool ruled = type || properties->items[i].find("enum") || properties->items[i].find("anyOf") ||
                       properties->items[i].find("oneOf") || properties->items[i].find("$ref");
    require(!opened || ruled, "neither the schema nor open refuses " + properties->keys[i] + ": " + wrong);
  }
}

void reason_fits(trial& t) {
  fake_host host(t.options());
  for (const std::size_t size : {0u, 1u, 2u, 9u}) {
    std::array<char, 16> why{};
    why.fill('#');
    kw_backend* b = t.plugin()->open(&host, plugin::str("{"), why.data(), size);
    require(!b, "open took { as a configuration");
    require(std::all_of(why.begin() + static_cast<std::ptrdiff_t>(size), why.end(), [](char c) { return c == '#'; }),
            "open wrote beyond the end of why");
    require(size == 0 || std::memchr(why.data(), 0, size), "the reason is not terminated");
  }
  require(!t.plugin()->open(&host, plugin::str("{"), nullptr, 0), "open took { as a configuration");
}

void two_accounts(trial& t) {
  const auto a = t.open(), b = t.open();
  require(a->backend() != b->backend(), "open gave the same backend twice");
  require(a->close() && b->close(), "it does not come to an end after stop");
}

}  // namespace

void add_entry_cases(cases& to) {
  to.emplace_back(1, "one-export", &one_export);
  to.emplace_back(1, "needed-libraries", &needed_libraries);
  to.emplace_back(2, "pure", &entry_is_pure);
  to.emplace_back(2, "any-minor", &any_minor);
  to.emplace_back(2, "describes-itself", &describes_itself);
  to.emplace_back(3, "opens", &opens);
  to.emplace_back(3, "no-object", &no_object);
  to.emplace_back(3, "unknown-key", &unknown_key);
  to.emplace_back(3, "wrong-type", &wrong_type);
  to.emplace_back(3, "reason-fits", &reason_fits);
  to.emplace_back(3, "two-accounts", &two_accounts);
}

}  // namespace ketway::conform
