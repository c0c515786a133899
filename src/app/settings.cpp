// SPDX-License-Identifier: Apache-2.0
#include "app/settings.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <variant>
#include <vector>

#include "app/bank_service.hpp"
#include "app/host_name.hpp"
#include "app/nearest.hpp"
#include "app/sandbox_clock.hpp"
#include "app/store_opening.hpp"
#include "app/version_settings.hpp"
#include "domain/brand.hpp"
#include "domain/loopback.hpp"
#include "http/proxies.hpp"
#include "sca/app2app.hpp"

namespace guichet::app {
namespace {

using Member = std::variant<std::string Settings::*, long Settings::*, bool Settings::*>;

/// One key of guichet.toml. Keys of a section stand together, those without one first.
struct Key {
  std::string_view section;
  std::string_view name;
  Member member;
  std::string_view sentence;
};

// clang-format off
const std::array keys{
  Key{"", "listen", &Settings::listen, "HOST:PORT of the API and the pages over TLS. Port 0 picks a free one."},
  Key{"", "web", &Settings::web, "HOST:PORT of the web port, plain HTTP on loopback: portal, pages, /_sandbox/. Port 0 picks a free one."},
  Key{"", "domain", &Settings::domain, "Last part of the establishments' host names: www.17515.sandbox.api.<domain>."},
  Key{"", "listener", &Settings::listener, "shared: TLS asks for certificates and every verdict falls in HTTP, browsers may open the pages there. split: TLS demands a certificate and ends the handshake of bad ones; the pages are on the web port."},
  Key{"", "proxies", &Settings::proxies, "Addresses and networks (192.0.2.10 2001:db8::/64), separated by blanks, of the proxies in front of `listen`: from there every connection must begin with a PROXY header (version 1 or 2), whose client address counts; from elsewhere none is taken. The web port takes none. Empty: no proxy."},
  Key{"", "threads", &Settings::threads, "Threads that serve requests, 1 to 256."},
  Key{"", "store", &Settings::store, "Where durable state lives: sqlite:PATH, which counts from the data directory, or postgresql://USER@HOST/DATABASE for several nodes. Empty: guichet.db in the data directory."},
  Key{"", "store_migrates", &Settings::store_migrates, "true: a PostgreSQL database with an older schema is brought up to this program's at the start. false: it is refused, so that one node alone does it."},
  Key{"", "profile", &Settings::profile, "Demands on TPPs: compatible (as the reference page) or strict (as the standard, production's default)."},
  Key{"", "preconsent", &Settings::preconsent, "true: the personas' consents of the reference page (balances and transactions) are there from the start."},
  Key{"", "clock", &Settings::clock, "RFC 3339 time at which the sandbox clock starts. Empty: the real time."},
  Key{"trust", "anchors", &Settings::trust_anchors, "PEM file of the authorities that identify TPPs; read again when it changes. Empty: pki/ca.pem of the data directory."},
  Key{"register", "file", &Settings::register_file, "Copy of the public register of licensed providers (the EBA's JSON or an extract of REGAFI), read again when it changes. Empty: none is consulted."},
  Key{"register", "absent", &Settings::register_absent, "A TPP that the register does not have: admit or refuse."},
  Key{"revocation", "lists", &Settings::revocation_lists, "Revocation lists of those authorities: files (read again when they change) and http addresses, separated by blanks. Empty: pki/ca.crl of the data directory."},
  Key{"revocation", "responder", &Settings::revocation_responder, "http address of the OCSP responder for certificates that name none themselves, or none. Empty: the sandbox's own."},
  Key{"revocation", "refresh_seconds", &Settings::revocation_refresh_seconds, "After how many seconds lists and answers are fetched again over the network, 1 to 900."},
  Key{"live", "anchors", &Settings::live_anchors, "PEM file of the authorities that identify TPPs at the live hosts, www.<cdetab>.live.api.<domain>; read again when it changes. Empty: the anchors above."},
  Key{"live", "profile", &Settings::live_profile, "The profile of the live hosts. Empty: the profile above. A TPP's enrolment may name its own."},
  Key{"responses", "seals", &Settings::response_seals, "Folder with <cdetab>.pem and <cdetab>.key of each establishment that seals its answers (Digest, Signature). Empty: none does; test: all do, with seals of the test authority."},
  Key{"fallback", "online_bank", &Settings::online_bank, "http or https address of the online bank that TPPs are sent to with fallback: 1. Empty: the sandbox's own, /online-bank of the web port."},
  Key{"bank", "url", &Settings::bank_url, "https address of the bank's own core banking service (api/core-banking-1.yaml), without /v1. Empty: the embedded bank."},
  Key{"bank", "authority", &Settings::bank_authority, "PEM file of the authority that vouches for that service. Empty: those of the machine."},
  Key{"bank", "certificate", &Settings::bank_certificate, "PEM file of the client certificate that is shown to it. Empty: none."},
  Key{"bank", "key", &Settings::bank_key, "PEM file of the key of that certificate."},
  Key{"establishments", "folder", &Settings::establishments, "Folder with <cdetab>.toml of each establishment that sets something for itself; read again when a file changes. Empty: establishments in the data directory."},
  Key{"quota", "batch_accesses_a_day", &Settings::batch_accesses_a_day, "Accesses a Paris calendar day without the customer, for each TPP, customer, account and method. RTS article 36: 4."},
  Key{"quota", "details_quota_scope", &Settings::details_quota_scope, "What has these accesses to details: transaction (each of its own) or account (all of an account's together)."},
  Key{"quota", "psu_ip_policy", &Settings::psu_ip_policy, "Which PSU-IP-Address says that the customer is connected: any_valid, or public_only (not 127.0.0.1, 192.168.0.1 and the like)."},
  Key{"pages", "means", &Settings::means, "Means by which customers prove who they are, in the order in which they may choose, separated by blanks: otp_sms, secur_pass, cap_reader, hardware_certificate."},
  Key{"pages", "sms_code", &Settings::sms_code, "constant: every SMS code is 12345678. random: codes as in production, to be read on the simulated phone."},
  Key{"pages", "password", &Settings::password, "none, or required: a password beside the SMS code, on the same page."},
  Key{"pages", "failures_of_a_source", &Settings::failures_of_a_source, "Failed proofs from one address within ten minutes after which it is not listened to until they are over, 0 to 1000000; 0: any number."},
  Key{"versions", "v1_4_2", &Settings::v1_4_2, "true: 1.4.2 is served beside 1.6.2. false: as if it had never been."},
  Key{"versions", "v1_4_2_deprecated", &Settings::v1_4_2_deprecated, "YYYY-MM-DD, the day from which on every answer of 1.4.2 says that it is deprecated. Empty: it is not."},
  Key{"versions", "v1_4_2_ends", &Settings::v1_4_2_ends, "YYYY-MM-DD, the last day on which 1.4.2 is served, to midnight in Paris. Empty: until further notice."},
  Key{"versions", "v1_6_2_deprecated", &Settings::v1_6_2_deprecated, "The same for 1.6.2. Empty: it is not deprecated."},
  Key{"versions", "v1_6_2_ends", &Settings::v1_6_2_ends, "The same for 1.6.2. Empty: until further notice."},
  Key{"log", "level", &Settings::log_level, "Which requests are written to stderr: debug, info (all), warn (refusals), error (our own faults), off."},
};
// clang-format on

/// The section with a key for each brand, and what is said of each.
constexpr std::string_view app_section = "app2app";
constexpr std::string_view app_sentence =
    "'s app: Apple's application identifier, Android's application id, and the SHA-256 of each "
    "certificate that signs it, separated by blanks. Empty: it has none.";

std::string place(const std::string& path, const toml::source_region& source) {
  return path + ":" + std::to_string(source.begin.line) + ":" +
         std::to_string(source.begin.column) + ": ";
}

std::string type_words(const Member& member) {
  if (std::holds_alternative<std::string Settings::*>(member)) return "a text in quotes";
  if (std::holds_alternative<long Settings::*>(member)) return "a whole number";
  return "true or false";
}

bool assign(Settings& settings, const Member& member, const toml::node& node) {
  if (const auto* text = std::get_if<std::string Settings::*>(&member)) {
    const auto value = node.value_exact<std::string>();
    if (value) settings.** text = *value;
    return value.has_value();
  }
  if (const auto* number = std::get_if<long Settings::*>(&member)) {
    const auto value = node.value_exact<std::int64_t>();
    if (value) settings.** number = *value;
    return value.has_value();
  }
  const auto value = node.value_exact<bool>();
  if (value) settings.*std::get<bool Settings::*>(member) = *value;
  return value.has_value();
}

std::string full_name(std::string_view section, std::string_view name) {
  return section.empty() ? std::string(name) : std::string(section) + "." + std::string(name);
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const Key& key : keys) names.push_back(full_name(key.section, key.name));
  for (const Brand& brand : brands) names.push_back(full_name(app_section, brand.word));
  return names;
}

/// Puts one value where it belongs; gives what is wrong with it, if anything.
std::optional<std::string> take(Settings& settings, std::string_view section, std::string_view name,
                                const toml::node& node) {
  const std::string full = full_name(section, name);
  if (section == app_section && brand_by_word(name) != nullptr) {
    const auto text = node.value_exact<std::string>();
    if (!text) return "\"" + full + "\" must be a text in quotes";
    settings.apps.insert_or_assign(std::string(name), *text);
    return std::nullopt;
  }
  const auto key = std::ranges::find_if(
      keys, [&](const Key& known) { return full_name(known.section, known.name) == full; });
  if (key == keys.end())
    return "unknown key \"" + full + "\"; did you mean \"" + nearest(full, key_names()) + "\"?";
  if (!assign(settings, key->member, node))
    return "\"" + full + "\" must be " + type_words(key->member);
  return std::nullopt;
}

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  for (const std::string_view candidate : words)
    if (candidate == word) return true;
  return false;
}

std::expected<void, std::string> check_bank_settings(const Settings& settings) {
  if (settings.bank_url.empty()) return {};
  const auto checked = check_bank_service(bank_service_of(settings));
  if (!checked) return std::unexpected("bank.url: " + checked.error());
  return {};
}

}  // namespace

std::map<std::string, std::string> invented_apps() {
  std::map<std::string, std::string> apps;
  for (const Brand& brand : brands) apps.emplace(brand.word, sca::invented_app_identity(brand));
  return apps;
}

std::expected<Settings, std::string> read_settings(const std::string& path) {
  Settings settings;
  if (!std::ifstream(path))
    return std::unexpected(path + ": " + std::strerror(errno) +
                           "; give this user the right to read it");
  try {
    const toml::table table = toml::parse_file(path);
    for (const auto& [name, node] : table) {
      const toml::table* section = node.as_table();
      if (section == nullptr) {
        if (auto fault = take(settings, "", name.str(), node))
          return std::unexpected(place(path, node.source()) + *fault);
        continue;
      }
      for (const auto& [inner, value] : *section)
        if (auto fault = take(settings, name.str(), inner.str(), value))
          return std::unexpected(place(path, value.source()) + *fault);
    }
  } catch (const toml::parse_error& error) {  // toml++ has no other way to say it
    return std::unexpected(place(path, error.source()) + std::string(error.description()) +
                           "; correct the line, or delete the file to have it written anew");
  }
  if (const auto checked = check_settings(settings); !checked)
    return std::unexpected(path + ": " + checked.error());
  return settings;
}

std::string settings_path(const std::string& directory) { return directory + "/guichet.toml"; }

std::expected<Settings, std::string> read_settings_of(const std::string& directory) {
  const std::string path = settings_path(directory);
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return std::unexpected(
        path + " is a directory; move it away, and a file with the defaults is written");
  return std::filesystem::exists(path, error) ? read_settings(path) : Settings{};
}

std::string settings_file(const Settings& settings) {
  std::ostringstream out;
  out << "# Configuration of this sandbox. Flags on the command line win over this file;\n"
         "# a key that is absent has its default. `guichet help sandbox` lists the flags.\n"
         "# Relative paths count from the working directory, that of `store` from the data "
         "directory.\n";
  std::string_view section;
  for (const Key& key : keys) {
    if (key.section != section) out << "\n[" << key.section << "]\n";
    section = key.section;
    out << "\n# " << key.sentence << "\n" << key.name << " = ";
    if (const auto* text = std::get_if<std::string Settings::*>(&key.member))
      out << quoted(settings.**text);
    else if (const auto* number = std::get_if<long Settings::*>(&key.member))
      out << settings.**number;
    else
      out << (settings.*std::get<bool Settings::*>(key.member) ? "true" : "false");
    out << "\n";
  }
  out << "\n[" << app_section << "]\n";
  for (const Brand& brand : brands)
    out << "\n# " << brand.name << app_sentence << "\n"
        << brand.word << " = " << quoted(settings.apps.at(std::string(brand.word))) << "\n";
  return out.str();
}

std::expected<std::vector<Means>, std::string> read_means(std::string_view text) {
  std::vector<Means> means;
  std::istringstream words{std::string(text)};
  for (std::string word; words >> word;) {
    const Means each = means_of(word);
    if (word_of(each) != word)
      return std::unexpected(
          "unknown means \"" + word +
          "\"; known are otp_sms, secur_pass, cap_reader and hardware_certificate");
    if (std::ranges::find(means, each) != means.end())
      return std::unexpected("\"" + word + "\" stands there twice");
    means.push_back(each);
  }
  if (means.empty() || means.front() == Means::hardware_certificate)
    return std::unexpected(
        "name at least one means, and not hardware_certificate first: it is not for everybody");
  return means;
}

std::expected<void, std::string> check_online_bank(std::string_view address) {
  const bool is_address = address.starts_with("https://") || address.starts_with("http://");
  if (is_address && !address.ends_with('/') &&
      address.find_first_of("?# \"<>") == std::string_view::npos)
    return {};
  return std::unexpected(
      "must be an address such as https://www.bank.example, without a slash at its end, not \"" +
      std::string(address) + "\"");
}

std::expected<Endpoint, std::string> read_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    return std::unexpected("expected HOST:PORT, got \"" + std::string(text) + "\"");
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string_view digits = text.substr(colon + 1);
  int port = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc{} || end != digits.data() + digits.size() || port < 0 || port > 65535)
    return std::unexpected("\"" + std::string(digits) + "\" is not a port from 0 to 65535");
  return Endpoint{std::string(host), port};
}

std::string text_of(const Endpoint& endpoint) {
  const bool is_ipv6 = endpoint.host.contains(':');
  return (is_ipv6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" +
         std::to_string(endpoint.port);
}

namespace {

std::expected<void, std::string> check_page_settings(const Settings& settings) {
  if (const auto means = read_means(settings.means); !means)
    return std::unexpected("pages.means: " + means.error());
  if (!is_one_of(settings.sms_code, {"constant", "random"}))
    return std::unexpected("pages.sms_code must be constant or random, not \"" + settings.sms_code +
                           "\"");
  if (!is_one_of(settings.password, {"none", "required"}))
    return std::unexpected("pages.password must be none or required, not \"" + settings.password +
                           "\"");
  if (settings.failures_of_a_source < 0 || settings.failures_of_a_source > 1'000'000)
    return std::unexpected("pages.failures_of_a_source must be 0 to 1000000");
  return {};
}

}  // namespace

bool is_on_loopback(const Endpoint& endpoint) {
  return endpoint.host == "::1" || is_loopback(endpoint.host);
}

std::expected<void, std::string> check_settings(const Settings& settings) {
  if (const auto endpoint = read_endpoint(settings.listen); !endpoint)
    return std::unexpected("listen: " + endpoint.error());
  const auto web = read_endpoint(settings.web);
  if (!web) return std::unexpected("web: " + web.error());
  if (!is_on_loopback(*web))
    return std::unexpected(
        "web: \"" + web->host +
        "\" is not a loopback address; the web port moves clocks and shows requests");
  if (!is_host_name(settings.domain))
    return std::unexpected("domain must be a name such as bank.example or localhost, not \"" +
                           settings.domain + "\"");
  if (!is_one_of(settings.listener, {"shared", "split"}))
    return std::unexpected("listener must be shared or split, not \"" + settings.listener + "\"");
  if (const auto proxies = http::Proxies::read(settings.proxies); !proxies)
    return std::unexpected("proxies: " + proxies.error().said);
  if (settings.threads < 1 || settings.threads > 256)
    return std::unexpected("threads must be 1 to 256");
  if (!is_one_of(settings.profile, {"compatible", "strict"}))
    return std::unexpected("profile must be compatible or strict, not \"" + settings.profile +
                           "\"");
  if (!is_one_of(settings.live_profile, {"", "compatible", "strict"}))
    return std::unexpected("live.profile must be compatible, strict or empty, not \"" +
                           settings.live_profile + "\"");
  if (const auto clock = read_clock(settings.clock); !settings.clock.empty() && !clock)
    return std::unexpected(clock.error());
  if (const auto calendar = retirement_calendar(settings); !calendar)
    return std::unexpected("versions." + calendar.error());
  if (const auto pages = check_page_settings(settings); !pages) return pages;
  if (!is_one_of(settings.log_level, {"debug", "info", "warn", "error", "off"}))
    return std::unexpected("log.level must be debug, info, warn, error or off, not \"" +
                           settings.log_level + "\"");
  if (!is_one_of(settings.register_absent, {"admit", "refuse"}))
    return std::unexpected("register.absent must be admit or refuse, not \"" +
                           settings.register_absent + "\"");
  if (settings.revocation_refresh_seconds < 1 || settings.revocation_refresh_seconds > 900)
    return std::unexpected("revocation.refresh_seconds must be 1 to 900");
  const std::string& responder = settings.revocation_responder;
  if (!responder.empty() && responder != "none" && !responder.starts_with("http://"))
    return std::unexpected("revocation.responder must be an http address, none or empty, not \"" +
                           responder + "\"; answers are signed, https is not needed");
  if (const auto checked = check_online_bank(settings.online_bank);
      !settings.online_bank.empty() && !checked)
    return std::unexpected("fallback.online_bank " + checked.error());
  if (const auto bank = check_bank_settings(settings); !bank) return bank;
  if (settings.batch_accesses_a_day < 0 || settings.batch_accesses_a_day > 1'000'000'000)
    return std::unexpected("quota.batch_accesses_a_day must be 0 to 1000000000");
  if (!is_one_of(settings.details_quota_scope, {"transaction", "account"}))
    return std::unexpected("quota.details_quota_scope must be transaction or account, not \"" +
                           settings.details_quota_scope + "\"");
  if (!is_one_of(settings.psu_ip_policy, {"any_valid", "public_only"}))
    return std::unexpected("quota.psu_ip_policy must be any_valid or public_only, not \"" +
                           settings.psu_ip_policy + "\"");
  if (!settings.store.empty() && !is_postgresql(settings.store) &&
      (!settings.store.starts_with("sqlite:") || settings.store == "sqlite:"))
    // Not shown: it may be an address with a password, ill written.
    return std::unexpected("store must begin with sqlite: (then a PATH) or with postgresql://");
  for (const auto& [word, app] : settings.apps)
    if (const auto read = sca::read_app_identity(app); !app.empty() && !read)
      return std::unexpected(full_name(app_section, word) + ": " + read.error());
  return {};
}

}  // namespace guichet::app
