// SPDX-License-Identifier: Apache-2.0
//
// The control port's part about TPPs: enrolled by hand, listed, changed; and the register they are
// judged by.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <future>

#include "crypto/sha256.hpp"
#include "crypto/x509.hpp"
#include "domain/profile.hpp"
#include "message/http_date.hpp"
#include "message/target.hpp"
#include "sandbox/control.hpp"
#include "sandbox/control_json.hpp"
#include "tpp/qc_statements.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view list_path = "/_sandbox/tpps";

/// An absolute URI without a fragment (RFC 6749 3.1.2), in the characters of RFC 3986: it will
/// stand in headers.
bool is_redirect_uri(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon + 1 == text.size()) return false;
  constexpr std::string_view marks = "-._~:/?@!$&'()*+,;=%[]";
  return std::ranges::all_of(text, [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.contains(c);
  });
}

struct Identified {
  std::string oid;
  std::set<TppRole> roles;
};

/// Who a certificate says it is for; the register and the judge say later whether it is good.
Outcome<Identified> identify(std::string_view der) {
  GUICHET_TRY(certificate, crypto::read_certificate(der));
  if (certificate.organization_identifiers.size() != 1) return refuse(Code::cert_bad_oid);
  if (!certificate.qc_statements) return refuse(Code::cert_no_psd2);
  GUICHET_TRY(statements, tpp::read_qc_statements(*certificate.qc_statements));
  return Identified{certificate.organization_identifiers.front().bytes,
                    {statements.roles.begin(), statements.roles.end()}};
}

/// What a bank decides about a TPP; members that are absent leave it as it was.
Outcome<void> read_decisions(const json::object& body, EnrolledTpp& tpp) {
  if (body.contains("profile")) {
    tpp.profile = text_of(body, "profile");
    if (!tpp.profile.empty() && profile_named(tpp.profile) == nullptr)
      return refuse(Code::field_type, "profile must be compatible, strict or empty.");
  }
  if (const json::value* suspended = body.if_contains("suspended")) {
    if (!suspended->is_bool()) return refuse(Code::field_type, "suspended must be true or false.");
    tpp.suspended = suspended->as_bool();
  }
  return {};
}

Outcome<EnrolledTpp> read_enrolment(const json::object& body) {
  const std::string qseal = text_of(body, "qseal");
  if (qseal.empty())
    return refuse(Code::field_missing, "qseal is required: the QSEAL certificate in PEM.");
  GUICHET_TRY(seals, crypto::der_of_pem(qseal));
  GUICHET_TRY(seal, identify(seals.front()));
  EnrolledTpp tpp;
  tpp.oid = seal.oid;
  tpp.roles = seal.roles;
  if (const std::string qwac = text_of(body, "qwac"); !qwac.empty()) {
    GUICHET_TRY(chain, crypto::der_of_pem(qwac));
    GUICHET_TRY(website, identify(chain.front()));
    if (website.oid != tpp.oid)
      return refuse(Code::cert_bad_oid, "qwac is of " + website.oid + " and qseal of " + tpp.oid +
                                            "; send a pair of one TPP.");
    tpp.roles = website.roles;
    tpp.qwacs = {crypto::hex(crypto::sha256(chain.front()))};
  }
  tpp.seals = std::move(seals);
  tpp.client_id = text_of(body, "client_id").empty() ? tpp.oid : text_of(body, "client_id");
  tpp.name = text_of(body, "name").empty() ? tpp.oid : text_of(body, "name");
  if (const std::string key_id = text_of(body, "key_id"); !key_id.empty())
    tpp.key_ids.push_back(key_id);
  GUICHET_CHECK(decided, read_decisions(body, tpp));
  const json::value* uris = body.if_contains("redirect_uris");
  if (uris && !uris->is_array())
    return refuse(Code::field_type, "redirect_uris must be an array of strings.");
  if (uris)
    for (const json::value& uri : uris->as_array()) {
      if (!uri.is_string() || !is_redirect_uri(uri.as_string()))
        return refuse(Code::field_type, "redirect_uris must be absolute URIs without a fragment.");
      tpp.redirect_uris.emplace_back(uri.as_string());
    }
  if (tpp.key_ids.empty()) {
    GUICHET_TRY(certificate, crypto::read_certificate(tpp.seals.front()));
    tpp.key_ids.push_back("https://tpp.example/qseal_" + certificate.sha256_hex);
  }
  return tpp;
}

/// Members that say nothing here, most often for a slip of the pen.
json::array ignored_in(const json::object& body) {
  constexpr std::array known{"qseal",  "qwac",          "client_id", "name",
                             "key_id", "redirect_uris", "profile",   "suspended"};
  json::array ignored;
  for (const auto& member : body)
    if (std::ranges::find(known, member.key()) == known.end()) ignored.emplace_back(member.key());
  return ignored;
}

/// Refuses a seal that a TPP may have issued to itself. Its time is judged when it is used.
Outcome<void> judge_origin(const EnrolledTpp& tpp, const tpp::Trust& trust, Instant now) {
  for (const std::string& seal : tpp.seals)
    if (auto path = trust.path({seal}, now); !path)
      return refuse(Code::cert_untrusted,
                    "qseal was not issued by this sandbox's authority, DIR/pki/ca.pem; `guichet "
                    "pki issue --kind qseal` makes one that was.",
                    std::move(path.error().detail));
  return {};
}

/// Refuses what was made for TLS and not for seals. A seal that merely lacks its QcType is refused
/// when it signs, as it is anywhere: somebody may want to see that.
Outcome<void> refuse_qwacs(const std::vector<tpp::Seal>& seals) {
  const bool is_seal_each = std::ranges::all_of(seals, [](const tpp::Seal& seal) {
    return seal.is_eseal || !seal.certificate.extended_key_usage;
  });
  if (is_seal_each) return {};
  return refuse(Code::sig_key_type,
                "qseal is a certificate for TLS, such as a QWAC; send the PEM of the QSEAL.");
}

json::object shown(const EnrolledTpp& tpp) {
  json::array roles;
  for (const TppRole role : tpp.roles) roles.emplace_back(name_of(role));
  json::array uris;
  for (const std::string& uri : tpp.redirect_uris) uris.emplace_back(uri);
  return {{"client_id", tpp.client_id},
          {"oid", tpp.oid},
          {"name", tpp.name},
          {"roles", std::move(roles)},
          {"key_id", tpp.key_ids.front()},
          {"redirect_uris", std::move(uris)},
          {"environment",
           tpp.environment ? json::value(name_of(*tpp.environment)) : json::value(nullptr)},
          {"profile", tpp.profile},
          {"suspended", tpp.suspended}};
}

}  // namespace

/// GET /_sandbox/tpps lists, POST enrols; POST /_sandbox/tpps/CLIENT_ID changes what a bank decides
/// about one: its profile, and whether it is suspended.
Outcome<message::Response> Control::serve_tpps(const message::Request& request) {
  const std::string_view path = message::path_of(request.target);
  const bool post = request.method == "POST";
  if (path != list_path)
    return post ? change_tpp(request, path.substr(list_path.size() + 1))
                : refuse(Code::method_not_allowed);
  if (post) return enrol_tpp(request);
  if (request.method != "GET") return refuse(Code::method_not_allowed);
  json::array everyone;
  for (const auto& each : doors_.tpps.everyone()) {
    everyone.push_back(shown(each->tpp));
    everyone.back().as_object()["psu_ip_suspect"] = doors_.inspector.psu_ip_suspects(each->tpp.oid);
  }
  return json_response(200, json::object{{"tpps", std::move(everyone)}});
}

Outcome<message::Response> Control::change_tpp(const message::Request& request,
                                               std::string_view client_id) {
  GUICHET_TRY(body, read_object(request));
  const auto client = doors_.tpps.by_client_id(client_id);
  if (!client) return refuse(Code::client_unknown);
  EnrolledTpp tpp = client->tpp;
  GUICHET_CHECK(decided, read_decisions(body, tpp));
  const json::object answer = shown(tpp);
  GUICHET_CHECK(enrolled, enrol(std::move(tpp)));
  return json_response(200, answer);
}

/// Nobody is served before he is written down, and a restart would not know him.
Outcome<void> Control::enrol(EnrolledTpp tpp) {
  const tpp::TppRegister::Changing changing(doors_.tpps, tpp.client_id);
  std::promise<Outcome<void>> kept;
  doors_.tpp_book.enrol(tpp, [&](Outcome<void> outcome) { kept.set_value(std::move(outcome)); });
  GUICHET_CHECK(written, kept.get_future().get());
  return doors_.tpps.admit(std::move(tpp));
}

Outcome<message::Response> Control::enrol_tpp(const message::Request& request) {
  GUICHET_TRY(body, read_object(request));
  GUICHET_TRY(tpp, read_enrolment(body));
  json::object answer = shown(tpp);
  if (json::array ignored = ignored_in(body); !ignored.empty())
    answer["ignored"] = std::move(ignored);
  GUICHET_TRY(seals, tpp::judge_seals(tpp));
  GUICHET_CHECK(kind, refuse_qwacs(seals));
  GUICHET_CHECK(origin, judge_origin(tpp, doors_.trust, doors_.wall_clock.now()));
  GUICHET_CHECK(enrolled, enrol(std::move(tpp)));
  return json_response(201, answer);
}

/// GET /_sandbox/register: which copy is in force, of when, and the operators' words against it.
Outcome<message::Response> Control::show_register() {
  const auto state = doors_.licences.state();
  json::object answer;
  answer["register"] = state->copy ? json::value(state->copy->name()) : json::value(nullptr);
  answer["providers"] = state->copy ? state->copy->size() : 0;
  answer["refreshed_at"] =
      state->refreshed_at ? json::value(rfc3339(*state->refreshed_at)) : json::value(nullptr);
  json::array words;
  const Instant now = doors_.wall_clock.now();
  for (const tpp::RegisterOverride& word : state->overrides)
    words.push_back(json::object{
        {"oid", word.oid},
        {"admit", word.admit},
        {"reason", word.reason},
        {"operator", word.operator_name},
        {"at", rfc3339(word.at)},
        {"until", word.until ? json::value(rfc3339(*word.until)) : json::value(nullptr)},
        {"has_ended", word.until && now >= *word.until}});
  answer["overrides"] = std::move(words);
  return json_response(200, answer);
}

}  // namespace guichet::sandbox
