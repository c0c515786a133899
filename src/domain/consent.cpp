// SPDX-License-Identifier: Apache-2.0
#include "domain/consent.hpp"

#include <utility>

namespace guichet {

bool Consent::names_an_account() const {
  return !balances.empty() || !transactions.empty() || !overdrafts.empty();
}

bool Consent::names(const std::string& iban) const {
  return balances.contains(iban) || transactions.contains(iban) || overdrafts.contains(iban);
}

Consent without(Consent consent, ConsentPart part) {
  switch (part) {
    case ConsentPart::balances:
      consent.balances.clear();
      return consent;
    case ConsentPart::transactions:
      consent.transactions.clear();
      return consent;
    case ConsentPart::overdrafts:
      consent.overdrafts.clear();
      return consent;
    case ConsentPart::identity:
      consent.psu_identity = false;
      return consent;
  }
  std::unreachable();
}

const std::set<std::string>& ibans_for(const Consent& consent, DataKind kind) {
  switch (kind) {
    case DataKind::balances:
      return consent.balances;
    case DataKind::transactions:
      return consent.transactions;
    case DataKind::overdrafts:
      return consent.overdrafts;
  }
  std::unreachable();
}

}  // namespace guichet
