// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_screen.hpp"

#include "message/html.hpp"
#include "message/target.hpp"
#include "portal/assets.hpp"
#include "sandbox/phone_pages.hpp"
#include "sandbox/phone_texts.hpp"

namespace guichet::sandbox {
namespace {

using message::html_escaped;
using sca::Language;

std::string address(const PhoneScreen& screen, Language language, bool with_link) {
  message::Parameters parameters;
  if (screen.owner != nullptr) {
    parameters.emplace_back("identifier", screen.owner->login);
    parameters.emplace_back("establishment", screen.owner->establishment);
  }
  if (with_link && !screen.link.empty()) parameters.emplace_back("link", screen.link);
  parameters.emplace_back("lang", sca::tag_of(language));
  return html_escaped(std::string(phone_path) + "?" + message::form_text(parameters));
}

std::string language_link(const PhoneScreen& screen) {
  const Language other = screen.language == Language::french ? Language::english : Language::french;
  const std::string tag(sca::tag_of(other));
  return "<p><a class=\"language-link\" lang=\"" + tag + "\" hreflang=\"" + tag + "\" href=\"" +
         address(screen, other, true) + "\">" + said(screen.language, Word::other_language) +
         "</a></p>\n";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" +
         html_escaped(value) + "\">\n";
}

/// The bar at the top: the bank's where its app fills the screen, or the phone's own.
std::string bar(const PhoneScreen& screen) {
  if (screen.app == nullptr)
    return "<p class=\"bank\">" + said(screen.language, Word::title) + "</p>";
  return "<p class=\"bank\" lang=\"fr\">" + html_escaped(screen.app->name) + "</p>";
}

/// sca.css draws a brand where the class begins with its word.
std::string looks(const PhoneScreen& screen) {
  if (screen.app == nullptr) return "handset";
  return "brand-" + std::string(screen.app->brand->word) + " handset";
}

}  // namespace

message::Response phone_response(const PhoneScreen& screen, const std::string& content) {
  message::Response response;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  std::string policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'";
  if (!screen.form_targets.empty()) policy += " " + screen.form_targets;
  if (screen.has_script) policy += "; script-src 'self'; connect-src 'self'";
  response.headers.add("Content-Security-Policy",
                       policy + "; base-uri 'none'; frame-ancestors 'none'");
  response.headers.add("X-Frame-Options", "DENY");
  // Not "no-referrer": then the browser would not say that a form is ours either.
  response.headers.add("Referrer-Policy", "same-origin");
  response.headers.add("X-Content-Type-Options", "nosniff");
  std::string& page = response.body;
  page = "<!doctype html>\n<html lang=\"" + std::string(sca::tag_of(screen.language)) +
         "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
         "content=\"width=device-width, initial-scale=1\">\n<title>" +
         said(screen.language, Word::title) + "</title>\n";
  for (const char* sheet : {"sca.css", "phone.css"})
    page += "<link rel=\"stylesheet\" href=\"" + portal::asset_path(sheet) + "\">\n";
  page += "<link rel=\"icon\" href=\"" + portal::asset_path("icon.svg") + "\">\n";
  if (screen.has_script)
    page += "<script type=\"module\" src=\"" + portal::asset_path("phone.ts") + "\"></script>\n";
  page += "</head>\n<body class=\"" + looks(screen) + "\">\n<header>" + bar(screen) +
          "<p class=\"notice\">" +
          html_escaped(sca::text_in(screen.language, sca::Text::sandbox_notice)) +
          "</p></header>\n<main>\n" + content + language_link(screen) +
          "</main>\n</body>\n</html>\n";
  return response;
}

std::string phone_address(const PhoneScreen& screen) {
  return address(screen, screen.language, false);
}

std::string phone_form(const PhoneScreen& screen, std::string_view attributes) {
  std::string out = "<form action=\"" + std::string(phone_path) + "\" novalidate " +
                    std::string(attributes.empty() ? "method=\"post\"" : attributes) + ">\n";
  if (screen.owner != nullptr)
    out += hidden("identifier", screen.owner->login) +
           hidden("establishment", screen.owner->establishment);
  if (!screen.link.empty()) out += hidden("link", screen.link);
  return out + hidden("lang", sca::tag_of(screen.language));
}

std::string phone_field(const PhoneField& field) {
  const std::string id(field.id);
  std::string out = "<div class=\"field\">\n<label for=\"" + id + "\">" + field.label +
                    "</label>\n<input id=\"" + id + "\" name=\"" + id + "\" " +
                    std::string(field.attributes) + " value=\"" + html_escaped(field.value) + "\"";
  if (!field.described_by.empty())
    out += " aria-describedby=\"" + std::string(field.described_by) + "\"";
  return out + ">\n</div>\n";
}

}  // namespace guichet::sandbox
