// SPDX-License-Identifier: Apache-2.0
//
// The AIS half of the conductor: from an admitted visit to the document, one method after the
// other.
#include <algorithm>
#include <array>

#include "counter/conduct.hpp"
#include "counter/wait.hpp"
#include "domain/paris_day.hpp"
#include "message/media_type.hpp"
#include "message/target.hpp"
#include "stet/documents.hpp"
#include "stet/query.hpp"

namespace guichet::counter {
namespace {

constexpr std::array parameters_of_transactions{"dateFrom", "dateTo", "entryReferenceFrom",
                                                "entryReferenceTo"};
constexpr std::size_t longest_reference = 40;  // characters, STET entryReference

/// Of what is not UTF-8 at least a character for every four bytes: no text is longer than that.
std::size_t characters_of(std::string_view text) {
  const auto begun = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
  return std::max(begun, (text.size() + 3) / 4);
}

/// An empty reference marks no entry: a client that sends one has lost its mark.
Outcome<std::string> read_reference(std::string_view name, std::string_view reference) {
  if (reference.empty())
    return refuse(Code::parameter, std::string(name) +
                                       ": expected the entryReference of an entry, got an empty "
                                       "value; leave the parameter out to read all.");
  if (const std::size_t length = characters_of(reference); length > longest_reference)
    return refuse(Code::parameter, std::string(name) +
                                       ": expected the entryReference of an entry, at most 40 "
                                       "characters, got " +
                                       std::to_string(length) + ".");
  return std::string(reference);
}

/// The parameters of a transactions query; those the standard does not know are ignored (row 202).
Outcome<ais::TransactionQuery> read_transaction_query(std::string_view target,
                                                      const Profile& profile) {
  const auto parameters = message::parse_parameters(message::query_of(target), false);
  if (!parameters) return refuse(Code::parameter, "The query is not well percent-encoded.");
  for (const std::string_view name : parameters_of_transactions)
    if (message::occurrences(*parameters, name) > 1)
      return refuse(Code::parameter, std::string(name) + " is given twice; send it once.");
  ais::TransactionQuery query;
  if (const auto from = message::single(*parameters, "dateFrom")) {
    GUICHET_TRY(date_from, stet::read_date(*from, profile));
    query.date_from = date_from;
  }
  if (const auto to = message::single(*parameters, "dateTo")) {
    GUICHET_TRY(date_to, stet::read_date(*to, profile));
    query.date_to = date_to;
  }
  if (const auto reference = message::single(*parameters, "entryReferenceFrom")) {
    GUICHET_TRY(after, read_reference("entryReferenceFrom", *reference));
    query.entry_reference_from = after;
  }
  if (const auto reference = message::single(*parameters, "entryReferenceTo")) {
    GUICHET_TRY(until, read_reference("entryReferenceTo", *reference));
    query.entry_reference_to = until;
  }
  return query;
}

bool decides(std::string_view parameter) {
  const auto name = message::percent_decoded(parameter.substr(0, parameter.find('=')));
  return name &&
         std::ranges::find(parameters_of_transactions, *name) != parameters_of_transactions.end();
}

/// What the self link repeats: the query as it came or, where that is too long for a link, what of
/// it decided which entries are shown. None of that is ever too long: read_transaction_query.
std::string query_to_repeat(std::string_view target) {
  std::string_view rest = message::query_of(target);
  if (rest.size() <= stet::longest_repeated_query) return std::string(rest);
  std::string kept;
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), parameter.size() + 1));
    if (decides(parameter)) kept.append(kept.empty() ? "" : "&").append(parameter);
  }
  return kept;
}

Outcome<void> require_json(const message::Request& request) {
  const auto type = request.headers.find("content-type");
  if (!type) return refuse(Code::media_type, "Content-Type is missing; send application/json.");
  const message::MediaType sent = message::read_media_type(*type);
  const bool is_json = message::same_name(sent.name, "application/json") ||
                       message::same_name(sent.name, "application/hal+json");
  if (!is_json || !message::same_name(sent.charset.value_or("utf-8"), "utf-8"))
    return refuse(Code::media_type, "Content-Type must be application/json in UTF-8.");
  const auto coding = request.headers.find("content-encoding");
  if (coding && !message::same_name(*coding, "identity"))
    return refuse(Code::media_type, "Content-Encoding is not taken here; send the body as it is.");
  return {};
}

}  // namespace

Task<Conductor::Answer> Conductor::call(const Admission& admission, const ais::Visit& visit) const {
  const stet::Wire wire{.version = *admission.match.version,
                        .as_printed = admission.profile->wire_as_printed};
  const ais::Desk& desk = desks_.ais;
  const Match& match = admission.match;
  // No trace, no data: whoever is connected takes no unit that would have told us so.
  if (match.route->endpoint != Endpoint::consents && !desks_.accesses.is_kept())
    co_return refuse(Code::store_unavailable, {}, "accesses cannot be recorded");
  switch (match.route->endpoint) {
    case Endpoint::accounts: {
      auto ask = [&](Completion<std::vector<Account>> done) {
        ais::accounts(desk, visit, std::move(done));
      };
      const auto accounts = co_await answer_of<std::vector<Account>>(ask);
      if (!accounts) co_return std::unexpected(accounts.error());
      note_access(visit, "accounts", {});
      co_return document(admission, stet::accounts_document(wire, *accounts, *visit.consent));
    }
    case Endpoint::balances: {
      auto ask = [&](Completion<ais::AccountBalance> done) {
        ais::balances(desk, visit, match.account, std::move(done));
      };
      const auto balance = co_await answer_of<ais::AccountBalance>(ask);
      if (!balance) co_return std::unexpected(balance.error());
      note_access(visit, "balances", balance->iban.text());
      const ParisDay day = balance->balance.day.value_or(paris_day_of(visit.now));
      co_return document(admission, stet::balances_document(wire, balance->iban, balance->balance,
                                                            day, *visit.consent));
    }
    case Endpoint::transaction_details: {
      auto ask = [&](Completion<ais::TransactionDetails> done) {
        ais::transaction_details(desk, visit, match.account, match.transaction, std::move(done));
      };
      const auto details = co_await answer_of<ais::TransactionDetails>(ask);
      if (!details) co_return std::unexpected(details.error());
      note_access(visit, "details", details->iban.text());
      if (details->lines.empty()) co_return bare(admission, 204);
      co_return document(admission,
                         stet::details_document(wire, details->iban, details->transaction_id,
                                                details->lines, *visit.consent));
    }
    case Endpoint::overdrafts: {
      auto ask = [&](Completion<ais::AccountOverdraft> done) {
        ais::overdrafts(desk, visit, match.account, std::move(done));
      };
      const auto overdraft = co_await answer_of<ais::AccountOverdraft>(ask);
      if (!overdraft) co_return std::unexpected(overdraft.error());
      note_access(visit, "overdrafts", overdraft->iban.text());
      co_return document(admission, stet::overdrafts_document(wire, overdraft->iban,
                                                              overdraft->allowed, *visit.consent));
    }
    case Endpoint::end_user_identity: {
      auto ask = [&](Completion<Identity> done) {
        ais::end_user_identity(desk, visit, std::move(done));
      };
      const auto identity = co_await answer_of<Identity>(ask);
      if (!identity) co_return std::unexpected(identity.error());
      note_access(visit, "identity", {});
      co_return document(admission, stet::identity_document(wire, *identity));
    }
    case Endpoint::transactions:
      co_return co_await call_transactions(admission, visit);
    case Endpoint::consents:
      co_return co_await call_consents(admission, visit);
    default:
      co_return refuse(Code::internal, {}, "route without a method");
  }
}

/// For the customer: what was read of his, and whether he was there. Not waited for. GET /accounts
/// names every account, so it has no subject.
void Conductor::note_access(const ais::Visit& visit, std::string_view method,
                            std::string_view subject) const {
  desks_.accesses.note({visit.establishment, visit.psu, visit.tpp},
                       {visit.now, std::string(method), std::string(subject), !visit.batch});
}

Task<Conductor::Answer> Conductor::call_transactions(const Admission& admission,
                                                     const ais::Visit& visit) const {
  auto query = read_transaction_query(admission.request.target, *admission.profile);
  if (!query) co_return std::unexpected(query.error());
  auto ask = [&](Completion<ais::AccountTransactions> done) {
    ais::transactions(desks_.ais, visit, admission.match.account, *std::move(query),
                      std::move(done));
  };
  const auto found = co_await answer_of<ais::AccountTransactions>(ask);
  if (!found) co_return std::unexpected(found.error());
  note_access(visit, "transactions", found->iban.text());
  if (found->entries.empty()) co_return bare(admission, 204);
  const stet::Wire wire{.version = *admission.match.version,
                        .as_printed = admission.profile->wire_as_printed};
  const std::string query_of_self = query_to_repeat(admission.request.target);
  co_return document(admission, stet::transactions_document(wire, found->iban, found->entries,
                                                            *visit.consent, query_of_self));
}

Task<Conductor::Answer> Conductor::call_consents(const Admission& admission,
                                                 const ais::Visit& visit) const {
  auto fit = require_json(admission.request);
  if (!fit) co_return std::unexpected(std::move(fit).error());
  auto read =
      stet::read_consents(admission.request.body, *admission.profile, *admission.match.version);
  if (!read) co_return std::unexpected(std::move(read).error());
  auto ask = [&](Completion<ConsentVersion> done) {
    ais::put_consents(desks_.ais, visit, *std::move(read), std::move(done));
  };
  const auto recorded = co_await answer_of<ConsentVersion>(ask);
  if (!recorded) co_return std::unexpected(recorded.error());
  co_return bare(admission, 201);
}

}  // namespace guichet::counter
