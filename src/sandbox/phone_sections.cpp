// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_sections.hpp"

#include <algorithm>
#include <chrono>

#include "domain/paris_day.hpp"
#include "message/html.hpp"
#include "sandbox/clock_control.hpp"

namespace guichet::sandbox {
namespace {

using message::html_escaped;
using sca::AppAnswer;
using sca::Language;
using std::chrono::minutes;

constexpr std::size_t longest_tpp_name = 70;  // characters

std::string name_html(std::string_view tpp_name) {
  return "<strong><bdi>" + html_escaped(message::first_characters(tpp_name, longest_tpp_name)) +
         "</bdi></strong>";
}

std::string heading(Language language, Word word, std::string_view id) {
  return "<h2 id=\"" + std::string(id) + "\">" + said(language, word) + "</h2>\n";
}

std::string status(const std::string& words) { return "<p role=\"status\">" + words + "</p>\n"; }

/// Whole minutes, so that a screen reader hears of it seldom.
std::string time_left(Language language, std::chrono::milliseconds left) {
  const auto whole = std::chrono::ceil<minutes>(left).count();
  if (whole <= 1) return said(language, Word::left_least);
  return said(language, Word::left_before) + " " + std::to_string(whole) + " " +
         said(language, Word::left_after);
}

bool waits(const PhoneQuestion& question, Instant now) {
  return question.answer == AppAnswer::none_yet && now < question.asked.ends_at;
}

std::string question_html(const PhoneScreen& screen, const PhoneQuestion& question, Instant now) {
  const Language language = screen.language;
  std::string out = "<article class=\"card\">\n" + asks_html(language, question.asked.tpp_name) +
                    "<p>" + said(language, Word::number) + " <span class=\"number\">" +
                    html_escaped(question.asked.number) + "</span></p>\n";
  if (waits(question, now))
    return out + phone_form(screen) + "<p class=\"hint\">" +
           time_left(language, question.asked.ends_at - now) +
           "</p>\n<input type=\"hidden\" name=\"question\" value=\"" +
           html_escaped(question.asked.id) + "\">\n" + answer_buttons(language, question.asked.id) +
           "</form>\n</article>\n";
  Word became = Word::lapsed;
  if (question.answer == AppAnswer::approved) became = Word::approved;
  if (question.answer == AppAnswer::refused) became = Word::refused;
  return out + "<p class=\"became\">" + said(language, became) + "</p>\n</article>\n";
}

/// "23/11/2026 14:05", as it is in Paris.
std::string paris_time(Instant at) {
  const std::string there = rfc3339(at + paris_offset_at(at));
  constexpr std::size_t time_of_day = 11;
  return french_date(paris_day_of(at)) + " " + there.substr(time_of_day, 5);
}

std::string message_html(Language language, const PhoneSms& message) {
  const sca::Sms& sms = message.sms;
  std::string out = "<article class=\"card\">\n<p>" + said(language, Word::sms_code) + " <code>" +
                    html_escaped(sms.code) + "</code></p>\n<p>";
  if (sms.tpp_name.empty())
    out += said(language, Word::sms_dashboard);
  else
    out += said(language, Word::sms_for) + " " + name_html(sms.tpp_name) + " " +
           said(language, Word::sms_after);
  return out + " " + said(language, Word::sms_secret) + "</p>\n<p class=\"hint\">" +
         said(language, Word::received) + " <time datetime=\"" + rfc3339(message.at) + "\">" +
         paris_time(message.at) + "</time></p>\n</article>\n";
}

std::string how_many_wait(Language language, std::ptrdiff_t count) {
  if (count == 0) return said(language, Word::none_waits);
  if (count == 1) return said(language, Word::one_waits);
  return std::to_string(count) + " " + said(language, Word::some_wait);
}

std::string choice_html(Language language, std::string_view id, Word label, bool chosen) {
  const std::string name(id);
  std::string out = "<div class=\"field\">\n<label for=\"" + name + "\">" + said(language, label) +
                    "</label>\n<select id=\"" + name + "\" name=\"" + name + "\">\n";
  for (const bool value : {true, false})
    out += std::string("<option value=\"") + (value ? "yes" : "no") + "\"" +
           (value == chosen ? " selected>" : ">") + said(language, value ? Word::yes : Word::no) +
           "</option>\n";
  return out + "</select>\n</div>\n";
}

std::string button(Language language, Word word) {
  return "<button class=\"plain\">" + said(language, word) + "</button>\n";
}

}  // namespace

std::string asks_html(Language language, std::string_view tpp_name) {
  if (tpp_name.empty())
    return "<p class=\"asks\">" + said(language, Word::asks_for_himself) + "</p>\n";
  return "<p class=\"asks\">" + name_html(tpp_name) + " " + said(language, Word::asks) + "</p>\n";
}

std::string answer_buttons(Language language, const std::string& id) {
  const std::string mark = html_escaped(id);
  return "<button class=\"primary\" id=\"approve-" + mark +
         "\" name=\"answer\" value=\"approve\">" + said(language, Word::approve) +
         "</button>\n<button class=\"plain\" id=\"refuse-" + mark +
         "\" name=\"answer\" value=\"refuse\">" + said(language, Word::refuse) + "</button>\n";
}

std::string arrived_html(const PhoneScreen& screen, const std::vector<PhoneQuestion>& questions,
                         const std::vector<PhoneSms>& messages, Instant now) {
  const Language language = screen.language;
  const auto waiting =
      std::ranges::count_if(questions, [&](const PhoneQuestion& each) { return waits(each, now); });
  // The status stands outside what the script exchanges, so that only its change is read out.
  std::string out = "<p role=\"status\" id=\"waiting\">" + how_many_wait(language, waiting) +
                    "</p>\n<div id=\"arrived\">\n<section aria-labelledby=\"requests\">\n" +
                    heading(language, Word::requests_heading, "requests");
  for (const PhoneQuestion& question : questions) out += question_html(screen, question, now);
  out += "<p><a href=\"" + phone_address(screen) + "\">" + said(language, Word::look) +
         "</a></p>\n</section>\n<section aria-labelledby=\"messages\">\n" +
         heading(language, Word::messages_heading, "messages");
  for (const PhoneSms& message : messages) out += message_html(language, message);
  if (messages.empty()) out += "<p>" + said(language, Word::no_message) + "</p>\n";
  return out + "</section>\n</div>\n";
}

std::string reader_html(const PhoneScreen& screen, const ReaderState& reader) {
  const Language language = screen.language;
  std::string out =
      "<section aria-labelledby=\"reader\">\n" + heading(language, Word::reader_heading, "reader") +
      "<p class=\"hint\" id=\"reader-how\">" + said(language, Word::reader_how) + "</p>\n";
  if (!reader.response.empty())
    out += status(said(language, Word::reader_response) + " <output class=\"number\">" +
                  html_escaped(reader.response) + "</output>");
  if (reader.complains)
    out += "<p class=\"error\" role=\"alert\" id=\"reader-error\">" +
           said(language, Word::reader_error) + "</p>\n";
  out += phone_form(screen, "method=\"post\" autocomplete=\"off\"") +
         "<input type=\"hidden\" name=\"use\" value=\"reader\">\n";
  const std::string_view described = reader.complains ? "reader-how reader-error" : "reader-how";
  out += phone_field({"challenge", said(language, Word::challenge_label),
                      R"(type="text" inputmode="numeric")", reader.challenge, described});
  out += phone_field({"pin", said(language, Word::pin_label),
                      R"(type="password" inputmode="numeric" autocomplete="off")", "", described});
  return out + button(language, Word::reader_button) + "</form>\n</section>\n";
}

std::string link_html(const PhoneScreen& screen) {
  const Language language = screen.language;
  PhoneScreen without = screen;
  without.link.clear();
  return "<section aria-labelledby=\"open\">\n" + heading(language, Word::link_heading, "open") +
         "<p class=\"hint\" id=\"link-hint\">" + said(language, Word::link_hint) + "</p>\n" +
         (screen.link.empty() ? std::string()
                              : "<p class=\"error\" role=\"alert\">" +
                                    said(language, Word::link_nowhere) + "</p>\n") +
         phone_form(without, "method=\"get\"") +
         phone_field({"link", said(language, Word::link_label),
                      R"(type="url" autocomplete="off" spellcheck="false")", screen.link,
                      "link-hint"}) +
         button(language, Word::link_button) + "</form>\n</section>\n";
}

std::string app_html(const PhoneScreen& screen, const PhoneApp& app, Word news) {
  const Language language = screen.language;
  std::string out =
      "<section aria-labelledby=\"app\">\n" + heading(language, Word::app_heading, "app");
  if (news != Word::count_) out += status(said(language, news));
  return out + phone_form(screen) + "<input type=\"hidden\" name=\"use\" value=\"app\">\n" +
         choice_html(language, "installed", Word::installed_label, app.installed) +
         phone_field({"version", said(language, Word::version_label),
                      R"(type="text" autocomplete="off")", app.version}) +
         choice_html(language, "opened_once", Word::opened_label, app.opened_once) +
         button(language, Word::save) + "</form>\n</section>\n";
}

}  // namespace guichet::sandbox
