// SPDX-License-Identifier: Apache-2.0
#include "sca/frame.hpp"

#include <utility>

#include "message/html.hpp"

namespace guichet::sca {
namespace {

using message::html_escaped;

/// The class that gives a page its brand's colours and drawing; sca.css has one for each.
std::string class_of(const Brand* brand) {
  return brand ? " class=\"brand-" + std::string(brand->word) + "\"" : std::string();
}

}  // namespace

House house_of(const Establishment& establishment, const PageSettings& settings) {
  if (settings.terms == nullptr || settings.terms->of(establishment).name.empty())
    return {establishment.name, establishment.brand};
  return {settings.terms->of(establishment).name, establishment.brand};
}

std::string html(Language language, Text text) { return html_escaped(text_in(language, text)); }

std::string document(Language language, const House& house, Text title, bool has_error,
                     const PageSettings& settings, const std::string& content) {
  const std::string_view bank = house.name;
  std::string page = "<!doctype html>\n<html lang=\"" + std::string(tag_of(language)) +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  if (has_error) page += html(language, Text::error_heading) + " - ";
  page += html(language, title) + " - " + html_escaped(bank) + "</title>\n";
  page += "<link rel=\"stylesheet\" href=\"" + html_escaped(settings.stylesheet) + "\">\n";
  if (!settings.icon.empty())
    page += "<link rel=\"icon\" href=\"" + html_escaped(settings.icon) + "\">\n";
  // The names of the banks are French, whatever language the rest is in.
  page += "</head>\n<body" + class_of(house.brand) + ">\n<header><p class=\"bank\" lang=\"fr\">" +
          html_escaped(bank) + "</p>";
  if (settings.sandbox)
    page += "<p class=\"notice\">" + html(language, Text::sandbox_notice) + "</p>";
  page += "</header>\n<main>\n" + content + "</main>\n</body>\n</html>\n";
  return page;
}

message::Response page_response(int status, std::string body, const Freedom& freedom) {
  message::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  std::string policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'";
  if (!freedom.form_target.empty()) policy += " " + freedom.form_target;
  if (freedom.has_script) policy += "; script-src 'self'; connect-src 'self'";
  response.headers.add("Content-Security-Policy",
                       policy + "; base-uri 'none'; frame-ancestors 'none'");
  response.headers.add("X-Frame-Options", "DENY");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

}  // namespace guichet::sca
