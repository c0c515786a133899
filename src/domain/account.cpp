// SPDX-License-Identifier: Apache-2.0
#include "domain/account.hpp"

#include <utility>

namespace guichet {

bool is_eligible(const Account& account) {
  return account.kind == AccountKind::payment && account.currency == Currency::eur &&
         account.state == AccountState::active && !account.blocked && !account.seized &&
         account.reachable_online;
}

bool reaches_online(const Customer& customer, const Iban& iban) {
  if (customer.minor && customer.legal_representative.empty()) return false;
  const bool private_account = iban.account_number().starts_with("04");
  const bool trade_account = iban.account_number().starts_with("08");
  const bool trades = customer.sole_trader || customer.segment != Segment::part;
  switch (customer.subscription()) {
    case Subscription::dei_part:
    case Subscription::dei_pro:
      return private_account || (trades && trade_account);
    case Subscription::ce_net:
      return trade_account;
    case Subscription::web_protexion:
      return false;
  }
  std::unreachable();
}

}  // namespace guichet
