// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "bank/core_banking.hpp"
#include "domain/account.hpp"
#include "domain/alarm.hpp"
#include "domain/consent.hpp"
#include "domain/grant.hpp"
#include "domain/outcome.hpp"
#include "domain/quota.hpp"
#include "store/consent_book.hpp"
#include "store/quota_book.hpp"

namespace guichet::ais {

/// An admitted AIS call: who reads whose data at which bank, and when.
struct Visit {
  std::string establishment;
  std::string psu;
  std::string tpp;    ///< organizationIdentifier
  SecretHash pair{};  ///< refresh hash of the pair with whose token is called
  /// In force when the call was admitted; never null. Shared with the store's memory of it, which
  /// may replace its own meanwhile.
  std::shared_ptr<const Consent> consent;
  Instant now{};
  bool batch = false;             ///< the customer is not connected: the quota counts
  std::string x_request_id = {};  ///< of a batch call, noted at the counter
  /// Where the call's counter is told of, once it is known: before the method completes. Null:
  /// nobody asks.
  std::optional<QuotaStanding>* standing = nullptr;
};

/// What has four batch accesses a day of its own when details are read.
enum class DetailsQuota { transaction, account };

/// The doors an AIS method may use. References live as long as the program.
struct Desk {
  bank::CoreBanking& bank;
  store::ConsentBook& consents;
  store::QuotaBook& quota;
  AlarmBell* alarm = nullptr;  ///< null: nobody listens
  DetailsQuota details_quota = DetailsQuota::transaction;
};

/// The account that `resource_id` names in this consent, for this kind of data. Refuses with
/// account_unknown when no list of the consent has it (unknown, foreign and never consented look
/// the same), with consent_missing when another list has it.
Outcome<Iban> consented_account(const Consent& consent, std::string_view resource_id,
                                DataKind kind);

}  // namespace guichet::ais
