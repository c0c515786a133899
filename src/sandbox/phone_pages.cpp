// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_pages.hpp"

#include <algorithm>

#include "message/html.hpp"
#include "message/target.hpp"
#include "sandbox/phone_screen.hpp"
#include "sandbox/phone_sections.hpp"
#include "sandbox/phone_texts.hpp"
#include "sca/pages.hpp"
#include "sca/texts.hpp"

namespace guichet::sandbox {
namespace {

using message::html_escaped;
using message::Parameters;
using message::Response;
using sca::AppAnswer;
using sca::Language;

/// One request to the page: what came, and of whom.
struct Visit {
  const message::Request& request;
  const Parameters& parameters;
  const PhoneDoors& doors;
  const Persona& persona;
  Language language;
  Instant now;

  std::string value(std::string_view name) const {
    return std::string(message::single(parameters, name).value_or(""));
  }
  std::string_view host() const { return request.headers.find("host").value_or(""); }
};

Language language_of(const message::Request& request, const Parameters& parameters) {
  return sca::choose_language(message::single(parameters, "lang").value_or(""),
                              request.headers.find("accept-language").value_or(""));
}

std::string title(const std::string& words) { return "<h1>" + words + "</h1>\n"; }

Response owners(Language language) {
  PhoneScreen screen{.language = language};
  std::string content = title(said(language, Word::whose)) + "<ul>\n";
  for (const Persona& persona : personas()) {
    screen.owner = &persona;
    content += "<li><a href=\"" + phone_address(screen) + "\">" + std::string(persona.login) + " " +
               html_escaped(persona.name) + "</a></li>\n";
  }
  screen.owner = nullptr;
  return phone_response(screen, content + "</ul>\n");
}

/// The browser may be sent on from the form with the link: to any of this sandbox's hosts.
std::string web_hosts(const HostNames& hosts, std::string_view web_host) {
  constexpr std::string_view before_domain = ".api.";
  const std::string name =
      hosts.name_of(*establishment_by_code(persona_establishment), Environment::sandbox);
  const std::size_t domain = name.find(before_domain);
  const std::size_t colon = web_host.ends_with(']') ? std::string_view::npos : web_host.rfind(':');
  return "http://*." + name.substr(domain + before_domain.size()) +
         std::string(web_host.substr(std::min(colon, web_host.size())));
}

/// The phone's first screen, with what came of a form.
struct Came {
  ReaderState reader = {};
  Word of_app = Word::count_;
  std::string unopened = {};  ///< a link that leads nowhere
};

Response first_screen(const Visit& visit, const Came& came = {}) {
  const PhoneDoors& doors = visit.doors;
  const Persona& persona = visit.persona;
  PhoneScreen screen{.language = visit.language,
                     .owner = &persona,
                     .form_targets = web_hosts(doors.line.hosts, visit.host()),
                     .has_script = true};
  std::string content = title(html_escaped(persona.name));
  content += arrived_html(screen, doors.phone.questions_of(persona.establishment, persona.psu),
                          doors.phone.messages_of(persona.establishment, persona.psu), visit.now);
  content += reader_html(screen, came.reader);
  PhoneScreen with_link = screen;
  with_link.link = came.unopened;
  content += link_html(with_link);
  content += app_html(screen, doors.phone.app_of(persona.establishment, persona.psu), came.of_app);
  const PhoneScreen nobody{.language = visit.language};
  content += "<p><a href=\"" + phone_address(nobody) + "\">" +
             said(visit.language, Word::all_phones) + "</a></p>\n";
  return phone_response(screen, content);
}

/// The bank's app in front of its customer, with the question of a TPP.
Response app_asks(const Visit& visit, const sca::InAppRequest& asked) {
  const Language language = visit.language;
  PhoneScreen screen{.language = language,
                     .owner = &visit.persona,
                     .app = asked.establishment,
                     .link = visit.value("link"),
                     .form_targets = web_hosts(visit.doors.line.hosts, visit.host())};
  const std::string tpp = sca::form_target_of(asked.authorization.redirect_uri);
  if (!tpp.empty()) screen.form_targets += " " + tpp;
  return phone_response(
      screen, title(said(language, Word::in_app_title)) +
                  asks_html(language, asked.authorization.tpp_name) + "<p>" +
                  said(language, Word::in_app_who) + " " + html_escaped(visit.persona.name) +
                  ".</p>\n" + phone_form(screen) + answer_buttons(language, "link") + "</form>\n");
}

/// The bank's app that cannot ask, and why.
Response app_refuses(const Visit& visit, int status, const std::string& why,
                     const std::string& way_back) {
  PhoneScreen screen{.language = visit.language,
                     .owner = &visit.persona,
                     .app = establishment_by_code(visit.persona.establishment),
                     .link = visit.value("link")};
  std::string content =
      title(said(visit.language, Word::problem_title)) + "<p>" + html_escaped(why) + "</p>\n";
  if (!way_back.empty())
    content += "<p><a href=\"" + html_escaped(way_back) + "\">" +
               said(visit.language, Word::way_back) + "</a></p>\n";
  Response response = phone_response(screen, content);
  response.status = status;
  return response;
}

Response see_other(const std::string& address) {
  Response response;
  response.status = 303;
  response.headers.add("Location", address);
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

Response linked(const Visit& visit, AppAnswer answer) {
  const std::string link = visit.value("link");
  const PhoneOwner owner = owner_of(visit.doors.phone, visit.persona);
  const PhoneLine& line = visit.doors.line;
  const bool asks_only = answer == AppAnswer::none_yet;
  const OpenedLink opened =
      asks_only ? open_link(line, owner, link, visit.host())
                : answer_link(line, owner, link, visit.host(), answer == AppAnswer::approved);
  switch (opened.end) {
    case LinkEnd::app_asks:
      return app_asks(visit, *opened.asks);
    case LinkEnd::app_refuses: {
      const RefusalEntry& entry = entry_of(opened.refusal->code);
      const bool french = visit.language == Language::french;
      return app_refuses(visit, entry.status, std::string(french ? entry.text_fr : entry.text), {});
    }
    case LinkEnd::to_tpp:
      // A form with a link knows no TPP that its page's policy could have named; the app's does.
      if (asks_only) {
        const RefusalEntry& entry = entry_of(Code::oauth_invalid_request);
        const bool french = visit.language == Language::french;
        return app_refuses(visit, 200, std::string(french ? entry.text_fr : entry.text),
                           opened.address);
      }
      return see_other(opened.address);
    case LinkEnd::browser:
      return see_other(opened.address);
    case LinkEnd::nowhere:
      break;
  }
  return first_screen(visit, {.unopened = link});
}

Response posted(const Visit& visit) {
  const std::string use = visit.value("use");
  const AppAnswer answer = answer_from(visit.value("answer"));
  if (use == "reader") {
    Came came{.reader = {.challenge = visit.value("challenge")}};
    const auto response =
        card_response(visit.doors.wallet, visit.persona, came.reader.challenge, visit.value("pin"));
    came.reader.response = response.value_or("");
    came.reader.complains = !response;
    return first_screen(visit, came);
  }
  if (use == "app") {
    const PhoneApp app{visit.value("installed") == "yes", visit.value("version"),
                       visit.value("opened_once") == "yes"};
    if (!is_app_version(app.version)) return first_screen(visit, {.of_app = Word::version_error});
    visit.doors.phone.put_app(visit.persona.establishment, visit.persona.psu, app);
    return first_screen(visit, {.of_app = Word::saved});
  }
  if (!visit.value("link").empty()) return linked(visit, answer);
  if (answer != AppAnswer::none_yet)
    visit.doors.phone.answer(visit.persona.establishment, visit.persona.psu,
                             message::single(visit.parameters, "question").value_or("?"), answer);
  return first_screen(visit);
}

bool are_digits(std::string_view text, std::size_t count) {
  return text.size() == count &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

const Persona* phone_owner(const message::Request& request, const Parameters& parameters,
                           const PhoneDoors& doors, std::string_view login) {
  const auto named = message::single(parameters, "establishment");
  if (named && !named->empty()) return persona_of(login, *named);
  const ServedHost host = doors.line.hosts.find(request.headers.find("host").value_or(""));
  return persona_of(login, host ? host.establishment->code : persona_establishment);
}

PhoneOwner owner_of(const Phone& phone, const Persona& persona) {
  return {std::string(persona.psu), phone.app_of(persona.establishment, persona.psu)};
}

AppAnswer answer_from(std::string_view word) {
  if (word == "approve") return AppAnswer::approved;
  return word == "refuse" ? AppAnswer::refused : AppAnswer::none_yet;
}

std::optional<std::string> card_response(const Wallet& wallet, const Persona& persona,
                                         std::string challenge, std::string pin) {
  std::erase(challenge, ' ');
  std::erase(pin, ' ');
  if (!are_digits(challenge, 8) || !are_digits(pin, 4)) return std::nullopt;
  return wallet.read_card(persona.establishment, persona.psu, challenge, pin);
}

Outcome<Response> serve_phone(const message::Request& request, const PhoneDoors& doors,
                              Instant now) {
  const bool post = request.method == "POST";
  if (!post && request.method != "GET") return refuse(Code::method_not_allowed);
  const auto parameters =
      message::parse_parameters(
          post ? std::string_view(request.body) : message::query_of(request.target), true)
          .value_or(Parameters{});
  const Language language = language_of(request, parameters);
  const Persona* const persona = phone_owner(
      request, parameters, doors, message::single(parameters, "identifier").value_or(""));
  if (persona == nullptr) return owners(language);
  const Visit visit{request, parameters, doors, *persona, language, now};
  if (post) return posted(visit);
  return visit.value("link").empty() ? first_screen(visit) : linked(visit, AppAnswer::none_yet);
}

}  // namespace guichet::sandbox
