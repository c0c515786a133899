// SPDX-License-Identifier: Apache-2.0
#include "sca/permission_pages.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "domain/paris_day.hpp"
#include "message/html.hpp"
#include "message/target.hpp"
#include "sca/frame.hpp"
#include "sca/permissions.hpp"

namespace guichet::sca {
namespace {

using message::html_escaped;
using message::Response;

struct PartRow {
  ConsentPart part;
  std::string_view word;
  Text name;
};

constexpr std::array parts{
    PartRow{ConsentPart::balances, "balances", Text::kind_balances},
    PartRow{ConsentPart::transactions, "transactions", Text::kind_transactions},
    PartRow{ConsentPart::overdrafts, "overdrafts", Text::kind_overdrafts},
    PartRow{ConsentPart::identity, "identity", Text::kind_identity}};

const PartRow& row_of(ConsentPart part) { return parts[static_cast<std::size_t>(part)]; }

/// Nothing for the identity, which names no account.
const std::set<std::string>* accounts_in(const Consent& consent, ConsentPart part) {
  if (part == ConsentPart::balances) return &consent.balances;
  if (part == ConsentPart::transactions) return &consent.transactions;
  return part == ConsentPart::overdrafts ? &consent.overdrafts : nullptr;
}

bool has(const Consent& consent, ConsentPart part) {
  const auto* accounts = accounts_in(consent, part);
  return accounts == nullptr ? consent.psu_identity : !accounts->empty();
}

std::string day_of(Language language, Instant instant) {
  const ParisDay day = paris_day_of(instant);
  if (language == Language::french) return french_date(day);
  constexpr std::array months{"January",   "February", "March",    "April",
                              "May",       "June",     "July",     "August",
                              "September", "October",  "November", "December"};
  return std::to_string(unsigned{day.day()}) + " " + months[unsigned{day.month()} - 1] + " " +
         std::to_string(int{day.year()});
}

std::string time_of(Instant instant) {
  const auto local = instant + paris_offset_at(instant);
  const auto of_day = std::chrono::floor<std::chrono::minutes>(
      local - std::chrono::floor<std::chrono::days>(local));
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", static_cast<int>(of_day.count() / 60),
                static_cast<int>(of_day.count() % 60));
  return text.data();
}

std::string moment_of(Language language, Instant instant) {
  return "<time>" + day_of(language, instant) + ", " + time_of(instant) + "</time>";
}

/// "CPT DEPOT PART., ..8020": enough to tell one's own accounts apart.
std::string account_words(const DashboardContext& context, const std::string& iban) {
  const auto account = std::ranges::find_if(
      context.accounts, [&](const Account& each) { return each.iban.text() == iban; });
  const std::string last = iban.size() > 4 ? iban.substr(iban.size() - 4) : iban;
  const std::string name = account == context.accounts.end() ? std::string() : account->name + " ";
  return html_escaped(name) + "<span class=\"account\">\u2026" + html_escaped(last) + "</span>";
}

std::string name_html(const Permission& permission) {
  constexpr std::size_t longest_name = 70;
  return "<bdi>" + html_escaped(message::first_characters(permission.name, longest_name)) +
         "</bdi>";
}

std::string term(const DashboardContext& context, Text name, const std::string& value) {
  return "<dt>" + html(context.language, name) + "</dt>\n<dd>" + value + "</dd>\n";
}

Text words_of_method(std::string_view method) {
  constexpr std::array methods{std::pair{std::string_view("accounts"), Text::access_accounts},
                               std::pair{std::string_view("balances"), Text::kind_balances},
                               std::pair{std::string_view("transactions"), Text::kind_transactions},
                               std::pair{std::string_view("details"), Text::access_details},
                               std::pair{std::string_view("overdrafts"), Text::kind_overdrafts}};
  const auto found = std::ranges::find(methods, method, &std::pair<std::string_view, Text>::first);
  return found == methods.end() ? Text::kind_identity : found->second;
}

std::string last_access(const DashboardContext& context, const Permission& permission) {
  if (!permission.last) return html(context.language, Text::never);
  return moment_of(context.language, permission.last->minute);
}

std::string until_words(const DashboardContext& context, const Permission& permission) {
  return permission.until ? moment_of(context.language, *permission.until)
                          : html(context.language, Text::reads_nothing_now);
}

std::string kinds_of(const DashboardContext& context, const Permission& permission) {
  std::string kinds;
  for (const PartRow& row : parts) {
    if (!has(permission.consent, row.part)) continue;
    kinds += (kinds.empty() ? "" : ", ") + html(context.language, row.name);
  }
  return kinds.empty() ? html(context.language, Text::kind_none) : kinds;
}

std::string facts(const DashboardContext& context, const Permission& permission) {
  return "<dl>\n" + term(context, Text::fact_kinds, kinds_of(context, permission)) +
         term(context, Text::fact_since, moment_of(context.language, permission.since)) +
         term(context, Text::fact_until, until_words(context, permission)) +
         term(context, Text::fact_last, last_access(context, permission)) + "</dl>\n";
}

std::string form_of(const DashboardContext& context, const std::string& inner) {
  return "<form method=\"post\" action=\"" + std::string(Permissions::path) +
         "\">\n<input type=\"hidden\" name=\"form_token\" value=\"" +
         html_escaped(context.form_token) + "\">\n" + inner + "</form>\n";
}

std::string button(std::string_view look, std::string_view action, const std::string& words) {
  return "<button class=\"" + std::string(look) + "\" name=\"action\" value=\"" +
         std::string(action) + "\">" + words + "</button>\n";
}

/// Leaving and the other language, below every page.
std::string ways_on(const DashboardContext& context) {
  const bool french = context.language == Language::french;
  const std::string other = french ? "en" : "fr";
  return form_of(context,
                 button("plain", "sign-out", html(context.language, Text::sign_out_button)) +
                     "<button class=\"language\" name=\"action\" value=\"language-" + other +
                     "\" lang=\"" + other + "\">" + html(context.language, Text::other_language) +
                     "</button>\n");
}

std::string news_of(const DashboardContext& context) {
  if (!context.news) return {};
  return "<p class=\"news\" role=\"status\">" + html(context.language, *context.news) + "</p>\n";
}

Response page_of(const DashboardContext& context, Text title, const std::string& content) {
  return page_response(200,
                       document(context.language, house_of(context.establishment, context.settings),
                                title, false, context.settings, content),
                       {});
}

std::string back_link(const DashboardContext& context, const std::string& address, Text words) {
  return "<p><a href=\"" + html_escaped(address) + "\">" + html(context.language, words) +
         "</a></p>\n";
}

std::string cards(const DashboardContext& context, const std::vector<Permission>& permissions,
                  bool live) {
  std::string out;
  for (const Permission& permission : permissions) {
    if (permission.is_live() != live) continue;
    out += "<section class=\"permission\">\n<h3>" + name_html(permission) + "</h3>\n" +
           facts(context, permission) + "<p><a href=\"" + html_escaped(address_of(permission.tpp)) +
           "\">" + html(context.language, Text::details_of) + " " + name_html(permission) +
           "</a></p>\n</section>\n";
  }
  return out;
}

std::string withdraw_link(const Permission& permission, std::string_view what,
                          const std::string& words) {
  return "<a class=\"withdraw\" href=\"" +
         html_escaped(address_of(permission.tpp) + "&withdraw=" + std::string(what)) + "\">" +
         words + "</a>";
}

std::string kinds_list(const DashboardContext& context, const Permission& permission) {
  std::string out;
  for (const PartRow& row : parts) {
    if (!has(permission.consent, row.part)) continue;
    const std::string name = html(context.language, row.name);
    out += "<li><strong>" + name + "</strong>";
    if (const auto* accounts = accounts_in(permission.consent, row.part)) {
      out += "<br>";
      bool first = true;
      for (const std::string& iban : *accounts) {
        out += (first ? "" : "<br>") + account_words(context, iban);
        first = false;
      }
    }
    out += "<br>" +
           withdraw_link(permission, row.word,
                         html(context.language, Text::withdraw_link) +
                             "<span class=\"aside\">\u00a0: " + name + "</span>") +
           "</li>\n";
  }
  if (out.empty()) return "<p>" + html(context.language, Text::kind_none) + "</p>\n";
  return "<ul class=\"kinds\">\n" + out + "</ul>\n";
}

std::string timeline(const DashboardContext& context, const std::vector<Access>& accesses) {
  if (accesses.empty()) return "<p>" + html(context.language, Text::no_access) + "</p>\n";
  std::string out;
  std::string day;
  for (const Access& access : accesses) {
    if (const std::string its_day = day_of(context.language, access.minute); its_day != day) {
      if (!day.empty()) out += "</ul>\n";
      day = its_day;
      out += "<h3>" + day + "</h3>\n<ul class=\"timeline\">\n";
    }
    out += "<li><time>" + time_of(access.minute) + "</time><div>" +
           html(context.language, words_of_method(access.method));
    if (!access.subject.empty()) out += ", " + account_words(context, access.subject);
    if (access.count > 1) out += " (" + std::to_string(access.count) + "\u00a0\u00d7)";
    out += "<br><span class=\"hint\">" +
           html(context.language, access.connected ? Text::access_connected : Text::access_batch) +
           "</span></div></li>\n";
  }
  return out + "</ul>\n";
}

}  // namespace

std::string_view word_of(ConsentPart part) { return row_of(part).word; }

std::optional<ConsentPart> part_of(std::string_view word) {
  const auto found = std::ranges::find(parts, word, &PartRow::word);
  if (found == parts.end()) return std::nullopt;
  return found->part;
}

std::string address_of(std::string_view tpp) {
  return std::string(Permissions::path) + "?tpp=" + message::percent_encoded(tpp);
}

Response permissions_page(const DashboardContext& context,
                          const std::vector<Permission>& permissions) {
  const Language language = context.language;
  std::string content = "<h1>" + html(language, Text::permissions_title) + "</h1>\n" +
                        news_of(context) + "<p>" + html(language, Text::permissions_words) +
                        "</p>\n";
  const std::string live = cards(context, permissions, true);
  content += "<h2>" + html(language, Text::permissions_live) + "</h2>\n" +
             (live.empty() ? "<p>" + html(language, Text::permissions_none) + "</p>\n" : live);
  if (const std::string former = cards(context, permissions, false); !former.empty())
    content += "<h2>" + html(language, Text::permissions_former) + "</h2>\n" + former;
  return page_of(context, Text::permissions_title, content + ways_on(context));
}

Response permission_page(const DashboardContext& context, const Permission& permission,
                         const std::vector<Access>& accesses, std::optional<Instant> more) {
  const Language language = context.language;
  std::string content =
      back_link(context, std::string(Permissions::path), Text::back_to_permissions) + "<h1>" +
      name_html(permission) + "</h1>\n" + news_of(context) + facts(context, permission) + "<h2>" +
      html(language, Text::fact_kinds) + "</h2>\n" + kinds_list(context, permission);
  if (permission.can_be_withdrawn())
    content += "<p>" +
               withdraw_link(permission, "everything", html(language, Text::withdraw_everything)) +
               "</p>\n";
  content +=
      "<h2>" + html(language, Text::timeline_title) + "</h2>\n" + timeline(context, accesses);
  if (more)
    content += back_link(
        context,
        address_of(permission.tpp) + "&before=" + std::to_string(more->time_since_epoch().count()),
        Text::timeline_more);
  return page_of(context, Text::permission_title, content + ways_on(context));
}

Response withdrawal_page(const DashboardContext& context, const Permission& permission,
                         std::optional<ConsentPart> part) {
  const Language language = context.language;
  std::string content =
      "<h1>" + html(language, Text::withdrawal_title) + "</h1>\n<p class=\"asks\">" + "<strong>" +
      name_html(permission) + "</strong><br>" +
      html(language, part ? row_of(*part).name : Text::withdraw_everything) + "</p>\n<p>" +
      html(language, part ? Text::withdrawal_of_a_kind : Text::withdrawal_of_everything) + "</p>\n";
  const std::string what(part ? word_of(*part) : "everything");
  content += form_of(context,
                     "<input type=\"hidden\" name=\"tpp\" value=\"" + html_escaped(permission.tpp) +
                         "\">\n<input type=\"hidden\" name=\"withdraw\" value=\"" + what + "\">\n" +
                         button("primary", "withdraw", html(language, Text::withdraw_button)));
  content += back_link(context, address_of(permission.tpp), Text::keep_link);
  return page_of(context, Text::withdrawal_title, content);
}

Response closed_page(Language language, const Establishment& establishment,
                     const PageSettings& settings, std::string_view error) {
  const bool is_ours = error == entry_of(Code::oauth_temporarily_unavailable).name;
  const bool left = error == "signed_out";
  const Text title = left ? Text::signed_out_title : Text::closed_title;
  const Text words = left      ? Text::signed_out_words
                     : is_ours ? Text::closed_unavailable
                               : Text::closed_denied;
  const std::string content = "<h1>" + html(language, title) + "</h1>\n<p>" +
                              html(language, words) + "</p>\n<p><a href=\"" +
                              std::string(Permissions::path) + "\">" +
                              html(language, Text::sign_in_again) + "</a></p>\n";
  return page_response(
      200, document(language, house_of(establishment, settings), title, false, settings, content),
      {});
}

}  // namespace guichet::sca
