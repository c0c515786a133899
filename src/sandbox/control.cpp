// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "counter/answer.hpp"
#include "domain/paris_day.hpp"
#include "message/target.hpp"
#include "sandbox/account_control.hpp"
#include "sandbox/control_json.hpp"
#include "sandbox/phone_control.hpp"
#include "sandbox/status_pages.hpp"
#include "stet/error_model.hpp"
#include "stet/query.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;

constexpr std::string_view tpps_path = "/_sandbox/tpps/";
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

Outcome<std::int64_t> number_of(const json::object& object, std::string_view name,
                                std::int64_t otherwise) {
  const json::value* value = object.if_contains(name);
  if (!value) return otherwise;
  if (!value->is_int64())
    return refuse(Code::field_type, std::string(name) + " must be a whole number.");
  return value->as_int64();
}

/// The methods that a path of the control port takes, for Allow.
std::string_view allowed_methods(std::string_view path) {
  if (path == "/_sandbox/clock") return "GET, POST";
  if (path.starts_with(status_path)) return path.ends_with("/ocsp") ? "POST" : "GET";
  if (path == "/_sandbox/tpps") return "GET, POST";
  if (path == "/_sandbox/register") return "GET";
  if (path == phone_path) return "GET, POST";
  if (path.starts_with(phone_control_path)) return phone_control_methods(path);
  if (OnlineBank::is_for_me(path)) return path == sign_in_path ? "GET, POST" : "GET";
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
  request["psu_ip_suspect"] = event.psu_ip_suspect;
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
  if (response.status == 503) response.headers.add("Retry-After", "1");
  response.headers.add("Link", counter::help_link(refusal.code, {}));
  response.body = stet::error_model(refusal, response.status, message::reason_of(response.status),
                                    message::path_of(request.target), doors_.clock.now());
  return response;
}

Outcome<message::Response> Control::served(const message::Request& request) {
  const ServedHost host = doors_.hosts.find(request.headers.find("host").value_or(""));
  if (!host) return refuse(Code::misdirected);
  if (comes_from_elsewhere(request))
    return refuse(Code::page_form_foreign,
                  "Origin is another site; the control port answers its own pages only.");
  const std::string_view path = message::path_of(request.target);
  if (OnlineBank::is_for_me(path)) return doors_.online_bank(request, *host.establishment);
  if (path == phone_path) return serve_phone(request, doors_.phone, doors_.clock.now());
  if (path.starts_with(phone_control_path))
    return control_phone(request, doors_.phone, doors_.clock.now());
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
  if (path == "/_sandbox/tpps" || path.starts_with(tpps_path)) return serve_tpps(request);
  if (path == "/_sandbox/register") return get ? show_register() : refuse(Code::method_not_allowed);
  if (path == account_control_path)
    return post ? change_account(request, doors_.bank) : refuse(Code::method_not_allowed);
  if (path == "/_sandbox/faults")
    return post ? set_fault(request) : refuse(Code::method_not_allowed);
  if (path.starts_with(status_path))
    return serve_status(request, doors_.statuses, doors_.wall_clock.now());
  if (path.starts_with(snapshots_path))
    return post ? serve_snapshot(request) : refuse(Code::method_not_allowed);
  if (path == "/_sandbox/personas") {
    if (!get) return refuse(Code::method_not_allowed);
    return json_response(200, json::parse(doors_.personas_json()));
  }
  return refuse(
      Code::route_unknown,
      "Here are /_sandbox/clock, reset, snapshots/, accounts, faults, requests, tpps, register, "
      "personas, phone/, pki/.");
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
  effects["entries_booked"] = doors_.bank.entries_booked(paris_day_of(was), paris_day_of(now));
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
