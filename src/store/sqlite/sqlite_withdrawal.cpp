// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/sqlite_withdrawal.hpp"

#include <utility>

namespace guichet::store {

SqliteWithdrawal::SqliteWithdrawal(Connection& writing, Writer& writer, SqliteGrantBook& grants,
                                   SqliteConsentBook& consents)
    : writer_(writer),
      grants_(grants),
      consents_(consents),
      delete_codes_(writing.prepare(
          "DELETE FROM authorization_code WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 "
          "AND (?4 IS NULL OR role = ?4)")),
      delete_pairs_(writing.prepare(
          "DELETE FROM access_grant WHERE establishment = ?1 AND psu = ?2 AND tpp = ?3 "
          "AND (?4 IS NULL OR role = ?4) RETURNING access_hash")),
      reading_(writing) {}

void SqliteWithdrawal::withdraw_all(ConsentKey key, std::optional<std::string> role, Instant at,
                                    Completion<ConsentVersion> done) {
  auto work = [this, key = std::move(key), role = std::move(role),
               at](AfterCommit& after_commit) -> Outcome<ConsentVersion> {
    end_grants(key, role, after_commit);
    ConsentVersion in_force = reading_.latest(key);
    if (role && *role != "aisp") return in_force;
    return leave(key, std::move(in_force), Consent(), at, after_commit);
  };
  writer_.write<ConsentVersion>(Steps::several, std::move(work), std::move(done));
}

void SqliteWithdrawal::withdraw_part(ConsentKey key, ConsentPart part, Instant at,
                                     Completion<ConsentVersion> done) {
  auto work = [this, key = std::move(key), part,
               at](AfterCommit& after_commit) -> Outcome<ConsentVersion> {
    ConsentVersion in_force = reading_.latest(key);
    Consent left = without(in_force.consent, part);
    return leave(key, std::move(in_force), std::move(left), at, after_commit);
  };
  writer_.write<ConsentVersion>(Steps::several, std::move(work), std::move(done));
}

/// All codes: one that is taken may be about to give a pair.
void SqliteWithdrawal::end_grants(const ConsentKey& key, const std::optional<std::string>& role,
                                  AfterCommit& after_commit) {
  delete_codes_.execute(key.establishment, key.psu, key.tpp, role);
  auto ended = delete_pairs_.run(key.establishment, key.psu, key.tpp, role);
  while (ended.next()) grants_.forget_later(ended.hash(0), after_commit);
}

Outcome<ConsentVersion> SqliteWithdrawal::leave(const ConsentKey& key, ConsentVersion in_force,
                                                Consent left, Instant at,
                                                AfterCommit& after_commit) {
  if (left == in_force.consent) return in_force;
  return consents_.append(key, left, ConsentAuthor::customer, at, after_commit);
}

}  // namespace guichet::store
