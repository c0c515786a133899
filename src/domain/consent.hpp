// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "domain/clock.hpp"

namespace guichet {

/// Whose consent to whom, at which bank. One consent each, replaced as a whole by PUT /consents.
struct ConsentKey {
  std::string establishment;
  std::string psu;
  std::string tpp;  ///< organizationIdentifier of the TPP
  ConsentKey(std::string establishment_code, std::string psu_id, std::string tpp_oid)
      : establishment(std::move(establishment_code)),
        psu(std::move(psu_id)),
        tpp(std::move(tpp_oid)) {}
  ConsentKey() = default;
  auto operator<=>(const ConsentKey&) const = default;
};

/// What a customer consented to: IBANs per data kind, and the identity. Default: nothing.
struct Consent {
  std::set<std::string> balances;
  std::set<std::string> transactions;
  std::set<std::string> overdrafts;
  bool psu_identity = false;

  /// True if any list names an account.
  bool names_an_account() const;
  /// True if it consents to nothing.
  bool is_empty() const { return !names_an_account() && !psu_identity; }
  /// True if `iban` is in any of the lists.
  bool names(const std::string& iban) const;
  bool operator==(const Consent&) const = default;
};

/// What a customer can take back of a consent by itself.
enum class ConsentPart { balances, transactions, overdrafts, identity };

/// `consent` with nothing left of `part`.
Consent without(Consent consent, ConsentPart part);

/// The data kinds a consent separates.
enum class DataKind { balances, transactions, overdrafts };

/// The list of `consent` for `kind`.
const std::set<std::string>& ibans_for(const Consent& consent, DataKind kind);

/// What `of` consents to and `beside` does not.
Consent difference(const Consent& of, const Consent& beside);

/// Who put a version into the register.
enum class ConsentAuthor {
  unknown,   ///< recorded before the register knew
  tpp,       ///< PUT /consents under a token
  customer,  ///< at the permission dashboard
  bank       ///< the bank itself, under no token
};

/// "unknown", "tpp", "customer", "bank".
std::string_view word_of(ConsentAuthor author);

/// The author of this word, unknown if there is none.
ConsentAuthor consent_author_of(std::string_view word);

/// One version of the append-only register. Versions of a key count from 1; 0 with an empty consent
/// stands for "never sent".
struct ConsentVersion {
  std::uint64_t version = 0;
  Instant at{};
  Consent consent;
  ConsentAuthor author = ConsentAuthor::unknown;
};

/// A customer's consent to one TPP, with when it began.
struct ConsentToTpp {
  std::string tpp;  ///< organizationIdentifier
  ConsentVersion in_force;
  Instant first_at{};  ///< of the first version ever
  /// Since when it is not empty without a break; of an empty one, since when it is empty.
  Instant since{};
};

}  // namespace guichet
