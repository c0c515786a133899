// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include "domain/paris_day.hpp"
#include "stet/documents.hpp"
#include "stet/hal.hpp"

namespace guichet::stet {
namespace {

constexpr std::size_t usual_entry = 320;  // bytes

/// Writes "2022-07-23T00:00:00+0200", remembering the last day: entries of one day stand together.
class BookingDates {
 public:
  explicit BookingDates(const Wire& wire) : colon_(wire.as_printed ? "" : ":") {}

  std::string_view text_of(ParisDay day) {
    if (day_ != day) {
      const auto ahead = std::chrono::sys_days{day} - midnight_of(day);
      const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(ahead).count();
      text_ = iso_date(day);
      text_.append("T00:00:00+").append(two_digits(minutes / 60));
      text_.append(colon_).append(two_digits(minutes % 60));
      day_ = day;
    }
    return text_;
  }

 private:
  static std::string two_digits(std::int64_t number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  }

  std::string_view colon_;
  std::optional<ParisDay> day_;
  std::string text_;
};

/// Entries are in euro and shown without their sign.
Money unsigned_amount(Money amount) {
  return Money{amount.minor_units < 0 ? -amount.minor_units : amount.minor_units, amount.currency};
}

void write_bank_transaction_code(JsonWriter& json, const BankTransactionCode& code) {
  json.begin_object("bankTransactionCode");
  json.text("domain", code.domain);
  json.text("family", code.family);
  json.text("subFamily", code.sub_family);
  if (!code.code.empty()) json.text("code", code.code);
  if (!code.issuer.empty()) json.text("issuer", code.issuer);
  json.end_object();
}

void write_remittance(JsonWriter& json, const Wire& wire, const std::vector<std::string>& lines) {
  if (lines.empty() && !wire.version.remittance_is_required) return;
  json.begin_object("remittanceInformation");
  json.begin_array("unstructured");
  for (const std::string& line : lines) json.element(line);
  json.end_array();
  json.end_object();
}

void write_entry(JsonWriter& json, const Wire& wire, const Transaction& entry, BookingDates& dates,
                 std::string_view transactions_href) {
  json.begin_object();
  if (wire.version.entries_have_ids) json.text("resourceId", entry.id);
  if (entry.entry_reference) json.text("entryReference", *entry.entry_reference);
  write_amount(json, wire, "transactionAmount", unsigned_amount(entry.amount));
  json.word("creditDebitIndicator", entry.amount.minor_units < 0 ? "DBIT" : "CRDT");
  const bool booked = entry.status == EntryStatus::book;
  json.word("status", booked ? "BOOK" : "OTHR");
  const bool expected_apart = !booked && wire.version.dates_expected_apart;
  json.word(expected_apart ? "expectedBookingDate" : "bookingDate",
            dates.text_of(entry.booking_day));
  if (entry.bank_transaction_code) write_bank_transaction_code(json, *entry.bank_transaction_code);
  write_remittance(json, wire, entry.remittance);
  if (entry.has_details && wire.version.offers_details) {
    std::string href;
    href.reserve(transactions_href.size() + entry.id.size() + 16);
    href.append(transactions_href).append("/").append(entry.id).append("/details");
    json.begin_object("_links");
    LinkWriter(json, wire, LinkOrder::href_first).link("details", href);
    json.end_object();
  }
  json.end_object();
}

bool visible_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string self_href(const std::string& transactions_href, std::string_view raw_query) {
  std::string href = transactions_href;
  if (!raw_query.empty() && visible_ascii(raw_query)) href.append("?").append(raw_query);
  return href;
}

}  // namespace

std::string transactions_document(const Wire& wire, const Iban& iban,
                                  std::span<const Transaction> entries, const Consent& consent,
                                  std::string_view raw_query) {
  JsonWriter json(1024 + raw_query.size() + usual_entry * entries.size());
  const std::string account = account_href(wire, iban);
  const std::string transactions = account + "/transactions";
  BookingDates dates(wire);

  json.begin_object();
  json.begin_array("transactions");
  for (const Transaction& entry : entries) write_entry(json, wire, entry, dates, transactions);
  json.end_array();

  LinkWriter links(json, wire, LinkOrder::href_first);
  json.begin_object("_links");
  links.link("self", self_href(transactions, raw_query), true);
  if (shows(wire, consent, DataKind::balances, iban)) links.link("balances", account + "/balances");
  if (shows(wire, consent, DataKind::overdrafts, iban))
    links.link("overdrafts", account + "/overdrafts");
  links.link("parent-list", href_of(wire, "/accounts"));
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

std::string details_document(const Wire& wire, const Iban& iban, std::string_view transaction_id,
                             std::span<const std::string> lines, const Consent& consent) {
  JsonWriter json(1024 + 160 * lines.size());
  const std::string account = account_href(wire, iban);
  const std::string transactions = account + "/transactions";
  json.begin_object();
  json.begin_array("details");
  for (const std::string& line : lines) json.element(line);
  json.end_array();

  LinkWriter links(json, wire, LinkOrder::href_first);
  json.begin_object("_links");
  links.link("self", (transactions + "/").append(transaction_id).append("/details"));
  if (shows(wire, consent, DataKind::transactions, iban)) links.link("transactions", transactions);
  if (shows(wire, consent, DataKind::balances, iban)) links.link("balances", account + "/balances");
  if (shows(wire, consent, DataKind::overdrafts, iban))
    links.link("overdrafts", account + "/overdrafts");
  links.link("parent-list", href_of(wire, "/accounts"));
  json.end_object();
  json.end_object();
  return std::move(json).take();
}

}  // namespace guichet::stet
