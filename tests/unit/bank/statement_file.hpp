// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bank/camt/camt_reader.hpp"
#include "bank/statement.hpp"

namespace guichet::bank {

/// Keeps what it is given.
class StatementsRead final : public StatementSink {
 public:
  Taken begin(const StatementHead& head) override {
    heads.push_back(head);
    return {};
  }
  Taken entry(const StatementEntry& entry) override {
    entries.push_back(entry);
    return {};
  }
  Taken end() override {
    ++ended;
    return {};
  }

  std::vector<StatementHead> heads;
  std::vector<StatementEntry> entries;
  int ended = 0;
};

/// Reads `file` in pieces of `piece` bytes.
inline Taken read_in_pieces(std::string_view file, std::size_t piece, StatementSink& sink) {
  CamtReader reader(sink);
  for (; !file.empty(); file.remove_prefix(std::min(piece, file.size())))
    if (auto taken = reader.feed(file.substr(0, piece)); !taken) return taken;
  return reader.finish();
}

inline Taken read_whole(std::string_view file, StatementSink& sink) {
  return read_in_pieces(file, 64 * 1024, sink);
}

/// One line of XML a piece, so that a test can say on which line something lies.
inline std::string balance_xml(std::string_view type, std::string_view amount, bool debit = false) {
  return "<Bal><Tp><CdOrPrtry><Cd>" + std::string(type) +
         "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + std::string(amount) + "</Amt><CdtDbtInd>" +
         (debit ? "DBIT" : "CRDT") + "</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>\n";
}

/// `rest`: what follows the status.
inline std::string entry_xml(std::string_view amount, bool debit = false,
                             std::string_view rest = "<BkTxCd/>",
                             std::string_view status = "BOOK") {
  return "<Ntry><Amt Ccy=\"EUR\">" + std::string(amount) + "</Amt><CdtDbtInd>" +
         (debit ? "DBIT" : "CRDT") + "</CdtDbtInd><Sts>" + std::string(status) + "</Sts>" +
         std::string(rest) + "</Ntry>\n";
}

/// A camt.053.001.02; its balances stand on lines 5 and 6, its entries from line 7 on.
inline std::string statement_xml(std::string_view opening, std::string_view closing,
                                 const std::string& entries, std::string_view id = "S-1",
                                 std::string_view iban = "FR7617515900000001112223341") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt>\n"
         "<GrpHdr><MsgId>M</MsgId><CreDtTm>2026-11-21T01:00:00Z</CreDtTm></GrpHdr>\n"
         "<Stmt><Id>" +
         std::string(id) + "</Id><CreDtTm>2026-11-20T23:00:00+01:00</CreDtTm><Acct><Id><IBAN>" +
         std::string(iban) + "</IBAN></Id></Acct>\n" + balance_xml("OPBD", opening) +
         balance_xml("CLBD", closing) + entries + "</Stmt></BkToCstmrStmt></Document>\n";
}

}  // namespace guichet::bank
