// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/failure.hpp"
#include "client/listing.hpp"

namespace guichet::client {

/// Rows under a heading, for a terminal. Cells are UTF-8; control characters in them are shown as
/// '?', so that a bank's text cannot drive the terminal.
class Table {
 public:
  /// A heading that starts with '>' aligns its column to the right.
  explicit Table(std::vector<std::string> headings);
  void add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  /// Heading and rows, two blanks between columns, a line end behind each row.
  std::string text() const;

 private:
  std::vector<std::string> headings_;
  std::vector<bool> right_;
  std::vector<std::vector<std::string>> rows_;
};

/// GET /accounts: IBAN, name, status of the customer, what was consented.
std::string accounts_table(const Listing& listing);

/// Adds the rows of one GET .../balances answer to a table made by balances_heading().
Table balances_heading();
Result<void> add_balances(Table& table, std::string_view account, std::string_view body);

/// One GET .../transactions answer: number, day, amount with its sign, status, text, reference.
Result<std::string> transactions_table(std::string_view body);

Table overdrafts_heading();
Result<void> add_overdraft(Table& table, std::string_view account, std::string_view body);

/// GET /end-user-identity in lines of "name: value".
Result<std::string> identity_lines(std::string_view body);

/// GET .../details: its lines, each indented.
Result<std::string> details_lines(std::string_view body);

}  // namespace guichet::client
