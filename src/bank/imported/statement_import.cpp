// SPDX-License-Identifier: Apache-2.0
#include "bank/imported/statement_import.hpp"

#include <chrono>
#include <utility>

#include "bank/imported/days.hpp"
#include "domain/establishment.hpp"
#include "domain/iban.hpp"

namespace guichet::bank {
namespace {

std::unexpected<Damage> damage(std::int64_t line, std::string reason) {
  return std::unexpected(Damage{line, std::move(reason)});
}

std::unexpected<Damage> store_damage(const BankFileFailure& failure) {
  return std::unexpected(Damage{0, failure.what(), true});
}

int kind_number(StatementKind kind) { return kind == StatementKind::statement ? 53 : 52; }

std::string masked(const std::string& iban) { return Iban::parse(iban).value().masked(); }

/// The establishment in the IBAN: five digits after country and check digits in France.
std::string establishment_in(const std::string& iban) {
  return iban.starts_with("FR") ? iban.substr(4, 5) : std::string{};
}

std::optional<std::int64_t> cents_of(const std::optional<Money>& amount) {
  return amount ? std::optional(amount->minor_units) : std::nullopt;
}

/// An entry in the columns of its table.
struct EntryColumns {
  explicit EntryColumns(const StatementEntry& entry)
      : booking_day(number_of_day(entry.booking_day)),
        amount(entry.amount.minor_units),
        booked(entry.status == EntryStatus::book),
        entry_reference(entry.entry_reference),
        servicer_reference(entry.servicer_reference),
        reversal(entry.reversal),
        remittance(joined(entry.remittance)),
        details(joined(entry.details)) {
    if (entry.value_day) value_day = number_of_day(*entry.value_day);
    if (!entry.bank_transaction_code) return;
    domain = entry.bank_transaction_code->domain;
    family = entry.bank_transaction_code->family;
    sub_family = entry.bank_transaction_code->sub_family;
    code = entry.bank_transaction_code->code;
    issuer = entry.bank_transaction_code->issuer;
  }

  explicit EntryColumns(const BankQuery& row)
      : booking_day(row.number(0)),
        amount(row.number(1)),
        booked(row.number(2) != 0),
        entry_reference(row.text_if_any(3)),
        servicer_reference(row.text_if_any(4)),
        value_day(row.number_if_any(5)),
        reversal(row.number(6) != 0),
        domain(row.text_if_any(7)),
        family(row.text_if_any(8)),
        sub_family(row.text_if_any(9)),
        code(row.text_if_any(10)),
        issuer(row.text_if_any(11)),
        remittance(row.text(12)),
        details(row.text(13)) {}

  static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text.append(text.empty() ? "" : "\n").append(line);
    return text;
  }

  bool operator==(const EntryColumns&) const = default;

  std::int64_t booking_day;
  std::int64_t amount;
  bool booked;
  std::optional<std::string> entry_reference, servicer_reference;
  std::optional<std::int64_t> value_day;
  bool reversal;
  std::optional<std::string> domain, family, sub_family, code, issuer;
  std::string remittance, details;
};

}  // namespace

struct StatementImport::Queries {
  explicit Queries(BankFile& file)
      : account(file.prepare("SELECT account, psu FROM account "
                             "WHERE establishment = ?1 AND iban = ?2")),
        add_account(file.prepare("INSERT INTO account (establishment, iban, psu, name, holder, "
                                 "is_private) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING account")),
        statement(file.prepare("SELECT number, opening, closing, closing_day, entries "
                               "FROM statement WHERE account = ?1 AND kind = ?2 AND id = ?3")),
        last_number(file.prepare("SELECT coalesce(max(number), 0) FROM statement "
                                 "WHERE account = ?1")),
        last_closing(file.prepare(
            "SELECT closing, closing_day FROM statement WHERE account = ?1 "
            "AND kind >= ?2 ORDER BY closing_day DESC, kind DESC, number DESC LIMIT 1")),
        add_statement(file.prepare("INSERT INTO statement VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)")),
        end_statement(file.prepare("UPDATE statement SET closing = ?3, entries = ?4 "
                                   "WHERE account = ?1 AND number = ?2")),
        entry(file.prepare(
            "SELECT booking_day, amount, booked, entry_reference, servicer_reference, value_day, "
            "reversal, domain, family, sub_family, code, issuer, remittance, details FROM entry "
            "WHERE account = ?1 AND statement = ?2 AND number = ?3")),
        add_entry(file.prepare("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
                               "?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)")),
        supersede(file.prepare(
            "UPDATE entry SET superseded = 1 WHERE account = ?1 AND interim = 1 "
            "AND superseded = 0 AND statement <> ?2 AND (booking_day <= ?3 OR servicer_reference "
            "IN "
            "(SELECT servicer_reference FROM entry WHERE account = ?1 AND statement = ?2))")) {}

  BankQuery account, add_account, statement, last_number, last_closing, add_statement,
      end_statement, entry, add_entry, supersede;
};

StatementImport::StatementImport(BankFile& file, const ImportRules& rules)
    : file_(file), rules_(rules), queries_(std::make_unique<Queries>(file)) {
  file_.execute("BEGIN IMMEDIATE");
}

StatementImport::~StatementImport() {
  if (committed_) return;
  queries_.reset();
  try {
    file_.execute("ROLLBACK");
  } catch (const BankFileFailure&) {
    // SQLite has rolled back by itself, or does so when the file is closed.
    return;
  }
}

void StatementImport::commit() {
  file_.execute("COMMIT");
  committed_ = true;
}

Taken StatementImport::begin(const StatementHead& head) {
  head_ = head;
  known_.reset();
  entries_ = booked_cents_ = 0;
  try {
    return begin_statement();
  } catch (const BankFileFailure& failure) {
    return store_damage(failure);
  }
}

Taken StatementImport::begin_statement() {
  if (auto found = find_account(); !found) return found;
  look_back();
  ImportedStatement& done = statements_.emplace_back();
  done.id = head_.id;
  done.account = masked(head_.iban);
  if (known_) return compare_head();
  const std::string_view id = head_.id;
  queries_->add_statement.execute(account_, number_, kind_number(head_.kind), id,
                                  cents_of(head_.opening), cents_of(head_.closing).value_or(0),
                                  number_of_day(head_.closing_day));
  return {};
}

/// The account of the statement, which is made for its owner if it is new.
Taken StatementImport::find_account() {
  const std::string establishment = establishment_in(head_.iban);
  if (!establishment_by_code(establishment))
    return damage(head_.line, "the account " + masked(head_.iban) +
                                  " is of no establishment that is served here");
  if (rules_.is_taken(establishment, head_.iban))
    return damage(head_.line, "the account " + masked(head_.iban) +
                                  " is the bank's already, with entries of its own; statements "
                                  "go to other accounts");
  BankQuery& account = queries_->account.run(establishment, head_.iban);
  if (!account.next()) return add_account(establishment);
  account_ = account.number(0);
  const std::string psu = account.text(1);
  account.reset();
  if (!rules_.owner_was_named) return {};
  const auto owner = rules_.owner(establishment);
  if (!owner) return damage(head_.line, owner.error());
  if (owner->psu != psu)
    return damage(head_.line,
                  "the account " + masked(head_.iban) + " is another customer's, " + psu);
  return {};
}

Taken StatementImport::add_account(const std::string& establishment) {
  const auto owner = rules_.owner(establishment);
  if (!owner) return damage(head_.line, owner.error());
  const std::string name = head_.account_name.empty() ? "CPT DEPOT" : head_.account_name;
  const std::string& holder = head_.holder.empty() ? owner->name : head_.holder;
  BankQuery& added = queries_->add_account.run(establishment, head_.iban, owner->psu, name, holder,
                                               owner->is_private);
  added.next();
  account_ = added.number(0);
  added.reset();
  return {};
}

/// What the account has already: this statement perhaps, and others.
void StatementImport::look_back() {
  BankQuery& same = queries_->statement.run(account_, kind_number(head_.kind), head_.id);
  if (same.next())
    known_ = KnownStatement{same.number(0), same.number_if_any(1), same.number(2), same.number(3),
                            same.number(4)};
  same.reset();
  BankQuery& last = queries_->last_number.run(account_);
  last.next();
  number_ = known_ ? known_->number : last.number(0) + 1;
  last.reset();
  BankQuery& closing = queries_->last_closing.run(account_, 52);
  last_closing_ = closing.next() ? std::optional(closing.number(0)) : std::nullopt;
  BankQuery& final_closing = queries_->last_closing.run(account_, 53);
  const bool any = final_closing.next();
  last_final_closing_ = any ? std::optional(final_closing.number(0)) : std::nullopt;
  final_until_ = any ? std::optional(final_closing.number(1)) : std::nullopt;
  final_closing.reset();
  const std::int64_t closing_day = number_of_day(head_.closing_day);
  const bool is_report = head_.kind == StatementKind::report;
  overtaken_ = any && (is_report ? closing_day <= *final_until_ : closing_day < *final_until_);
}

std::unexpected<Damage> StatementImport::differs(std::int64_t line, const std::string& what) const {
  return damage(
      line, "the statement \"" + head_.id + "\" was imported before with other content: " + what);
}

Taken StatementImport::compare_head() const {
  if (known_->opening != cents_of(head_.opening)) return differs(head_.line, "its opening balance");
  if (head_.closing && known_->closing != head_.closing->minor_units)
    return differs(head_.line, "its closing balance");
  if (known_->closing_day != number_of_day(head_.closing_day))
    return differs(head_.line, "its closing day");
  return {};
}

Taken StatementImport::entry(const StatementEntry& entry) {
  ++entries_;
  if (entry.status == EntryStatus::book) booked_cents_ += entry.amount.minor_units;
  try {
    if (known_) return compare(entry);
    add(entry);
    return {};
  } catch (const BankFileFailure& failure) {
    return store_damage(failure);
  }
}

Taken StatementImport::compare(const StatementEntry& entry) {
  BankQuery& row = queries_->entry.run(account_, number_, entries_);
  const bool same = row.next() && EntryColumns(row) == EntryColumns(entry);
  row.reset();
  if (same) return {};
  return differs(entry.line, "entry " + std::to_string(entries_));
}

void StatementImport::add(const StatementEntry& entry) {
  const EntryColumns columns(entry);
  const bool interim = head_.kind == StatementKind::report || !columns.booked;
  const bool superseded = interim && overtaken_ && columns.booking_day <= *final_until_;
  queries_->add_entry.execute(account_, number_, entries_, columns.booking_day, columns.amount,
                              columns.booked, columns.entry_reference, columns.servicer_reference,
                              columns.value_day, columns.reversal, columns.domain, columns.family,
                              columns.sub_family, columns.code, columns.issuer, columns.remittance,
                              columns.details, interim, superseded);
}

Taken StatementImport::end() {
  try {
    return end_statement();
  } catch (const BankFileFailure& failure) {
    return store_damage(failure);
  }
}

Taken StatementImport::end_statement() {
  ImportedStatement& done = statements_.back();
  done.entries = entries_;
  done.was_there = known_.has_value();
  if (known_) {
    if (known_->entries != entries_)
      return differs(head_.line, "it had " + std::to_string(known_->entries) + " entries");
    done.opening.minor_units = known_->opening.value_or(0);
    done.closing.minor_units = known_->closing;
    return {};
  }
  if (auto closed = close_report(); !closed) return closed;
  done.opening = head_.opening.value_or(Money{head_.closing->minor_units - booked_cents_});
  done.closing = *head_.closing;
  if (head_.opening && last_final_closing_ && *final_until_ < number_of_day(head_.closing_day) &&
      head_.opening->minor_units != *last_final_closing_)
    done.note = "it opens with " + with_two_decimals(*head_.opening) +
                ", the statement before it closed with " +
                with_two_decimals(Money{*last_final_closing_}) + ": one between them is missing";
  queries_->end_statement.execute(account_, number_, head_.closing->minor_units, entries_);
  const bool is_final = head_.kind == StatementKind::statement;
  queries_->supersede.execute(account_, number_,
                              is_final ? number_of_day(head_.closing_day) : std::int64_t{-1});
  return {};
}

/// A report may name no balance at its end: then it follows from the one before.
Taken StatementImport::close_report() {
  if (head_.closing) return {};
  if (!head_.opening && !last_closing_)
    return damage(head_.line,
                  "the report has no balance, and no statement of its account was imported before");
  std::int64_t closing = head_.opening ? head_.opening->minor_units : *last_closing_;
  if (__builtin_add_overflow(closing, booked_cents_, &closing))
    return damage(head_.line, "the entries add up to more than is counted here");
  head_.closing = Money{closing};
  return {};
}

}  // namespace guichet::bank
