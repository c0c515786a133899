// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "domain/iban.hpp"
#include "domain/money.hpp"
#include "domain/paris_day.hpp"
#include "domain/transaction.hpp"

namespace guichet::bank {

/// Why a file of statements is not taken. `reason` is one line for whoever sent the file.
struct Damage {
  std::int64_t line = 0;  ///< from 1; 0 if it lies nowhere in the file
  std::string reason;
  bool of_the_store = false;  ///< the file may be sound: the disk or its database is not
};

using Taken = std::expected<void, Damage>;

/// camt.053 is the bank's last word on a period, camt.052 one on the way there.
enum class StatementKind { statement, report };

/// A statement without its entries.
struct StatementHead {
  StatementKind kind = StatementKind::statement;
  std::string id;    ///< as the bank gives it; "ID/PAGE" if it says that it is one page of several
  std::string iban;  ///< a checked IBAN
  std::string account_name;  ///< empty if the statement has none
  std::string holder;        ///< empty if the statement has none
  std::optional<Money> opening;
  std::optional<Money> closing;  ///< always there in a camt.053
  ParisDay closing_day;
  std::int64_t line = 0;  ///< where it begins
};

/// One entry of a statement.
struct StatementEntry {
  std::optional<std::string> entry_reference;     ///< NtryRef, 35 characters
  std::optional<std::string> servicer_reference;  ///< AcctSvcrRef, 35 characters
  Money amount;                                   ///< negative is a debit
  EntryStatus status = EntryStatus::book;
  ParisDay booking_day;
  std::optional<ParisDay> value_day;
  bool reversal = false;
  std::optional<BankTransactionCode> bank_transaction_code;
  std::vector<std::string> remittance;  ///< lines of at most 140 characters
  std::vector<std::string> details;     ///< every other reference and text, a line each
  std::int64_t line = 0;
};

/// Takes statements one after the other as they are read: begin, each entry, end. What it answers
/// with a damage ends the reading.
class StatementSink {
 public:
  virtual ~StatementSink() = default;
  virtual Taken begin(const StatementHead& head) = 0;
  virtual Taken entry(const StatementEntry& entry) = 0;
  /// The statement is whole, and its balances add up where it has both.
  virtual Taken end() = 0;
};

}  // namespace guichet::bank
