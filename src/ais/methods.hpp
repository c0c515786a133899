// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ais/visit.hpp"
#include "domain/entries.hpp"

namespace guichet::ais {

/// STET 1.6.2 part 2, the AIS methods, one file each. All complete exactly once, maybe on another
/// thread, and refuse with consent, quota and bank codes. The visit is copied as far as needed.

/// GET /accounts: the customer's eligible accounts, at most 500, in core banking's order. Refuses
/// with no_eligible_account (NAAC) when there is none at all. What is shown of each is the
/// consent's matter.
void accounts(const Desk& desk, const Visit& visit, Completion<std::vector<Account>> done);

/// PUT /consents: records `consent` if every IBAN in it is an eligible account of the customer;
/// else refuses with consent_refused and records nothing; with invalid_token if the pair of the
/// visit ended meanwhile (row 179). `read` is what the body said, `visit.consent` is not looked at.
void put_consents(const Desk& desk, const Visit& visit, Consent read,
                  Completion<ConsentVersion> done);

struct AccountBalance {
  Iban iban;
  Balance balance;
};
/// GET /accounts/{id}/balances: the booked balance.
void balances(const Desk& desk, const Visit& visit, const std::string& resource_id,
              Completion<AccountBalance> done);

/// What a caller may ask of the history.
struct TransactionQuery {
  std::optional<Instant> date_from = {};  ///< inclusive
  std::optional<Instant> date_to = {};    ///< exclusive
  std::optional<std::string> entry_reference_from =
      {};  ///< entries after this one in our stable order (oldest first)
  std::optional<std::string> entry_reference_to = {};  ///< entries up to and with this one
};
struct AccountTransactions {
  Iban iban;
  Entries entries;  ///< may be empty (204)
};
/// GET /accounts/{id}/transactions. Refuses with period_not_allowed beyond the customer's history
/// depth; an unknown entry reference leaves no entry above it and all below.
void transactions(const Desk& desk, const Visit& visit, const std::string& resource_id,
                  TransactionQuery query, Completion<AccountTransactions> done);

struct TransactionDetails {
  Iban iban;
  std::string transaction_id;
  std::vector<std::string> lines;  ///< may be empty (204)
};
/// GET /accounts/{id}/transactions/{tid}/details. Counts four batch accesses a day for each
/// transaction, or for the account, as the desk says.
void transaction_details(const Desk& desk, const Visit& visit, const std::string& resource_id,
                         std::string transaction_id, Completion<TransactionDetails> done);

struct AccountOverdraft {
  Iban iban;
  Money allowed;
};
/// GET /accounts/{id}/overdrafts: the agreed overdraft, zero if none.
void overdrafts(const Desk& desk, const Visit& visit, const std::string& resource_id,
                Completion<AccountOverdraft> done);

/// GET /end-user-identity: the connected customer. Refuses with consent_missing without
/// psuIdentity.
void end_user_identity(const Desk& desk, const Visit& visit, Completion<Identity> done);

}  // namespace guichet::ais
