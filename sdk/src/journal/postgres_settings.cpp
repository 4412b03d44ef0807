#include "journal/postgres_settings.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace ketway::sql {
namespace {

using option_list = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

bool is_on_this_machine(std::string_view host) {
  return host.empty() || host.front() == '/' || host.front() == '@' || host == "localhost" || host == "::1" ||
         host.starts_with("127.");
}

/// Of one host or several, with commas between.
bool are_on_this_machine(std::string_view hosts) {
  for (;;) {
    const std::size_t end = hosts.find(',');
    if (!is_on_this_machine(hosts.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    hosts.remove_prefix(end + 1);
  }
}

std::string from_environment(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? std::string() : std::string(text);
}

/// What other programs of this machine trust; libpq by itself knows only the user's own file.
std::string trusted_certificates() {
  const std::string own = from_environment("HOME") + "/.postgresql/root.crt";
  const std::string all = "/etc/ssl/certs/ca-certificates.crt";
  return ::access(own.c_str(), R_OK) != 0 && ::access(all.c_str(), R_OK) == 0 ? all : std::string();
}

}  // namespace

expected<postgres_settings> postgres_settings::read(const secret& conninfo) {
  char* why = nullptr;
  const option_list parsed(PQconninfoParse(std::string(conninfo.reveal()).c_str(), &why), &PQconninfoFree);
  PQfreemem(why);  // it may repeat a piece of the password
  if (!parsed) {
    error e(errc::invalid_argument, "the conninfo of the journal cannot be read");
    e.advice("write it as libpq reads it: \"host=… dbname=… user=…\", or postgresql://…")
        .misconfigured(true)
        .billed(billing::not_billed);
    return e;
  }
  postgres_settings s;
  for (const PQconninfoOption* o = parsed.get(); o->keyword != nullptr; ++o)
    if (o->val != nullptr) s.options_.emplace_back(o->keyword, secret(o->val));
  s.add_tls();
  s.add("connect_timeout", "4");
  s.add("keepalives_idle", "5");
  s.add("keepalives_interval", "2");
  s.add("keepalives_count", "3");
  s.add("tcp_user_timeout", "9000");
  s.add("fallback_application_name", "ketway");
  std::erase_if(s.options_, [](const auto& o) { return o.first == "client_encoding"; });
  s.add("client_encoding", "UTF8");
  const auto shown = [&s](std::string_view keyword, const char* variable) {
    const secret* said = s.find(keyword);
    return said != nullptr ? std::string(said->reveal()) : from_environment(variable);
  };
  const std::string host = shown("host", "PGHOST"), port = shown("port", "PGPORT"),
                    name = shown("dbname", "PGDATABASE");
  s.place_ = "postgresql://" + host + (port.empty() ? "" : ":" + port) + "/" + name;
  return s;
}

std::string postgres_settings::without_password(std::string text) const {
  for (const char* keyword : {"password", "sslpassword"}) {
    const secret* hidden = find(keyword);
    if (hidden == nullptr || hidden->empty()) continue;
    const std::string_view what = hidden->reveal();
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 3))
      text.replace(at, what.size(), "***");
  }
  return text;
}

const secret* postgres_settings::find(std::string_view keyword) const {
  for (const auto& [name, value] : options_)
    if (name == keyword) return &value;
  return nullptr;
}

void postgres_settings::add(const char* keyword, std::string value) {
  if (find(keyword) == nullptr) options_.emplace_back(keyword, secret(std::move(value)));
}

void postgres_settings::add_tls() {
  if (find("sslmode") != nullptr) return;
  const auto said = [this](std::string_view keyword, const char* variable) {
    const secret* in_conninfo = find(keyword);
    return in_conninfo != nullptr ? std::string(in_conninfo->reveal()) : from_environment(variable);
  };
  // Where a service file names the host, nothing is known of it here.
  const bool by_service = !said("service", "PGSERVICE").empty();
  if (!by_service && are_on_this_machine(said("host", "PGHOST")) && are_on_this_machine(said("hostaddr", "PGHOSTADDR")))
    return;
  add("sslmode", "verify-full");
  if (!from_environment("PGSSLROOTCERT").empty()) return;
  if (std::string bundle = trusted_certificates(); !bundle.empty()) add("sslrootcert", std::move(bundle));
}

}  // namespace ketway::sql
