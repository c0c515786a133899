// SPDX-License-Identifier: Apache-2.0
#include "stet/registration_keys.hpp"

#include <array>
#include <boost/json/value.hpp>
#include <utility>

#include "stet/registration_member.hpp"

namespace guichet::stet {
namespace {

namespace json = boost::json;

constexpr Code invalid = Code::enrol_invalid_client_metadata;
constexpr std::size_t most_keys = 10;
constexpr std::size_t most_certificates = 5;  // of a chain
constexpr TextRule certificate_rule{"base64 of a certificate in DER", 16'384, true};

/// RFC 7518 6.2.2, 6.3.2 and 6.4.1.
constexpr std::array<std::string_view, 8> private_members{"d",  "p",  "q",   "dp",
                                                          "dq", "qi", "oth", "k"};

/// Members of a key that are kept as sent, besides kty and x5c.
struct KeptMember {
  std::string_view name;
  TextRule rule;
};
constexpr std::array kept_members{
    KeptMember{"use", {"a short string", 20, true}},
    KeptMember{"alg", {"a short string", 20, true}},
    KeptMember{"kid", {"a string of 1 to 140 characters", 140, false}},
    KeptMember{"x5t", {"a thumbprint", 100, true}},
    KeptMember{"x5t#S256", {"a thumbprint", 100, true}},
    KeptMember{"n", {"base64url", 1'024, true}},
    KeptMember{"e", {"base64url", 20, true}},
};

std::string_view text_in(const json::object& object, std::string_view name) {
  const json::value* value = member_in(object, name);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

Outcome<void> judge_kind(const std::string& where, const json::object& key) {
  for (const std::string_view name : private_members)
    if (key.contains(name))
      return unacceptable(invalid, where, "a public key",
                          "the private member " + quoted(name) + "; consider that key disclosed");
  const std::string_view kty = text_in(key, "kty");
  if (kty != "RSA") return unacceptable(invalid, where + ".kty", "\"RSA\"", quoted(kty));
  // Whoever declares another algorithm will sign with it, and be refused then.
  const std::string_view alg = text_in(key, "alg");
  const std::string_view use = text_in(key, "use");
  const bool signs = use.empty() || use == "sig";
  if (signs && !alg.empty() && alg != "RS256")
    return unacceptable(invalid, where + ".alg", "\"RS256\"", quoted(alg));
  return {};
}

Outcome<json::object> read_key(const std::string& where, const json::value& value) {
  if (!value.is_object()) return unacceptable(invalid, where, "an object", kind_in_words(value));
  const json::object& key = value.get_object();
  GUICHET_CHECK(kind, judge_kind(where, key));
  json::object kept;
  kept["kty"] = "RSA";
  for (const KeptMember& member : kept_members) {
    const json::value* sent = member_in(key, member.name);
    if (sent == nullptr) continue;
    GUICHET_TRY(text, read_text(where + '.' + std::string(member.name), *sent, member.rule));
    kept[member.name] = text;
  }
  const json::value* x5c = member_in(key, "x5c");
  if (x5c == nullptr)
    return unacceptable(invalid, where + ".x5c", "the certificate of the key", "none");
  GUICHET_TRY(chain, read_texts(where + ".x5c", *x5c, most_certificates, certificate_rule));
  kept["x5c"] = array_of(chain);
  return kept;
}

RegisteredKey registered(const json::object& key) {
  const json::string& certificate = key.at("x5c").get_array().front().get_string();
  return {std::string(text_in(key, "kid")), std::string(certificate.data(), certificate.size()),
          std::string(text_in(key, "x5t#S256"))};
}

}  // namespace

Outcome<RegisteredKeys> read_keys(const json::object& body) {
  if (member_in(body, "jwks_uri") != nullptr)
    return unacceptable(invalid, "jwks_uri", "the keys in jwks", "an address");
  const json::value* jwks = member_in(body, "jwks");
  const json::value* keys =
      jwks != nullptr && jwks->is_object() ? member_in(jwks->get_object(), "keys") : nullptr;
  if (keys == nullptr || !keys->is_array() || keys->get_array().empty())
    return unacceptable(invalid, "jwks.keys", "an array of 1 to 10 keys",
                        keys == nullptr     ? "none"
                        : !keys->is_array() ? kind_in_words(*keys)
                                            : "an empty one");
  const json::array& sent = keys->get_array();
  if (sent.size() > most_keys)
    return unacceptable(invalid, "jwks.keys", "an array of 1 to 10 keys",
                        std::to_string(sent.size()));
  RegisteredKeys read;
  json::array kept;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    GUICHET_TRY(key, read_key("jwks.keys[" + std::to_string(i) + ']', sent[i]));
    read.keys.push_back(registered(key));
    kept.push_back(std::move(key));
  }
  read.jwks["keys"] = std::move(kept);
  return read;
}

}  // namespace guichet::stet
