// SPDX-License-Identifier: Apache-2.0
#include "domain/establishment.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "domain/loopback.hpp"

namespace guichet {
namespace {

/// A word that no brand has does not compile.
consteval const Brand* brand(std::string_view word) {
  const auto found = std::ranges::find(brands, word, &Brand::word);
  return &brands.at(static_cast<std::size_t>(found - brands.begin()));
}

constexpr const Brand* caisse_epargne = brand("caisse-epargne");

// The 18 of the reference page's list and the sister banks of its App2App table. Of the Banques
// Populaires, whose codes that table leaves to another page, the one whose code is known here.
constexpr std::array group{
    Establishment{"10548", "Banque de Savoie", "BDS", brand("banque-de-savoie")},
    Establishment{"11315", "Caisse d'Epargne Provence Alpes Corse", "CEPAC", caisse_epargne},
    Establishment{"11425", "Caisse d'Epargne Normandie", "CEN", caisse_epargne},
    Establishment{"12135", "Caisse d'Epargne Bourgogne Franche-Comté", "CEBFC", caisse_epargne},
    Establishment{"12579", "Banque BCP", "BBCP", brand("banque-bcp")},
    Establishment{"13135", "Caisse d'Epargne Midi-Pyrénées", "CEMP", caisse_epargne},
    Establishment{"13335", "Caisse d'Epargne Aquitaine Poitou-Charentes", "CEAPC", caisse_epargne},
    Establishment{"13485", "Caisse d'Epargne Languedoc-Roussillon", "CELR", caisse_epargne},
    Establishment{"13807", "Banque Populaire", "BP", brand("banque-populaire")},
    Establishment{"13825", "Caisse d'Epargne Rhône Alpes", "CERA", caisse_epargne},
    Establishment{"14265", "Caisse d'Epargne Loire Drôme Ardèche", "CELDA", caisse_epargne},
    Establishment{"14445", "Caisse d'Epargne Bretagne-Pays de Loire", "CEBPL", caisse_epargne},
    Establishment{"14505", "Caisse d'Epargne Loire-Centre", "CELC", caisse_epargne},
    Establishment{"15135", "Caisse d'Epargne Grand Est Europe", "CEGEE", caisse_epargne},
    Establishment{"16275", "Caisse d'Epargne Hauts de France", "CEHDF", caisse_epargne},
    Establishment{"17515", "Caisse d'Epargne Ile De France", "CEIDF", caisse_epargne},
    Establishment{"18315", "Caisse d'Epargne Côte d'Azur", "CECAZ", caisse_epargne},
    Establishment{"18715", "Caisse d'Epargne Auvergne et Limousin", "CEPAL", caisse_epargne},
    Establishment{"18919", "Natixis Wealth Management", "NWM", brand("natixis-wealth-management")},
    Establishment{"30258", "BTP Banque", "BTPB", brand("btp-banque")},
    Establishment{"40978", "Banque Palatine", "PALATINE", brand("banque-palatine")},
    Establishment{"42559", "Crédit Coopératif", "CCO", brand("credit-cooperatif")}};
static_assert(std::ranges::is_sorted(group, {}, &Establishment::code));

// What follows "www.<cdetab>." in the names the reference page and its notice of 26 January 2026
// print; the first is the sandbox's, the others are live.
constexpr std::array page_hosts{std::string_view{"sandbox.api.89c3.com"},
                                std::string_view{"oba-bad-me-live.api.89c3.com"},
                                std::string_view{"oba-bad-me-live-api.89c3.com"}};
// What follows "www.<cdetab>." in live names that are given up. The reference page: "ne sera plus
// disponible à partir du 28/09/2025". Refused then even where the configured domain would make it
// anew.
struct RetiredForm {
  std::string_view tail;
  ParisDay gone_on;
};
constexpr std::array retired_forms{
    RetiredForm{"live.api.89c3.com", std::chrono::year{2025} / 9 / 28}};
constexpr std::string_view sandbox_environment = "sandbox.api.";
constexpr std::string_view live_environment = "live.api.";

constexpr std::size_t longest_host = 253;  // RFC 1035 2.3.4, without the trailing dot

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// `host` without ":port"; nothing if what follows the colon is no port.
std::optional<std::string_view> without_port(std::string_view host) {
  const std::size_t colon = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  if (colon == std::string_view::npos) return host;
  const std::string_view port = host.substr(colon + 1);
  if (port.size() > 5 || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  return host.substr(0, colon);
}

const RetiredForm* retired_form(std::string_view tail) {
  const auto found = std::ranges::find(retired_forms, tail, &RetiredForm::tail);
  return found == retired_forms.end() ? nullptr : &*found;
}

/// True if `text` is `environment` followed by `domain`.
bool is_under(std::string_view text, std::string_view environment, std::string_view domain) {
  return text.size() == environment.size() + domain.size() && text.starts_with(environment) &&
         text.ends_with(domain);
}

}  // namespace

std::span<const Establishment> establishments() { return group; }

const Establishment* establishment_by_code(std::string_view code) {
  const auto found = std::ranges::lower_bound(group, code, {}, &Establishment::code);
  return found != group.end() && found->code == code ? &*found : nullptr;
}

HostNames::HostNames(std::string domain, std::optional<std::string> loopback_stands_for,
                     HostCircumstances circumstances)
    : domain_(std::move(domain)),
      loopback_stands_for_(std::move(loopback_stands_for)),
      circumstances_(circumstances) {
  std::ranges::transform(domain_, domain_.begin(), lowered);
}

ServedHost HostNames::find(std::string_view host) const {
  const auto bare = without_port(host);
  if (!bare) return {};
  std::string_view name = *bare;
  if (name.ends_with('.')) name.remove_suffix(1);
  std::array<char, longest_host> buffer;
  if (name.size() > buffer.size()) return {};
  std::ranges::transform(name, buffer.begin(), lowered);
  name = {buffer.data(), name.size()};

  if (is_loopback(name))
    return {loopback_stands_for_ ? establishment_by_code(*loopback_stands_for_) : nullptr,
            Environment::sandbox};
  ServedHost found = find_by_form(name);
  const TermsInForce* const terms = circumstances_.terms;
  if (!found && terms) found.establishment = terms->with_alias(name, found.environment);
  if (found && terms && !terms->of(*found.establishment).is_served) return {};
  return found;
}

ServedHost HostNames::find_by_form(std::string_view name) const {
  constexpr std::string_view head = "www.";
  constexpr std::size_t code_length = 5;
  if (name.size() <= head.size() + code_length || !name.starts_with(head) ||
      name[head.size() + code_length] != '.')
    return {};
  const Establishment* establishment = establishment_by_code(name.substr(head.size(), code_length));
  if (!establishment) return {};
  const std::string_view tail = name.substr(head.size() + code_length + 1);
  if (const RetiredForm* const retired = retired_form(tail))
    return is_retired(retired->gone_on) ? ServedHost{}
                                        : ServedHost{establishment, Environment::live};
  if (is_under(tail, sandbox_environment, domain_) || tail == page_hosts.front())
    return {establishment, Environment::sandbox};
  const bool is_live = is_under(tail, live_environment, domain_) ||
                       is_under(tail, live_environment, establishment->brand->domain) ||
                       std::ranges::find(page_hosts, tail) != page_hosts.end();
  return is_live ? ServedHost{establishment, Environment::live} : ServedHost{};
}

std::string HostNames::name_of(const Establishment& establishment, Environment environment) const {
  std::string name = "www." + std::string(establishment.code) + ".";
  name += environment == Environment::live ? live_environment : sandbox_environment;
  return name + domain_;
}

std::vector<std::string> HostNames::names_of(const Establishment& establishment) const {
  const std::string head = "www." + std::string{establishment.code} + ".";
  std::vector<std::string> names;
  const auto add = [&](std::string_view environment, std::string_view domain) {
    std::string tail{environment};
    tail += domain;
    if (retired_form(tail) || std::ranges::find(names, head + tail) != names.end()) return;
    names.push_back(head + tail);
  };
  add(sandbox_environment, domain_);
  add(live_environment, domain_);
  for (const std::string_view page_host : page_hosts) add("", page_host);
  add(live_environment, establishment.brand->domain);
  if (circumstances_.terms)
    for (const HostAlias& alias : circumstances_.terms->of(establishment).aliases)
      names.push_back(alias.host);
  return names;
}

std::vector<RetiredHost> HostNames::retired_names_of(const Establishment& establishment) const {
  std::vector<RetiredHost> names;
  for (const RetiredForm& form : retired_forms)
    names.push_back(
        {"www." + std::string{establishment.code} + "." + std::string{form.tail}, form.gone_on});
  return names;
}

bool HostNames::is_retired(ParisDay gone_on) const {
  return circumstances_.clock == nullptr || circumstances_.clock->now() >= midnight_of(gone_on);
}

}  // namespace guichet
