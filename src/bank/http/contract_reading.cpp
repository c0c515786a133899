// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdint>
#include <unordered_set>

#include "bank/http/contract.hpp"
#include "bank/http/contract_words.hpp"

namespace guichet::bank {
namespace {

namespace json = boost::json;

std::unexpected<Refusal> nonsense(std::string where, std::string_view expected) {
  return refuse(
      Code::bank_unavailable, {},
      "core banking's answer, " + std::move(where) + ": expected " + std::string(expected));
}

/// One object of an answer, and where it stands in it.
class Reader {
 public:
  Reader(const json::object& object, std::string where)
      : object_(object), where_(std::move(where)) {}

  std::string at(std::string_view name) const {
    return where_.empty() ? std::string(name) : where_ + "." + std::string(name);
  }

  const json::value* member(std::string_view name) const {
    const json::value* value = object_.if_contains(name);
    return value != nullptr && value->is_null() ? nullptr : value;
  }

  Outcome<std::string> text(std::string_view name, std::size_t most) const {
    const json::value* value = member(name);
    if (value == nullptr || !value->is_string() || value->get_string().size() > most)
      return nonsense(at(name), "a text of at most " + std::to_string(most) + " bytes");
    return std::string(value->get_string());
  }

  Outcome<std::string> text_or_empty(std::string_view name, std::size_t most) const {
    return member(name) == nullptr ? Outcome<std::string>(std::string()) : text(name, most);
  }

  Outcome<bool> yes_or_no(std::string_view name, bool otherwise) const {
    const json::value* value = member(name);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) return nonsense(at(name), "true or false");
    return value->get_bool();
  }

  template <class Words>
  auto word(const Words& words, std::string_view name) const
      -> Outcome<decltype(words.front().value)> {
    const json::value* value = member(name);
    if (value != nullptr && value->is_string())
      if (const auto found = value_of(words, std::string_view(value->get_string()))) return *found;
    std::string expected = "one of";
    for (const auto& each : words) expected += " " + std::string(each.word);
    return nonsense(at(name), expected);
  }

  Outcome<const json::array*> array(std::string_view name) const {
    const json::value* value = member(name);
    if (value == nullptr || !value->is_array()) return nonsense(at(name), "an array");
    return &value->get_array();
  }

  Outcome<std::vector<std::string>> texts(std::string_view name, std::size_t most) const {
    GUICHET_TRY(list, array(name));
    std::vector<std::string> texts;
    for (const json::value& each : *list) {
      if (!each.is_string() || each.get_string().size() > most)
        return nonsense(at(name), "texts of at most " + std::to_string(most) + " bytes");
      texts.emplace_back(each.get_string());
    }
    return texts;
  }

  /// "-1234.56": minor units by way of digits alone, never of a double.
  Outcome<Money> money() const {
    GUICHET_TRY(digits, text("amount", 20));
    GUICHET_TRY(currency, word(currency_words, "currency"));
    const bool negative = digits.starts_with('-');
    std::string bare = negative ? digits.substr(1) : digits;
    const std::size_t point = bare.find('.');
    if (point == std::string::npos || point == 0 || bare.size() != point + 3)
      return nonsense(at("amount"), "a text such as -1234.56");
    bare.erase(point, 1);
    std::int64_t minor = 0;
    const auto [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), minor);
    if (error != std::errc{} || end != bare.data() + bare.size() || minor < 0)
      return nonsense(at("amount"), "a text such as -1234.56");
    return Money{negative ? -minor : minor, currency};
  }

 private:
  const json::object& object_;
  std::string where_;
};

/// Calls `read(Reader)` with the only object of `body`.
template <class Read>
auto read_object(std::string_view body, Read read)
    -> decltype(read(Reader(std::declval<const json::object&>(), {}))) {
  boost::system::error_code error;
  const json::value value = json::parse(body, error);
  if (error || !value.is_object()) return nonsense("the whole", "a JSON object");
  return read(Reader(value.get_object(), {}));
}

/// The objects of the array `name`, each read by `read(Reader)`.
template <class Item, class Read>
Outcome<std::vector<Item>> read_items(const Reader& reader, std::string_view name, Read read) {
  GUICHET_TRY(list, reader.array(name));
  std::vector<Item> items;
  items.reserve(list->size());
  for (const json::value& each : *list) {
    std::string where = reader.at(name) + "[" + std::to_string(items.size()) + "]";
    if (!each.is_object()) return nonsense(std::move(where), "an object");
    GUICHET_TRY(item, read(Reader(each.get_object(), std::move(where))));
    items.push_back(std::move(item));
  }
  return items;
}

Outcome<Iban> iban_in(const Reader& reader) {
  GUICHET_TRY(text, reader.text("iban", 34));
  auto iban = Iban::parse(text);
  if (!iban) return nonsense(reader.at("iban"), "an IBAN");
  return iban;
}

Outcome<Account> account_in(const Reader& reader) {
  GUICHET_TRY(iban, iban_in(reader));
  GUICHET_TRY(name, reader.text("name", 280));
  GUICHET_TRY(holder, reader.text_or_empty("holder", 560));
  GUICHET_TRY(usage, reader.word(usage_words, "usage"));
  GUICHET_TRY(status, reader.word(psu_status_words, "psuStatus"));
  GUICHET_TRY(kind, reader.word(kind_words, "kind"));
  GUICHET_TRY(currency, reader.word(currency_words, "currency"));
  GUICHET_TRY(state, reader.word(state_words, "state"));
  GUICHET_TRY(blocked, reader.yes_or_no("blocked", false));
  GUICHET_TRY(seized, reader.yes_or_no("seized", false));
  GUICHET_TRY(online, reader.yes_or_no("reachableOnline", true));
  return Account{std::move(iban), std::move(name), std::move(holder), usage,  status, kind,
                 currency,        state,           blocked,           seized, online};
}

bool is_id(std::string_view text, std::size_t most) {
  constexpr std::string_view fit =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return !text.empty() && text.size() <= most &&
         text.find_first_not_of(fit) == std::string_view::npos;
}

Outcome<std::optional<BankTransactionCode>> code_in(const Reader& reader) {
  const json::value* value = reader.member("bankTransactionCode");
  if (value == nullptr) return std::optional<BankTransactionCode>();
  if (!value->is_object()) return nonsense(reader.at("bankTransactionCode"), "an object");
  const Reader inner(value->get_object(), reader.at("bankTransactionCode"));
  GUICHET_TRY(domain, inner.text("domain", 4));
  GUICHET_TRY(family, inner.text("family", 4));
  GUICHET_TRY(sub_family, inner.text("subFamily", 4));
  GUICHET_TRY(code, inner.text_or_empty("code", 35));
  GUICHET_TRY(issuer, inner.text_or_empty("issuer", 140));
  return BankTransactionCode{std::move(domain), std::move(family), std::move(sub_family),
                             std::move(code), std::move(issuer)};
}

Outcome<Transaction> entry_in(const Reader& reader) {
  Transaction entry;
  GUICHET_TRY(id, reader.text("id", 100));
  if (!is_id(id, 100)) return nonsense(reader.at("id"), "1 to 100 of A-Z a-z 0-9 _ -");
  entry.id = std::move(id);
  if (reader.member("entryReference") != nullptr) {
    GUICHET_TRY(reference, reader.text("entryReference", 40));
    entry.entry_reference = std::move(reference);
  }
  GUICHET_TRY(amount, reader.money());
  entry.amount = amount;
  GUICHET_TRY(status, reader.word(status_words, "status"));
  entry.status = status;
  GUICHET_TRY(day_text, reader.text("bookingDay", 10));
  const auto day = read_day(day_text);
  if (!day) return nonsense(reader.at("bookingDay"), "a day such as 2026-11-23");
  entry.booking_day = *day;
  GUICHET_TRY(code, code_in(reader));
  entry.bank_transaction_code = std::move(code);
  GUICHET_TRY(remittance, reader.texts("remittance", 560));
  entry.remittance = std::move(remittance);
  GUICHET_TRY(has_details, reader.yes_or_no("hasDetails", false));
  entry.has_details = has_details;
  return entry;
}

}  // namespace

std::optional<ParisDay> read_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    int value = -1;
    const char* const end = text.data() + at + length;
    const auto [stopped, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc{} && stopped == end ? value : -1;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1900 || month < 1 || day < 1) return std::nullopt;
  const ParisDay read{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                      std::chrono::day(static_cast<unsigned>(day))};
  return read.ok() ? std::optional(read) : std::nullopt;
}

bool says_unknown(std::string_view body) {
  const auto error =
      read_object(body, [](const Reader& reader) { return reader.text("error", 20); });
  return error && *error == "unknown";
}

Outcome<Customer> read_customer(std::string_view body) {
  return read_object(body, [](const Reader& reader) -> Outcome<Customer> {
    Customer customer;
    GUICHET_TRY(psu, reader.text("psu", 64));
    if (!is_id(psu, 64)) return nonsense("psu", "1 to 64 of A-Z a-z 0-9 _ -");
    customer.psu = std::move(psu);
    GUICHET_TRY(segment, reader.word(segment_words, "segment"));
    customer.segment = segment;
    GUICHET_TRY(phone, reader.text_or_empty("maskedPhone", 40));
    customer.masked_phone = std::move(phone);
    GUICHET_TRY(means, reader.texts("means", 40));
    customer.means.clear();
    for (const std::string& word : means) {
      const auto known = value_of(means_words, word);
      if (!known) return nonsense("means", "words of means of authentication");
      customer.means.push_back(*known);
    }
    GUICHET_TRY(needs, reader.yes_or_no("needsUserNumber", false));
    customer.needs_user_number = needs;
    if (reader.member("subscription") != nullptr) {
      GUICHET_TRY(subscription, reader.word(subscription_words, "subscription"));
      customer.own_subscription = subscription;
    }
    GUICHET_TRY(sole_trader, reader.yes_or_no("soleTrader", false));
    customer.sole_trader = sole_trader;
    GUICHET_TRY(minor, reader.yes_or_no("minor", false));
    customer.minor = minor;
    GUICHET_TRY(representative, reader.text_or_empty("legalRepresentative", 64));
    customer.legal_representative = std::move(representative);
    return customer;
  });
}

Outcome<std::vector<Account>> read_accounts(std::string_view body) {
  return read_object(body, [](const Reader& reader) {
    return read_items<Account>(reader, "accounts", account_in);
  });
}

Outcome<Money> read_amount(std::string_view body) {
  return read_object(body, [](const Reader& reader) { return reader.money(); });
}

Outcome<Entries> read_transactions(std::string_view body) {
  GUICHET_TRY(entries, read_object(body, [](const Reader& reader) {
                return read_items<Transaction>(reader, "transactions", entry_in);
              }));
  if (!std::ranges::is_sorted(entries, std::ranges::greater{}, &Transaction::booking_day))
    return nonsense("transactions", "newest first");
  std::unordered_set<std::string_view> ids;
  for (const Transaction& entry : entries)
    if (!ids.insert(entry.id).second) return nonsense("transactions", "every id once");
  return Entries(std::move(entries));
}

Outcome<std::vector<std::string>> read_details(std::string_view body) {
  return read_object(body, [](const Reader& reader) { return reader.texts("details", 560); });
}

Outcome<Identity> read_identity(std::string_view body) {
  return read_object(body, [](const Reader& reader) -> Outcome<Identity> {
    GUICHET_TRY(full_name, reader.text("fullName", 560));
    GUICHET_TRY(prefix, reader.text_or_empty("namePrefix", 4));
    GUICHET_TRY(first_name, reader.text_or_empty("firstName", 280));
    GUICHET_TRY(last_name, reader.text_or_empty("lastName", 280));
    return Identity{std::move(full_name), std::move(prefix), std::move(first_name),
                    std::move(last_name)};
  });
}

Outcome<Identification> read_identification(std::string_view body) {
  return read_object(body, [](const Reader& reader) -> Outcome<Identification> {
    GUICHET_TRY(identifier, reader.text("identifier", 1'000));
    GUICHET_TRY(user_number, reader.text_or_empty("userNumber", 1'000));
    return Identification{std::move(identifier), std::move(user_number)};
  });
}

}  // namespace guichet::bank
