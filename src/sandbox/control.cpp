// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <future>

#include "crypto/x509.hpp"
#include "message/target.hpp"
#include "stet/error_model.hpp"
#include "stet/query.hpp"
#include "tpp/qc_statements.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;

message::Response json_response(int status, const json::value& body) {
  message::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json;charset=UTF-8");
  response.headers.add("Cache-Control", "no-store");
  response.body = json::serialize(body) + "\n";
  return response;
}

constexpr std::string_view snapshots_path = "/_sandbox/snapshots/";

/// It will be a file's name.
bool is_snapshot_name(std::string_view name) {
  constexpr std::size_t longest = 64;
  return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

/// Browsers name the page that sends; programs send no Origin.
bool comes_from_elsewhere(const message::Request& request) {
  const auto origin = request.headers.find("origin");
  if (!origin) return false;
  return *origin != "http://" + std::string(request.headers.find("host").value_or(""));
}

Outcome<json::object> read_object(const message::Request& request) {
  // A page of another site can post forms and text to a loopback port, but not this type without
  // asking first.
  const auto type = request.headers.find("content-type");
  if (type && !message::same_name(type->substr(0, type->find(';')), "application/json"))
    return refuse(Code::media_type, "Content-Type must be application/json.");
  if (request.body.empty()) return json::object{};
  json::error_code error;
  json::value value = json::parse(request.body, error);
  if (error || !value.is_object())
    return refuse(Code::json_invalid, "The body must be one JSON object.");
  return std::move(value.as_object());
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

Outcome<std::int64_t> number_of(const json::object& object, std::string_view name,
                                std::int64_t otherwise) {
  const json::value* value = object.if_contains(name);
  if (!value) return otherwise;
  if (!value->is_int64())
    return refuse(Code::field_type, std::string(name) + " must be a whole number.");
  return value->as_int64();
}

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

/// The methods that a path of the control port takes, for Allow.
std::string_view allowed_methods(std::string_view path) {
  if (path == "/_sandbox/clock") return "GET, POST";
  return path == "/_sandbox/requests" || path == "/_sandbox/personas" ? "GET" : "POST";
}

json::object shown(const SealReading& seal) {
  json::array headers;
  for (const auto& [name, value] : seal.headers)
    headers.push_back(json::object{{"name", name}, {"value", value}});
  return {{"signing_string", json::array(seal.signing_string.begin(), seal.signing_string.end())},
          {"signing_string_sha256", seal.rebuilt_hash},
          {"signed_sha256", seal.signed_hash},
          {"headers", std::move(headers)},
          {"body_digest", seal.body_digest},
          {"would_verify", seal.would_verify}};
}

json::object shown(const record::Inspection& inspection) {
  const record::Event& event = inspection.event;
  json::object request;
  request["at"] = rfc3339(event.at);
  request["x_request_id"] = event.x_request_id;
  request["door"] = event.door;
  request["method"] = event.method;
  request["path"] = event.path;
  request["host"] = event.host;
  request["establishment"] = event.establishment;
  request["tpp"] = event.tpp;
  request["status"] = event.status;
  request["code"] = event.code;
  request["batch"] = event.batch;
  request["took_us"] = event.took.count();
  json::array checks;
  for (const std::string_view check : inspection.verdicts.passed)
    checks.push_back(json::object{{"check", check}, {"verdict", "passed"}});
  if (!inspection.verdicts.failed.empty())
    checks.push_back(json::object{{"check", inspection.verdicts.failed},
                                  {"verdict", inspection.verdicts.refusal}});
  request["checks"] = std::move(checks);
  if (inspection.seal) request["signature"] = shown(*inspection.seal);
  return request;
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
  }
  tpp.seals = std::move(seals);
  tpp.client_id = text_of(body, "client_id").empty() ? tpp.oid : text_of(body, "client_id");
  tpp.name = text_of(body, "name").empty() ? tpp.oid : text_of(body, "name");
  tpp.key_id = text_of(body, "key_id");
  const json::value* uris = body.if_contains("redirect_uris");
  if (uris && !uris->is_array())
    return refuse(Code::field_type, "redirect_uris must be an array of strings.");
  if (uris)
    for (const json::value& uri : uris->as_array()) {
      if (!uri.is_string() || !is_redirect_uri(uri.as_string()))
        return refuse(Code::field_type, "redirect_uris must be absolute URIs without a fragment.");
      tpp.redirect_uris.emplace_back(uri.as_string());
    }
  if (tpp.key_id.empty()) {
    GUICHET_TRY(certificate, crypto::read_certificate(tpp.seals.front()));
    tpp.key_id = "https://tpp.example/qseal_" + certificate.sha256_hex;
  }
  return tpp;
}

/// Refuses a seal that a TPP may have issued to itself. Its time is judged when it is used.
Outcome<void> judge_origin(const EnrolledTpp& tpp, const crypto::TrustStore& anchors, Instant now) {
  for (const std::string& seal : tpp.seals)
    if (auto path = anchors.path({seal}, now); !path)
      return refuse(Code::cert_untrusted,
                    "qseal was not issued by this sandbox's authority, DIR/pki/ca.pem; `guichet "
                    "pki issue --kind qseal` makes one that was.",
                    std::move(path.error().detail));
  return {};
}

json::object shown(const EnrolledTpp& tpp) {
  json::array roles;
  for (const TppRole role : tpp.roles) roles.emplace_back(name_of(role));
  json::array uris;
  for (const std::string& uri : tpp.redirect_uris) uris.emplace_back(uri);
  return {{"client_id", tpp.client_id}, {"oid", tpp.oid},       {"name", tpp.name},
          {"roles", std::move(roles)},  {"key_id", tpp.key_id}, {"redirect_uris", std::move(uris)}};
}

}  // namespace

message::Response Control::answer(const message::Request& request) {
  auto outcome = served(request);
  if (outcome) return *std::move(outcome);
  const Refusal& refusal = outcome.error();
  message::Response response;
  response.status = entry_of(refusal.code).status;
  response.headers.add("Content-Type", "application/json;charset=UTF-8");
  response.headers.add("Cache-Control", "no-store");
  if (response.status == 405)
    response.headers.add("Allow", std::string(allowed_methods(message::path_of(request.target))));
  response.body = stet::error_model(refusal, message::reason_of(response.status),
                                    message::path_of(request.target), doors_.clock.now());
  return response;
}

Outcome<message::Response> Control::served(const message::Request& request) {
  if (doors_.hosts.find(request.headers.find("host").value_or("")) == nullptr)
    return refuse(Code::misdirected);
  if (comes_from_elsewhere(request))
    return refuse(Code::page_form_foreign,
                  "Origin is another site; the control port answers its own pages only.");
  const std::string_view path = message::path_of(request.target);
  const bool get = request.method == "GET";
  const bool post = request.method == "POST";
  if (path == "/_sandbox/clock") {
    if (get) return json_response(200, json::object{{"now", rfc3339(doors_.clock.now())}});
    return post ? move_clock(request) : refuse(Code::method_not_allowed);
  }
  if (path == "/_sandbox/reset") {
    if (!post) return refuse(Code::method_not_allowed);
    GUICHET_TRY(body, read_object(request));
    static_cast<void>(body);
    GUICHET_CHECK(done, doors_.reset());
    return json_response(200, json::object{{"reset", true}, {"now", rfc3339(doors_.clock.now())}});
  }
  if (path == "/_sandbox/requests")
    return get ? show_requests(request) : refuse(Code::method_not_allowed);
  if (path == "/_sandbox/tpps") return post ? enrol_tpp(request) : refuse(Code::method_not_allowed);
  if (path == "/_sandbox/faults")
    return post ? set_fault(request) : refuse(Code::method_not_allowed);
  if (path.starts_with(snapshots_path))
    return post ? serve_snapshot(request) : refuse(Code::method_not_allowed);
  if (path == "/_sandbox/personas") {
    if (!get) return refuse(Code::method_not_allowed);
    return json_response(200, json::parse(doors_.personas_json()));
  }
  return refuse(
      Code::route_unknown,
      "Here are /_sandbox/clock, reset, snapshots/NAME, faults, requests, tpps and personas.");
}

Outcome<message::Response> Control::move_clock(const message::Request& request) {
  GUICHET_TRY(body, read_object(request));
  const std::string to = text_of(body, "now");
  const std::string by = text_of(body, "advance");
  if (to.empty() == by.empty())
    return refuse(Code::field_missing,
                  "Send either {\"now\":\"RFC 3339\"} or {\"advance\":\"P1DT2H\"}.");
  const Instant was = doors_.clock.now();
  Instant target{};
  if (!to.empty()) {
    GUICHET_TRY(instant, stet::read_date(to, compatible_profile));
    target = instant;
  } else {
    GUICHET_TRY(instant, after_duration(was, by));
    target = instant;
  }
  GUICHET_TRY(before, doors_.census(was));
  GUICHET_CHECK(moved, doors_.clock.move_to(target));
  GUICHET_CHECK(kept, doors_.clock_moved());
  const Instant now = doors_.clock.now();
  GUICHET_TRY(after, doors_.census(now));
  json::object effects;
  effects["access_tokens_expired"] = before.access_tokens - after.access_tokens;
  effects["refresh_tokens_expired"] = before.refresh_tokens - after.refresh_tokens;
  effects["quota_units_freed"] = std::max(std::int64_t{0}, before.quota_units - after.quota_units);
  return json_response(
      200,
      json::object{{"was", rfc3339(was)}, {"now", rfc3339(now)}, {"effects", std::move(effects)}});
}

Outcome<message::Response> Control::show_requests(const message::Request& request) {
  const auto parameters = message::parse_parameters(message::query_of(request.target), false);
  if (!parameters) return refuse(Code::parameter);
  const std::string_view id = message::single(*parameters, "x_request_id").value_or("");
  json::array requests;
  for (const record::Inspection& inspection : doors_.inspector.recent(id))
    requests.push_back(shown(inspection));
  return json_response(200, json::object{{"requests", std::move(requests)}});
}

Outcome<message::Response> Control::enrol_tpp(const message::Request& request) {
  GUICHET_TRY(body, read_object(request));
  GUICHET_TRY(tpp, read_enrolment(body));
  const json::object answer = shown(tpp);
  GUICHET_TRY(seals, tpp::judge_seals(tpp));
  static_cast<void>(seals);
  GUICHET_CHECK(origin, judge_origin(tpp, doors_.anchors, doors_.clock.now()));
  // Nobody is served before he is written down, and a restart would not know him.
  std::promise<Outcome<void>> kept;
  doors_.tpp_book.enrol(tpp, [&](Outcome<void> outcome) { kept.set_value(std::move(outcome)); });
  GUICHET_CHECK(written, kept.get_future().get());
  GUICHET_CHECK(admitted, doors_.tpps.admit(std::move(tpp)));
  return json_response(201, answer);
}

/// POST /_sandbox/snapshots/NAME keeps, .../NAME/restore goes back.
Outcome<message::Response> Control::serve_snapshot(const message::Request& request) {
  GUICHET_TRY(body, read_object(request));
  static_cast<void>(body);
  constexpr std::string_view back = "/restore";
  std::string_view name = message::path_of(request.target).substr(snapshots_path.size());
  const bool restores = name.ends_with(back);
  if (restores) name.remove_suffix(back.size());
  if (!is_snapshot_name(name))
    return refuse(Code::route_unknown,
                  "A snapshot's name has 1 to 64 letters, digits, - and _ of ASCII.");
  const std::string kept(name);
  GUICHET_CHECK(done, restores ? doors_.restore(kept) : doors_.save(kept));
  return json_response(restores ? 200 : 201,
                       json::object{{"snapshot", kept}, {"now", rfc3339(doors_.clock.now())}});
}

Outcome<message::Response> Control::set_fault(const message::Request& request) {
  GUICHET_TRY(body, read_object(request));
  Fault fault;
  fault.path = text_of(body, "path");
  if (!fault.path.starts_with('/'))
    return refuse(Code::field_missing,
                  "path is required: the beginning of the paths that shall fail.");
  GUICHET_TRY(status, number_of(body, "status", 503));
  GUICHET_TRY(delay, number_of(body, "delay_ms", 0));
  GUICHET_TRY(times, number_of(body, "times", 1));
  if (status != 0 && (status < 400 || status > 599))
    return refuse(Code::field_type, "status must be 400 to 599, or 0 to only wait.");
  if (delay < 0 || delay > 120'000)
    return refuse(Code::field_type, "delay_ms must be 0 to 120000.");
  if (times < 1 || times > 1'000'000)
    return refuse(Code::field_type, "times must be 1 to 1000000.");
  fault.status = static_cast<int>(status);
  fault.delay = std::chrono::milliseconds{delay};
  fault.times = static_cast<int>(times);
  doors_.faults.add(std::move(fault));
  return json_response(201, body);
}

}  // namespace guichet::sandbox
