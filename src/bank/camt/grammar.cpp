// SPDX-License-Identifier: Apache-2.0
//
// The part of ISO 20022's cash management that is read: names, order and number of elements, from
// the message definition reports of camt.053 and camt.052, versions 02 and 08. What is not read
// must still be where the standard allows it; what is inside it is not looked at.
#include "bank/camt/grammar.hpp"

#include <array>
#include <utility>

namespace guichet::bank {
namespace {

using enum Content::Form;

constexpr std::string_view family_of_namespaces = "urn:iso:std:iso:20022:tech:xsd:";
constexpr std::size_t code_length = 4;
constexpr std::size_t text_length = 140;
constexpr std::size_t long_text = 500;

constexpr Content anything_inside{anything};

/// An element that is allowed and not read.
constexpr Child unread(std::string_view name, int max = 1, unsigned where = all_messages) {
  return {.name = name, .max = max, .content = &anything_inside, .where = where};
}

constexpr std::array code_children{Child{"Cd", 0, 1, nullptr, Field::none, code_length},
                                   Child{"Prtry"}};

constexpr std::array page_children{
    Child{.name = "PgNb", .min = 1, .field = Field::page, .longest = 5},
    Child{.name = "LastPgInd", .min = 1, .longest = 5}};
constexpr Content page_content{sequence, page_children};

constexpr std::array group_header_children{Child{.name = "MsgId", .min = 1},
                                           Child{.name = "CreDtTm", .min = 1},
                                           unread("MsgRcpt"),
                                           unread("MsgPgntn"),
                                           unread("OrgnlBizQry", 1, v8),
                                           Child{.name = "AddtlInf", .longest = long_text}};
constexpr Content group_header{sequence, group_header_children};

// --- the account --------------------------------------------------------------------------------

constexpr std::array other_account_children{
    Child{.name = "Id", .min = 1, .field = Field::other_account, .longest = 34}, unread("SchmeNm"),
    Child{.name = "Issr"}};
constexpr Content other_account{sequence, other_account_children};
constexpr std::array account_id_children{Child{.name = "IBAN", .field = Field::iban, .longest = 34},
                                         Child{.name = "Othr", .content = &other_account}};
constexpr Content account_id{choice, account_id_children};
constexpr std::array owner_children{
    Child{.name = "Nm", .field = Field::owner_name, .longest = text_length}, unread("PstlAdr"),
    unread("Id"), Child{.name = "CtryOfRes", .longest = 2}, unread("CtctDtls")};
constexpr Content owner{sequence, owner_children};
constexpr std::array account_children{
    Child{.name = "Id", .min = 1, .content = &account_id},
    unread("Tp"),
    Child{.name = "Ccy", .field = Field::account_currency, .longest = 3},
    Child{.name = "Nm", .field = Field::account_name, .longest = 70},
    unread("Prxy", 1, v8),
    Child{.name = "Ownr", .content = &owner},
    unread("Svcr")};
constexpr Content account{sequence, account_children};

// --- balances -----------------------------------------------------------------------------------

constexpr std::array balance_code_children{
    Child{.name = "Cd", .field = Field::balance_type, .longest = code_length},
    Child{.name = "Prtry"}};
constexpr Content balance_code{choice, balance_code_children};
constexpr Content sub_type{choice, code_children};
constexpr std::array balance_type_children{
    Child{.name = "CdOrPrtry", .min = 1, .content = &balance_code},
    Child{.name = "SubTp", .content = &sub_type}};
constexpr Content balance_type{sequence, balance_type_children};
constexpr std::array balance_date_children{Child{.name = "Dt", .field = Field::balance_day},
                                           Child{.name = "DtTm", .field = Field::balance_time}};
constexpr Content balance_date{choice, balance_date_children};
constexpr std::array balance_children{
    Child{.name = "Tp", .min = 1, .content = &balance_type},
    unread("CdtLine", unbounded),
    Child{.name = "Amt", .min = 1, .field = Field::balance_amount},
    Child{.name = "CdtDbtInd", .min = 1, .field = Field::balance_indicator},
    Child{.name = "Dt", .min = 1, .content = &balance_date},
    unread("Avlbty", unbounded)};
constexpr Content balance{sequence, balance_children};

// --- bank transaction code ----------------------------------------------------------------------

constexpr std::array family_children{
    Child{.name = "Cd", .min = 1, .field = Field::family, .longest = code_length},
    Child{.name = "SubFmlyCd", .min = 1, .field = Field::sub_family, .longest = code_length}};
constexpr Content family{sequence, family_children};
constexpr std::array domain_children{
    Child{.name = "Cd", .min = 1, .field = Field::domain, .longest = code_length},
    Child{.name = "Fmly", .min = 1, .content = &family}};
constexpr Content domain{sequence, domain_children};
constexpr std::array own_code_children{Child{.name = "Cd", .min = 1, .field = Field::own_code},
                                       Child{.name = "Issr", .field = Field::own_issuer}};
constexpr Content own_code{sequence, own_code_children};
constexpr std::array code_of_entry_children{Child{.name = "Domn", .content = &domain},
                                            Child{.name = "Prtry", .content = &own_code}};
constexpr Content code_of_entry{sequence, code_of_entry_children};

// --- details of one transaction -----------------------------------------------------------------

constexpr Child reference(std::string_view name, unsigned where = all_messages) {
  return {.name = name, .field = Field::transaction_reference, .longest = 36, .where = where};
}
constexpr std::array references_children{reference("MsgId"),
                                         reference("AcctSvcrRef"),
                                         reference("PmtInfId"),
                                         reference("InstrId"),
                                         reference("EndToEndId"),
                                         reference("UETR", v8),
                                         reference("TxId"),
                                         reference("MndtId"),
                                         reference("ChqNb"),
                                         reference("ClrSysRef"),
                                         reference("AcctOwnrTxId", v8),
                                         reference("AcctSvcrTxId", v8),
                                         reference("MktInfrstrctrTxId", v8),
                                         reference("PrcgId", v8),
                                         unread("Prtry", unbounded)};
constexpr Content references{sequence, references_children};
constexpr std::array creditor_reference_children{
    unread("Tp"), Child{.name = "Ref", .field = Field::remittance_reference}};
constexpr Content creditor_reference{sequence, creditor_reference_children};
constexpr std::array structured_children{
    unread("RfrdDocInf", unbounded),
    unread("RfrdDocAmt"),
    Child{.name = "CdtrRefInf", .content = &creditor_reference},
    unread("Invcr"),
    unread("Invcee"),
    unread("TaxRmt", 1, v8),
    unread("GrnshmtRmt", 1, v8),
    Child{
        .name = "AddtlRmtInf", .max = 3, .field = Field::transaction_text, .longest = text_length}};
constexpr Content structured{sequence, structured_children};
constexpr std::array remittance_children{
    Child{"Ustrd", 0, unbounded, nullptr, Field::remittance_line, text_length},
    Child{.name = "Strd", .max = unbounded, .content = &structured}};
constexpr Content remittance{sequence, remittance_children};
constexpr std::array transaction_children{
    Child{.name = "Refs", .content = &references},
    unread("Amt", 1, v8),
    unread("CdtDbtInd", 1, v8),
    unread("AmtDtls"),
    unread("Avlbty", unbounded),
    unread("BkTxCd"),
    unread("Chrgs", unbounded),
    unread("Intrst", unbounded),
    unread("RltdPties"),
    unread("RltdAgts"),
    unread("LclInstrm", 1, v8),
    unread("Purp"),
    unread("RltdRmtInf", 10),
    Child{.name = "RmtInf", .content = &remittance},
    unread("RltdDts"),
    unread("RltdPric"),
    unread("RltdQties", unbounded),
    unread("FinInstrmId"),
    unread("Tax"),
    unread("RtrInf"),
    unread("CorpActn"),
    unread("SfkpgAcct"),
    unread("CshDpst", unbounded, v8),
    unread("CardTx", 1, v8),
    Child{.name = "AddtlTxInf", .field = Field::transaction_text, .longest = long_text},
    unread("SplmtryData", unbounded, v8)};
constexpr Content transaction{sequence, transaction_children};
constexpr std::array entry_details_children{
    unread("Btch"),
    Child{
        .name = "TxDtls", .max = unbounded, .content = &transaction, .field = Field::transaction}};
constexpr Content entry_details{sequence, entry_details_children};

// --- entries ------------------------------------------------------------------------------------

constexpr std::array status_children{
    Child{.name = "Cd", .field = Field::entry_status, .longest = code_length},
    Child{.name = "Prtry"}};
constexpr Content status{choice, status_children};
constexpr std::array booking_children{Child{.name = "Dt", .field = Field::booking_day},
                                      Child{.name = "DtTm", .field = Field::booking_time}};
constexpr Content booking{choice, booking_children};
constexpr std::array value_children{Child{.name = "Dt", .field = Field::value_day},
                                    Child{.name = "DtTm", .field = Field::value_time}};
constexpr Content value{choice, value_children};
constexpr std::array entry_children{
    Child{.name = "NtryRef", .field = Field::entry_reference},
    Child{.name = "Amt", .min = 1, .field = Field::entry_amount},
    Child{.name = "CdtDbtInd", .min = 1, .field = Field::entry_indicator},
    Child{.name = "RvslInd", .field = Field::entry_reversal},
    Child{
        .name = "Sts", .min = 1, .field = Field::entry_status, .longest = code_length, .where = v2},
    Child{.name = "Sts", .min = 1, .content = &status, .where = v8},
    Child{.name = "BookgDt", .content = &booking},
    Child{.name = "ValDt", .content = &value},
    Child{.name = "AcctSvcrRef", .field = Field::servicer_reference},
    unread("Avlbty", unbounded),
    Child{.name = "BkTxCd", .min = 1, .content = &code_of_entry},
    unread("ComssnWvrInd"),
    unread("AddtlInfInd"),
    unread("AmtDtls"),
    unread("Chrgs", unbounded),
    unread("TechInptChanl"),
    unread("Intrst", unbounded),
    unread("CardTx", 1, v8),
    Child{.name = "NtryDtls", .max = unbounded, .content = &entry_details},
    Child{.name = "AddtlNtryInf", .field = Field::entry_text, .longest = long_text}};
constexpr Content entry{sequence, entry_children};

// --- statements ---------------------------------------------------------------------------------

/// A statement, or a report: they differ in three names, and in that a report needs no balance.
constexpr auto children_of_statement(std::string_view pages, std::string_view text,
                                     int fewest_balances) {
  return std::array{
      Child{.name = "Id", .min = 1, .field = Field::statement_id},
      Child{.name = pages, .content = &page_content, .where = v8},
      Child{.name = "ElctrncSeqNb", .longest = 18},
      unread("RptgSeq", 1, v8),
      Child{.name = "LglSeqNb", .longest = 18},
      Child{.name = "CreDtTm", .min = 1, .field = Field::created, .where = v2},
      Child{.name = "CreDtTm", .field = Field::created, .where = v8},
      unread("FrToDt"),
      Child{.name = "CpyDplctInd", .longest = code_length},
      unread("RptgSrc"),
      Child{.name = "Acct", .min = 1, .content = &account},
      unread("RltdAcct"),
      unread("Intrst", unbounded),
      Child{.name = "Bal",
            .min = fewest_balances,
            .max = unbounded,
            .content = &balance,
            .field = Field::balance},
      unread("TxsSummry"),
      Child{.name = "Ntry", .max = unbounded, .content = &entry, .field = Field::entry},
      Child{.name = text, .longest = long_text}};
}
constexpr auto statement_children = children_of_statement("StmtPgntn", "AddtlStmtInf", 1);
constexpr Content statement{sequence, statement_children};
constexpr auto report_children = children_of_statement("RptPgntn", "AddtlRptInf", 0);
constexpr Content report{sequence, report_children};

constexpr std::array statements_children{
    Child{.name = "GrpHdr", .min = 1, .content = &group_header},
    Child{.name = "Stmt",
          .min = 1,
          .max = unbounded,
          .content = &statement,
          .field = Field::statement},
    unread("SplmtryData", unbounded, v8)};
constexpr Content statements{sequence, statements_children};
constexpr std::array reports_children{
    Child{.name = "GrpHdr", .min = 1, .content = &group_header},
    Child{.name = "Rpt", .min = 1, .max = unbounded, .content = &report, .field = Field::statement},
    unread("SplmtryData", unbounded, v8)};
constexpr Content reports{sequence, reports_children};
constexpr std::array messages_children{
    Child{.name = "BkToCstmrStmt",
          .min = 1,
          .content = &statements,
          .where = statement_v2 | statement_v8},
    Child{
        .name = "BkToCstmrAcctRpt", .min = 1, .content = &reports, .where = report_v2 | report_v8}};
constexpr Content messages{sequence, messages_children};
constexpr std::array document_children{Child{.name = "Document", .min = 1, .content = &messages}};
constexpr Content document{sequence, document_children};

constexpr std::array<std::pair<std::string_view, unsigned>, 4> message_names{
    {{"camt.053.001.02", statement_v2},
     {"camt.053.001.08", statement_v8},
     {"camt.052.001.02", report_v2},
     {"camt.052.001.08", report_v8}}};

}  // namespace

unsigned message_of(std::string_view xml_namespace) {
  if (!xml_namespace.starts_with(family_of_namespaces)) return 0;
  xml_namespace.remove_prefix(family_of_namespaces.size());
  for (const auto& [name, message] : message_names)
    if (xml_namespace == name) return message;
  return 0;
}

const Content& camt_grammar() { return document; }

}  // namespace guichet::bank
