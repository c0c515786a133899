// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_control.hpp"

#include <boost/json.hpp>

#include "message/target.hpp"
#include "sandbox/clock_control.hpp"
#include "sandbox/control_json.hpp"
#include "sandbox/personas.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;
using message::Response;
using sca::AppAnswer;

std::string_view word_for(AppAnswer answer) {
  if (answer == AppAnswer::none_yet) return "none yet";
  return answer == AppAnswer::approved ? "approved" : "refused";
}

json::object shown(const PhoneApp& app) {
  return {{"installed", app.installed}, {"version", app.version}, {"opened_once", app.opened_once}};
}

Response shown(const PhoneDoors& doors, const Persona& persona, Instant now) {
  json::array requests;
  for (const auto& [asked, answer] : doors.phone.questions_of(persona.establishment, persona.psu))
    requests.push_back(json::object{{"id", asked.id},
                                    {"tpp", asked.tpp_name},
                                    {"number", asked.number},
                                    {"ends_at", rfc3339(asked.ends_at)},
                                    {"waits", answer == AppAnswer::none_yet && now < asked.ends_at},
                                    {"answer", word_for(answer)}});
  json::array messages;
  for (const auto& [sms, at] : doors.phone.messages_of(persona.establishment, persona.psu))
    messages.push_back(
        json::object{{"tpp", sms.tpp_name}, {"code", sms.code}, {"at", rfc3339(at)}});
  return json_response(
      200, json::object{{"requests", std::move(requests)},
                        {"messages", std::move(messages)},
                        {"app", shown(doors.phone.app_of(persona.establishment, persona.psu))}});
}

Outcome<Response> answer_request(const json::object& body, const PhoneDoors& doors,
                                 const Persona& persona, Instant now) {
  const AppAnswer answer = answer_from(text_of(body, "answer"));
  if (answer == AppAnswer::none_yet)
    return refuse(Code::field_type, "answer must be approve or refuse.");
  if (!doors.phone.answer(persona.establishment, persona.psu, text_of(body, "id"), answer))
    return refuse(Code::route_unknown, "No request waits on this phone.");
  return shown(doors, persona, now);
}

Outcome<Response> read_card(const json::object& body, const PhoneDoors& doors,
                            const Persona& persona) {
  const auto response =
      card_response(doors.wallet, persona, text_of(body, "challenge"), text_of(body, "pin"));
  if (!response)
    return refuse(Code::field_type, "challenge must be 8 digits and pin 4, as strings.");
  return json_response(200, json::object{{"response", *response}});
}

Outcome<void> read_bool(const json::object& body, std::string_view name, bool& into) {
  const json::value* value = body.if_contains(name);
  if (value == nullptr) return {};
  if (!value->is_bool()) return refuse(Code::field_type, std::string(name) + " must be a boolean.");
  into = value->as_bool();
  return {};
}

/// What the body does not name stays as it is.
Outcome<Response> set_app(const json::object& body, const PhoneDoors& doors,
                          const Persona& persona) {
  PhoneApp app = doors.phone.app_of(persona.establishment, persona.psu);
  GUICHET_CHECK(installed, read_bool(body, "installed", app.installed));
  GUICHET_CHECK(opened, read_bool(body, "opened_once", app.opened_once));
  if (body.contains("version")) app.version = text_of(body, "version");
  if (!is_app_version(app.version))
    return refuse(Code::field_type, "version must be three numbers, such as \"6.4.0\".");
  doors.phone.put_app(persona.establishment, persona.psu, app);
  return json_response(200, shown(app));
}

std::string_view word_for(LinkEnd end) {
  switch (end) {
    case LinkEnd::app_asks:
    case LinkEnd::app_refuses:
      return "app";
    case LinkEnd::to_tpp:
      return "tpp";
    case LinkEnd::browser:
      return "browser";
    case LinkEnd::nowhere:
      break;
  }
  return "nothing";
}

Outcome<Response> follow_link(const json::object& body, const message::Request& request,
                              const PhoneDoors& doors, const Persona& persona) {
  const std::string link = text_of(body, "link");
  if (link.empty()) return refuse(Code::field_missing, "link is required: what is to be opened.");
  const AppAnswer answer = answer_from(text_of(body, "answer"));
  if (body.contains("answer") && answer == AppAnswer::none_yet)
    return refuse(Code::field_type, "answer must be approve or refuse.");
  const PhoneOwner owner = owner_of(doors.phone, persona);
  const std::string_view web_host = request.headers.find("host").value_or("");
  const OpenedLink opened =
      answer == AppAnswer::none_yet
          ? open_link(doors.line, owner, link, web_host)
          : answer_link(doors.line, owner, link, web_host, answer == AppAnswer::approved);
  json::object said{{"opens", word_for(opened.end)}};
  if (opened.why != WhyPages::none) said["why"] = word_of(opened.why);
  if (!opened.address.empty()) said["address"] = opened.address;
  if (opened.asks) {
    said["tpp"] = opened.asks->authorization.tpp_name;
    said["bank"] = opened.asks->establishment->name;
  }
  if (opened.refusal) said["error"] = entry_of(opened.refusal->code).name;
  return json_response(200, said);
}

/// What stands behind the identifier: "reader".
std::string_view part_of(std::string_view path) {
  const std::string_view rest = path.substr(phone_control_path.size());
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
}

}  // namespace

std::string_view phone_control_methods(std::string_view path) {
  return part_of(path).empty() ? "GET, POST" : "POST";
}

Outcome<Response> control_phone(const message::Request& request, const PhoneDoors& doors,
                                Instant now) {
  const std::string_view path = message::path_of(request.target);
  const std::string_view rest = path.substr(phone_control_path.size());
  const auto parameters = message::parse_parameters(message::query_of(request.target), false)
                              .value_or(message::Parameters{});
  const Persona* const persona =
      phone_owner(request, parameters, doors, rest.substr(0, rest.find('/')));
  if (persona == nullptr)
    return refuse(Code::route_unknown, "No persona has this identifier; see /_sandbox/personas.");
  const std::string_view part = part_of(path);
  const bool is_whole = !rest.contains('/');
  if (is_whole && request.method == "GET") return shown(doors, *persona, now);
  if (!is_whole && part != "reader" && part != "app" && part != "link")
    return refuse(Code::route_unknown, "Here are reader, app and link.");
  if (request.method != "POST") return refuse(Code::method_not_allowed);
  GUICHET_TRY(body, read_object(request));
  if (part == "reader") return read_card(body, doors, *persona);
  if (part == "app") return set_app(body, doors, *persona);
  if (part == "link") return follow_link(body, request, doors, *persona);
  return answer_request(body, doors, *persona, now);
}

}  // namespace guichet::sandbox
