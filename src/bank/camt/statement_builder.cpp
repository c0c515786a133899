// SPDX-License-Identifier: Apache-2.0
#include "bank/camt/statement_builder.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "domain/iban.hpp"

namespace guichet::bank {
namespace {

constexpr std::size_t longest_remittance_line = 140;

std::unexpected<Damage> damage(std::int64_t line, std::string reason) {
  return std::unexpected(Damage{line, std::move(reason)});
}

/// Puts what was read in its place, or says on which line it could not be read.
template <class Place, class T>
Taken keep(Place& place, ReadValue<T> read, std::int64_t line) {
  if (!read) return damage(line, std::move(read).error());
  place = *std::move(read);
  return {};
}

/// True for a debit.
ReadValue<bool> read_side(const std::string& text) {
  if (text == "DBIT") return true;
  if (text == "CRDT") return false;
  return std::unexpected("expected CRDT or DBIT, got \"" + shown(text) + "\"");
}

Taken check_currency(std::string_view currency, std::int64_t line) {
  if (currency == "EUR") return {};
  if (currency.empty()) return damage(line, "the amount has no currency; accounts here are in EUR");
  return damage(line, "the currency is \"" + shown(currency) + "\"; accounts here are in EUR");
}

Money with_side(Money amount, bool debit) {
  if (debit) amount.minor_units = -amount.minor_units;
  return amount;
}

/// "Référence de bout en bout : E2E-1", for an element of TxDtls/Refs.
std::string reference_line(std::string_view name, const std::string& reference) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> labels{{
      {"MsgId", "Message"},
      {"AcctSvcrRef", "Référence de la banque"},
      {"PmtInfId", "Lot de paiement"},
      {"InstrId", "Instruction"},
      {"EndToEndId", "Référence de bout en bout"},
      {"TxId", "Transaction"},
      {"MndtId", "Mandat SEPA"},
      {"ChqNb", "Chèque"},
      {"ClrSysRef", "Référence de compensation"},
      {"AcctOwnrTxId", "Transaction du titulaire"},
      {"AcctSvcrTxId", "Transaction de la banque"},
      {"MktInfrstrctrTxId", "Transaction de place"},
      {"PrcgId", "Traitement"},
  }};
  const auto* const label = std::ranges::find(labels, name, &decltype(labels)::value_type::first);
  return std::string(label == labels.end() ? name : label->second) + " : " + reference;
}

bool is_served_status(std::string_view status) {
  return status == "BOOK" || status == "PDNG" || status == "INFO" || status == "FUTR";
}

}  // namespace

Taken StatementBuilder::begin(Field field, std::string_view currency, std::int64_t line) {
  switch (field) {
    case Field::statement:
      head_ = StatementHead{};
      head_.kind =
          message_ & (report_v2 | report_v8) ? StatementKind::report : StatementKind::statement;
      head_.line = line;
      page_.clear();
      created_.reset();
      opening_day_.reset();
      closing_day_.reset();
      opening_type_.clear();
      begun_ = false;
      booked_cents_ = 0;
      return {};
    case Field::balance:
      balance_ = BalanceRead{};
      balance_.line = line;
      return {};
    case Field::entry:
      return begin_entry(line);
    case Field::transaction:
      entry_.transactions.emplace_back();
      return {};
    case Field::balance_amount:
    case Field::entry_amount:
      return check_currency(currency, line);
    default:
      return {};
  }
}

Taken StatementBuilder::begin_entry(std::int64_t line) {
  entry_ = EntryRead{};
  entry_.entry.line = line;
  return begun_ ? Taken{} : open_statement();
}

Taken StatementBuilder::end(Field field, std::string_view name, const std::string& text,
                            std::int64_t line) {
  switch (field) {
    case Field::none:
      return {};
    case Field::statement:
      return end_statement();
    case Field::balance:
      return end_balance();
    case Field::entry:
      return end_entry();
    case Field::statement_id:
    case Field::page:
    case Field::created:
    case Field::iban:
    case Field::other_account:
    case Field::account_currency:
    case Field::account_name:
    case Field::owner_name:
      return take_of_account(field, text, line);
    case Field::balance_type:
    case Field::balance_amount:
    case Field::balance_indicator:
    case Field::balance_day:
    case Field::balance_time:
      return take_of_balance(field, text, line);
    case Field::domain:
    case Field::family:
    case Field::sub_family:
    case Field::own_code:
    case Field::own_issuer:
      take_of_code(field, text);
      return {};
    case Field::transaction:
    case Field::transaction_reference:
    case Field::remittance_line:
    case Field::remittance_reference:
    case Field::transaction_text:
      take_of_transaction(field, name, text);
      return {};
    default:
      return take_of_entry(field, text, line);
  }
}

// --- the statement ------------------------------------------------------------------------------

Taken StatementBuilder::take_of_account(Field field, const std::string& text, std::int64_t line) {
  switch (field) {
    case Field::statement_id:
      head_.id = text;
      return {};
    case Field::page:
      page_ = text;
      return {};
    case Field::created:
      return keep(created_, read_day_of_time(text), line);
    case Field::iban:
      return take_iban(text, line);
    case Field::other_account:
      return damage(line, "the account is not named by an IBAN");
    case Field::account_currency:
      return check_currency(text, line);
    case Field::account_name:
      head_.account_name = text;
      return {};
    default:
      head_.holder = text;
      return {};
  }
}

Taken StatementBuilder::take_iban(const std::string& text, std::int64_t line) {
  const auto iban = Iban::parse(text);
  if (!iban) return damage(line, "the IBAN \"" + shown(text).substr(0, 4) + "...\" is not valid");
  head_.iban = iban->text();
  return {};
}

/// All that stands before the entries was read.
Taken StatementBuilder::open_statement() {
  if (!page_.empty()) head_.id += "/" + page_;
  const bool is_report = head_.kind == StatementKind::report;
  if (!is_report && !head_.opening)
    return damage(head_.line, "the statement has no opening balance (OPBD, or PRCD)");
  if (!is_report && !head_.closing)
    return damage(head_.line, "the statement has no closing balance (CLBD)");
  if (opening_day_ && closing_day_ && *closing_day_ < *opening_day_)
    return damage(closing_line_, "the closing balance is of " + iso_date(*closing_day_) +
                                     ", before the opening one of " + iso_date(*opening_day_));
  if (!closing_day_) closing_day_ = created_;
  if (!closing_day_)
    return damage(head_.line, "the report has neither a booked balance nor a time of creation");
  head_.closing_day = *closing_day_;
  begun_ = true;
  return sink_.begin(head_);
}

Taken StatementBuilder::end_statement() {
  if (!begun_)
    if (auto opened = open_statement(); !opened) return opened;
  if (auto sum = check_sum(); !sum) return sum;
  return sink_.end();
}

Taken StatementBuilder::check_sum() const {
  if (!head_.opening || !head_.closing) return {};
  std::int64_t sum = 0;
  const bool counted = !__builtin_add_overflow(head_.opening->minor_units, booked_cents_, &sum);
  if (counted && sum == head_.closing->minor_units) return {};
  return damage(closing_line_, "the balances do not add up: " + with_two_decimals(*head_.opening) +
                                   " at the opening (line " + std::to_string(opening_line_) +
                                   ") and " + with_two_decimals(Money{booked_cents_}) +
                                   " of booked entries are not the " +
                                   with_two_decimals(*head_.closing) + " at the closing");
}

// --- balances -----------------------------------------------------------------------------------

Taken StatementBuilder::take_of_balance(Field field, const std::string& text, std::int64_t line) {
  switch (field) {
    case Field::balance_type:
      balance_.type = text;
      return {};
    case Field::balance_amount:
      return keep(balance_.amount, read_amount(text), line);
    case Field::balance_indicator:
      return keep(balance_.debit, read_side(text), line);
    case Field::balance_day:
      return keep(balance_.day, read_day(text), line);
    default:
      return keep(balance_.day, read_day_of_time(text), line);
  }
}

Taken StatementBuilder::end_balance() {
  const Money amount = with_side(balance_.amount, balance_.debit);
  const std::string& type = balance_.type;
  if (type == "OPBD" || type == "PRCD") {
    if (type == opening_type_) return damage(balance_.line, "a second balance of the type " + type);
    if (head_.opening && *head_.opening != amount)
      return damage(balance_.line, "the balances OPBD and PRCD differ");
    head_.opening = amount;
    opening_day_ = balance_.day;
    opening_type_ = type;
    opening_line_ = balance_.line;
    return {};
  }
  const bool is_report = head_.kind == StatementKind::report;
  if (type != "CLBD" && !(is_report && type == "ITBD")) return {};
  if (head_.closing && !is_report)
    return damage(balance_.line, "a second balance of the type CLBD");
  head_.closing = amount;
  closing_day_ = balance_.day;
  closing_line_ = balance_.line;
  return {};
}

// --- entries ------------------------------------------------------------------------------------

Taken StatementBuilder::take_of_entry(Field field, const std::string& text, std::int64_t line) {
  switch (field) {
    case Field::entry_reference:
      entry_.entry.entry_reference = text;
      return {};
    case Field::servicer_reference:
      entry_.entry.servicer_reference = text;
      return {};
    case Field::entry_amount:
      return keep(entry_.entry.amount, read_amount(text), line);
    case Field::entry_indicator:
      return keep(entry_.debit, read_side(text), line);
    case Field::entry_reversal:
      return keep(entry_.entry.reversal, read_indicator(text), line);
    case Field::entry_status:
      if (!is_served_status(text))
        return damage(line,
                      "expected the status BOOK, PDNG, FUTR or INFO, got \"" + shown(text) + "\"");
      entry_.status = text;
      return {};
    case Field::entry_text:
      entry_.text = text;
      return {};
    default:
      return take_day_of_entry(field, text, line);
  }
}

Taken StatementBuilder::take_day_of_entry(Field field, const std::string& text, std::int64_t line) {
  const bool is_day = field == Field::booking_day || field == Field::value_day;
  auto& place = field == Field::booking_day || field == Field::booking_time
                    ? entry_.booking_day
                    : entry_.entry.value_day;
  return keep(place, is_day ? read_day(text) : read_day_of_time(text), line);
}

void StatementBuilder::take_of_code(Field field, const std::string& text) {
  BankTransactionCode& code = entry_.code;
  std::string& place = field == Field::domain       ? code.domain
                       : field == Field::family     ? code.family
                       : field == Field::sub_family ? code.sub_family
                       : field == Field::own_code   ? code.code
                                                    : code.issuer;
  place = text;
}

void StatementBuilder::take_of_transaction(Field field, std::string_view name,
                                           const std::string& text) {
  if (field == Field::transaction) return;
  TransactionRead& transaction = entry_.transactions.back();
  if (field == Field::remittance_line)
    transaction.remittance.push_back(text);
  else if (field == Field::transaction_reference)
    transaction.details.push_back(reference_line(name, text));
  else if (field == Field::remittance_reference)
    transaction.details.push_back("Référence du créancier : " + text);
  else
    transaction.details.push_back(text);
}

Taken StatementBuilder::end_entry() {
  ++entries_;
  StatementEntry& entry = entry_.entry;
  if (entry_.status.empty())
    return damage(entry.line, "the status of the entry is the bank's own; expected BOOK or PDNG");
  // For information only: nothing is booked, now or later.
  if (entry_.status == "INFO") return {};
  entry.status = entry_.status == "BOOK" ? EntryStatus::book : EntryStatus::othr;
  entry.amount = with_side(entry.amount, entry_.debit);
  if (entry.status == EntryStatus::book &&
      __builtin_add_overflow(booked_cents_, entry.amount.minor_units, &booked_cents_))
    return damage(entry.line, "the entries add up to more than is counted here");
  const bool is_booked_later = entry.status == EntryStatus::book && entry_.booking_day &&
                               *entry_.booking_day > head_.closing_day;
  if (is_booked_later && head_.kind == StatementKind::statement)
    return damage(entry.line, "an entry booked on " + iso_date(*entry_.booking_day) +
                                  " is not in a closing balance of " + iso_date(head_.closing_day));
  // What is booked is so by the closing, whenever it earns interest.
  const ParisDay value_day = entry.value_day.value_or(head_.closing_day);
  entry.booking_day = entry_.booking_day.value_or(
      entry.status == EntryStatus::book ? std::min(value_day, head_.closing_day) : value_day);
  BankTransactionCode& code = entry_.code;
  if (code.domain.empty() && !code.code.empty()) {
    // ISO 20022's own words for a code that the bank alone knows.
    code.domain = "XTND";
    code.family = code.sub_family = "NTAV";
  }
  if (!code.domain.empty()) entry.bank_transaction_code = std::move(code);

  if (entry.entry_reference && entry.servicer_reference)
    entry.details.push_back(reference_line("AcctSvcrRef", *entry.servicer_reference));
  if (entry.value_day) entry.details.push_back("Date de valeur : " + french_date(*entry.value_day));
  if (entry.reversal) entry.details.emplace_back("Annulation d'une opération");
  const bool one = entry_.transactions.size() == 1;
  for (TransactionRead& transaction : entry_.transactions) {
    std::ranges::move(transaction.remittance,
                      std::back_inserter(one ? entry.remittance : entry.details));
    std::ranges::move(transaction.details, std::back_inserter(entry.details));
  }
  if (!entry_.text.empty()) {
    if (entry.remittance.empty())
      entry.remittance = in_lines(entry_.text, longest_remittance_line);
    else
      entry.details.push_back(entry_.text);
  }
  return sink_.entry(entry);
}

}  // namespace guichet::bank
