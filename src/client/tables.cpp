// SPDX-License-Identifier: Apache-2.0
#include "client/tables.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "client/json_member.hpp"
#include "domain/outcome.hpp"

namespace guichet::client {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text = 60;

bool starts_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_a_character));
}

std::string harmless(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are controls too; in UTF-8 they are C2 80 to C2 9F.
    const bool long_control =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    plain += byte < 0x20 || byte == 0x7F || long_control ? '?' : text[i];
    if (long_control) ++i;
  }
  return plain;
}

std::string shortened(std::string_view text) {
  if (width_of(text) <= longest_text) return std::string(text);
  std::string kept;
  std::size_t width = 0;
  for (const char c : text) {
    if (starts_a_character(c) && ++width > longest_text - 3) break;
    kept += c;
  }
  return kept + "...";
}

std::string joined(const json::array* lines) {
  std::string text;
  if (lines == nullptr) return text;
  for (const json::value& line : *lines) {
    if (!line.is_string() || line.get_string().empty()) continue;
    text += (text.empty() ? "" : " / ") + std::string(line.get_string());
  }
  return text;
}

/// STET 1.4.0 has an array of lines here, later versions an object that holds one.
std::string remittance_of(const json::object& entry) {
  if (const json::array* lines = array_in(entry, "remittanceInformation")) return joined(lines);
  return joined(array_in(object_in(entry, "remittanceInformation"), "unstructured"));
}

std::string signed_amount(const json::object& entry) {
  std::string amount = amount_in(object_in(entry, "transactionAmount"));
  const bool debit = text_in(entry, "creditDebitIndicator") == "DBIT";
  return debit && !amount.starts_with('-') ? "-" + amount : amount;
}

std::string day_of(const json::object& entry) {
  for (const std::string_view name :
       {"bookingDate", "expectedBookingDate", "transactionDate", "valueDate"})
    if (const std::string date = text_in(entry, name); !date.empty()) return date.substr(0, 10);
  return {};
}

std::string consented(const ListedAccount& account) {
  std::string kinds;
  for (const std::string_view kind : {"balances", "transactions", "overdrafts"})
    if (account.links.contains(kind)) kinds += (kinds.empty() ? "" : ", ") + std::string(kind);
  return kinds.empty() ? "nothing" : kinds;
}

}  // namespace

Table::Table(std::vector<std::string> headings) : headings_(std::move(headings)) {
  for (std::string& heading : headings_) {
    right_.push_back(heading.starts_with('>'));
    if (right_.back()) heading.erase(0, 1);
  }
}

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = harmless(cell);
  cells.resize(headings_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < headings_.size(); ++column) {
    std::size_t width = width_of(headings_[column]);
    for (const auto& row : rows_) width = std::max(width, width_of(row[column]));
    widths.push_back(width);
  }
  std::string text;
  const auto write = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const std::string padding(widths[column] - width_of(cells[column]), ' ');
      if (column > 0) line += "  ";
      line += right_[column] ? padding + cells[column] : cells[column] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  write(headings_);
  for (const auto& row : rows_) write(row);
  return text;
}

std::string accounts_table(const Listing& listing) {
  Table table({"IBAN", "NAME", "HOLDER", "USAGE", "CONSENTED", "RESOURCE ID"});
  for (const ListedAccount& account : listing.accounts)
    table.add({account.iban, account.name, account.psu_status, account.usage, consented(account),
               account.resource_id});
  return table.text();
}

Table balances_heading() { return Table({"ACCOUNT", "BALANCE", "TYPE", ">AMOUNT", "CURRENCY"}); }

Result<void> add_balances(Table& table, std::string_view account, std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::array* balances = array_in(object, "balances");
  if (balances == nullptr) return fail(Trouble::answer, "the answer has no \"balances\" array");
  for (const json::value& value : *balances) {
    if (!value.is_object()) continue;
    const json::object& balance = value.get_object();
    const json::object& amount = object_in(balance, "balanceAmount");
    table.add({std::string(account), text_in(balance, "name"), text_in(balance, "balanceType"),
               amount_in(amount), text_in(amount, "currency")});
  }
  return {};
}

Result<std::string> transactions_table(std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::array* transactions = array_in(object, "transactions");
  if (transactions == nullptr)
    return fail(Trouble::answer, "the answer has no \"transactions\" array");
  Table table({">#", "BOOKED", ">AMOUNT", "CURRENCY", "STATUS", "TEXT", "DETAILS", "REFERENCE"});
  int number = 0;
  for (const json::value& value : *transactions) {
    if (!value.is_object()) continue;
    const json::object& entry = value.get_object();
    const bool has_details = !object_in(object_in(entry, "_links"), "details").empty();
    table.add({std::to_string(++number), day_of(entry), signed_amount(entry),
               text_in(object_in(entry, "transactionAmount"), "currency"), text_in(entry, "status"),
               shortened(remittance_of(entry)), has_details ? "yes" : "",
               text_in(entry, "entryReference")});
  }
  return table.text();
}

Table overdrafts_heading() { return Table({"ACCOUNT", ">ALLOWED", "CURRENCY"}); }

Result<void> add_overdraft(Table& table, std::string_view account, std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::object& amount = object_in(object_in(object, "overdrafts"), "allowedAmount");
  if (amount.empty())
    return fail(Trouble::answer, "the answer has no \"overdrafts.allowedAmount\"");
  table.add({std::string(account), amount_in(amount), text_in(amount, "currency")});
  return {};
}

Result<std::string> identity_lines(std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::object& identity = object_in(object, "identity");
  if (identity.empty()) return fail(Trouble::answer, "the answer has no \"identity\"");
  std::string lines;
  for (const std::string_view name : {"fullName", "namePrefix", "firstName", "lastName"})
    if (const std::string value = text_in(identity, name); !value.empty())
      lines += std::string(name) + ": " + harmless(value) + "\n";
  return lines;
}

Result<std::string> details_lines(std::string_view body) {
  GUICHET_TRY(object, read_object(body));
  const json::array* details = array_in(object, "details");
  if (details == nullptr) return fail(Trouble::answer, "the answer has no \"details\" array");
  std::string lines;
  for (const json::value& line : *details)
    if (line.is_string()) lines += "  " + harmless(std::string_view(line.get_string())) + "\n";
  return lines;
}

}  // namespace guichet::client
