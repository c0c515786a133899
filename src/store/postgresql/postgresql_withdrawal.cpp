// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_withdrawal.hpp"

#include <utility>

#include "store/postgresql/postgresql_consent_book.hpp"

namespace guichet::store::postgresql {
namespace {

/// All codes: one that is taken may be about to give a pair. They come first, as everywhere: a code
/// that is just giving one is waited for, and its pair is seen.
void end_grants(Transaction& transaction, const ConsentKey& key,
                const std::optional<std::string>& role) {
  transaction.ask(
      "DELETE FROM authorization_code WHERE establishment = $1 AND psu = $2 AND tpp = $3 "
      "AND ($4 IS NULL OR role = $4)",
      key.establishment, key.psu, key.tpp, role);
  transaction.ask(
      "DELETE FROM access_grant WHERE establishment = $1 AND psu = $2 AND tpp = $3 "
      "AND ($4 IS NULL OR role = $4)",
      key.establishment, key.psu, key.tpp, role);
}

ConsentVersion leave(Transaction& transaction, const ConsentKey& key, ConsentVersion in_force,
                     const Consent& left, Instant at) {
  if (left == in_force.consent) return in_force;
  return append_consent(transaction, key, left, ConsentAuthor::customer, at);
}

}  // namespace

void PostgresqlWithdrawal::withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                                        Completion<ConsentVersion> done) {
  auto work = [key = std::move(key), role = std::move(role),
               at](Transaction& transaction) -> Outcome<ConsentVersion> {
    lock_consents(transaction, key);
    end_grants(transaction, key, role);
    ConsentVersion in_force = latest_consent(transaction, key);
    if (role && *role != "aisp") return in_force;
    return leave(transaction, key, std::move(in_force), Consent(), at);
  };
  transactions_.run<ConsentVersion>(std::move(work), std::move(done));
}

void PostgresqlWithdrawal::withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                                         Completion<ConsentVersion> done) {
  auto work = [key = std::move(key), part,
               at](Transaction& transaction) -> Outcome<ConsentVersion> {
    lock_consents(transaction, key);
    ConsentVersion in_force = latest_consent(transaction, key);
    const Consent left = without(in_force.consent, part);
    return leave(transaction, key, std::move(in_force), left, at);
  };
  transactions_.run<ConsentVersion>(std::move(work), std::move(done));
}

}  // namespace guichet::store::postgresql
