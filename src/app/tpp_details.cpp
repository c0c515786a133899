// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <cstdio>

#include "app/commands.hpp"
#include "app/tpp_reads.hpp"
#include "message/target.hpp"

namespace guichet::app {
namespace {

/// True if `entry`, the `number`th of the list, is what the user means by `wanted`.
bool is_meant(const client::ListedEntry& entry, std::size_t number, const std::string& wanted) {
  if (wanted.empty()) return !entry.details.empty();
  return std::to_string(number) == wanted || entry.reference == wanted ||
         entry.resource_id == wanted || entry.details.contains("/" + wanted + "/");
}

}  // namespace

int TppReads::details() {
  const auto found = places("transactions");
  if (!found) return found.error();
  if (found->size() > 1 && !session_.options.transaction.empty()) {
    std::fprintf(stderr, "guichet tpp: details: name the account of transaction %s\n",
                 session_.options.transaction.c_str());
    return exit_usage;
  }
  int code = exit_done;
  for (const Place& place : *found)
    if (const int one = details_of(place); one != exit_done) {
      code = one;
      if (code == exit_unreachable) return code;
    }
  return code;
}

Step<std::vector<client::ListedEntry>> TppReads::entries_of(const Place& place) {
  const auto exchange = fetched(place.href);
  if (!exchange) return std::unexpected(exchange.error());
  if (exchange->answer.status == 204) return std::vector<client::ListedEntry>{};
  auto entries = client::read_entries(exchange->answer.body);
  if (!entries) return std::unexpected(report(entries.error()));
  return *std::move(entries);
}

int TppReads::details_of(const Place& place) {
  const std::string& wanted = session_.options.transaction;
  const auto entries = entries_of(place);
  if (!entries) return entries.error();
  struct Asked {
    std::string title;
    std::string href;
  };
  std::vector<Asked> asked;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const client::ListedEntry& entry = (*entries)[i];
    if (!is_meant(entry, i + 1, wanted)) continue;
    if (entry.details.empty()) {
      std::fprintf(stderr, "guichet tpp: transaction %s has no details\n", wanted.c_str());
      return exit_failed;
    }
    asked.push_back({"#" + std::to_string(i + 1) + " " + entry.reference, entry.details});
  }
  // An id that is not listed: whether it may be read is for the bank to say.
  if (asked.empty() && !wanted.empty())
    asked.push_back({wanted, place.href + "/" + message::percent_encoded(wanted) + "/details"});
  if (asked.empty())
    std::fprintf(stderr, "guichet tpp: %s: no entry has details\n", place.account.c_str());
  int code = exit_done;
  for (const Asked& one : asked) {
    const auto exchange = fetched(one.href);
    if (!exchange) {
      code = exchange.error();
      if (code == exit_unreachable) return code;
      continue;
    }
    if (session_.options.json) {
      std::fputs(exchange->answer.body.c_str(), stdout);
      if (asked.size() > 1) std::fputs("\n", stdout);
      continue;
    }
    const auto lines = exchange->answer.status == 204
                           ? client::Result<std::string>("  none\n")
                           : client::details_lines(exchange->answer.body);
    if (!lines) return report(lines.error());
    std::printf("%s %s\n%s", place.account.c_str(), one.title.c_str(), lines->c_str());
  }
  return code;
}

}  // namespace guichet::app
