// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access.hpp"
#include "domain/account.hpp"
#include "domain/consent.hpp"
#include "domain/establishment.hpp"
#include "message/response.hpp"
#include "sca/journey.hpp"

namespace guichet::sca {

/// What the dashboard knows of one TPP.
struct Permission {
  std::string tpp;   ///< organizationIdentifier
  std::string name;  ///< to be shown
  Consent consent;
  Instant since{};
  std::optional<Instant> until;  ///< of the tokens; nothing: it has none, and can read nothing
  std::optional<Access> last;    ///< what it read last

  /// True if the TPP may come: it has tokens.
  bool is_live() const { return until.has_value(); }
  /// True if there is something to take back: a consent counts again once the TPP has tokens anew.
  bool can_be_withdrawn() const { return until.has_value() || !consent.is_empty(); }
};

/// What every page of the dashboard shows and carries.
struct DashboardContext {
  Language language = Language::french;
  const Establishment& establishment;
  const PageSettings& settings;
  std::string_view form_token;
  std::vector<Account> accounts;  ///< the customer's, to name them by
  std::optional<Text> news = {};  ///< what was just done
};

/// Where a TPP's part of the dashboard is.
std::string address_of(std::string_view tpp);

message::Response permissions_page(const DashboardContext& context,
                                   const std::vector<Permission>& permissions);

/// One TPP with its accesses, newest first; `more` leads to the older ones.
message::Response permission_page(const DashboardContext& context, const Permission& permission,
                                  const std::vector<Access>& accesses, std::optional<Instant> more);

/// Asks before something is withdrawn. Nothing: everything is.
message::Response withdrawal_page(const DashboardContext& context, const Permission& permission,
                                  std::optional<ConsentPart> part);

/// After a sign-in that came to nothing: the page of this error word.
message::Response closed_page(Language language, const Establishment& establishment,
                              const PageSettings& settings, std::string_view error);

/// "balances", "transactions", "overdrafts", "identity", as forms have it.
std::string_view word_of(ConsentPart part);
std::optional<ConsentPart> part_of(std::string_view word);

}  // namespace guichet::sca
