// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bank/imported/bank_file.hpp"
#include "bank/statement.hpp"

namespace guichet::bank {

/// Whose an imported account becomes.
struct AccountOwner {
  std::string psu;   ///< core banking's id of the customer
  std::string name;  ///< the holder where the statement names none
  bool is_private = true;
};

/// What the import must be told of the rest of the bank.
struct ImportRules {
  /// The customer of an establishment whom an account that is new goes to, or why there is none.
  std::function<std::expected<AccountOwner, std::string>(std::string_view establishment)> owner;
  /// True if the caller named that customer, so that an account of somebody else is refused.
  bool owner_was_named = false;
  /// True for an account that the bank has already and that is no imported one.
  std::function<bool(std::string_view establishment, std::string_view iban)> is_taken;
};

/// What became of one statement.
struct ImportedStatement {
  std::string id;
  std::string account;  ///< masked
  std::int64_t entries = 0;
  Money opening, closing;
  bool was_there = false;           ///< the same statement had been imported before
  std::optional<std::string> note;  ///< what the reader should know, though nothing is refused
};

/// Puts the statements of one file into the bank's file, in one transaction: all of them, or after
/// a damage or a crash none. For one thread.
class StatementImport final : public StatementSink {
 public:
  /// Waits for an import under way. `file` and `rules` outlive it. Throws BankFileFailure.
  StatementImport(BankFile& file, const ImportRules& rules);
  /// Without commit() nothing was imported.
  ~StatementImport() override;
  StatementImport(const StatementImport&) = delete;
  StatementImport& operator=(const StatementImport&) = delete;

  Taken begin(const StatementHead& head) override;
  Taken entry(const StatementEntry& entry) override;
  Taken end() override;

  /// Makes it last: on disk when it returns. Throws BankFileFailure.
  void commit();

  const std::vector<ImportedStatement>& statements() const { return statements_; }

 private:
  struct Queries;
  struct KnownStatement {
    std::int64_t number;
    std::optional<std::int64_t> opening;
    std::int64_t closing;
    std::int64_t closing_day;
    std::int64_t entries;
  };

  Taken begin_statement();
  Taken find_account();
  Taken add_account(const std::string& establishment);
  void look_back();
  Taken compare_head() const;
  Taken compare(const StatementEntry& entry);
  void add(const StatementEntry& entry);
  Taken end_statement();
  Taken close_report();
  std::unexpected<Damage> differs(std::int64_t line, const std::string& what) const;

  BankFile& file_;
  const ImportRules& rules_;
  std::unique_ptr<Queries> queries_;
  bool committed_ = false;
  std::vector<ImportedStatement> statements_;

  // of the statement under way
  StatementHead head_;
  std::int64_t account_ = 0;
  std::int64_t number_ = 0;                         ///< of the statement within its account
  std::optional<KnownStatement> known_;             ///< imported before, under the same id
  std::optional<std::int64_t> last_closing_;        ///< of the account's latest statement or report
  std::optional<std::int64_t> last_final_closing_;  ///< of its latest statement
  std::optional<std::int64_t> final_until_;         ///< the closing day of that
  bool overtaken_ = false;  ///< a camt.053 has spoken already of the time that this one is of
  std::int64_t entries_ = 0;
  std::int64_t booked_cents_ = 0;
};

}  // namespace guichet::bank
