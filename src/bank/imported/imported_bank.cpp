// SPDX-License-Identifier: Apache-2.0
#include "bank/imported/imported_bank.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "bank/imported/bank_file.hpp"
#include "bank/imported/days.hpp"

namespace guichet::bank {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// "S3N12": entry 12 of the account's third statement.
std::string transaction_id(std::int64_t statement, std::int64_t number) {
  return "S" + std::to_string(statement) + "N" + std::to_string(number);
}

struct EntryKey {
  std::int64_t statement = 0;
  std::int64_t number = 0;
};

std::optional<EntryKey> entry_key_in(const std::string& id) {
  EntryKey key;
  const char* const end = id.data() + id.size();
  if (!id.starts_with('S')) return std::nullopt;
  const auto statement = std::from_chars(id.data() + 1, end, key.statement);
  if (statement.ec != std::errc{} || statement.ptr == end || *statement.ptr != 'N')
    return std::nullopt;
  const auto number = std::from_chars(statement.ptr + 1, end, key.number);
  if (number.ec != std::errc{} || number.ptr != end) return std::nullopt;
  // One entry has one id: no leading zeros.
  if (transaction_id(key.statement, key.number) != id) return std::nullopt;
  return key;
}

/// A day before which no entry of the window stands, as its file counts.
std::int64_t first_day_of(const HistoryWindow& window) {
  return std::chrono::floor<std::chrono::days>(window.from).time_since_epoch().count();
}

std::int64_t last_day_of(const HistoryWindow& window) {
  // Of the Paris day that begins within it the UTC day is the same or the one before.
  return window.until == Instant::max()
             ? std::numeric_limits<std::int64_t>::max()
             : std::chrono::floor<std::chrono::days>(window.until).time_since_epoch().count() + 1;
}

Transaction transaction_in(const BankQuery& row) {
  Transaction transaction;
  transaction.id = transaction_id(row.number(0), row.number(1));
  transaction.booking_day = day_of_number(row.number(2));
  transaction.amount = Money{row.number(3)};
  transaction.status = row.number(4) != 0 ? EntryStatus::book : EntryStatus::othr;
  transaction.entry_reference = row.text_if_any(5);
  if (auto domain = row.text_if_any(6))
    transaction.bank_transaction_code = BankTransactionCode{*std::move(domain), row.text(7),
                                                            row.text(8), row.text(9), row.text(10)};
  transaction.remittance = lines_of(row.text(11));
  transaction.has_details = row.number(12) != 0;
  return transaction;
}

Account account_in(const BankQuery& row) {
  // Eligible: whoever imports an account means it to be read.
  return Account{.iban = Iban::parse(row.text(0)).value(),
                 .name = row.text(1),
                 .holder = row.text(2),
                 .usage = row.number(3) != 0 ? Usage::priv : Usage::orga};
}

std::unexpected<Refusal> unreadable(const BankFileFailure& failure) {
  return refuse(Code::bank_unavailable, {},
                "the imported statements: " + std::string(failure.what()));
}

}  // namespace

std::filesystem::path bank_file_in(const std::filesystem::path& data_directory) {
  return data_directory / "bank.db";
}

/// A connection to the file with what is asked of it.
class ImportedBank::Reading {
 public:
  explicit Reading(BankFile opened)
      : file(std::move(opened)),
        accounts(file.prepare("SELECT iban, name, holder, is_private FROM account "
                              "WHERE establishment = ?1 AND psu = ?2 ORDER BY account")),
        account(file.prepare("SELECT account FROM account "
                             "WHERE establishment = ?1 AND iban = ?2 AND psu = ?3")),
        balance(file.prepare("SELECT closing, closing_day FROM statement WHERE account = ?1 "
                             "ORDER BY closing_day DESC, kind DESC, number DESC LIMIT 1")),
        transactions(file.prepare(
            "SELECT statement, number, booking_day, amount, booked, "
            "coalesce(entry_reference, servicer_reference), domain, family, sub_family, code, "
            "issuer, remittance, details <> '' FROM entry WHERE account = ?1 AND booking_day "
            "BETWEEN ?2 AND ?3 AND superseded = 0 ORDER BY booking_day DESC, statement DESC, "
            "number DESC")),
        details(file.prepare("SELECT booking_day, details FROM entry WHERE account = ?1 "
                             "AND statement = ?2 AND number = ?3 AND superseded = 0")) {}

  BankFile file;
  BankQuery accounts, account, balance, transactions, details;

  /// The file's number of the account if this customer holds it.
  std::optional<std::int64_t> account_of(const std::string& establishment, const std::string& psu,
                                         const Iban& iban) {
    BankQuery& row = account.run(establishment, iban.text(), psu);
    const auto found = row.next() ? std::optional(row.number(0)) : std::nullopt;
    row.reset();
    return found;
  }
};

ImportedBank::ImportedBank(CoreBanking& bank, std::filesystem::path file,
                           std::function<Steady::time_point()> now)
    : bank_(bank), file_(std::move(file)), now_(std::move(now)) {}
ImportedBank::~ImportedBank() = default;

/// Null while nothing was imported.
std::unique_ptr<ImportedBank::Reading> ImportedBank::take_reading() {
  const Steady::time_point now = now_();
  if (now < absent_until_.load()) return nullptr;
  struct stat found{};
  if (::stat(file_.c_str(), &found) != 0 || found.st_size == 0) {
    absent_until_.store(now + longest_unseen);
    return nullptr;
  }
  {
    const std::scoped_lock lock(door_);
    if (found.st_ino != inode_) idle_.clear();
    inode_ = found.st_ino;
    if (!idle_.empty()) {
      auto reading = std::move(idle_.back());
      idle_.pop_back();
      return reading;
    }
  }
  auto opened = BankFile::open_for_reading(file_);
  return opened ? std::make_unique<Reading>(*std::move(opened)) : nullptr;
}

void ImportedBank::give_back(std::unique_ptr<Reading> reading) {
  const std::scoped_lock lock(door_);
  idle_.push_back(std::move(reading));
}

/// What `read` gives of the file, or `nothing` while nothing was imported.
template <class T, class Read>
Outcome<T> ImportedBank::read(T nothing, const Read& read) {
  try {
    auto reading = take_reading();
    if (!reading) return nothing;
    Outcome<T> answer = read(*reading);
    give_back(std::move(reading));
    return answer;
  } catch (const BankFileFailure& failure) {
    return unreadable(failure);
  }
}

Outcome<void> ImportedBank::forget() {
  const auto forgotten = read(true, [](Reading& reading) {
    // Undone by closing the connection if a step fails.
    reading.file.execute(
        "BEGIN IMMEDIATE; DELETE FROM entry; DELETE FROM statement; DELETE FROM account; COMMIT;");
    return Outcome<bool>(true);
  });
  if (!forgotten) return std::unexpected(forgotten.error());
  return {};
}

void ImportedBank::customer_of(std::string establishment, std::string identifier,
                               std::string user_number, Completion<Customer> done) {
  bank_.customer_of(std::move(establishment), std::move(identifier), std::move(user_number),
                    std::move(done));
}

void ImportedBank::customer(std::string establishment, std::string psu, Completion<Customer> done) {
  bank_.customer(std::move(establishment), std::move(psu), std::move(done));
}

void ImportedBank::identity(std::string establishment, std::string psu, Completion<Identity> done) {
  bank_.identity(std::move(establishment), std::move(psu), std::move(done));
}

void ImportedBank::accounts(std::string establishment, std::string psu,
                            Completion<std::vector<Account>> done) {
  auto imported = read(std::vector<Account>{}, [&](Reading& reading) {
    std::vector<Account> accounts;
    BankQuery& rows = reading.accounts.run(establishment, psu);
    while (rows.next()) accounts.push_back(account_in(rows));
    rows.reset();
    return Outcome<std::vector<Account>>(std::move(accounts));
  });
  if (!imported) return done(std::unexpected(std::move(imported).error()));
  if (imported->empty())
    return bank_.accounts(std::move(establishment), std::move(psu), std::move(done));
  auto append = [imported = *std::move(imported),
                 done = std::move(done)](Outcome<std::vector<Account>> accounts) mutable {
    if (accounts) std::ranges::move(imported, std::back_inserter(*accounts));
    done(std::move(accounts));
  };
  bank_.accounts(std::move(establishment), std::move(psu), std::move(append));
}

void ImportedBank::balance(std::string establishment, std::string psu, Iban iban,
                           Completion<Balance> done) {
  const auto imported = read(std::optional<Balance>{}, [&](Reading& reading) {
    std::optional<Balance> balance;
    if (const auto account = reading.account_of(establishment, psu, iban)) {
      BankQuery& row = reading.balance.run(*account);
      if (row.next()) balance = Balance{Money{row.number(0)}, day_of_number(row.number(1))};
      row.reset();
    }
    return Outcome<std::optional<Balance>>(balance);
  });
  if (!imported) return done(std::unexpected(imported.error()));
  if (*imported) return done(**imported);
  bank_.balance(std::move(establishment), std::move(psu), std::move(iban), std::move(done));
}

void ImportedBank::transactions(std::string establishment, std::string psu, Iban iban,
                                HistoryWindow window, Completion<Entries> done) {
  using Found = std::optional<Entries>;
  auto imported = read(Found{}, [&](Reading& reading) -> Outcome<Found> {
    const auto account = reading.account_of(establishment, psu, iban);
    if (!account) return Found{};
    std::vector<Transaction> entries;
    BankQuery& rows = reading.transactions.run(*account, first_day_of(window), last_day_of(window));
    while (rows.next())
      if (window.contains(day_of_number(rows.number(2)))) entries.push_back(transaction_in(rows));
    rows.reset();
    return Found(std::move(entries));
  });
  if (!imported) return done(std::unexpected(std::move(imported).error()));
  if (*imported) return done(std::move(**imported));
  bank_.transactions(std::move(establishment), std::move(psu), std::move(iban), window,
                     std::move(done));
}

void ImportedBank::transaction_details(std::string establishment, std::string psu, Iban iban,
                                       std::string transaction_id, HistoryWindow window,
                                       Completion<std::vector<std::string>> done) {
  using Lines = std::optional<std::vector<std::string>>;
  auto imported = read(Lines{}, [&](Reading& reading) -> Outcome<Lines> {
    const auto account = reading.account_of(establishment, psu, iban);
    if (!account) return Lines{};
    const auto key = entry_key_in(transaction_id);
    if (!key) return refuse(Code::transaction_unknown);
    BankQuery& row = reading.details.run(*account, key->statement, key->number);
    const bool visible = row.next() && window.contains(day_of_number(row.number(0)));
    Lines lines = visible ? Lines(lines_of(row.text(1))) : Lines{};
    row.reset();
    if (!lines) return refuse(Code::transaction_unknown);
    return lines;
  });
  if (!imported) return done(std::unexpected(std::move(imported).error()));
  if (*imported) return done(std::move(**imported));
  bank_.transaction_details(std::move(establishment), std::move(psu), std::move(iban),
                            std::move(transaction_id), window, std::move(done));
}

void ImportedBank::overdraft(std::string establishment, std::string psu, Iban iban,
                             Completion<Money> done) {
  const auto imported = read(false, [&](Reading& reading) {
    return Outcome<bool>(reading.account_of(establishment, psu, iban).has_value());
  });
  if (!imported) return done(std::unexpected(imported.error()));
  // A statement says nothing of an overdraft that was agreed.
  if (*imported) return done(Money{});
  bank_.overdraft(std::move(establishment), std::move(psu), std::move(iban), std::move(done));
}

}  // namespace guichet::bank
