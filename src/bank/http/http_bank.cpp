// SPDX-License-Identifier: Apache-2.0
#include "bank/http/http_bank.hpp"

#include <utility>

#include "bank/http/contract.hpp"
#include "domain/paris_day.hpp"

namespace guichet::bank {
namespace {

std::string customer_path(const std::string& establishment, const std::string& psu) {
  return "/v1/" + establishment + "/customers/" + psu;
}

std::string account_path(const std::string& establishment, const std::string& psu,
                         const Iban& iban) {
  return customer_path(establishment, psu) + "/accounts/" + iban.text();
}

/// The first Paris day whose midnight is not before `instant`: an entry is dated at midnight.
ParisDay day_from(Instant instant) {
  const ParisDay day = paris_day_of(instant);
  return midnight_of(day) < instant ? days_after(day, 1) : day;
}

/// "?from=2026-09-22&until=2026-11-24": from is included, until is not.
std::string query_of(const HistoryWindow& window) {
  std::string query = "?from=" + iso_date(day_from(window.from));
  if (window.until != Instant::max()) query += "&until=" + iso_date(day_from(window.until));
  return query;
}

/// Reads an answer of 200 with `read`; 404 that says so is the refusal `unknown`, everything else
/// nonsense.
template <class T, class Read>
Completion<ServiceAnswer> into(Completion<T> done, Read read, Code unknown) {
  return [done = std::move(done), read, unknown](Outcome<ServiceAnswer> answer) mutable {
    if (!answer)
      done(std::unexpected(std::move(answer).error()));
    else if (answer->status == 404 && says_unknown(answer->body))
      done(refuse(unknown));
    else if (answer->status == 404)
      done(refuse(
          Code::bank_unavailable, {},
          "core banking answers 404 without {\"error\": \"unknown\"}: is its address right?"));
    else if (answer->status != 200)
      done(refuse(Code::bank_unavailable, {},
                  "core banking answers " + std::to_string(answer->status)));
    else
      done(read(answer->body));
  };
}

}  // namespace

void HttpBank::customer_of(std::string establishment, std::string identifier,
                           std::string user_number, Completion<Customer> done) {
  courier_.carry({"/v1/" + establishment + "/identification",
                  identification_body({std::move(identifier), std::move(user_number)})},
                 into(std::move(done), read_customer, Code::oauth_access_denied));
}

void HttpBank::customer(std::string establishment, std::string psu, Completion<Customer> done) {
  courier_.carry({customer_path(establishment, psu), {}},
                 into(std::move(done), read_customer, Code::oauth_access_denied));
}

void HttpBank::accounts(std::string establishment, std::string psu,
                        Completion<std::vector<Account>> done) {
  courier_.carry({customer_path(establishment, psu) + "/accounts", {}},
                 into(std::move(done), read_accounts, Code::no_eligible_account));
}

void HttpBank::balance(std::string establishment, std::string psu, Iban iban,
                       Completion<Balance> done) {
  const auto read = [](std::string_view body) -> Outcome<Balance> {
    GUICHET_TRY(amount, read_amount(body));
    return Balance{amount};
  };
  courier_.carry({account_path(establishment, psu, iban) + "/balance", {}},
                 into(std::move(done), read, Code::account_unknown));
}

void HttpBank::transactions(std::string establishment, std::string psu, Iban iban,
                            HistoryWindow window, Completion<Entries> done) {
  courier_.carry({account_path(establishment, psu, iban) + "/transactions" + query_of(window), {}},
                 into(std::move(done), read_transactions, Code::account_unknown));
}

void HttpBank::transaction_details(std::string establishment, std::string psu, Iban iban,
                                   std::string transaction_id, HistoryWindow window,
                                   Completion<std::vector<std::string>> done) {
  courier_.carry({account_path(establishment, psu, iban) + "/transactions/" + transaction_id +
                      "/details" + query_of(window),
                  {}},
                 into(std::move(done), read_details, Code::transaction_unknown));
}

void HttpBank::overdraft(std::string establishment, std::string psu, Iban iban,
                         Completion<Money> done) {
  courier_.carry({account_path(establishment, psu, iban) + "/overdraft", {}},
                 into(std::move(done), read_amount, Code::account_unknown));
}

void HttpBank::identity(std::string establishment, std::string psu, Completion<Identity> done) {
  courier_.carry({customer_path(establishment, psu) + "/identity", {}},
                 into(std::move(done), read_identity, Code::oauth_access_denied));
}

}  // namespace guichet::bank
