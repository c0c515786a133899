// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "sca/app2app.hpp"
#include "sca/journey.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::app {

/// What the customers' pages need to know, of settings that check_settings has let pass.
/// `terms` live as long as the pages.
sca::PageSettings page_settings(const Settings& settings, std::string secret,
                                const TermsInForce& terms);

/// The apps of the brands, by the brand's word, likewise.
std::map<std::string, sca::AppIdentity, std::less<>> app_identities(const Settings& settings);

/// The name customers know a TPP by: that of one of its clients, wherever it is enrolled; its
/// organizationIdentifier if it is not any more.
std::string name_of_tpp(const tpp::TppRegister& tpps, std::string_view oid);

}  // namespace guichet::app
