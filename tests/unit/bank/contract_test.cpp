// SPDX-License-Identifier: Apache-2.0
#include "bank/http/contract.hpp"

#include <gtest/gtest.h>

#include "bank/embedded/embedded_bank.hpp"
#include "bank/http/service.hpp"
#include "sandbox/personas.hpp"

namespace guichet::bank {
namespace {

struct FixedClock final : Clock {
  Instant now() const override {
    return std::chrono::sys_days(std::chrono::year(2027) / 3 / 22) + std::chrono::hours(9);
  }
};

constexpr std::string_view claires = "/v1/17515/customers/P9999999902";
constexpr std::string_view claires_second = "FR7617515900000800358074006";

class Service : public testing::Test {
 protected:
  ServiceAnswer get(const std::string& target) { return call("GET", target, {}); }

  ServiceAnswer call(std::string_view method, const std::string& target, std::string_view body) {
    ServiceAnswer answer;
    answer_call(bank, method, target, body,
                [&](ServiceAnswer given) { answer = std::move(given); });
    return answer;
  }

  template <class T, class Ask>
  T directly(Ask ask) {
    std::optional<T> given;
    ask(Completion<T>([&](Outcome<T> outcome) { given = *std::move(outcome); }));
    return *std::move(given);
  }

  FixedClock clock;
  EmbeddedBank bank{sandbox::persona_tables(), clock};
};

TEST_F(Service, gives_every_entry_as_core_banking_has_it) {
  const auto answer = get(std::string(claires) + "/accounts/" + std::string(claires_second) +
                          "/transactions?from=2027-01-20");
  ASSERT_EQ(answer.status, 200);
  const auto read = read_transactions(answer.body);
  ASSERT_TRUE(read.has_value()) << read.error().detail;
  const auto expected = directly<Entries>([&](auto done) {
    bank.transactions("17515", "P9999999902", Iban::parse(claires_second).value(),
                      {midnight_of(*read_day("2027-01-20")), Instant::max()}, std::move(done));
  });
  ASSERT_GT(expected.size(), 10U);
  EXPECT_EQ(transactions_body(*read), transactions_body(expected));
  EXPECT_EQ(read->front().amount, expected.front().amount);
  EXPECT_EQ(read->back().booking_day, expected.back().booking_day);
}

TEST_F(Service, gives_accounts_identity_balance_and_overdraft_as_core_banking_has_them) {
  const auto accounts = read_accounts(get(std::string(claires) + "/accounts").body);
  ASSERT_TRUE(accounts.has_value()) << accounts.error().detail;
  ASSERT_EQ(accounts->size(), 2U);
  EXPECT_EQ(accounts->back().iban.text(), claires_second);
  EXPECT_TRUE(is_eligible(accounts->back()));
  const std::string account = std::string(claires) + "/accounts/" + std::string(claires_second);
  EXPECT_EQ(read_amount(get(account + "/balance").body).value(), Money{2376698});
  EXPECT_EQ(read_amount(get(account + "/overdraft").body).value(), Money{0});
  EXPECT_EQ(read_identity(get(std::string(claires) + "/identity").body)->last_name, "RECETTEB");
}

TEST_F(Service, finds_a_customer_by_what_he_types) {
  const auto answer =
      call("POST", "/v1/17515/identification", identification_body({"9999999911", "0001"}));
  ASSERT_EQ(answer.status, 200);
  const auto customer = read_customer(answer.body);
  ASSERT_TRUE(customer.has_value()) << customer.error().detail;
  EXPECT_EQ(customer->psu, "P9999999911");
  EXPECT_EQ(customer->segment, Segment::pro);
  EXPECT_TRUE(customer->needs_user_number);
  EXPECT_EQ(
      call("POST", "/v1/17515/identification", identification_body({"9999999911", ""})).status,
      404);
}

TEST_F(Service, tells_what_it_does_not_know_from_what_is_no_call) {
  EXPECT_EQ(get("/v1/17515/customers/P0").status, 404);
  EXPECT_EQ(get(std::string(claires) + "/accounts/FR7617515000920400430518020/balance").status,
            404);
  EXPECT_EQ(get(std::string(claires) + "/accounts/x/balance").status, 404);
  EXPECT_EQ(get(std::string(claires) + "/accounts/" + std::string(claires_second) + "/transactions")
                .status,
            400);
  EXPECT_EQ(call("DELETE", std::string(claires), {}).status, 405);
  EXPECT_EQ(get("/v2/17515/customers/P9999999902").status, 404);
  EXPECT_TRUE(says_unknown(get("/v1/17515/customers/P0").body));
  EXPECT_TRUE(says_unknown(get(std::string(claires) + "/accounts/x/balance").body));
  for (const std::string& elsewhere :
       {std::string("/v2/17515/customers/P9999999902"), std::string("/v1/17515"),
        std::string(claires) + "/cards",
        std::string(claires) + "/accounts/" + std::string(claires_second) + "/cards"})
    EXPECT_FALSE(says_unknown(get(elsewhere).body)) << elsewhere;
  for (const char* said : {"", "unknown", "[]", R"({"error":null})", R"({"error":"no such call"})"})
    EXPECT_FALSE(says_unknown(said)) << said;
  EXPECT_EQ(call("POST", "/v1/17515/identification", "[]").status, 400);
}

TEST_F(Service, is_unavailable_while_core_banking_is) {
  bank.set_fault(true);
  EXPECT_EQ(get(std::string(claires) + "/accounts").status, 503);
}

struct Nonsense {
  std::string_view name;
  std::string_view body;
  std::string_view where;
};

class Amounts : public testing::TestWithParam<Nonsense> {};

TEST_P(Amounts, that_are_not_to_the_letter_are_no_answer) {
  const auto read = read_amount(GetParam().body);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, Code::bank_unavailable);
  EXPECT_NE(read.error().detail.find(GetParam().where), std::string::npos) << read.error().detail;
}

INSTANTIATE_TEST_SUITE_P(
    Contract, Amounts,
    testing::Values(Nonsense{"number", R"({"amount":12.3,"currency":"EUR"})", "amount"},
                    Nonsense{"one_decimal", R"({"amount":"12.3","currency":"EUR"})", "amount"},
                    Nonsense{"no_decimals", R"({"amount":"12","currency":"EUR"})", "amount"},
                    Nonsense{"two_signs", R"({"amount":"--1.00","currency":"EUR"})", "amount"},
                    Nonsense{"plus", R"({"amount":"+1.00","currency":"EUR"})", "amount"},
                    Nonsense{"no_digits", R"({"amount":".00","currency":"EUR"})", "amount"},
                    Nonsense{"twenty_digits",
                             R"({"amount":"99999999999999999999.00","currency":"EUR"})", "amount"},
                    Nonsense{"nan", R"({"amount":"NaN","currency":"EUR"})", "amount"},
                    Nonsense{"currency", R"({"amount":"1.00","currency":"EURO"})", "currency"},
                    Nonsense{"no_currency", R"({"amount":"1.00"})", "currency"},
                    Nonsense{"array", "[]", "the whole"}, Nonsense{"nothing", "", "the whole"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(Contract, amounts_keep_every_cent) {
  for (const std::int64_t minor : {0L, 1L, -1L, 99L, -100L, 999'999'999'999'999'999L})
    EXPECT_EQ(read_amount(amount_body(Money{minor})).value(), Money{minor});
}

TEST(Contract, entries_in_another_order_than_newest_first_are_no_answer) {
  Transaction older;
  older.id = "older";
  older.booking_day = *read_day("2027-03-01");
  Transaction newer = older;
  newer.id = "newer";
  newer.booking_day = *read_day("2027-03-02");
  EXPECT_TRUE(
      read_transactions(transactions_body(std::vector<Transaction>{newer, older})).has_value());
  EXPECT_FALSE(
      read_transactions(transactions_body(std::vector<Transaction>{older, newer})).has_value());
  EXPECT_FALSE(
      read_transactions(transactions_body(std::vector<Transaction>{newer, newer})).has_value());
}

TEST(Contract, an_empty_reference_is_not_the_same_as_none) {
  Transaction entry;
  entry.id = "one";
  entry.booking_day = *read_day("2027-03-01");
  EXPECT_EQ(read_transactions(transactions_body(std::vector<Transaction>{entry}))
                ->front()
                .entry_reference,
            std::nullopt);
  entry.entry_reference = "";
  EXPECT_EQ(read_transactions(transactions_body(std::vector<Transaction>{entry}))
                ->front()
                .entry_reference,
            "");
}

TEST(Contract, days_that_do_not_exist_are_none) {
  EXPECT_TRUE(read_day("2028-02-29").has_value());
  for (const std::string_view text : {"2027-02-29", "2027-13-01", "2027-00-10", "2027-1-01",
                                      "2027-01-1x", "20270101", "", "+027-01-01"})
    EXPECT_FALSE(read_day(text).has_value()) << text;
}

}  // namespace
}  // namespace guichet::bank
