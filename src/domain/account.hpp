// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/iban.hpp"
#include "domain/means.hpp"
#include "domain/money.hpp"
#include "domain/segment.hpp"

namespace guichet {

/// STET AccountResource.usage.
enum class Usage { priv, orga };

/// STET AccountResource.psuStatus, the values this bank group uses.
enum class PsuStatus { account_holder, account_co_holder };

/// One account as core banking knows it. `eligible` is core banking's word: a payment account in
/// euro, active, neither blocked nor seized, reachable online. Only eligible accounts reach a TPP.
struct Account {
  Iban iban;
  std::string name;    ///< STET name, at most 70 characters: "CPT DEPOT PART."
  std::string holder;  ///< "Mme LEA SANDBOXA"
  Usage usage = Usage::priv;
  PsuStatus psu_status = PsuStatus::account_holder;
  bool eligible = true;
};

/// A booked balance (STET balanceType CLBD) at a Paris day.
struct Balance {
  Money amount;
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
};

}  // namespace guichet
