// SPDX-License-Identifier: Apache-2.0
#include "bank/embedded/embedded_bank.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <utility>

#include "bank/embedded/booked_entries.hpp"

namespace guichet::bank {

/// The tables, what is looked up in them, and the entries on their days. Never changes once made.
class EmbeddedBank::Books {
 public:
  struct BookedAccount {
    const AccountRow* row;
    Entries entries;
    std::vector<std::vector<std::string>> details;  ///< of each entry
  };

  struct Holder {
    const CustomerRow* row;
    std::vector<const BookedAccount*> accounts;  ///< in his order
  };

  Books(std::shared_ptr<const BankTables> tables, ParisDay today)
      : tables_(std::move(tables)), today_(today) {
    for (const AccountRow& row : tables_->accounts) {
      accounts_.emplace(Key(row.establishment, row.account.iban.text()),
                        booked(row, today, tables_->id_of_entry));
    }
    for (const CustomerRow& row : tables_->customers) {
      holders_.emplace(Key(row.establishment, row.customer.psu), Holder{&row, accounts_of(row)});
      logins_.emplace(Key(row.establishment, row.identifier), &row);
    }
  }

  ParisDay today() const { return today_; }
  const std::shared_ptr<const BankTables>& tables() const { return tables_; }

  const Holder* holder(const std::string& establishment, const std::string& psu) const {
    const auto found = holders_.find(Key(establishment, psu));
    return found == holders_.end() ? nullptr : &found->second;
  }

  const CustomerRow* customer(const std::string& establishment, const std::string& psu) const {
    const Holder* const found = holder(establishment, psu);
    return found == nullptr ? nullptr : found->row;
  }

  const CustomerRow* login(const std::string& establishment, const std::string& identifier) const {
    const auto found = logins_.find(Key(establishment, identifier));
    return found == logins_.end() ? nullptr : found->second;
  }

  /// What TPPs may be shown as booked: account and id of each entry.
  std::set<std::pair<std::string, std::string>> booked_ids() const {
    std::set<std::pair<std::string, std::string>> ids;
    for (const auto& [key, account] : accounts_)
      for (const Transaction& entry : account.entries)
        if (entry.status == EntryStatus::book) ids.emplace(key.first + '/' + key.second, entry.id);
    return ids;
  }

  /// The account if this customer holds it.
  const BookedAccount* account_of(const std::string& establishment, const std::string& psu,
                                  const Iban& iban) const {
    const Holder* const found = holder(establishment, psu);
    if (found == nullptr) return nullptr;
    const auto account = std::ranges::find_if(found->accounts, [&](const BookedAccount* each) {
      return each->row->account.iban == iban;
    });
    return account == found->accounts.end() ? nullptr : *account;
  }

 private:
  using Key = std::pair<std::string, std::string>;  // establishment first: tenants share nothing

  static BookedAccount booked(const AccountRow& row, ParisDay today, EntryIds id_of) {
    std::vector<Transaction> entries;
    BookedAccount account{&row, {}, {}};
    for (BookedEntry& entry : book(row.entries, today, id_of)) {
      entries.push_back(std::move(entry.transaction));
      account.details.push_back(std::move(entry.details));
    }
    account.entries = std::move(entries);
    return account;
  }

  std::vector<const BookedAccount*> accounts_of(const CustomerRow& row) const {
    std::vector<const BookedAccount*> accounts;
    for (const Iban& iban : row.accounts) {
      const auto found = accounts_.find(Key(row.establishment, iban.text()));
      if (found != accounts_.end()) accounts.push_back(&found->second);
    }
    return accounts;
  }

  std::shared_ptr<const BankTables> tables_;  // shared by the books of all days
  ParisDay today_;
  std::map<Key, Holder> holders_;
  std::map<Key, const CustomerRow*> logins_;
  std::map<Key, BookedAccount> accounts_;
};

namespace {

/// The account as this customer sees it.
Account seen_by(const CustomerRow& customer, Account account) {
  account.reachable_online =
      account.reachable_online && reaches_online(customer.customer, account.iban);
  if (std::ranges::find(customer.of_minors, account.iban) != customer.of_minors.end())
    account.psu_status = PsuStatus::custodian_for_minor;
  return account;
}

std::unexpected<Refusal> unavailable() {
  return refuse(Code::bank_unavailable, {}, "the embedded bank is told to fail");
}

}  // namespace

EmbeddedBank::EmbeddedBank(BankTables tables, const Clock& clock) : clock_(clock) {
  replace(std::move(tables));
}

EmbeddedBank::~EmbeddedBank() = default;

void EmbeddedBank::replace(BankTables tables) {
  const std::lock_guard one_at_a_time(changing_);
  unchanged_ = std::make_shared<const BankTables>(std::move(tables));
  open_with(unchanged_);
}

void EmbeddedBank::undo_changes() {
  const std::lock_guard one_at_a_time(changing_);
  if (current_books()->tables() != unchanged_) open_with(unchanged_);
}

void EmbeddedBank::open_with(std::shared_ptr<const BankTables> tables) {
  std::shared_ptr<const Books> books =
      std::make_shared<const Books>(std::move(tables), paris_day_of(clock_.now()));
  const std::unique_lock door(books_door_);
  books_.swap(books);
}

Outcome<Account> EmbeddedBank::change_account(const std::string& establishment, const Iban& iban,
                                              const std::function<void(Account&)>& change) {
  const std::lock_guard one_at_a_time(changing_);
  BankTables tables = *current_books()->tables();
  const auto row = std::ranges::find_if(tables.accounts, [&](const AccountRow& each) {
    return each.establishment == establishment && each.account.iban == iban;
  });
  if (row == tables.accounts.end()) return refuse(Code::account_unknown);
  change(row->account);
  Account changed = row->account;
  open_with(std::make_shared<const BankTables>(std::move(tables)));
  return changed;
}

std::int64_t EmbeddedBank::entries_booked(ParisDay after, ParisDay until) {
  const auto tables = current_books()->tables();
  const auto before = Books(tables, after).booked_ids();
  const auto now = Books(tables, until).booked_ids();
  return std::ranges::count_if(now, [&](const auto& id) { return !before.contains(id); });
}

std::shared_ptr<const EmbeddedBank::Books> EmbeddedBank::current_books() {
  const std::shared_lock door(books_door_);
  return books_;
}

std::shared_ptr<const EmbeddedBank::Books> EmbeddedBank::open_books() {
  if (fault_.load()) return nullptr;
  const ParisDay today = paris_day_of(clock_.now());
  auto books = current_books();
  while (books->today() != today) {
    const auto moved = std::make_shared<const Books>(books->tables(), today);
    const std::unique_lock door(books_door_);
    // Another thread may have moved or replaced the books meanwhile: then look at what is there.
    if (books_ == books) books_ = moved;
    books = books_;
  }
  return books;
}

void EmbeddedBank::customer_of(std::string establishment, std::string identifier,
                               std::string user_number, Completion<Customer> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  const CustomerRow* row = books->login(establishment, identifier);
  const bool known = row && (!row->customer.needs_user_number || row->user_number == user_number);
  if (known)
    done(row->customer);
  else
    done(refuse(Code::oauth_access_denied));
}

void EmbeddedBank::customer(std::string establishment, std::string psu, Completion<Customer> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  if (const CustomerRow* row = books->customer(establishment, psu))
    done(row->customer);
  else
    done(refuse(Code::oauth_access_denied));
}

void EmbeddedBank::accounts(std::string establishment, std::string psu,
                            Completion<std::vector<Account>> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  std::vector<Account> accounts;
  if (const auto* holder = books->holder(establishment, psu)) {
    accounts.reserve(holder->accounts.size());
    for (const auto* account : holder->accounts)
      accounts.push_back(seen_by(*holder->row, account->row->account));
  }
  done(std::move(accounts));
}

void EmbeddedBank::balance(std::string establishment, std::string psu, Iban iban,
                           Completion<Balance> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  if (const auto* account = books->account_of(establishment, psu, iban))
    done(account->row->balance);
  else
    done(refuse(Code::account_unknown));
}

void EmbeddedBank::transactions(std::string establishment, std::string psu, Iban iban,
                                HistoryWindow window, Completion<Entries> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  const auto* account = books->account_of(establishment, psu, iban);
  if (!account) return done(refuse(Code::account_unknown));
  done(account->entries.inside(window));
}

void EmbeddedBank::transaction_details(std::string establishment, std::string psu, Iban iban,
                                       std::string transaction_id, HistoryWindow window,
                                       Completion<std::vector<std::string>> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  const auto* account = books->account_of(establishment, psu, iban);
  if (!account) return done(refuse(Code::account_unknown));
  const auto entry = std::ranges::find(account->entries, transaction_id, &Transaction::id);
  if (entry == account->entries.end() || !window.contains(entry->booking_day))
    return done(refuse(Code::transaction_unknown));
  done(account->details[static_cast<std::size_t>(entry - account->entries.begin())]);
}

void EmbeddedBank::overdraft(std::string establishment, std::string psu, Iban iban,
                             Completion<Money> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  if (const auto* account = books->account_of(establishment, psu, iban))
    done(account->row->overdraft);
  else
    done(refuse(Code::account_unknown));
}

void EmbeddedBank::identity(std::string establishment, std::string psu, Completion<Identity> done) {
  const auto books = open_books();
  if (!books) return done(unavailable());
  if (const CustomerRow* row = books->customer(establishment, psu))
    done(row->identity);
  else
    done(refuse(Code::oauth_access_denied));
}

}  // namespace guichet::bank
