// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/iban.hpp"
#include "domain/means.hpp"
#include "domain/money.hpp"
#include "domain/paris_day.hpp"
#include "domain/segment.hpp"

namespace guichet {

/// STET AccountResource.usage.
enum class Usage { priv, orga };

/// STET AccountResource.psuStatus, the values this bank group uses.
enum class PsuStatus { account_holder, account_co_holder, custodian_for_minor };

/// A payment account is one from which daily payments can be made; the others are no matter of
/// PSD2.
enum class AccountKind { payment, savings };

enum class AccountState { not_open_yet, active, closed };

/// One account as core banking knows it, seen by one customer.
struct Account {
  Iban iban;
  std::string name;    ///< STET name, at most 70 characters: "CPT DEPOT PART."
  std::string holder;  ///< "Mme LEA SANDBOXA"
  Usage usage = Usage::priv;
  PsuStatus psu_status = PsuStatus::account_holder;
  AccountKind kind = AccountKind::payment;
  Currency currency = Currency::eur;
  AccountState state = AccountState::active;
  bool blocked = false;
  bool seized = false;           ///< by a creditor or a court
  bool reachable_online = true;  ///< with this customer's subscription
};

/// Only eligible accounts reach a TPP: payment accounts in euro, active, neither blocked nor
/// seized, reachable online (reference page, "Limitations fonctionnelles").
bool is_eligible(const Account& account);

/// A booked balance (STET balanceType CLBD).
struct Balance {
  Money amount;
  /// At the end of which day in Paris, where core banking knows it for an earlier one only: an
  /// imported statement's last. Nothing: now.
  std::optional<ParisDay> day = {};
};

/// Who the connected customer is (STET Identity). `first_name`, `last_name` and `name_prefix` are
/// empty for a legal person.
struct Identity {
  std::string full_name;    ///< "Mme LEA SANDBOXA"
  std::string name_prefix;  ///< DOCT, MADM, MISS or MIST
  std::string first_name;
  std::string last_name;
};

/// A customer of one establishment as core banking knows him.
struct Customer {
  std::string psu;  ///< core banking's stable id of the customer
  Segment segment = Segment::part;
  std::string masked_phone;  ///< "06 ** ** ** 01", shown on the SMS page
  std::vector<Means> means{Means::otp_sms};
  bool needs_user_number =
      false;  ///< professional and company customers give one besides the identifier
  std::optional<Subscription> own_subscription = {};  ///< unless it is the segment's usual one
  bool sole_trader = false;  ///< EI: a private customer with a business of his own
  bool minor = false;
  /// Core banking's id of the one who represents a minor; empty: nobody is attached to him.
  std::string legal_representative = {};

  Subscription subscription() const {
    return own_subscription.value_or(usual_subscription(segment));
  }
};

/// True if this customer's subscription reaches the account (reference page, "Limitations liées aux
/// segments de clientèle"). Private customers reach account numbers that begin with 04, sole
/// traders and professionals with DEI 04 and 08, CE Net 08. A minor is covered while attached to a
/// representative, a guardian with Web Protexion is not.
bool reaches_online(const Customer& customer, const Iban& iban);

}  // namespace guichet
