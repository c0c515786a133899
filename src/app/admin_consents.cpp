// SPDX-License-Identifier: Apache-2.0
#include "app/admin_consents.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <utility>

#include "app/commands.hpp"
#include "app/establishment_option.hpp"
#include "app/option_value.hpp"
#include "app/store_inspection.hpp"
#include "domain/iban.hpp"
#include "sandbox/clock_control.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;

constexpr std::array kinds{std::pair{"balances", &Consent::balances},
                           std::pair{"transactions", &Consent::transactions},
                           std::pair{"overdrafts", &Consent::overdrafts}};

/// As much of an IBAN as was asked for.
std::string shown(const std::string& iban, bool full) {
  const auto parsed = Iban::parse(iban);
  if (full) return iban;
  return parsed ? parsed->masked() : "..";
}

std::string_view words_for(ConsentAuthor author) {
  switch (author) {
    case ConsentAuthor::unknown:
      return "author not recorded";
    case ConsentAuthor::tpp:
      return "by the TPP";
    case ConsentAuthor::customer:
      return "by the customer";
    case ConsentAuthor::bank:
      return "by the bank";
  }
  std::unreachable();
}

// --- for people
// -----------------------------------------------------------------------------------

void print_lines(const char* mark, const Consent& consent, bool full) {
  for (const auto& [kind, ibans] : kinds) {
    if ((consent.*ibans).empty()) continue;
    std::printf("    %s%-13s", mark, kind);
    for (const std::string& iban : consent.*ibans) std::printf(" %s", shown(iban, full).c_str());
    std::printf("\n");
  }
  if (consent.psu_identity) std::printf("    %sidentity\n", mark);
}

void print_version(const ConsentVersion& version) {
  const std::string_view author = words_for(version.author);
  std::printf("  version %llu, %s, %.*s%s\n", static_cast<unsigned long long>(version.version),
              sandbox::rfc3339(version.at).c_str(), static_cast<int>(author.size()), author.data(),
              version.consent.is_empty() ? ": nothing consented" : "");
}

void print(const store::ConsentHistory& consent, const ConsentQuestion& question) {
  std::printf("%s  %s  %s%s\n", consent.key.establishment.c_str(), consent.key.psu.c_str(),
              consent.key.tpp.c_str(),
              consent.versions.back().consent.is_empty() ? "  (withdrawn)" : "");
  if (!question.history) {
    print_version(consent.versions.back());
    print_lines("", consent.versions.back().consent, question.full);
    return;
  }
  Consent before;
  for (const ConsentVersion& version : consent.versions) {
    print_version(version);
    print_lines("+ ", difference(version.consent, before), question.full);
    print_lines("- ", difference(before, version.consent), question.full);
    before = version.consent;
  }
}

// --- for programs
// ---------------------------------------------------------------------------------

json::object shown(const Consent& consent, bool full) {
  json::object object;
  for (const auto& [kind, ibans] : kinds) {
    json::array listed;
    for (const std::string& iban : consent.*ibans) listed.emplace_back(shown(iban, full));
    object[kind] = std::move(listed);
  }
  object["identity"] = consent.psu_identity;
  return object;
}

json::object shown(const ConsentVersion& version, bool full) {
  json::object object{{"version", version.version},
                      {"at", sandbox::rfc3339(version.at)},
                      {"by", word_of(version.author)}};
  object["consent"] = shown(version.consent, full);
  return object;
}

json::object shown(const store::ConsentHistory& consent, const ConsentQuestion& question) {
  json::object object{{"establishment", consent.key.establishment},
                      {"psu", consent.key.psu},
                      {"tpp", consent.key.tpp},
                      {"withdrawn", consent.versions.back().consent.is_empty()},
                      {"in_force", shown(consent.versions.back(), question.full)}};
  if (!question.history) return object;
  json::array history;
  Consent before;
  for (const ConsentVersion& version : consent.versions) {
    json::object step = shown(version, question.full);
    step["added"] = shown(difference(version.consent, before), question.full);
    step["removed"] = shown(difference(before, version.consent), question.full);
    history.push_back(std::move(step));
    before = version.consent;
  }
  object["history"] = std::move(history);
  return object;
}

int failed(int code, const std::string& words) {
  std::fprintf(stderr, "guichet admin: %s\n", words.c_str());
  return code;
}

}  // namespace

CLI::App& add_consents(CLI::App& admin, ConsentQuestion& question) {
  auto& consents = *admin.add_subcommand("consents", "the register of consents, in force and ever");
  consents.add_option("--data", question.data, "data directory (default ./guichet-data)")
      ->check(fault_of_empty);
  consents.add_option("--store", question.store, "default: the one last served from there")
      ->check(fault_of_empty);
  consents.add_option("--establishment", question.establishment, "of this establishment only")
      ->check(fault_of_establishment);
  consents.add_option("--tpp", question.tpp, "to the TPP of this organizationIdentifier only")
      ->check(fault_of_empty);
  consents.add_option("--psu", question.psu, "of this customer only")->check(fault_of_empty);
  consents.add_flag("--history", question.history, "every version, with when and what changed");
  consents.add_flag("--full", question.full, "whole IBANs; without it, country and last four");
  consents.add_flag("--json", question.json, "for programs");
  return consents;
}

int show_consents(const ConsentQuestion& question) {
  const auto settings = settings_in(question.data, question.store);
  if (!settings) return failed(exit_configuration, settings.error());
  const auto consents = inspect_consents(*settings, question.data,
                                         {question.establishment, question.psu, question.tpp});
  if (!consents) return failed(exit_code_of(*settings, consents.error()), consents.error().detail);
  if (question.json) {
    json::array all;
    for (const auto& consent : *consents) all.push_back(shown(consent, question));
    std::printf("%s\n", json::serialize(json::object{{"consents", std::move(all)}}).c_str());
    return exit_done;
  }
  if (consents->empty())
    std::printf("No such consent in %s\n", name_of_store(*settings, question.data).c_str());
  for (const auto& consent : *consents) print(consent, question);
  return exit_done;
}

}  // namespace guichet::app
