// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bank/camt/camt_values.hpp"
#include "bank/camt/grammar.hpp"
#include "bank/statement.hpp"

namespace guichet::bank {

/// Makes statements of the elements that mean something, holds them against their balances, and
/// gives them on. For one document.
class StatementBuilder {
 public:
  explicit StatementBuilder(StatementSink& sink) : sink_(sink) {}

  void set_message(unsigned message) { message_ = message; }

  /// An element begins on `line`; `currency` is its attribute Ccy, if it has one.
  Taken begin(Field field, std::string_view currency, std::int64_t line);

  /// An element ends on `line`.
  Taken end(Field field, std::string_view name, const std::string& text, std::int64_t line);

  std::int64_t entries() const { return entries_; }

 private:
  struct BalanceRead {
    std::string type;
    Money amount;
    bool debit = false;
    std::optional<ParisDay> day;
    std::int64_t line = 0;
  };

  /// What a TxDtls says.
  struct TransactionRead {
    std::vector<std::string> remittance;
    std::vector<std::string> details;
  };

  struct EntryRead {
    StatementEntry entry;
    std::string status;
    std::optional<ParisDay> booking_day;
    bool debit = false;
    BankTransactionCode code;
    std::string text;
    std::vector<TransactionRead> transactions;
  };

  Taken begin_entry(std::int64_t line);
  Taken end_statement();
  Taken end_balance();
  Taken end_entry();
  Taken take_of_account(Field field, const std::string& text, std::int64_t line);
  Taken take_of_balance(Field field, const std::string& text, std::int64_t line);
  Taken take_of_entry(Field field, const std::string& text, std::int64_t line);
  Taken take_day_of_entry(Field field, const std::string& text, std::int64_t line);
  void take_of_code(Field field, const std::string& text);
  void take_of_transaction(Field field, std::string_view name, const std::string& text);
  Taken take_iban(const std::string& text, std::int64_t line);
  Taken open_statement();
  Taken check_sum() const;

  StatementSink& sink_;
  unsigned message_ = 0;
  StatementHead head_;
  std::string page_;
  std::optional<ParisDay> created_;
  std::optional<ParisDay> opening_day_, closing_day_;
  std::string opening_type_;
  std::int64_t opening_line_ = 0;
  std::int64_t closing_line_ = 0;
  bool begun_ = false;  ///< the sink knows of the statement
  std::int64_t booked_cents_ = 0;
  BalanceRead balance_;
  EntryRead entry_;
  std::int64_t entries_ = 0;
};

}  // namespace guichet::bank
