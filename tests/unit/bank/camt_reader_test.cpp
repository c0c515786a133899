// SPDX-License-Identifier: Apache-2.0
#include "bank/camt/camt_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "statement_file.hpp"

namespace guichet::bank {
namespace {

StatementEntry only_entry(const std::string& xml) {
  StatementsRead read;
  const auto taken = read_whole(statement_xml("0", "10.00", xml), read);
  EXPECT_TRUE(taken) << (taken ? "" : taken.error().reason);
  return read.entries.empty() ? StatementEntry{} : read.entries.front();
}

/// What is wrong with a file that is refused.
Damage damage_of(const std::string& file) {
  StatementsRead read;
  const auto taken = read_whole(file, read);
  EXPECT_FALSE(taken) << file;
  return taken ? Damage{} : taken.error();
}

std::string with(std::string text, std::string_view old, std::string_view replacement) {
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), replacement);
}

TEST(CamtReader, gives_the_statement_before_its_entries) {
  StatementsRead read;
  ASSERT_TRUE(read_whole(
      statement_xml("100.00", "112.34", entry_xml("12.35") + entry_xml("0.01", true)), read));
  ASSERT_EQ(read.heads.size(), 1u);
  EXPECT_EQ(read.heads[0].id, "S-1");
  EXPECT_EQ(read.heads[0].iban, "FR7617515900000001112223341");
  EXPECT_EQ(read.heads[0].opening, Money{10000});
  EXPECT_EQ(read.heads[0].closing, Money{11234});
  EXPECT_EQ(iso_date(read.heads[0].closing_day), "2026-11-20");
  ASSERT_EQ(read.entries.size(), 2u);
  EXPECT_EQ(read.entries[0].amount, Money{1235});
  EXPECT_EQ(read.entries[1].amount, Money{-1});
  EXPECT_EQ(read.ended, 1);
}

TEST(CamtReader, does_not_mind_in_which_pieces_the_bytes_come) {
  const std::string file =
      statement_xml("1", "3", entry_xml("2", false, "<BkTxCd/><AddtlNtryInf>é€</AddtlNtryInf>"));
  for (std::size_t piece = 1; piece < 70; ++piece) {
    StatementsRead read;
    ASSERT_TRUE(read_in_pieces(file, piece, read)) << piece;
    ASSERT_EQ(read.entries.size(), 1u);
    EXPECT_EQ(read.entries[0].remittance, std::vector<std::string>{"é€"});
  }
}

TEST(CamtReader, keeps_every_reference_of_an_entry) {
  const StatementEntry entry = only_entry(
      "<Ntry><NtryRef>N</NtryRef><Amt Ccy=\"EUR\">10</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
      "<RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt>"
      "<ValDt><DtTm>2026-11-04T10:00:00</DtTm></ValDt><AcctSvcrRef>A</"
      "AcctSvcrRef><BkTxCd><Domn><Cd>"
      "PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn><Prtry><Cd>05</"
      "Cd><Issr>"
      "Banque</Issr></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E</EndToEndId><MndtId>M"
      "</MndtId></Refs><RmtInf><Ustrd>one</Ustrd><Ustrd> two\n lines "
      "</Ustrd><Strd><CdtrRefInf><Ref>"
      "RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls><AddtlNtryInf>text</AddtlNtryInf>"
      "</Ntry>");
  EXPECT_EQ(entry.entry_reference, "N");
  EXPECT_EQ(entry.servicer_reference, "A");
  EXPECT_TRUE(entry.reversal);
  EXPECT_EQ(iso_date(entry.booking_day), "2026-11-03");
  EXPECT_EQ(iso_date(entry.value_day.value()), "2026-11-04");
  EXPECT_EQ(entry.bank_transaction_code->sub_family, "ESCT");
  EXPECT_EQ(entry.bank_transaction_code->code, "05");
  EXPECT_EQ(entry.bank_transaction_code->issuer, "Banque");
  EXPECT_EQ(entry.remittance, (std::vector<std::string>{"one", "two  lines"}));
  EXPECT_EQ(entry.details,
            (std::vector<std::string>{"Référence de la banque : A", "Date de valeur : 04/11/2026",
                                      "Annulation d'une opération", "Référence de bout en bout : E",
                                      "Mandat SEPA : M", "Référence du créancier : RF18", "text"}));
}

TEST(CamtReader, shows_the_lines_of_a_batch_as_details) {
  const StatementEntry entry = only_entry(entry_xml(
      "10", false,
      "<BkTxCd/><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch><TxDtls><RmtInf><Ustrd>first</Ustrd>"
      "</RmtInf></TxDtls><TxDtls><RmtInf><Ustrd>second</Ustrd></RmtInf></TxDtls></NtryDtls>"
      "<AddtlNtryInf>REMISE</AddtlNtryInf>"));
  EXPECT_EQ(entry.remittance, std::vector<std::string>{"REMISE"});
  EXPECT_EQ(entry.details, (std::vector<std::string>{"first", "second"}));
}

TEST(CamtReader, counts_what_is_booked_and_nothing_else) {
  StatementsRead read;
  const std::string entries = entry_xml("5") + entry_xml("7", false, "<BkTxCd/>", "PDNG") +
                              entry_xml("9", false, "<BkTxCd/>", "INFO");
  ASSERT_TRUE(read_whole(statement_xml("1", "6", entries), read));
  ASSERT_EQ(read.entries.size(), 2u);
  EXPECT_EQ(read.entries[1].status, EntryStatus::othr);
}

TEST(CamtReader, refuses_balances_that_do_not_add_up_at_the_closing_one) {
  const Damage damage = damage_of(statement_xml("100.00", "105.01", entry_xml("5")));
  EXPECT_EQ(damage.line, 6);
  EXPECT_NE(damage.reason.find("do not add up"), std::string::npos) << damage.reason;
}

TEST(CamtReader, a_debit_balance_is_negative) {
  StatementsRead read;
  const std::string file = with(statement_xml("0", "2", entry_xml("12")), balance_xml("OPBD", "0"),
                                balance_xml("OPBD", "10", true));
  ASSERT_TRUE(read_whole(file, read));
  EXPECT_EQ(read.heads[0].opening, Money{-1000});
}

TEST(CamtReader, takes_no_document_type_and_so_no_entity) {
  for (const char* declaration :
       {"<!DOCTYPE Document>", "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE Document [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>",
        "<!DOCTYPE Document [<!ENTITY % a SYSTEM \"http://127.0.0.1/x\"> %a;]>"}) {
    const Damage damage = damage_of(
        with(statement_xml("0", "0", ""), "<Document", std::string(declaration) + "\n<Document"));
    EXPECT_EQ(damage.line, 2) << declaration;
    EXPECT_NE(damage.reason.find("DOCTYPE"), std::string::npos) << damage.reason;
  }
}

TEST(CamtReader, refuses_a_file_cut_anywhere) {
  const std::string file = statement_xml("1", "3", entry_xml("2"));
  for (std::size_t length = 0; length + 1 < file.size(); ++length) {
    StatementsRead read;
    const auto taken = read_whole(std::string_view(file).substr(0, length), read);
    ASSERT_FALSE(taken) << length;
    EXPECT_GT(taken.error().line, 0) << length;
  }
}

TEST(CamtReader, a_refusal_has_a_line_even_where_lines_end_in_carriage_returns_alone) {
  const std::string returns(40, '\r');
  const Damage damage =
      damage_of(with(statement_xml("0", "0", ""), "<GrpHdr>", "x" + returns + "x<GrpHdr>"));
  EXPECT_GE(damage.line, 1);
  EXPECT_NE(damage.reason.find("text"), std::string::npos) << damage.reason;
}

TEST(CamtReader, the_sink_may_end_the_reading) {
  class Full final : public StatementSink {
    Taken begin(const StatementHead&) override { return {}; }
    Taken entry(const StatementEntry& entry) override {
      return std::unexpected(Damage{entry.line, "no room"});
    }
    Taken end() override { return {}; }
  } full;
  const auto taken = read_whole(statement_xml("0", "2", entry_xml("2")), full);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().line, 7);
  EXPECT_EQ(taken.error().reason, "no room");
}

TEST(CamtReader, every_other_child_out_of_place_is_refused_on_its_line) {
  const std::pair<const char*, const char*> places[] = {
      {"<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<Sts>"},
      {"<Sts>BOOK</Sts>", "<Sts>BOOK</Sts><Sts>BOOK</Sts>"},
      {"<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>"},
      {"<BkTxCd/>", "<BkTxCd><Prtry/></BkTxCd>"},
      {"<BkTxCd/>", ""},
      {"<BkTxCd/>", "<BkTxCd/><CardTx/>"},
      {"<BkTxCd/>", "<BookgDt/><BkTxCd/>"},
      {"<BkTxCd/>", "<BkTxCd/><other xmlns=\"urn:other\"/>"}};
  for (const auto& [old, replacement] : places)
    EXPECT_EQ(damage_of(statement_xml("0", "2", with(entry_xml("2"), old, replacement))).line, 7)
        << replacement;
}

}  // namespace
}  // namespace guichet::bank
