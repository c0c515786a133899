// SPDX-License-Identifier: Apache-2.0
#include "bank/http/service.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "bank/http/contract.hpp"
#include "domain/paris_day.hpp"

namespace guichet::bank {
namespace {

using Done = std::move_only_function<void(ServiceAnswer)>;

/// The words of every refusal of this service: {"error":"..."}.
ServiceAnswer refused(int status, std::string_view error) {
  return {status, "{\"error\":\"" + std::string(error) + "\"}"};
}

ServiceAnswer refused(const Refusal& refusal) {
  if (refusal.code == Code::bank_unavailable) return refused(503, "unavailable");
  return refused(404, "unknown");
}

template <class T, class Write>
Completion<T> into(Done done, Write write) {
  return [done = std::move(done), write](Outcome<T> outcome) mutable {
    done(outcome ? ServiceAnswer{200, write(*outcome)} : refused(outcome.error()));
  };
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const auto slash = path.find('/');
    segments.emplace_back(path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
  }
  return segments;
}

/// The value of `name` in "a=1&b=2".
std::string_view value_in(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
  }
  return {};
}

std::optional<HistoryWindow> window_in(std::string_view query) {
  const auto from = read_day(value_in(query, "from"));
  if (!from) return std::nullopt;
  const std::string_view until_text = value_in(query, "until");
  if (until_text.empty()) return HistoryWindow{midnight_of(*from), Instant::max()};
  const auto until = read_day(until_text);
  if (!until) return std::nullopt;
  return HistoryWindow{midnight_of(*from), midnight_of(*until)};
}

void answer_about_account(CoreBanking& bank, const std::vector<std::string>& path,
                          std::string_view query, Done done) {
  const std::string& establishment = path[1];
  const std::string& psu = path[3];
  const auto iban = Iban::parse(path[5]);
  if (!iban) return done(refused(404, "unknown"));
  const std::string& what = path[6];
  if (path.size() == 7 && what == "balance")
    return bank.balance(establishment, psu, *iban,
                        into<Balance>(std::move(done), [](const Balance& balance) {
                          return amount_body(balance.amount);
                        }));
  if (path.size() == 7 && what == "overdraft")
    return bank.overdraft(establishment, psu, *iban, into<Money>(std::move(done), amount_body));
  const bool lists = path.size() == 7 && what == "transactions";
  const bool details = path.size() == 9 && what == "transactions" && path[8] == "details";
  if (!lists && !details) return done(refused(404, "no such call"));
  const auto window = window_in(query);
  if (!window) return done(refused(400, "from and until are days such as 2026-11-23"));
  if (lists)
    return bank.transactions(establishment, psu, *iban, *window,
                             into<Entries>(std::move(done), transactions_body));
  bank.transaction_details(establishment, psu, *iban, path[7], *window,
                           into<std::vector<std::string>>(std::move(done), details_body));
}

}  // namespace

void answer_call(CoreBanking& bank, std::string_view method, std::string_view target,
                 std::string_view body, Done done) {
  const auto mark = target.find('?');
  const std::string_view query =
      mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  const std::vector<std::string> path = segments_of(target.substr(0, mark));
  if (path.size() < 3 || path[0] != "v1") return done(refused(404, "no such call"));
  const bool identifies = path.size() == 3 && path[2] == "identification";
  if (method != (identifies ? "POST" : "GET")) return done(refused(405, "another method"));
  if (identifies) {
    const auto read = read_identification(body);
    if (!read) return done(refused(400, "identifier and userNumber are texts"));
    return bank.customer_of(path[1], read->identifier, read->user_number,
                            into<Customer>(std::move(done), customer_body));
  }
  if (path[2] != "customers" || path.size() < 4) return done(refused(404, "no such call"));
  if (path.size() == 4)
    return bank.customer(path[1], path[3], into<Customer>(std::move(done), customer_body));
  if (path.size() == 5 && path[4] == "identity")
    return bank.identity(path[1], path[3], into<Identity>(std::move(done), identity_body));
  if (path.size() == 5 && path[4] == "accounts")
    return bank.accounts(path[1], path[3],
                         into<std::vector<Account>>(std::move(done), accounts_body));
  if (path.size() >= 7 && path[4] == "accounts")
    return answer_about_account(bank, path, query, std::move(done));
  done(refused(404, "no such call"));
}

}  // namespace guichet::bank
