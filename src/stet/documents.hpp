// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/account.hpp"
#include "domain/consent.hpp"
#include "domain/transaction.hpp"
#include "stet/version.hpp"

namespace guichet::stet {

/// How bodies are written for this call.
struct Wire {
  const Version& version;  ///< of the path; every link carries it
  bool as_printed = true;  ///< Profile::wire_as_printed
};

/// STET part 2, HalAccounts: consented accounts with resourceId and the links of exactly what was
/// consented, the others bare. What a version has no method for is as if it were not consented.
std::string accounts_document(const Wire& wire, std::span<const Account> eligible,
                              const Consent& consent);

/// HalBalances; `day` is the Paris day the balance is named for.
std::string balances_document(const Wire& wire, const Iban& iban, const Balance& balance,
                              ParisDay day, const Consent& consent);

/// In bytes: with the path of an account's transactions before it a link has 2,000 at most (STET
/// GenericLink.href).
inline constexpr std::size_t longest_repeated_query = 1900;

/// HalTransactions, in the order given. `raw_query` (without '?', may be empty, not longer than
/// longest_repeated_query) is repeated in the self link.
std::string transactions_document(const Wire& wire, const Iban& iban,
                                  std::span<const Transaction> entries, const Consent& consent,
                                  std::string_view raw_query);

/// HalTransactionDetails, of the versions that offer details.
std::string details_document(const Wire& wire, const Iban& iban, std::string_view transaction_id,
                             std::span<const std::string> lines, const Consent& consent);

/// HalOverdrafts, of the versions that offer overdrafts.
std::string overdrafts_document(const Wire& wire, const Iban& iban, Money allowed,
                                const Consent& consent);

/// HalEndUserIdentity.
std::string identity_document(const Wire& wire, const Identity& identity);

}  // namespace guichet::stet
