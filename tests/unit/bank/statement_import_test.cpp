// SPDX-License-Identifier: Apache-2.0
#include "bank/imported/statement_import.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "bank/embedded/embedded_bank.hpp"
#include "bank/imported/imported_bank.hpp"
#include "sandbox/personas.hpp"
#include "statement_file.hpp"

namespace guichet::bank {
namespace {

namespace fs = std::filesystem;

constexpr const char* iban_text = "FR7617515900000001112223341";

class FixedClock final : public Clock {
 public:
  Instant now() const override {
    return midnight_of(
        ParisDay{std::chrono::year(2026), std::chrono::November, std::chrono::day(21)});
  }
};

class StatementImportTest : public testing::Test {
 protected:
  StatementImportTest()
      : folder_(fs::path(testing::TempDir()) /
                ("statements-" +
                 std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    rules_.owner = [this](std::string_view) -> std::expected<AccountOwner, std::string> {
      return AccountOwner{psu_, "Mme LEA SANDBOXA", true};
    };
    rules_.is_taken = [](std::string_view, std::string_view) { return false; };
  }
  ~StatementImportTest() override { fs::remove_all(folder_); }

  /// Imports a file; empty, or the reason why not.
  std::string import(const std::string& xml) {
    auto file = BankFile::open_for_import(bank_file_in(folder_));
    StatementImport import(file, rules_);
    if (const auto taken = read_whole(xml, import); !taken) return taken.error().reason;
    import.commit();
    done_ = import.statements();
    return {};
  }

  Entries entries(const std::string& psu = "P9999999901") {
    Entries found;
    bank_.transactions("17515", psu, iban_, HistoryWindow{Instant{}, Instant::max()},
                       [&](Outcome<Entries> entries) {
                         if (entries) found = *std::move(entries);
                       });
    return found;
  }

  std::optional<Money> balance(const std::string& psu = "P9999999901") {
    std::optional<Money> found;
    bank_.balance("17515", psu, iban_, [&](Outcome<Balance> balance) {
      if (balance) found = balance->amount;
    });
    return found;
  }

  fs::path folder_;
  std::string psu_ = "P9999999901";
  ImportRules rules_;
  FixedClock clock_;
  EmbeddedBank seeded_{sandbox::persona_tables(), clock_};
  /// Moves on by as long as an absent file may go unseen at each look.
  ImportedBank::Steady::time_point now_{};
  ImportedBank bank_{seeded_, bank_file_in(folder_), [this] { return now_ += longest_unseen; }};
  Iban iban_ = Iban::parse(iban_text).value();
  std::vector<ImportedStatement> done_;
};

TEST_F(StatementImportTest, an_account_is_there_once_its_statement_was_imported) {
  EXPECT_EQ(balance(), std::nullopt);
  ASSERT_EQ(import(statement_xml("1", "3.50", entry_xml("2.50"))), "");
  EXPECT_EQ(balance(), Money{350});
  ASSERT_EQ(entries().size(), 1u);
  EXPECT_EQ(entries()[0].amount, Money{250});
  EXPECT_EQ(entries()[0].id, "S1N1");
}

TEST_F(StatementImportTest,
       an_absent_file_is_looked_for_again_after_no_longer_than_an_import_takes) {
  ImportedBank::Steady::time_point now{};
  ImportedBank bank(seeded_, bank_file_in(folder_), [&now] { return now; });
  const auto is_there = [&] {
    bool found = false;
    bank.balance("17515", psu_, iban_,
                 [&](Outcome<Balance> balance) { found = balance.has_value(); });
    return found;
  };
  EXPECT_FALSE(is_there());
  ASSERT_EQ(import(statement_xml("1", "3.50", entry_xml("2.50"))), "");
  now += longest_unseen;
  EXPECT_TRUE(is_there());
}

TEST_F(StatementImportTest, it_is_its_customers_alone) {
  ASSERT_EQ(import(statement_xml("1", "3.50", entry_xml("2.50"))), "");
  EXPECT_EQ(balance("P9999999902"), std::nullopt);
  EXPECT_TRUE(entries("P9999999902").empty());
  std::size_t accounts = 0;
  bank_.accounts("17515", "P9999999902",
                 [&](Outcome<std::vector<Account>> all) { accounts = all->size(); });
  EXPECT_EQ(accounts, 2u);
}

TEST_F(StatementImportTest, the_accounts_of_the_bank_behind_stay) {
  std::vector<Account> accounts;
  bank_.accounts("17515", psu_, [&](Outcome<std::vector<Account>> all) { accounts = *all; });
  ASSERT_EQ(accounts.size(), 1u);
  ASSERT_EQ(import(statement_xml("1", "3.50", entry_xml("2.50"))), "");
  bank_.accounts("17515", psu_, [&](Outcome<std::vector<Account>> all) { accounts = *all; });
  ASSERT_EQ(accounts.size(), 2u);
  EXPECT_EQ(accounts[1].iban, iban_);
  EXPECT_EQ(accounts[1].holder, "Mme LEA SANDBOXA");
}

TEST_F(StatementImportTest, nothing_of_a_file_stays_that_is_damaged_at_its_end) {
  const std::string sound = statement_xml("1", "3", entry_xml("2"));
  const std::string cut = sound.substr(0, sound.rfind("</Document>"));
  EXPECT_NE(import(cut), "");
  EXPECT_EQ(balance(), std::nullopt);
  EXPECT_EQ(import(sound), "");
}

TEST_F(StatementImportTest, the_same_statement_again_is_no_news) {
  const std::string file = statement_xml("1", "3", entry_xml("2"));
  ASSERT_EQ(import(file), "");
  ASSERT_EQ(import(file), "");
  EXPECT_TRUE(done_.at(0).was_there);
  EXPECT_EQ(entries().size(), 1u);
}

TEST_F(StatementImportTest, the_same_id_with_other_content_is_refused) {
  ASSERT_EQ(import(statement_xml("1", "3", entry_xml("2"))), "");
  for (const std::string& other :
       {statement_xml("2", "4", entry_xml("2")), statement_xml("1", "4", entry_xml("3")),
        statement_xml("1", "3", entry_xml("1") + entry_xml("1")),
        statement_xml("1", "3", entry_xml("2") + entry_xml("0")),
        statement_xml("1", "3", entry_xml("2", false, "<BkTxCd/><AddtlNtryInf>x</AddtlNtryInf>"))})
    EXPECT_NE(import(other).find("was imported before with other content"), std::string::npos)
        << other;
  EXPECT_EQ(balance(), Money{300});
}

TEST_F(StatementImportTest, an_account_of_no_establishment_here_is_refused) {
  for (const char* iban : {"FR7699999900000001112223322", "DE02120300000000202051"})
    EXPECT_NE(import(statement_xml("1", "1", "", "S", iban)).find("no establishment"),
              std::string::npos)
        << iban;
}

TEST_F(StatementImportTest, an_account_of_somebody_else_is_refused) {
  ASSERT_EQ(import(statement_xml("1", "3", entry_xml("2"))), "");
  psu_ = "P9999999902";
  rules_.owner_was_named = true;
  EXPECT_NE(import(statement_xml("3", "3", "", "S-2")).find("another customer"), std::string::npos);
}

TEST_F(StatementImportTest, a_file_of_another_program_is_left_alone) {
  {
    auto file = BankFile::open_for_import(bank_file_in(folder_));
    file.execute("PRAGMA application_id = 7");
  }
  EXPECT_THROW(BankFile::open_for_import(bank_file_in(folder_)), BankFileFailure);
  std::optional<Code> refused;
  bank_.balance("17515", psu_, iban_,
                [&](Outcome<Balance> balance) { refused = balance.error().code; });
  EXPECT_EQ(refused, Code::bank_unavailable);
}

TEST_F(StatementImportTest, forgetting_leaves_the_seeded_bank) {
  ASSERT_EQ(import(statement_xml("1", "3", entry_xml("2"))), "");
  ASSERT_TRUE(bank_.forget());
  EXPECT_EQ(balance(), std::nullopt);
  ASSERT_EQ(import(statement_xml("1", "3", entry_xml("2"))), "");
  EXPECT_EQ(balance(), Money{300});
}

TEST_F(StatementImportTest, an_id_that_no_entry_has_is_unknown) {
  ASSERT_EQ(import(statement_xml("1", "3", entry_xml("2"))), "");
  for (const char* id : {"", "S", "S1", "S1N", "S1N2", "S2N1", "S01N1", "S1N1x", "S1N-1"}) {
    std::optional<Code> refused;
    bank_.transaction_details("17515", psu_, iban_, id, HistoryWindow{Instant{}, Instant::max()},
                              [&](Outcome<std::vector<std::string>> lines) {
                                refused = lines ? std::optional<Code>{} : lines.error().code;
                              });
    EXPECT_EQ(refused, Code::transaction_unknown) << id;
  }
}

}  // namespace
}  // namespace guichet::bank
