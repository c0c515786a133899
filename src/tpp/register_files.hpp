// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/outcome.hpp"
#include "tpp/public_register.hpp"

namespace guichet::tpp {

/// The licences in the EBA's file: a JSON array whose last element is the array of entities. About
/// half a second for its 330,000 entities. Refuses with internal.
Outcome<std::vector<Licence>> read_eba_file(std::string_view text);

/// The licences in an extract of REGAFI. Columns: identifiant (an organizationIdentifier, or the
/// ACPR's number), denomination, statut (agréé, actif, suspendu, radié, retiré; with or without
/// accents), and if they are there date_debut, date_fin (the first day without licence) and
/// services. Refuses with internal.
Outcome<std::vector<Licence>> read_regafi_file(std::string_view text);

/// A day written 2024-02-01 or 01/02/2024.
std::optional<std::chrono::year_month_day> read_register_day(std::string_view text);

/// The role a payment service opens (Annex I of Directive (EU) 2015/2366), as the EBA (PS_080), the
/// directive ("8") or a scope (aisp) calls it; nothing for those without one.
std::optional<TppRole> role_of_service(std::string_view service);

}  // namespace guichet::tpp
