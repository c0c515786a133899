// SPDX-License-Identifier: Apache-2.0
#include "app/bank_check.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "app/wait_here.hpp"
#include "domain/paris_day.hpp"

namespace guichet::app {
namespace {

constexpr int history_days = 90;
constexpr int narrow_days = 30;
constexpr const char* nobody = "guichet-check-nobody";

/// What the service's 404 means is not told by the code that a TPP would see.
std::string words_of(const Refusal& refusal) {
  if (!refusal.detail.empty()) return refusal.detail;
  if (refusal.code == Code::oauth_access_denied)
    return "404 unknown: there is no such customer, or the address, establishment, identifier or "
           "user number is wrong";
  return "404 unknown";
}

/// The checks of one run, and what they found.
class Check {
 public:
  Check(bank::CoreBanking& bank, const BankCheckSubject& subject, Instant now)
      : bank_(bank), subject_(subject), today_(paris_day_of(now)) {}

  std::vector<BankCheckResult> run() {
    if (identify()) {
      identity();
      if (accounts())
        for (const Account& account : accounts_) one_account(account);
      unknown_account();
      foreign_account();
    }
    return std::move(results_);
  }

 private:
  void note(std::string promise, bool kept, std::string finding) {
    results_.push_back({std::move(promise), kept, kept ? std::string() : std::move(finding)});
  }

  /// Notes whether there is an answer; gives it.
  template <class T>
  std::optional<T> answered(std::string promise, Outcome<T> outcome) {
    note(std::move(promise), outcome.has_value(), outcome ? "" : words_of(outcome.error()));
    return outcome ? std::optional<T>(*std::move(outcome)) : std::nullopt;
  }

  template <class T>
  void is_unknown(std::string promise, const Outcome<T>& outcome) {
    const bool kept = !outcome && outcome.error().code != Code::bank_unavailable;
    note(std::move(promise), kept, outcome ? "an answer" : words_of(outcome.error()));
  }

  Outcome<Customer> customer_of(const std::string& identifier) {
    return wait_here<Customer>([&](auto done) {
      bank_.customer_of(subject_.establishment, identifier, subject_.user_number, std::move(done));
    });
  }
  Outcome<Customer> customer(const std::string& psu) {
    return wait_here<Customer>(
        [&](auto done) { bank_.customer(subject_.establishment, psu, std::move(done)); });
  }
  Outcome<std::vector<Account>> accounts_of_customer() {
    return wait_here<std::vector<Account>>(
        [&](auto done) { bank_.accounts(subject_.establishment, psu_, std::move(done)); });
  }
  Outcome<Balance> balance(const Iban& iban) {
    return wait_here<Balance>(
        [&](auto done) { bank_.balance(subject_.establishment, psu_, iban, std::move(done)); });
  }
  Outcome<Money> overdraft(const Iban& iban) {
    return wait_here<Money>(
        [&](auto done) { bank_.overdraft(subject_.establishment, psu_, iban, std::move(done)); });
  }
  Outcome<Entries> entries(const Iban& iban, HistoryWindow window) {
    return wait_here<Entries>([&](auto done) {
      bank_.transactions(subject_.establishment, psu_, iban, window, std::move(done));
    });
  }
  Outcome<std::vector<std::string>> details(const Iban& iban, const std::string& id,
                                            HistoryWindow window) {
    return wait_here<std::vector<std::string>>([&](auto done) {
      bank_.transaction_details(subject_.establishment, psu_, iban, id, window, std::move(done));
    });
  }

  HistoryWindow since(int days) const {
    return {midnight_of(days_after(today_, -days)), Instant::max()};
  }

  bool identify() {
    const auto found =
        answered("the customer is found by his identifier", customer_of(subject_.identifier));
    if (!found) return false;
    psu_ = found->psu;
    is_unknown("an identifier that nobody has is unknown", customer_of(nobody));
    const auto again = answered("the customer is found by his id", customer(psu_));
    if (again)
      note("both ways find the same customer",
           again->psu == psu_ && again->segment == found->segment && again->means == found->means,
           "another id, segment or other means");
    is_unknown("an id that nobody has is unknown", customer(nobody));
    note("the customer has a means of authentication", !found->means.empty(), "none");
    return true;
  }

  void identity() {
    auto outcome = wait_here<Identity>(
        [&](auto done) { bank_.identity(subject_.establishment, psu_, std::move(done)); });
    const auto identity = answered("the customer has an identity", std::move(outcome));
    if (identity) note("and a full name in it", !identity->full_name.empty(), "an empty one");
  }

  bool accounts() {
    auto first = answered("the customer's accounts are listed", accounts_of_customer());
    if (!first) return false;
    accounts_ = *std::move(first);
    const auto second = accounts_of_customer();
    const auto iban = [](const Account& account) { return account.iban; };
    note("two lists of accounts are the same",
         second && std::ranges::equal(accounts_, *second, {}, iban, iban),
         "other accounts, or another order");
    std::set<std::string> seen;
    for (const Account& account : accounts_) seen.insert(account.iban.text());
    note("no account is listed twice", seen.size() == accounts_.size(), "one is");
    note("one of them is eligible", std::ranges::any_of(accounts_, is_eligible),
         "none: a TPP sees 404 NAAC");
    return true;
  }

  void one_account(const Account& account) {
    const std::string of = " of " + account.iban.masked();
    const auto amount = answered("the balance" + of, balance(account.iban));
    if (amount)
      note("in the currency" + of, amount->amount.currency == account.currency, "another");
    if (const auto agreed = answered("the overdraft" + of, overdraft(account.iban)))
      note("the overdraft is not negative" + of, agreed->minor_units >= 0, "a negative one");
    const auto all = answered("the entries of " + std::to_string(history_days) + " days" + of,
                              entries(account.iban, since(history_days)));
    if (all) history(account.iban, of, *all);
  }

  void history(const Iban& iban, const std::string& of, const Entries& all) {
    note("newest first" + of,
         std::ranges::is_sorted(all, std::ranges::greater{}, &Transaction::booking_day),
         "another order");
    std::set<std::string> ids;
    for (const Transaction& entry : all) ids.insert(entry.id);
    note("each with an id of its own" + of, ids.size() == all.size(), "an id twice");
    note("none before the first day" + of,
         std::ranges::all_of(all,
                             [&](const Transaction& entry) {
                               return since(history_days).contains(entry.booking_day);
                             }),
         "an older one");
    part(iban, of, all);
    details_of_one(iban, of, all);
  }

  /// `from` is included and `until` is not: what the narrow window holds is what the wide one has
  /// of it.
  void part(const Iban& iban, const std::string& of, const Entries& all) {
    const ParisDay first = all.empty() ? days_after(today_, -narrow_days) : all.back().booking_day;
    const ParisDay end = all.empty() ? today_ : all.front().booking_day;
    const HistoryWindow window{midnight_of(first), midnight_of(end)};
    const auto some = entries(iban, window);
    std::vector<std::string> expected;
    for (const Transaction& entry : all)
      if (window.contains(entry.booking_day)) expected.push_back(entry.id);
    note("from its day on, until before its day" + of,
         some && std::ranges::equal(*some, expected, {}, &Transaction::id),
         some ? std::to_string(some->size()) + " entries, expected " +
                    std::to_string(expected.size())
              : words_of(some.error()));
  }

  void details_of_one(const Iban& iban, const std::string& of, const Entries& all) {
    is_unknown("details of an unknown entry are unknown" + of,
               details(iban, nobody, since(history_days)));
    const auto entry = std::ranges::find_if(all, &Transaction::has_details);
    if (entry == all.end()) return;
    const auto lines =
        answered("details of an entry" + of, details(iban, entry->id, since(history_days)));
    if (lines) note("and lines in them" + of, !lines->empty(), "none, though hasDetails is true");
  }

  void unknown_account() {
    const auto iban = Iban::parse("FR7610107001011234567890129");
    if (!iban) return;
    is_unknown("the balance of an account that is not the customer's is unknown", balance(*iban));
    is_unknown("and its entries", entries(*iban, since(history_days)));
    is_unknown("and its overdraft", overdraft(*iban));
  }

  void foreign_account() {
    if (subject_.foreign_iban.empty()) return;
    const auto iban = Iban::parse(subject_.foreign_iban);
    note("the other customer's IBAN is one", iban.has_value(), "not an IBAN");
    if (!iban) return;
    is_unknown("the balance of another customer's account is unknown", balance(*iban));
    is_unknown("and its entries as well", entries(*iban, since(history_days)));
  }

  bank::CoreBanking& bank_;
  const BankCheckSubject& subject_;
  ParisDay today_;
  std::string psu_;
  std::vector<Account> accounts_;
  std::vector<BankCheckResult> results_;
};

}  // namespace

std::vector<BankCheckResult> check_bank(bank::CoreBanking& bank, const BankCheckSubject& subject,
                                        Instant now) {
  return Check(bank, subject, now).run();
}

}  // namespace guichet::app
