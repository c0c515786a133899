// SPDX-License-Identifier: Apache-2.0
#include "counter/answer.hpp"

#include <boost/json.hpp>

#include "domain/day_bounds.hpp"
#include "message/html.hpp"
#include "message/target.hpp"
#include "oauth/error_word.hpp"
#include "stet/error_model.hpp"

namespace guichet::counter {
namespace {

constexpr std::string_view hal_json = "application/hal+json;charset=UTF-8";
constexpr std::string_view plain_json = "application/json;charset=UTF-8";
constexpr std::size_t usual_headers = 20;
constexpr std::size_t usual_header_bytes = 900;
constexpr std::size_t longest_item = 40;

message::Response response_with(int status, std::string_view media_type, std::string body) {
  message::Response response;
  response.status = status;
  response.headers.reserve(usual_headers, usual_header_bytes);
  if (!media_type.empty()) response.headers.add("Content-Type", media_type);
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

void echo_request_id(message::Response& response, const Admission& admission) {
  if (!admission.x_request_id.empty()) response.headers.add("X-Request-ID", admission.x_request_id);
}

/// How the call's counter stands: as draft-ietf-httpapi-ratelimit-headers has it since its seventh
/// version, and as its first ones had it, which more clients read. The window is the Paris day, of
/// 23, 24 or 25 hours.
void tell_quota(message::Response& response, const Admission& admission) {
  if (!admission.quota) return;
  using std::chrono::ceil;
  using std::chrono::seconds;
  const DayBounds day = paris_day_bounds(admission.now);
  const std::string limit = std::to_string(admission.quota->limit);
  const std::string left = std::to_string(admission.quota->left());
  const std::string window = std::to_string(ceil<seconds>(day.ends - day.begins).count());
  const std::string reset = std::to_string(ceil<seconds>(day.ends - admission.now).count());
  message::Headers& headers = response.headers;
  std::string item;
  item.reserve(longest_item);
  headers.add("RateLimit-Policy",
              item.append(R"("batch";q=)").append(limit).append(";w=").append(window));
  item.clear();
  headers.add("RateLimit", item.append(R"("batch";r=)").append(left).append(";t=").append(reset));
  headers.add("RateLimit-Limit", limit);
  headers.add("RateLimit-Remaining", left);
  headers.add("RateLimit-Reset", reset);
}

bool is_about_the_certificate(Code code) {
  return code >= Code::cert_required && code <= Code::cert_revoked;
}
std::string challenge_for(Code code, std::string_view scope) {
  if (is_about_the_signature(code))
    return R"(Signature realm="stet",headers="(request-target) x-request-id digest")";
  if (code == Code::invalid_token) return R"(Bearer realm="stet", error="invalid_token")";
  if (code == Code::insufficient_scope)
    return R"(Bearer realm="stet", error="insufficient_scope", scope=")" + std::string(scope) + '"';
  return R"(Bearer realm="stet")";
}

std::string_view scope_needed(const Admission& admission) {
  const Route* route = admission.match.route;
  return route && route->kind == Kind::enrolment ? oauth::registration_scope : "aisp";
}

std::chrono::seconds retry_after(Code code, const Admission& admission) {
  using std::chrono::seconds;
  const Instant now = admission.now;
  if (code == Code::token_abuse && admission.above_until)
    return std::chrono::ceil<seconds>(*admission.above_until - now);
  if (code == Code::quota_used_up)
    return std::chrono::ceil<seconds>(paris_day_bounds(now).ends - now);
  if (code == Code::cert_status || code == Code::establishment_unavailable) return seconds{60};
  return seconds{1};
}

void add_standing_headers(message::Response& response, const Admission& admission, Code code,
                          const HelpLinks& help) {
  const int status = response.status;
  const Route* route = admission.match.route;
  // No scheme of RFC 9110 stands for a certificate, and where a client looks for an error of
  // RFC 6749 5.2 a challenge would hide it: libraries read the header first.
  const bool is_oauth = route != nullptr && route->kind == Kind::token;
  if ((status == 401 && !is_oauth) || code == Code::insufficient_scope)
    response.headers.add("WWW-Authenticate", challenge_for(code, scope_needed(admission)));
  if (status == 405) {
    const auto path = message::path_of(admission.request.target);
    response.headers.add("Allow", allowed_methods(path, admission.request.door));
  }
  if (status == 429 || status == 503)
    response.headers.add("Retry-After", std::to_string(retry_after(code, admission).count()));
  response.headers.add("Link", help_link(code, help));
  if (!help.inspector.empty() && !admission.x_request_id.empty()) {
    response.headers.add("Link", "<" + help.inspector + "/inspector/" +
                                     message::percent_encoded(admission.x_request_id) +
                                     R"(>; rel="monitor")");
  }
  // What the connection was opened with is no good, or what stands next on it is not a request.
  response.close =
      is_about_the_certificate(code) || code == Code::misdirected || code == Code::body_not_allowed;
}

int status_of(const Admission& admission, Code code) {
  return admission.status_asked_for.value_or(entry_of(code).status);
}

bool is_of_rfc_7591(Code code) {
  return code == Code::enrol_invalid_redirect_uri || code == Code::enrol_invalid_client_metadata;
}

/// RFC 7591 3.2.2.
message::Response refused_registration(const Admission& admission, const Refusal& refusal,
                                       const HelpLinks& help) {
  boost::json::object body;
  body["error"] = entry_of(refusal.code).name;
  body["error_description"] =
      refusal.said.empty() ? std::string(entry_of(refusal.code).text) : refusal.said;
  auto response =
      response_with(status_of(admission, refusal.code), plain_json, boost::json::serialize(body));
  response.headers.add("Pragma", "no-cache");
  echo_request_id(response, admission);
  add_standing_headers(response, admission, refusal.code, help);
  return response;
}

message::Response refused_by_oauth(const Admission& admission, const Refusal& refusal,
                                   const HelpLinks& help) {
  const Code word = oauth::error_word_of(refusal.code);
  boost::json::object body;
  body["error"] = entry_of(word).name;
  body["error_description"] =
      refusal.said.empty() ? std::string(entry_of(refusal.code).text) : refusal.said;
  body["error_uri"] = help.errors + "/errors/" + std::string(entry_of(refusal.code).name);
  auto response =
      response_with(status_of(admission, word), plain_json, boost::json::serialize(body));
  response.headers.add("Pragma", "no-cache");
  echo_request_id(response, admission);
  add_standing_headers(response, admission, refusal.code, help);
  return response;
}

}  // namespace

std::string help_link(Code code, const HelpLinks& help) {
  return "<" + help.errors + "/errors/" + std::string(entry_of(code).name) + R"(>; rel="help")";
}

bool is_about_the_signature(Code code) {
  return code >= Code::sig_missing && code <= Code::sig_invalid;
}

message::Response refused(const Admission& admission, const Refusal& refusal,
                          const HelpLinks& help) {
  const auto path = message::path_of(admission.request.target);
  const bool route_is_known = admission.match.route != nullptr;
  if (route_is_known && admission.match.route->kind == Kind::token)
    return refused_by_oauth(admission, refusal, help);
  const bool enrols = route_is_known && admission.match.route->kind == Kind::enrolment;
  if (enrols && is_of_rfc_7591(refusal.code)) return refused_registration(admission, refusal, help);
  const int status = status_of(admission, refusal.code);
  auto response = response_with(
      status, plain_json,
      stet::error_model(refusal, status, message::reason_of(status), path, admission.now));
  echo_request_id(response, admission);
  tell_quota(response, admission);
  add_standing_headers(response, admission, refusal.code, help);
  return response;
}

message::Response document(const Admission& admission, std::string body) {
  auto response = response_with(200, hal_json, std::move(body));
  echo_request_id(response, admission);
  tell_quota(response, admission);
  return response;
}

message::Response bare(const Admission& admission, int status) {
  auto response = response_with(status, {}, {});
  echo_request_id(response, admission);
  tell_quota(response, admission);
  return response;
}

message::Response token_answer(const Admission& admission, const oauth::TokenAnswer& answer) {
  boost::json::object body;
  body["access_token"] = answer.access_token;
  body["token_type"] = "Bearer";
  body["expires_in"] = answer.expires_in.count();
  body["scope"] = answer.scope;
  if (!answer.refresh_token.empty()) body["refresh_token"] = answer.refresh_token;
  auto response = response_with(200, plain_json, boost::json::serialize(body));
  response.headers.add("Pragma", "no-cache");
  echo_request_id(response, admission);
  return response;
}

message::Response sent_to(const Admission& admission, const std::string& location) {
  auto response = response_with(302, "text/html; charset=utf-8",
                                "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
                                "charset=\"utf-8\">\n<title>Found</title>\n"
                                "</head>\n<body>\n<h1>Found</h1>\n<p><a href=\"" +
                                    message::html_escaped(location) +
                                    "\">The online bank</a></p>\n</body>\n</html>\n");
  response.headers.add("Location", location);
  response.headers.add("Pragma", "no-cache");
  response.headers.add("Referrer-Policy", "no-referrer");
  echo_request_id(response, admission);
  return response;
}

message::Response registration(const Admission& admission, int status, std::string body) {
  auto response = response_with(status, plain_json, std::move(body));
  echo_request_id(response, admission);
  return response;
}

message::Response published(std::string certificate_pem) {
  message::Response response;
  response.headers.add("Content-Type", "application/x-pem-file");
  response.headers.add("Cache-Control", "public, max-age=86400");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(certificate_pem);
  return response;
}

message::Response open_json(std::string body) {
  auto response = response_with(200, plain_json, std::move(body));
  return response;
}

}  // namespace guichet::counter
