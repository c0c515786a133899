// SPDX-License-Identifier: Apache-2.0
#include "domain/consent.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace guichet {
namespace {

constexpr std::array author_words{std::string_view{"unknown"}, std::string_view{"tpp"},
                                  std::string_view{"customer"}, std::string_view{"bank"}};

void subtract(const std::set<std::string>& of, const std::set<std::string>& beside,
              std::set<std::string>& into) {
  std::ranges::set_difference(of, beside, std::inserter(into, into.end()));
}

}  // namespace

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

Consent difference(const Consent& of, const Consent& beside) {
  Consent left;
  subtract(of.balances, beside.balances, left.balances);
  subtract(of.transactions, beside.transactions, left.transactions);
  subtract(of.overdrafts, beside.overdrafts, left.overdrafts);
  left.psu_identity = of.psu_identity && !beside.psu_identity;
  return left;
}

std::string_view word_of(ConsentAuthor author) {
  return author_words.at(static_cast<std::size_t>(author));
}

ConsentAuthor consent_author_of(std::string_view word) {
  const auto found = std::ranges::find(author_words, word);
  return found == author_words.end() ? ConsentAuthor::unknown
                                     : static_cast<ConsentAuthor>(found - author_words.begin());
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
