// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <set>
#include <string>
#include <vector>

#include "domain/iban.hpp"
#include "stet/json_reader.hpp"
#include "stet/query.hpp"

namespace guichet::stet {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_list = 1000;

/// A field of STET "Access". `is_of_1_5` holds for what came with the overdrafts in STET 1.5:
/// profiles that read a missing list as empty let it be left out, former versions do not look at
/// it.
struct Field {
  std::string_view name;
  bool is_of_1_5;
};
constexpr std::array fields{
    Field{"balances", false},    Field{"transactions", false},         Field{"overdrafts", true},
    Field{"psuIdentity", false}, Field{"trustedBeneficiaries", false}, Field{"owners", true},
};

using List = std::vector<std::string_view>;

std::string entry_name(std::string_view field, std::size_t index) {
  return std::string(field) + '[' + std::to_string(index) + ']';
}

std::string_view kind_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

Refusal wrong_type(std::string where, std::string_view expected, const json::value& got) {
  return Refusal{
      Code::field_type,
      where.append(": expected ").append(expected).append(", got ").append(kind_of(got))};
}

Outcome<void> check_presence(const json::object& access, const Profile& profile,
                             const Version& version) {
  for (const Field& field : fields) {
    if (access.contains(field.name)) continue;
    const bool may_be_left_out =
        profile.missing_consent_lists_are_empty || !version.offers_overdrafts;
    if (field.is_of_1_5 && may_be_left_out) continue;
    return refuse(Code::field_missing,
                  std::string(field.name) +
                      ": expected this field, got none; an empty list or false will do");
  }
  return {};
}

/// Members that a former version does not know are like any other that is not of the standard.
void forget_what_came_later(json::object& access) {
  for (const Field& field : fields)
    if (field.is_of_1_5) access.erase(field.name);
}

/// The IBANs of a list as they came, not yet judged. A list that is left out is empty.
Outcome<List> read_list(const json::object& access, std::string_view field) {
  List ibans;
  const json::value* list = access.if_contains(field);
  if (!list) return ibans;
  if (!list->is_array())
    return std::unexpected(wrong_type(std::string(field), R"(an array of {"iban":"..."})", *list));
  const json::array& entries = list->get_array();
  ibans.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].is_object())
      return std::unexpected(wrong_type(entry_name(field, i), R"({"iban":"..."})", entries[i]));
    const json::value* iban = entries[i].get_object().if_contains("iban");
    if (!iban)
      return refuse(Code::field_missing,
                    entry_name(field, i) + ".iban: expected an IBAN, got no such field");
    if (!iban->is_string())
      return std::unexpected(wrong_type(entry_name(field, i) + ".iban", "a string", *iban));
    ibans.push_back(iban->get_string());
  }
  return ibans;
}

Outcome<bool> read_flag(const json::object& access, std::string_view field) {
  const json::value& flag = access.at(field);
  if (!flag.is_bool())
    return std::unexpected(wrong_type(std::string(field), "true or false", flag));
  return flag.get_bool();
}

/// The owners service is not offered: the page wants the field and ignores it, as a boolean in its
/// text and as a list in its example.
Outcome<List> read_owners(const json::object& access) {
  const json::value* owners = access.if_contains("owners");
  if (owners && owners->is_bool()) return List();
  if (owners && !owners->is_array())
    return std::unexpected(
        wrong_type("owners", R"(an array of {"iban":"..."} or a boolean)", *owners));
  auto list = read_list(access, "owners");
  // Nothing is wanted of it, so whatever it is not is a matter of its type (row 170).
  if (!list && list.error().code == Code::field_missing) list.error().code = Code::field_type;
  return list;
}

Outcome<void> check_length(std::string_view field, const List& list) {
  if (list.size() <= longest_list) return {};
  return refuse(Code::list_too_long, std::string(field) + ": expected at most 1,000 entries, got " +
                                         std::to_string(list.size()));
}

Outcome<std::set<std::string>> read_ibans(std::string_view field, const List& list) {
  std::set<std::string> ibans;
  for (std::size_t i = 0; i < list.size(); ++i) {
    auto iban = Iban::parse(list[i]);
    if (!iban) {
      Refusal refusal = std::move(iban).error();
      const std::string_view reason =
          refusal.said.empty() ? entry_of(refusal.code).text : std::string_view(refusal.said);
      refusal.said = entry_name(field, i).append(".iban: ").append(reason);
      return std::unexpected(std::move(refusal));
    }
    ibans.insert(iban->text());
  }
  return ibans;
}

}  // namespace

Outcome<Consent> read_consents(std::string_view body, const Profile& profile,
                               const Version& version) {
  GUICHET_TRY(value, read_json(body));
  if (!value.is_object())
    return refuse(Code::json_invalid,
                  std::string("expected one JSON object, got ").append(kind_of(value)));
  json::object& access = value.get_object();
  if (!version.offers_overdrafts) forget_what_came_later(access);

  GUICHET_CHECK(presence, check_presence(access, profile, version));

  GUICHET_TRY(balances, read_list(access, "balances"));
  GUICHET_TRY(transactions, read_list(access, "transactions"));
  GUICHET_TRY(overdrafts, read_list(access, "overdrafts"));
  GUICHET_TRY(psu_identity, read_flag(access, "psuIdentity"));
  // Not offered either: required by the page, judged by its type, and otherwise ignored.
  GUICHET_CHECK(beneficiaries, read_flag(access, "trustedBeneficiaries"));
  GUICHET_TRY(owners, read_owners(access));

  GUICHET_CHECK(balances_length, check_length("balances", balances));
  GUICHET_CHECK(transactions_length, check_length("transactions", transactions));
  GUICHET_CHECK(overdrafts_length, check_length("overdrafts", overdrafts));
  GUICHET_CHECK(owners_length, check_length("owners", owners));

  GUICHET_TRY(balance_ibans, read_ibans("balances", balances));
  GUICHET_TRY(transaction_ibans, read_ibans("transactions", transactions));
  GUICHET_TRY(overdraft_ibans, read_ibans("overdrafts", overdrafts));
  return Consent{std::move(balance_ibans), std::move(transaction_ibans), std::move(overdraft_ibans),
                 psu_identity};
}

}  // namespace guichet::stet
