// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "domain/account.hpp"
#include "domain/transaction.hpp"

namespace guichet::bank {

/// A value of the domain and its word in api/core-banking-1.yaml.
template <class Value>
struct Word {
  Value value;
  std::string_view word;
};

inline constexpr std::array segment_words{Word{Segment::part, "PART"}, Word{Segment::pro, "PRO"},
                                          Word{Segment::ent, "ENT"}, Word{Segment::assoc, "ASSOC"}};
inline constexpr std::array subscription_words{
    Word{Subscription::dei_part, "DEI_PART"}, Word{Subscription::dei_pro, "DEI_PRO"},
    Word{Subscription::ce_net, "CE_NET"}, Word{Subscription::web_protexion, "WEB_PROTEXION"}};
inline constexpr std::array usage_words{Word{Usage::priv, "PRIV"}, Word{Usage::orga, "ORGA"}};
inline constexpr std::array psu_status_words{
    Word{PsuStatus::account_holder, "ACCOUNT_HOLDER"},
    Word{PsuStatus::account_co_holder, "ACCOUNT_CO_HOLDER"},
    Word{PsuStatus::custodian_for_minor, "CUSTODIAN_FOR_MINOR"}};
inline constexpr std::array kind_words{Word{AccountKind::payment, "PAYMENT"},
                                       Word{AccountKind::savings, "SAVINGS"}};
inline constexpr std::array state_words{Word{AccountState::not_open_yet, "NOT_OPEN_YET"},
                                        Word{AccountState::active, "ACTIVE"},
                                        Word{AccountState::closed, "CLOSED"}};
inline constexpr std::array currency_words{Word{Currency::eur, "EUR"}, Word{Currency::usd, "USD"},
                                           Word{Currency::gbp, "GBP"}, Word{Currency::chf, "CHF"}};
inline constexpr std::array status_words{Word{EntryStatus::book, "BOOK"},
                                         Word{EntryStatus::othr, "OTHR"}};
inline constexpr std::array means_words{Word{Means::otp_sms, "otp_sms"},
                                        Word{Means::secur_pass, "secur_pass"},
                                        Word{Means::cap_reader, "cap_reader"},
                                        Word{Means::hardware_certificate, "hardware_certificate"}};

/// The value with this word, if there is one.
template <class Words>
constexpr auto value_of(const Words& words, std::string_view word)
    -> std::optional<decltype(words.front().value)> {
  for (const auto& each : words)
    if (each.word == word) return each.value;
  return std::nullopt;
}

/// The word of a value; every value has one.
template <class Words, class Value>
constexpr std::string_view word_in(const Words& words, Value value) {
  for (const auto& each : words)
    if (each.value == value) return each.word;
  return {};
}

}  // namespace guichet::bank
