// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_reads.hpp"

#include <cstdio>

#include "app/commands.hpp"
#include "domain/iban.hpp"
#include "message/target.hpp"
#include "stet/version.hpp"

namespace guichet::app {
namespace {

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void note(const std::string& line) { std::fprintf(stderr, "guichet tpp: %s\n", line.c_str()); }

/// A day alone is refused by the API: it becomes its first moment, Paris time.
std::string as_date_time(const std::string& text) {
  const bool is_day = text.size() == 10 && text[4] == '-' && text[7] == '-';
  return is_day ? text + "T00:00:00.000" : text;
}

std::string query_of(const TppOptions& options) {
  std::string query;
  if (!options.from.empty())
    query = "dateFrom=" + message::percent_encoded(as_date_time(options.from));
  if (!options.to.empty())
    query += (query.empty() ? "" : "&") +
             ("dateTo=" + message::percent_encoded(as_date_time(options.to)));
  return query;
}

/// True of a version that has no such method, whatever the customer consented to.
bool is_without(std::string_view version_name, std::string_view kind) {
  const stet::Version* const version = stet::version_named(version_name);
  return kind == "overdrafts" && version != nullptr && !version->offers_overdrafts;
}

/// `href` without the template part that some banks leave in it, and with `query`.
std::string with_query(std::string href, std::string_view query) {
  href.erase(std::min(href.find('{'), href.size()));
  if (query.empty()) return href;
  return href + (href.contains('?') ? '&' : '?') + std::string(query);
}

}  // namespace

int TppReads::accounts() {
  std::string body;
  const auto listing = fresh_listing(&body);
  if (!listing) return listing.error();
  if (session_.options.json) {
    print(body);
    return exit_done;
  }
  print(client::accounts_table(*listing));
  return exit_done;
}

int TppReads::balances() {
  client::Table table = client::balances_heading();
  const int code = each("balances", {}, [&](const Place& place, const std::string& body) {
    return client::add_balances(table, place.account, body);
  });
  if (!table.empty()) print(table.text());
  return code;
}

int TppReads::overdrafts() {
  client::Table table = client::overdrafts_heading();
  const int code = each("overdrafts", {}, [&](const Place& place, const std::string& body) {
    return client::add_overdraft(table, place.account, body);
  });
  if (!table.empty()) print(table.text());
  return code;
}

int TppReads::transactions() {
  bool first = true;
  return each("transactions", query_of(session_.options),
              [&](const Place& place, const std::string& body) -> client::Result<void> {
                const auto table = client::transactions_table(body);
                if (!table) return std::unexpected(table.error());
                print((first ? "" : "\n") + place.account + "\n" + *table);
                first = false;
                return {};
              });
}

int TppReads::identity() {
  const auto exchange =
      fetched(list_link({"endUserIdentity", "EndUserIdentity"}, "/end-user-identity"));
  if (!exchange) return exchange.error();
  const std::string& body = exchange->answer.body;
  if (session_.options.json) {
    print(body);
    return exit_done;
  }
  const auto lines = client::identity_lines(body);
  if (!lines) return report(lines.error());
  print(*lines);
  return exit_done;
}

template <class Show>
int TppReads::each(std::string_view kind, std::string_view query, Show show) {
  const auto found = places(kind);
  if (!found) return found.error();
  int code = exit_done;
  for (const Place& place : *found) {
    const auto exchange = fetched(with_query(place.href, query));
    if (!exchange) {
      // One account's refusal says nothing about the others.
      if (exchange.error() == exit_unreachable) return exit_unreachable;
      code = exchange.error();
      continue;
    }
    const client::Answer& answer = exchange->answer;
    if (answer.status == 204) {
      note(place.account + ": the bank has no " + std::string(kind) + " to give (204)");
    } else if (session_.options.json) {
      print(answer.body);
      if (found->size() > 1) print("\n");
    } else if (const auto shown = show(place, answer.body); !shown) {
      code = report(shown.error());
    }
  }
  return code;
}

Step<client::Exchange> TppReads::concluded(client::Result<client::Exchange> exchange) {
  if (!exchange) return std::unexpected(report(exchange.error()));
  const client::Answer& answer = exchange->answer;
  show_request(session_.options, answer);
  if (session_.options.explain)
    std::fprintf(stderr, "signed with %s:\n%s\n\n", exchange->signature.key_id.c_str(),
                 exchange->signature.signing_string.c_str());
  if (answer.status >= 200 && answer.status < 300) return *std::move(exchange);
  if (answer.status == 403 || answer.status == 404) session_.listings.forget();
  if (session_.options.json) print(answer.body);
  return std::unexpected(report_refusal(answer));
}

Step<client::Exchange> TppReads::fetched(std::string_view href) {
  return concluded(client_.get(href, built("/accounts")));
}

Step<client::Listing> TppReads::fresh_listing(std::string* body) {
  const auto exchange = fetched(built("/accounts"));
  if (!exchange) {
    if (body == nullptr && exchange.error() == exit_failed)
      note(
          "refused was this command's own GET /accounts, to look the accounts up: no list is kept");
    return std::unexpected(exchange.error());
  }
  if (exchange->answer.status == 204) return client::Listing{};
  auto listing = client::read_listing(exchange->answer.body);
  if (!listing) return std::unexpected(report(listing.error()));
  const auto kept = session_.listings.keep(session_.listing_key(), exchange->answer.body);
  if (!kept) return std::unexpected(report(kept.error()));
  if (body != nullptr) *body = exchange->answer.body;
  return *std::move(listing);
}

std::optional<client::Listing> TppReads::kept_listing() const {
  const auto body = session_.listings.find(session_.listing_key());
  auto kept = body ? client::read_listing(*body) : client::Listing{};
  return body && kept ? std::optional(*std::move(kept)) : std::nullopt;
}

Step<client::Listing> TppReads::listing() {
  if (auto kept = kept_listing()) return *std::move(kept);
  return fresh_listing();
}

std::string TppReads::list_link(std::initializer_list<std::string_view> relations,
                                std::string_view path) const {
  const auto kept = kept_listing();
  const std::string link = kept ? kept->link(relations) : std::string();
  return link.empty() ? built(path) : link;
}

Step<std::vector<TppReads::Place>> TppReads::places(std::string_view kind) {
  const auto known = listing();
  if (!known) return std::unexpected(known.error());
  std::vector<Place> found;
  for (const std::string& wanted : session_.options.accounts) {
    auto one = place(*known, kind, wanted);
    if (!one) return std::unexpected(one.error());
    found.push_back(*std::move(one));
  }
  if (!session_.options.accounts.empty()) return found;
  for (const client::ListedAccount& account : known->accounts)
    if (const auto link = account.links.find(kind); link != account.links.end())
      found.push_back({account.iban, link->second});
  if (found.empty()) {
    note(is_without(session_.options.version, kind)
             ? without(kind)
             : "no account is consented for " + std::string(kind) +
                   "; `guichet tpp consent --all`, or name the accounts");
    return std::unexpected(exit_failed);
  }
  return found;
}

Step<TppReads::Place> TppReads::place(const client::Listing& listing, std::string_view kind,
                                      const std::string& wanted) const {
  const client::ListedAccount* account = listing.find(wanted);
  if (account != nullptr)
    if (const auto link = account->links.find(kind); link != account->links.end())
      return Place{account->iban, link->second};
  if (!Iban::parse(wanted)) {
    // Some resource id: whether it may be read is for the bank to say.
    return Place{wanted,
                 built("/accounts/" + message::percent_encoded(wanted) + "/" + std::string(kind))};
  }
  if (account == nullptr)
    note(wanted + " is not among this customer's accounts; `guichet tpp accounts` lists them");
  else if (is_without(session_.options.version, kind))
    note(without(kind));
  else
    note(wanted + " is not consented for " + std::string(kind) + "; `guichet tpp consent --" +
         std::string(kind) + " " + wanted + "` (replaces the whole consent)");
  return std::unexpected(exit_failed);
}

std::string TppReads::without(std::string_view kind) const {
  return session_.options.version + " of the standard has no " + std::string(kind) +
         "; leave --api-version out, or name a later one";
}

std::string TppReads::built(std::string_view rest) const {
  return session_.application.endpoint("/stet/psd2/" + session_.options.version +
                                       std::string(rest));
}

}  // namespace guichet::app
