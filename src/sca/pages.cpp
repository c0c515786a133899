// SPDX-License-Identifier: Apache-2.0
#include "sca/pages.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/failed_tries.hpp"
#include "message/html.hpp"
#include "sca/frame.hpp"

namespace guichet::sca {
namespace {

using message::html_escaped;

constexpr std::size_t longest_tpp_name = 70;  // characters

std::string error_summary(const PageContext& context, std::string_view field) {
  if (!context.error) return {};
  return "<div class=\"error-summary\" role=\"alert\" aria-labelledby=\"error-heading\" "
         "tabindex=\"-1\" autofocus>\n<h2 id=\"error-heading\">" +
         html(context.language, Text::error_heading) + "</h2>\n<p><a href=\"#" +
         std::string(field) + "\">" + html(context.language, *context.error) + "</a></p>\n</div>\n";
}

struct Field {
  std::string_view name;
  Text label;
  Text hint;
  std::string_view attributes;
  std::string_view value;
  bool shows_error;
};

std::string field_html(const PageContext& context, const Field& field) {
  const std::string name(field.name);
  const bool wrong = field.shows_error && context.error;
  std::string out = "<div class=\"field\">\n<label for=\"" + name + "\">" +
                    html(context.language, field.label) + "</label>\n";
  out +=
      "<p class=\"hint\" id=\"" + name + "-hint\">" + html(context.language, field.hint) + "</p>\n";
  if (wrong)
    out += "<p class=\"error\" id=\"" + name + "-error\">" +
           html(context.language, *context.error) + "</p>\n";
  out += "<input id=\"" + name + "\" name=\"" + name + "\" " + std::string(field.attributes);
  out += " aria-describedby=\"" + name + "-hint" + (wrong ? " " + name + "-error" : std::string()) +
         "\"";
  if (wrong) out += " aria-invalid=\"true\"";
  out += " value=\"" + html_escaped(field.value) + "\">\n</div>\n";
  return out;
}

/// The continue button comes first, so that the Enter key means it.
struct Form {
  std::string fields = {};
  std::string_view continue_action = "continue";
  Text continue_words = Text::continue_button;
  std::string more_buttons = {};
  std::string_view attributes = {};
};

std::string form_html(const PageContext& context, const Form& form) {
  const bool french = context.language == Language::french;
  std::string out = "<form method=\"post\" action=\"" + std::string(Journeys::form_path) +
                    "\" novalidate" + std::string(form.attributes) + ">\n";
  out +=
      "<input type=\"hidden\" name=\"journey\" value=\"" + html_escaped(context.journey) + "\">\n";
  out += "<input type=\"hidden\" name=\"form_token\" value=\"" + html_escaped(context.form_token) +
         "\">\n";
  out += form.fields;
  out += "<button class=\"primary\" name=\"action\" value=\"" + std::string(form.continue_action) +
         "\">" + html(context.language, form.continue_words) + "</button>\n" + form.more_buttons;
  out += "<button class=\"plain\" name=\"action\" value=\"cancel\">" +
         html(context.language, context.redirect_uri.empty() ? Text::cancel_for_himself_button
                                                             : Text::cancel_button) +
         "</button>\n";
  out += "<button class=\"language\" name=\"action\" value=\"language-" +
         std::string(french ? "en" : "fr") + "\" lang=\"" + (french ? "en" : "fr") + "\">" +
         html(context.language, Text::other_language) + "</button>\n</form>\n";
  return out;
}

std::string who_asks(const PageContext& context) {
  if (context.redirect_uri.empty())
    return "<p class=\"asks\">" + html(context.language, Text::asks_for_himself) + "</p>\n";
  return "<p class=\"asks\">" + html(context.language, Text::asks_before) + " <strong><bdi>" +
         html_escaped(message::first_characters(context.tpp_name, longest_tpp_name)) +
         "</bdi></strong> " + html(context.language, Text::asks_after) + "</p>\n";
}

std::string again_button(const PageContext& context, Text words) {
  return "<button class=\"plain\" id=\"again\" name=\"action\" value=\"resend\">" +
         html(context.language, words) + "</button>\n";
}

std::string news_html(const PageContext& context) {
  return context.news ? "<p role=\"status\">" + html(context.language, *context.news) + "</p>\n"
                      : std::string();
}

struct Choice {
  Means means;
  Text words;
};

std::string means_html(const PageContext& context, Means chosen) {
  constexpr std::array choices{Choice{Means::otp_sms, Text::means_otp_sms},
                               Choice{Means::secur_pass, Text::means_secur_pass},
                               Choice{Means::cap_reader, Text::means_cap_reader},
                               Choice{Means::hardware_certificate, Text::means_certificate}};
  std::string options;
  for (const Means means : context.settings.means_at(context.establishment)) {
    if (!can_be_shown(means, context.door, context.on_a_phone)) continue;
    const auto choice = std::ranges::find(choices, means, &Choice::means);
    options += "<option value=\"" + std::string(word_of(means)) + "\"" +
               (means == chosen ? " selected>" : ">") + html(context.language, choice->words) +
               "</option>\n";
  }
  return "<div class=\"field\">\n<label for=\"method\">" +
         html(context.language, Text::means_label) +
         "</label>\n<select id=\"method\" name=\"method\">\n" + options + "</select>\n</div>\n";
}

/// For those whom the bank gave a user number; nobody else is asked.
std::string user_number_html(const PageContext& context, std::string_view user_number) {
  return "<details" + std::string(user_number.empty() ? "" : " open") + ">\n<summary>" +
         html(context.language, Text::user_number_question) + "</summary>\n" +
         field_html(context,
                    {"user_number", Text::user_number_label, Text::user_number_hint,
                     R"(type="text" autocomplete="off" inputmode="numeric" spellcheck="false")",
                     user_number, false}) +
         "</details>\n";
}

/// Seconds after which it makes sense to come again; empty if it never does.
std::string retry_after(Code code) {
  using std::chrono::seconds;
  if (code == Code::page_source_limit)
    return std::to_string(std::chrono::duration_cast<seconds>(source_window).count());
  if (code == Code::page_too_many || code == Code::establishment_unavailable) return "60";
  return entry_of(code).status == 503 ? "5" : "";
}

/// True for a host and port as CSP Level 3 writes them (2.3.1).
bool is_host_source(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == ':';
  });
}

}  // namespace

message::Response identification_page(const PageContext& context, std::string_view identifier,
                                      std::string_view user_number, Means means) {
  const Language language = context.language;
  std::string content = error_summary(context, "identifier");
  content += "<h1>" + html(language, Text::step_1_title) + "</h1>\n" + who_asks(context);
  content += news_html(context);
  if (!context.redirect_uri.empty())
    content += "<p>" + html(language, Text::what_happens) + "</p>\n";
  std::string fields = field_html(
      context,
      {"identifier", Text::identifier_label, Text::identifier_hint,
       R"(type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required)",
       identifier, true});
  fields += user_number_html(context, user_number);
  fields += means_html(context, means);
  content += form_html(context, {.fields = std::move(fields)});
  return page_response(
      200,
      document(language, house_of(context.establishment, context.settings), Text::step_1_title,
               context.error.has_value(), context.settings, content),
      {form_target_of(context.redirect_uri)});
}

message::Response otp_page(const PageContext& context, std::string_view masked_phone) {
  const Language language = context.language;
  std::string content =
      error_summary(context, context.error == Text::error_password_missing ? "password" : "otp");
  content += "<h1>" + html(language, Text::step_2_title) + "</h1>\n" + who_asks(context);
  content += "<p>" + html(language, Text::otp_sent_to) + " <span class=\"phone\">" +
             html_escaped(masked_phone) + "</span>.</p>\n";
  content += news_html(context);
  if (!context.settings.sandbox_otp.empty())
    content += "<p class=\"notice\">" + html(language, Text::sandbox_code) + " <code>" +
               html_escaped(context.settings.sandbox_otp) + "</code>.</p>\n";
  const bool password_is_wrong = context.error == Text::error_password_missing;
  std::string fields = field_html(
      context, {"otp", Text::otp_label, Text::otp_hint,
                R"(type="text" autocomplete="one-time-code" inputmode="numeric" required)", "",
                !password_is_wrong});
  if (context.settings.asks_password)
    fields += field_html(context, {"password", Text::password_label, Text::password_hint,
                                   R"(type="password" autocomplete="current-password" required)",
                                   "", password_is_wrong});
  content += form_html(context, {.fields = std::move(fields),
                                 .more_buttons = again_button(context, Text::resend_button)});
  return page_response(
      200,
      document(language, house_of(context.establishment, context.settings), Text::step_2_title,
               context.error.has_value(), context.settings, content),
      {form_target_of(context.redirect_uri)});
}

message::Response phone_page(const PageContext& context, std::string_view number) {
  const Language language = context.language;
  const std::string& script = context.settings.script;
  std::string content = error_summary(context, "again");
  content += "<h1>" + html(language, Text::step_2_phone_title) + "</h1>\n" + who_asks(context);
  content += news_html(context);
  content += "<p>" + html(language, Text::phone_asked) + "</p>\n";
  content += "<p>" + html(language, Text::phone_number) + " <span class=\"number\">" +
             html_escaped(number) + "</span></p>\n<p>" + html(language, Text::phone_how) + "</p>\n";
  content += form_html(context, {.continue_words = Text::phone_done_button,
                                 .more_buttons = again_button(context, Text::phone_again_button),
                                 .attributes = context.error ? "" : " data-waits"});
  if (!script.empty() && !context.error)
    content += "<script src=\"" + html_escaped(script) + "\" defer></script>\n";
  return page_response(
      200,
      document(language, house_of(context.establishment, context.settings),
               Text::step_2_phone_title, context.error.has_value(), context.settings, content),
      {form_target_of(context.redirect_uri), !script.empty()});
}

message::Response card_reader_page(const PageContext& context, std::string_view challenge) {
  const Language language = context.language;
  std::string content = error_summary(context, "response");
  content += "<h1>" + html(language, Text::step_2_reader_title) + "</h1>\n" + who_asks(context);
  content += news_html(context);
  content += "<p>" + html(language, Text::reader_how) + "</p>\n<p>" +
             html(language, Text::reader_challenge) + " <span class=\"number\">" +
             html_escaped(challenge) + "</span></p>\n";
  std::string field = field_html(
      context, {"response", Text::response_label, Text::response_hint,
                R"(type="text" autocomplete="off" inputmode="numeric" required)", "", true});
  content += form_html(context, {.fields = std::move(field),
                                 .more_buttons = again_button(context, Text::reader_again_button)});
  return page_response(
      200,
      document(language, house_of(context.establishment, context.settings),
               Text::step_2_reader_title, context.error.has_value(), context.settings, content),
      {form_target_of(context.redirect_uri)});
}

message::Response certificate_page(const PageContext& context) {
  const Language language = context.language;
  std::string content = error_summary(context, "certificate");
  content +=
      "<h1>" + html(language, Text::step_2_certificate_title) + "</h1>\n" + who_asks(context);
  content +=
      "<p id=\"certificate\" tabindex=\"-1\">" + html(language, Text::certificate_how) + "</p>\n";
  content += form_html(context, {});
  auto page = page_response(200,
                            document(language, house_of(context.establishment, context.settings),
                                     Text::step_2_certificate_title, context.error.has_value(),
                                     context.settings, content),
                            {form_target_of(context.redirect_uri)});
  // The card may have been put in since: the next form comes by a new handshake.
  page.close = true;
  return page;
}

message::Response wait_page(const PageContext& context) {
  const Language language = context.language;
  const std::string content = "<h1>" + html(language, Text::wait_title) +
                              "</h1>\n<p role=\"status\">" + html(language, Text::wait_words) +
                              "</p>\n" + form_html(context, {.continue_action = "show"});
  return page_response(200,
                       document(language, house_of(context.establishment, context.settings),
                                Text::wait_title, false, context.settings, content),
                       {form_target_of(context.redirect_uri)});
}

message::Response finished_page(const PageContext& context) {
  const Language language = context.language;
  const std::string content = "<h1>" + html(language, Text::finished_title) + "</h1>\n<p>" +
                              html(language, Text::finished_words) + "</p>\n";
  return page_response(200,
                       document(language, house_of(context.establishment, context.settings),
                                Text::finished_title, false, context.settings, content),
                       {});
}

bool is_on_a_phone(const message::Request& request) {
  const auto says = request.headers.find("sec-ch-ua-mobile");
  if (says) return *says == "?1";
  return request.headers.find("user-agent").value_or("").find("Mobi") != std::string_view::npos;
}

bool can_be_shown(Means means, message::Door door, bool on_a_phone) {
  return means != Means::hardware_certificate || (door == message::Door::api && !on_a_phone);
}

std::string form_target_of(std::string_view redirect_uri) {
  const auto colon = redirect_uri.find(':');
  if (colon == std::string_view::npos) return {};
  std::string scheme(redirect_uri.substr(0, colon + 1));
  if (!redirect_uri.starts_with("https://") && !redirect_uri.starts_with("http://")) return scheme;
  const auto path = redirect_uri.find_first_of("/?#", colon + 3);
  const std::string_view origin = redirect_uri.substr(0, path);
  // The policy's grammar knows no IPv6 address; and nothing else may slip into the header.
  return is_host_source(origin.substr(colon + 3)) ? std::string(origin) : scheme;
}

message::Response refusal_page(const message::Request& request, const Refusal& refusal,
                               const Establishment* establishment, const PageSettings& settings) {
  const Language language =
      choose_language("", request.headers.find("accept-language").value_or(""));
  const RefusalEntry& entry = entry_of(refusal.code);
  const std::string_view reason = language == Language::french ? entry.text_fr : entry.text;
  std::string content = "<h1>" + html(language, Text::refusal_title) + "</h1>\n<p>" +
                        html_escaped(reason) + "</p>\n<p>" +
                        html(language, Text::refusal_what_now) + "</p>\n<p class=\"hint\">" +
                        html_escaped(entry.name) + "</p>\n";
  const House house =
      establishment ? house_of(*establishment, settings) : House{"Guichet", nullptr};
  auto page = page_response(
      entry.status, document(language, house, Text::refusal_title, false, settings, content), {});
  if (const auto wait = retry_after(refusal.code); !wait.empty())
    page.headers.add("Retry-After", wait);
  return page;
}

}  // namespace guichet::sca
