// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/application.hpp"
#include "client/failure.hpp"
#include "client/form_driver.hpp"
#include "client/transport.hpp"
#include "domain/randomness.hpp"

namespace guichet::client {

/// What came of the question to be let in: an address, or what the bank refused.
struct FallbackReply {
  std::string location;  ///< with a pass in it, which is a secret for a minute; empty when refused
  Answer answer;
};

/// POST /oauth/token with the QWAC, client_credentials, scope aisp and the header fallback: 1
/// ("Utiliser le fallback" of the reference page). A redirect without Location is a failure.
Result<FallbackReply> ask_for_fallback(const Application& application, Transport& transport,
                                       Randomness& randomness);

/// An account as the online bank's page shows it.
struct ScrapedAccount {
  std::string name;
  std::string iban;
  std::string balance;
};

/// Goes to `location`, signs in with the customer's credentials and reads the page of accounts, as
/// the sandbox's online bank has it: rows of name, IBAN and balance. Fails with the words of the
/// page when the bank stops on the way.
Result<std::vector<ScrapedAccount>> accounts_at_online_bank(Transport& transport,
                                                            std::string_view location,
                                                            const Customer& customer);

}  // namespace guichet::client
