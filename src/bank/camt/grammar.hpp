// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace guichet::bank {

/// The messages that are read, as bits.
enum Message : unsigned {
  statement_v2 = 1,  ///< camt.053.001.02
  statement_v8 = 2,  ///< camt.053.001.08
  report_v2 = 4,     ///< camt.052.001.02
  report_v8 = 8,     ///< camt.052.001.08
};

inline constexpr unsigned v2 = statement_v2 | report_v2;
inline constexpr unsigned v8 = statement_v8 | report_v8;
inline constexpr unsigned all_messages = v2 | v8;

/// The message that `xml_namespace` names, or 0.
unsigned message_of(std::string_view xml_namespace);

/// What an element means to whoever builds statements of them.
enum class Field : std::uint8_t {
  none,
  statement,
  statement_id,
  page,
  created,
  iban,
  other_account,
  account_currency,
  account_name,
  owner_name,
  balance,
  balance_type,
  balance_amount,
  balance_indicator,
  balance_day,
  balance_time,
  entry,
  entry_reference,
  entry_amount,
  entry_indicator,
  entry_reversal,
  entry_status,
  booking_day,
  booking_time,
  value_day,
  value_time,
  servicer_reference,
  domain,
  family,
  sub_family,
  own_code,
  own_issuer,
  entry_text,
  transaction,
  transaction_reference,
  remittance_line,
  remittance_reference,
  transaction_text,
};

inline constexpr int unbounded = std::numeric_limits<int>::max();

struct Content;

/// An element as its parent lists it.
struct Child {
  std::string_view name;
  int min = 0;
  int max = 1;
  const Content* content = nullptr;  ///< null: text
  Field field = Field::none;
  std::size_t longest = 35;       ///< characters of a text
  unsigned where = all_messages;  ///< the messages that have it
};

/// What an element holds: its children in this order, one of them, or whatever there is.
struct Content {
  enum class Form { sequence, choice, anything } form = Form::sequence;
  std::span<const Child> children = {};
};

/// The whole document: its one child is Document.
const Content& camt_grammar();

}  // namespace guichet::bank
