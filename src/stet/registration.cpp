// SPDX-License-Identifier: Apache-2.0
#include "stet/registration.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <span>
#include <utility>

#include "domain/tpp.hpp"
#include "stet/json_reader.hpp"
#include "stet/redirect_uri.hpp"
#include "stet/registration_keys.hpp"
#include "stet/registration_member.hpp"

namespace guichet::stet {
namespace {

namespace json = boost::json;

constexpr Code invalid = Code::enrol_invalid_client_metadata;
constexpr Code invalid_uri = Code::enrol_invalid_redirect_uri;
constexpr std::size_t most_redirect_uris = 100;
constexpr std::size_t most_contacts = 10;

constexpr TextRule name_rule{"1 to 70 visible characters", 70, false};
constexpr TextRule legal_id_rule{"an identifier like PSDFR-ACPR-13807", 100, false};
constexpr TextRule agent_id_rule{"an identifier like AGTFR-ACPR-12345001", 100, false};
constexpr TextRule client_id_rule{"a client_id", 140, false};
constexpr TextRule contact_rule{"a string of 1 to 140 characters", 140, false};
constexpr TextRule word_rule{"a word", 40, true};
constexpr TextRule words_rule{"words like aisp", 140, false};

constexpr std::array<std::string_view, 3> known_scopes{"aisp", "cbpii", "pisp"};
constexpr std::array<std::string_view, 3> known_grant_types{"authorization_code", "refresh_token",
                                                            "client_credentials"};
constexpr std::array<std::string_view, 1> known_response_types{"code"};
constexpr std::array<std::string_view, 3> members_of_contact{"contact_name", "email",
                                                             "phone_number"};

/// Texts that nothing here uses: kept, and given back.
struct KeptMember {
  std::string_view name;
  TextRule rule;
  bool is_web_address = false;
};
constexpr std::array kept_members{
    KeptMember{"client_uri", {"a web address", 500, true}, true},
    KeptMember{"logo_uri", {"a web address", 500, true}, true},
    KeptMember{"tos_uri", {"a web address", 500, true}, true},
    KeptMember{"policy_uri", {"a web address", 500, true}, true},
    KeptMember{"logo", {"a base64 image of at most 64 KiB", 65'536, true}},
    KeptMember{"software_id", {"a string of 1 to 140 characters", 140, false}},
    KeptMember{"software_version", {"a string of 1 to 140 characters", 140, false}},
    KeptMember{"software_statement", {"a JWT of at most 16 KiB", 16'384, true}},
};

std::string with_case(std::string_view text, bool upper) {
  std::string changed(text);
  for (char& c : changed) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return changed;
}

/// Reads a body member by member; what is accepted goes into `registration` and into `metadata`.
class Reading {
 public:
  explicit Reading(const json::object& body) : body_(body) {}

  Outcome<Registration> read() {
    GUICHET_CHECK(uris, read_redirect_uris());
    GUICHET_CHECK(method, read_auth_method());
    GUICHET_CHECK(grants, read_words("grant_types", known_grant_types, true, read_.grant_types));
    GUICHET_CHECK(responses,
                  read_words("response_types", known_response_types, false, read_.response_types));
    GUICHET_CHECK(name, read_name("client_name", name_rule, read_.client_name));
    GUICHET_CHECK(contacts, read_contacts());
    GUICHET_CHECK(legal_ids, read_legal_ids());
    GUICHET_CHECK(scope, read_scope());
    GUICHET_CHECK(kept, read_kept());
    GUICHET_TRY(keys, read_keys(body_));
    read_.keys = std::move(keys.keys);
    metadata_["jwks"] = std::move(keys.jwks);
    GUICHET_TRY(client_id, read_optional_text(body_, "client_id", client_id_rule));
    read_.client_id = client_id.value_or(std::string());
    read_.metadata = json::serialize(metadata_);
    return std::move(read_);
  }

 private:
  Outcome<void> read_redirect_uris();
  Outcome<void> read_auth_method();
  Outcome<void> read_contacts();
  Outcome<void> read_legal_ids();
  Outcome<void> read_scope();
  Outcome<void> read_kept();

  /// A list of words of which all must be known, in whatever case; answered in capitals.
  Outcome<void> read_words(std::string_view name, std::span<const std::string_view> known,
                           bool is_required, std::vector<std::string>& into);

  Outcome<void> read_name(std::string_view name, const TextRule& rule, std::string& into) {
    GUICHET_TRY(text, read_required_text(body_, name, rule));
    metadata_[name] = text;
    into = std::move(text);
    return {};
  }

  const json::object& body_;
  Registration read_;
  json::object metadata_;
};

std::string list_of(std::span<const std::string_view> words) {
  std::string list;
  for (const std::string_view word : words) list.append(list.empty() ? "" : ", ").append(word);
  return list;
}

Outcome<void> Reading::read_redirect_uris() {
  constexpr std::string_view name = "redirect_uris";
  constexpr std::string_view expected = "an array of 1 to 100 URIs";
  const json::value* value = member_in(body_, name);
  if (value == nullptr) return unacceptable(invalid_uri, name, expected, "none");
  if (!value->is_array()) return unacceptable(invalid_uri, name, expected, kind_in_words(*value));
  const json::array& uris = value->get_array();
  if (uris.empty() || uris.size() > most_redirect_uris)
    return unacceptable(invalid_uri, name, expected, std::to_string(uris.size()));
  for (std::size_t i = 0; i < uris.size(); ++i) {
    const std::string where = std::string(name) + '[' + std::to_string(i) + ']';
    if (!uris[i].is_string())
      return unacceptable(invalid_uri, where, "a string", kind_in_words(uris[i]));
    std::string uri(uris[i].get_string().data(), uris[i].get_string().size());
    const std::string_view fault = redirect_uri_fault(uri);
    if (!fault.empty()) return unacceptable(invalid_uri, where, fault, quoted(uri));
    read_.redirect_uris.push_back(std::move(uri));
  }
  metadata_[name] = array_of(read_.redirect_uris);
  return {};
}

Outcome<void> Reading::read_auth_method() {
  constexpr std::string_view name = "token_endpoint_auth_method";
  constexpr std::string_view only = "tls_client_auth";
  GUICHET_TRY(method, read_required_text(body_, name, {.expected = only, .longest = 40}));
  if (method != only) return unacceptable(invalid, name, only, quoted(method));
  metadata_[name] = method;
  return {};
}

Outcome<void> Reading::read_words(std::string_view name, std::span<const std::string_view> known,
                                  bool is_required, std::vector<std::string>& into) {
  const json::value* value = member_in(body_, name);
  if (value == nullptr) {
    if (is_required) return unacceptable(invalid, name, "some of " + list_of(known), "none");
    return {};
  }
  GUICHET_TRY(words, read_texts(name, *value, 10, word_rule));
  json::array answered;
  for (const std::string& sent : words) {
    std::string word = with_case(sent, false);
    if (std::ranges::find(known, word) == known.end())
      return unacceptable(invalid, name, "some of " + list_of(known), quoted(sent));
    if (std::ranges::find(into, word) != into.end()) continue;
    answered.push_back(json::value(with_case(word, true)));
    into.push_back(std::move(word));
  }
  metadata_[name] = std::move(answered);
  return {};
}

Outcome<void> Reading::read_contacts() {
  const json::value* list = member_in(body_, "contacts");
  const json::value* one = member_in(body_, "contact");
  if (list == nullptr && one == nullptr)
    return unacceptable(invalid, "contacts", "contacts, or contact with an email", "neither");
  if (list != nullptr) {
    GUICHET_TRY(contacts, read_texts("contacts", *list, most_contacts, contact_rule));
    metadata_["contacts"] = array_of(contacts);
    read_.contacts = std::move(contacts);
  }
  if (one == nullptr) return {};
  if (!one->is_object()) return unacceptable(invalid, "contact", "an object", kind_in_words(*one));
  json::object kept;
  for (const std::string_view name : members_of_contact) {
    const json::value* value = member_in(one->get_object(), name);
    if (value == nullptr) continue;
    GUICHET_TRY(text, read_text("contact." + std::string(name), *value, contact_rule));
    kept[name] = text;
    read_.contacts.push_back(std::move(text));
  }
  if (kept.empty())
    return unacceptable(invalid, "contact", list_of(members_of_contact), "none of them");
  metadata_["contact"] = std::move(kept);
  return {};
}

Outcome<void> Reading::read_legal_ids() {
  GUICHET_CHECK(provider, read_name("provider_legal_id", legal_id_rule, read_.provider_legal_id));
  if (!is_organization_identifier(read_.provider_legal_id))
    return unacceptable(invalid, "provider_legal_id", legal_id_rule.expected,
                        quoted(read_.provider_legal_id));
  if (member_in(body_, "client_legal_id") == nullptr) return {};
  return read_name("client_legal_id", agent_id_rule, read_.client_legal_id);
}

Outcome<void> Reading::read_scope() {
  constexpr std::string_view expected = "some of aisp, pisp, cbpii";
  GUICHET_TRY(text, read_required_text(body_, "scope", words_rule));
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(" ,"), rest.size());
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (word.empty()) continue;
    if (std::ranges::find(known_scopes, word) == known_scopes.end())
      return unacceptable(invalid, "scope", expected, quoted(word));
    read_.scopes.emplace(word);
  }
  if (read_.scopes.empty()) return unacceptable(invalid, "scope", expected, quoted(text));
  // RFC 7591 separates by blanks, the group's own clients by commas: each gets back what it writes.
  const char separator = text.contains(',') ? ',' : ' ';
  std::string canonical;
  for (const std::string& scope : read_.scopes) {
    if (!canonical.empty()) canonical += separator;
    canonical += scope;
  }
  metadata_["scope"] = canonical;
  return {};
}

Outcome<void> Reading::read_kept() {
  for (const KeptMember& member : kept_members) {
    GUICHET_TRY(text, read_optional_text(body_, member.name, member.rule));
    if (!text) continue;
    const bool is_web = text->starts_with("https://") || text->starts_with("http://");
    if (member.is_web_address && !is_web)
      return unacceptable(invalid, member.name, member.rule.expected, quoted(*text));
    metadata_[member.name] = *text;
  }
  return {};
}

}  // namespace

Outcome<Registration> read_registration(std::string_view body) {
  GUICHET_TRY(value, read_json(body));
  if (!value.is_object())
    return refuse(Code::json_invalid,
                  std::string("expected one JSON object, got ").append(kind_in_words(value)));
  return Reading(value.get_object()).read();
}

}  // namespace guichet::stet
