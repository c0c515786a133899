// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_customer.hpp"

#include <algorithm>
#include <cstdio>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

/// "LEA SANDBOXA" answers to "lea".
std::string first_name(const sandbox::Persona& persona) {
  std::string name(persona.name.substr(0, persona.name.find(' ')));
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  return name;
}

}  // namespace

Step<std::string> identifier_of(const std::string& login, std::string_view establishment) {
  if (std::ranges::any_of(login, [](char c) { return c >= '0' && c <= '9'; })) return login;
  std::vector<std::string> names;
  const sandbox::Persona* elsewhere = nullptr;
  for (const sandbox::Persona& persona : sandbox::personas()) {
    names.push_back(first_name(persona));
    if (names.back() != login) continue;
    if (persona.establishment == establishment) return std::string(persona.login);
    if (elsewhere == nullptr) elsewhere = &persona;
  }
  if (elsewhere != nullptr) return std::string(elsewhere->login);
  std::fprintf(stderr,
               "guichet tpp: no persona \"%s\"; did you mean \"%s\"? An identifier like "
               "9999999901 does too\n",
               login.c_str(), nearest(login, names).c_str());
  return std::unexpected(exit_usage);
}

std::vector<std::string> establishments_of(std::string_view identifier) {
  std::vector<std::string> codes;
  for (const sandbox::Persona& persona : sandbox::personas())
    if (persona.login == identifier) codes.emplace_back(persona.establishment);
  return codes;
}

Step<std::string> establishment_for(const std::string& login, const std::string& own) {
  if (login.empty()) return own;
  const auto identifier = identifier_of(login, own);
  if (!identifier) return std::unexpected(identifier.error());
  const auto codes = establishments_of(*identifier);
  if (codes.empty() || std::ranges::find(codes, own) != codes.end()) return own;
  if (codes.size() == 1) return codes.front();
  std::fprintf(stderr,
               "guichet tpp: %s is a customer at %s and another at %s; say which with "
               "--establishment CODE\n",
               identifier->c_str(), codes[0].c_str(), codes[1].c_str());
  return std::unexpected(exit_usage);
}

std::string user_number_of(const TppSession& session, const std::string& identifier) {
  if (!session.options.user_number.empty()) return session.options.user_number;
  const sandbox::Persona* persona =
      sandbox::persona_of(identifier, session.application.establishment());
  return persona == nullptr ? std::string() : std::string(persona->user_number);
}

}  // namespace guichet::app
