// SPDX-License-Identifier: Apache-2.0
#include "app/page_settings.hpp"

#include <utility>

#include "app/seed.hpp"
#include "portal/assets.hpp"

namespace guichet::app {

sca::PageSettings page_settings(const Settings& settings, std::string secret,
                                const TermsInForce& terms) {
  sca::PageSettings pages;
  pages.stylesheet = portal::asset_path("sca.css");
  pages.icon = portal::asset_path("icon.svg");
  pages.script = portal::asset_path("sca.ts");
  pages.sandbox = true;
  if (settings.sms_code == "constant") pages.sandbox_otp = sandbox_otp;
  pages.means = *read_means(settings.means);
  pages.asks_password = settings.password == "required";
  pages.secret = std::move(secret);
  pages.terms = &terms;
  return pages;
}

std::map<std::string, sca::AppIdentity, std::less<>> app_identities(const Settings& settings) {
  std::map<std::string, sca::AppIdentity, std::less<>> apps;
  for (const auto& [word, text] : settings.apps)
    if (auto app = sca::read_app_identity(text)) apps.emplace(word, *std::move(app));
  return apps;
}

std::string name_of_tpp(const tpp::TppRegister& tpps, std::string_view oid) {
  for (const Environment environment : {Environment::live, Environment::sandbox})
    if (const auto tpp = tpps.by_oid(oid, environment)) return tpp->tpp.name;
  return std::string(oid);
}

}  // namespace guichet::app
