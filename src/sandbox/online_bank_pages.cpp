// SPDX-License-Identifier: Apache-2.0
#include "sandbox/online_bank_pages.hpp"

#include <array>

#include "counter/answer.hpp"
#include "message/html.hpp"
#include "portal/assets.hpp"

namespace guichet::sandbox {
namespace {

using message::html_escaped;
using message::Response;
using sca::Language;

constexpr std::size_t longest_tpp_name = 70;  // characters

enum class Word {
  title,
  welcome,
  sign_in,
  let_in,
  for_you,
  identifier,
  code,
  code_sent,
  code_is,
  go_on,
  sign_out,
  accounts,
  no_account,
  name,
  iban,
  balance,
  problem,
  identifier_missing,
  code_wrong,
  code_expired,
  no_way,
  home
};

struct Row {
  std::string_view french;
  std::string_view english;
};

// clang-format off
constexpr std::array rows{
  Row{"Banque à distance", "Online banking"},
  Row{"Bienvenue dans votre banque à distance.", "Welcome to your online bank."},
  Row{"Se connecter", "Sign in"},
  Row{"s’est présentée à votre banque", "has shown your bank who it is"},
  Row{"Elle saisit ici vos identifiants, à votre demande.", "It enters your credentials here, at your request."},
  Row{"Identifiant de banque à distance", "Online-banking identifier"},
  Row{"Code reçu par SMS", "Code received by SMS"},
  Row{"Nous avons envoyé un code de 8 chiffres, valable 3 minutes, au téléphone du client.", "We have sent a code of 8 digits, valid for 3 minutes, to the customer’s phone."},
  Row{"Le code est toujours", "The code is always"},
  Row{"Continuer", "Continue"},
  Row{"Se déconnecter", "Sign out"},
  Row{"Mes comptes", "My accounts"},
  Row{"Aucun compte.", "No account."},
  Row{"Compte", "Account"},
  Row{"IBAN", "IBAN"},
  Row{"Solde", "Balance"},
  Row{"Il y a un problème", "There is a problem"},
  Row{"Saisissez l’identifiant de banque à distance.", "Enter the online-banking identifier."},
  Row{"Ce code ne convient pas. Vérifiez-le et saisissez-le de nouveau.", "This code does not match. Check it and enter it again."},
  Row{"Ce code n’est plus valable. Nous venons d’en envoyer un autre.", "This code is no longer valid. We have just sent another."},
  Row{"Nous ne pouvons pas continuer", "We cannot continue"},
  Row{"Accueil", "Home"},
};
// clang-format on
static_assert(rows.size() == static_cast<std::size_t>(Word::home) + 1);

std::string said(Language language, Word word) {
  const Row& row = rows[static_cast<std::size_t>(word)];
  return html_escaped(language == Language::french ? row.french : row.english);
}

/// A title begins with what went wrong, for whoever hears the page.
std::string title_of(Language language, std::string_view bank, Word title, bool has_error) {
  return (has_error ? said(language, Word::problem) + " - " : "") + said(language, title) + " - " +
         html_escaped(bank);
}

Response bank_page(int status, Language language, const Establishment& establishment, Word title,
                   const std::string& content, bool has_error = false) {
  const std::string_view bank = establishment.name;
  Response response;
  response.status = status;
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
                  title_of(language, bank, title, has_error) +
                  "</title>\n<link rel=\"stylesheet\" href=\"" + portal::asset_path("sca.css") +
                  "\">\n<link rel=\"icon\" href=\"" + portal::asset_path("icon.svg") +
                  "\">\n</head>\n<body class=\"brand-" + std::string(establishment.brand->word) +
                  "\">\n<header><p class=\"bank\" lang=\"fr\">" + html_escaped(bank) +
                  "</p><p class=\"notice\">" +
                  html_escaped(sca::text_in(language, sca::Text::sandbox_notice)) +
                  "</p></header>\n<main>\n" + content + "</main>\n</body>\n</html>\n";
  return response;
}

Word word_for(SignInError error) {
  if (error == SignInError::identifier_missing) return Word::identifier_missing;
  return error == SignInError::code_wrong ? Word::code_wrong : Word::code_expired;
}

/// Who was let in, if it is not the customer himself.
std::string guest(const VisitContext& context) {
  if (context.tpp.empty()) return {};
  return "<p class=\"asks\"><strong><bdi>" +
         html_escaped(message::first_characters(context.tpp_name, longest_tpp_name)) +
         "</bdi></strong> (" + html_escaped(context.tpp) + ") " +
         said(context.language, Word::let_in) + ", " + html_escaped(context.establishment.name) +
         ". " + said(context.language, Word::for_you) + "</p>\n";
}

std::string error_summary(const VisitContext& context, std::string_view field) {
  if (!context.error) return {};
  return "<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\" autofocus>\n<h2>" +
         said(context.language, Word::problem) + "</h2>\n<p><a href=\"#" + std::string(field) +
         "\">" + said(context.language, word_for(*context.error)) + "</a></p>\n</div>\n";
}

std::string form(const VisitContext& context, const std::string& fields, Word button,
                 std::string_view action) {
  return "<form method=\"post\" action=\"" + std::string(sign_in_path) +
         "\" novalidate>\n<input type=\"hidden\" name=\"visit\" value=\"" +
         html_escaped(context.visit) + "\">\n" + fields +
         "<button class=\"primary\" name=\"action\" value=\"" + std::string(action) + "\">" +
         said(context.language, button) + "</button>\n</form>\n";
}

std::string field(const VisitContext& context, std::string_view name, Word label,
                  std::string_view attributes) {
  const std::string id(name);
  return "<div class=\"field\">\n<label for=\"" + id + "\">" + said(context.language, label) +
         "</label>\n<input id=\"" + id + "\" name=\"" + id + "\" type=\"text\" " +
         std::string(attributes) + (context.error ? " aria-invalid=\"true\"" : "") +
         " required>\n</div>\n";
}

/// For professionals and companies, as on the strong-authentication pages; nobody else is asked.
std::string user_number_field(Language language) {
  const auto words = [&](sca::Text text) { return html_escaped(sca::text_in(language, text)); };
  return "<details>\n<summary>" + words(sca::Text::user_number_question) +
         "</summary>\n<div class=\"field\">\n<label for=\"user_number\">" +
         words(sca::Text::user_number_label) +
         "</label>\n<input id=\"user_number\" name=\"user_number\" type=\"text\" "
         "autocomplete=\"off\" inputmode=\"numeric\" spellcheck=\"false\">\n</div>\n</details>\n";
}

std::string amount_in(Language language, Money money) {
  std::string amount = with_two_decimals(money);
  if (language == Language::english) return amount + " EUR";
  amount.replace(amount.find('.'), 1, ",");
  return amount + "\u00a0€";
}

std::string heading(Language language, Word word) {
  return "<h1>" + said(language, word) + "</h1>\n";
}

}  // namespace

Response bank_home_page(Language language, const Establishment& establishment) {
  const std::string content = heading(language, Word::title) + "<p>" +
                              said(language, Word::welcome) + "</p>\n<p><a href=\"" +
                              std::string(sign_in_path) + "\">" + said(language, Word::sign_in) +
                              "</a></p>\n";
  return bank_page(200, language, establishment, Word::title, content);
}

Response bank_identifier_page(const VisitContext& context) {
  const std::string fields =
      field(context, "identifier", Word::identifier,
            R"(autocomplete="username" autocapitalize="none" spellcheck="false")") +
      user_number_field(context.language);
  const std::string content = error_summary(context, "identifier") +
                              heading(context.language, Word::sign_in) + guest(context) +
                              form(context, fields, Word::go_on, "continue");
  return bank_page(200, context.language, context.establishment, Word::sign_in, content,
                   context.error.has_value());
}

Response bank_code_page(const VisitContext& context, std::string_view sandbox_otp) {
  const Language language = context.language;
  const std::string fields =
      field(context, "otp", Word::code,
            R"(autocomplete="one-time-code" inputmode="numeric" maxlength="8")");
  const std::string content = error_summary(context, "otp") + heading(language, Word::sign_in) +
                              guest(context) + "<p>" + said(language, Word::code_sent) +
                              "</p>\n<p class=\"notice\">" + said(language, Word::code_is) +
                              " <code>" + html_escaped(sandbox_otp) + "</code>.</p>\n" +
                              form(context, fields, Word::go_on, "continue");
  return bank_page(200, language, context.establishment, Word::sign_in, content,
                   context.error.has_value());
}

Response bank_accounts_page(const VisitContext& context, const std::vector<Holding>& holdings) {
  const Language language = context.language;
  std::string content = heading(language, Word::accounts) + guest(context);
  if (holdings.empty()) {
    content += "<p>" + said(language, Word::no_account) + "</p>\n";
  } else {
    content += "<table>\n<thead><tr><th scope=\"col\">" + said(language, Word::name) +
               "</th><th scope=\"col\">" + said(language, Word::iban) + "</th><th scope=\"col\">" +
               said(language, Word::balance) + "</th></tr></thead>\n<tbody>\n";
    for (const auto& [account, balance] : holdings)
      content += "<tr><td>" + html_escaped(account.name) + "</td><td>" +
                 html_escaped(account.iban.text()) + "</td><td>" +
                 html_escaped(amount_in(language, balance.amount)) + "</td></tr>\n";
    content += "</tbody>\n</table>\n";
  }
  content += form(context, {}, Word::sign_out, "end");
  return bank_page(200, language, context.establishment, Word::accounts, content);
}

Response bank_refusal_page(Language language, const Refusal& refusal,
                           const Establishment& establishment) {
  const RefusalEntry& entry = entry_of(refusal.code);
  const std::string content =
      heading(language, Word::no_way) + "<p>" +
      html_escaped(language == Language::french ? entry.text_fr : entry.text) +
      "</p>\n<p class=\"hint\">" + html_escaped(entry.name) + "</p>\n<p><a href=\"" +
      std::string(online_bank_path) + "\">" + said(language, Word::home) + "</a></p>\n";
  auto page = bank_page(entry.status, language, establishment, Word::no_way, content);
  page.headers.add("Link", counter::help_link(refusal.code, {}));
  return page;
}

}  // namespace guichet::sandbox
