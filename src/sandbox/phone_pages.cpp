// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_pages.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "domain/establishment.hpp"
#include "message/html.hpp"
#include "message/target.hpp"
#include "portal/assets.hpp"
#include "sandbox/clock_control.hpp"
#include "sandbox/control_json.hpp"
#include "sandbox/personas.hpp"
#include "sca/texts.hpp"

namespace guichet::sandbox {
namespace {

namespace json = boost::json;
using message::html_escaped;
using message::Response;
using sca::AppAnswer;
using sca::Language;

constexpr std::size_t longest_tpp_name = 70;  // characters

enum class Word {
  title,
  whose,
  none,
  asks,
  number,
  approve,
  refuse,
  approved,
  refused,
  lapsed,
  look
};

struct Row {
  std::string_view french;
  std::string_view english;
};

// clang-format off
constexpr std::array rows{
  Row{"Mon téléphone", "My phone"},
  Row{"À qui est ce téléphone\u00a0?", "Whose phone is this?"},
  Row{"Aucune demande.", "No request."},
  Row{"demande à consulter vos comptes de paiement.", "asks to read your payment accounts."},
  Row{"Numéro", "Number"},
  Row{"Valider avec mon empreinte", "Approve with my fingerprint"},
  Row{"Refuser", "Refuse"},
  Row{"Validée. Revenez à la page de votre banque.", "Approved. Go back to your bank’s page."},
  Row{"Refusée.", "Refused."},
  Row{"Plus valable.", "No longer valid."},
  Row{"Regarder de nouveau", "Look again"},
};
// clang-format on

std::string said(Language language, Word word) {
  const Row& row = rows[static_cast<std::size_t>(word)];
  return html_escaped(language == Language::french ? row.french : row.english);
}

const Persona* persona_of(std::string_view login) {
  const auto found = std::ranges::find(personas(), login, &Persona::login);
  return found == personas().end() ? nullptr : &*found;
}

Response app_page(Language language, const std::string& content) {
  Response response;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
                       "base-uri 'none'; frame-ancestors 'none'");
  response.headers.add("X-Frame-Options", "DENY");
  // Not "no-referrer": then the browser would not say that a form is ours either.
  response.headers.add("Referrer-Policy", "same-origin");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = "<!doctype html>\n<html lang=\"" + std::string(sca::tag_of(language)) +
                  "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                  "content=\"width=device-width, initial-scale=1\">\n<title>" +
                  said(language, Word::title) + "</title>\n<link rel=\"stylesheet\" href=\"" +
                  portal::asset_path("sca.css") + "\">\n<link rel=\"icon\" href=\"" +
                  portal::asset_path("icon.svg") + "\">\n</head>\n<body class=\"brand-" +
                  std::string(establishment_by_code(persona_establishment)->brand->word) +
                  "\">\n<header><p class=\"bank\">" + said(language, Word::title) +
                  "</p><p class=\"notice\">" +
                  html_escaped(sca::text_in(language, sca::Text::sandbox_notice)) +
                  "</p></header>\n<main>\n" + content + "</main>\n</body>\n</html>\n";
  return response;
}

std::string owners(Language language) {
  std::string content = "<h1>" + said(language, Word::whose) + "</h1>\n<ul>\n";
  for (const Persona& persona : personas()) {
    const std::string login(persona.login);
    content += "<li><a href=\"/phone?identifier=" + login + "\">" + login + " " +
               html_escaped(persona.name) + "</a></li>\n";
  }
  return content + "</ul>\n";
}

std::string answer_buttons(Language language, const Persona& persona, const std::string& id) {
  return "<form method=\"post\" action=\"/phone\">\n<input type=\"hidden\" name=\"identifier\" "
         "value=\"" +
         std::string(persona.login) + "\">\n<input type=\"hidden\" name=\"question\" value=\"" +
         html_escaped(id) + "\">\n<button class=\"primary\" name=\"answer\" value=\"approve\">" +
         said(language, Word::approve) +
         "</button>\n<button class=\"plain\" name=\"answer\" value=\"refuse\">" +
         said(language, Word::refuse) + "</button>\n</form>\n";
}

std::string question_html(Language language, const Persona& persona, const PhoneQuestion& question,
                          Instant now) {
  std::string out =
      "<section>\n<p class=\"asks\"><strong><bdi>" +
      html_escaped(message::first_characters(question.asked.tpp_name, longest_tpp_name)) +
      "</bdi></strong> " + said(language, Word::asks) + "</p>\n<p>" + said(language, Word::number) +
      " <span class=\"number\">" + html_escaped(question.asked.number) + "</span></p>\n";
  if (question.answer == AppAnswer::approved)
    out += "<p role=\"status\">" + said(language, Word::approved) + "</p>\n";
  else if (question.answer == AppAnswer::refused)
    out += "<p role=\"status\">" + said(language, Word::refused) + "</p>\n";
  else if (now >= question.asked.ends_at)
    out += "<p>" + said(language, Word::lapsed) + "</p>\n";
  else
    out += answer_buttons(language, persona, question.asked.id);
  return out + "</section>\n";
}

Response phone_of(Language language, const Persona& persona, const Phone& phone, Instant now) {
  std::string content = "<h1>" + html_escaped(persona.name) + "</h1>\n";
  const auto questions = phone.questions_of(persona_establishment, persona.psu);
  if (questions.empty()) content += "<p>" + said(language, Word::none) + "</p>\n";
  for (const PhoneQuestion& question : questions)
    content += question_html(language, persona, question, now);
  content += "<p><a href=\"/phone?identifier=" + std::string(persona.login) + "\">" +
             said(language, Word::look) + "</a></p>\n";
  return app_page(language, content);
}

AppAnswer answer_from(std::string_view word) {
  if (word == "approve") return AppAnswer::approved;
  return word == "refuse" ? AppAnswer::refused : AppAnswer::none_yet;
}

std::string_view word_for(AppAnswer answer) {
  if (answer == AppAnswer::none_yet) return "none yet";
  return answer == AppAnswer::approved ? "approved" : "refused";
}

}  // namespace

Outcome<Response> serve_phone(const message::Request& request, Phone& phone, Instant now) {
  const bool post = request.method == "POST";
  if (!post && request.method != "GET") return refuse(Code::method_not_allowed);
  const Language language =
      sca::choose_language("", request.headers.find("accept-language").value_or(""));
  const auto parameters = message::parse_parameters(
      post ? std::string_view(request.body) : message::query_of(request.target), true);
  const Persona* const persona =
      parameters ? persona_of(message::single(*parameters, "identifier").value_or("")) : nullptr;
  if (persona == nullptr) return app_page(language, owners(language));
  const AppAnswer answer =
      post ? answer_from(message::single(*parameters, "answer").value_or("")) : AppAnswer::none_yet;
  if (answer != AppAnswer::none_yet)
    phone.answer(persona_establishment, persona->psu,
                 message::single(*parameters, "question").value_or("?"), answer);
  return phone_of(language, *persona, phone, now);
}

Outcome<Response> control_phone(const message::Request& request, Phone& phone, Instant now) {
  const Persona* const persona =
      persona_of(message::path_of(request.target).substr(phone_control_path.size()));
  if (persona == nullptr)
    return refuse(Code::route_unknown, "No persona has this identifier; see /_sandbox/personas.");
  if (request.method == "POST") {
    GUICHET_TRY(body, read_object(request));
    const AppAnswer answer = answer_from(text_of(body, "answer"));
    if (answer == AppAnswer::none_yet)
      return refuse(Code::field_type, "answer must be approve or refuse.");
    if (!phone.answer(persona_establishment, persona->psu, text_of(body, "id"), answer))
      return refuse(Code::route_unknown, "No request waits on this phone.");
  } else if (request.method != "GET") {
    return refuse(Code::method_not_allowed);
  }
  json::array requests;
  for (const auto& [asked, answer] : phone.questions_of(persona_establishment, persona->psu))
    requests.push_back(json::object{{"id", asked.id},
                                    {"tpp", asked.tpp_name},
                                    {"number", asked.number},
                                    {"ends_at", rfc3339(asked.ends_at)},
                                    {"waits", answer == AppAnswer::none_yet && now < asked.ends_at},
                                    {"answer", word_for(answer)}});
  return json_response(200, json::object{{"requests", std::move(requests)}});
}

}  // namespace guichet::sandbox
