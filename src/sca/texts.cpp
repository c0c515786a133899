// SPDX-License-Identifier: Apache-2.0
#include "sca/texts.hpp"

#include <array>
#include <cstdlib>
#include <optional>
#include <string>

namespace guichet::sca {
namespace {

struct Row {
  Text text;
  std::string_view french;
  std::string_view english;
};

// clang-format off
constexpr std::array rows{
  Row{Text::step_1_title, "Étape 1 sur\u00a02\u00a0: identification", "Step 1 of 2: identification"},
  Row{Text::step_2_title, "Étape 2 sur\u00a02\u00a0: code reçu par SMS", "Step 2 of 2: code sent by SMS"},
  Row{Text::step_2_phone_title, "Étape 2 sur\u00a02\u00a0: validation sur votre téléphone", "Step 2 of 2: approval on your phone"},
  Row{Text::step_2_reader_title, "Étape 2 sur\u00a02\u00a0: lecteur de carte", "Step 2 of 2: card reader"},
  Row{Text::step_2_certificate_title, "Étape 2 sur\u00a02\u00a0: certificat sur support matériel", "Step 2 of 2: certificate on a device"},
  Row{Text::wait_title, "Un instant", "One moment"},
  Row{Text::finished_title, "C’est terminé", "All done"},
  Row{Text::refusal_title, "Nous ne pouvons pas continuer", "We cannot continue"},
  Row{Text::asks_before, "L’application", "The application"},
  Row{Text::asks_after, "demande à consulter vos comptes de paiement.", "asks to read your payment accounts."},
  Row{Text::what_happens, "Vous vous identifiez ici, auprès de votre banque. Ensuite vous retournez dans l’application, où vous choisissez les comptes et les données. Vous avez dix minutes.",
      "You identify yourself here, with your bank. Then you return to the application, where you choose the accounts and the data. You have ten minutes."},
  Row{Text::sandbox_notice, "Environnement de test\u00a0: aucune donnée réelle.", "Test environment: no real data."},
  Row{Text::sandbox_code, "Le code est toujours", "The code is always"},
  Row{Text::identifier_label, "Identifiant de banque à distance", "Online-banking identifier"},
  Row{Text::identifier_hint, "Celui que vous utilisez sur le site de votre banque.", "The one you use on your bank’s website."},
  Row{Text::user_number_question, "Vous êtes un professionnel ou une entreprise\u00a0?", "Are you a professional or a company?"},
  Row{Text::user_number_label, "Numéro d’usager", "User number"},
  Row{Text::user_number_hint, "Celui que votre banque vous a donné avec l’identifiant.", "The one your bank gave you with the identifier."},
  Row{Text::means_label, "Comment voulez-vous confirmer\u00a0?", "How do you want to confirm?"},
  Row{Text::means_otp_sms, "Un code reçu par SMS", "A code sent by SMS"},
  Row{Text::means_secur_pass, "Sécur’Pass, dans l’application de ma banque", "Sécur’Pass, in my bank’s app"},
  Row{Text::means_cap_reader, "Mon lecteur de carte", "My card reader"},
  Row{Text::means_certificate, "Mon certificat sur carte ou clé (entreprises)", "My certificate on a card or key (companies)"},
  Row{Text::otp_label, "Code reçu par SMS", "Code received by SMS"},
  Row{Text::otp_hint, "8 chiffres, valables 3 minutes.", "8 digits, valid for 3 minutes."},
  Row{Text::otp_sent_to, "Nous avons envoyé un code au", "We have sent a code to"},
  Row{Text::otp_sent_again, "Nous venons d’envoyer un nouveau code. Le précédent ne sert plus.", "We have just sent a new code. The one before no longer works."},
  Row{Text::phone_asked, "Ouvrez l’application de votre banque sur votre téléphone\u00a0: une demande vous y attend.", "Open your bank’s app on your phone: a request is waiting for you there."},
  Row{Text::phone_number, "Elle porte ce numéro\u00a0:", "It shows this number:"},
  Row{Text::phone_how, "Si le numéro est le même, validez-la, puis revenez ici. Vous avez trois minutes.", "If the number is the same, approve it, then come back here. You have three minutes."},
  Row{Text::phone_not_yet, "Nous n’avons pas encore reçu votre validation. Validez la demande sur votre téléphone, puis continuez.", "We have not received your approval yet. Approve the request on your phone, then continue."},
  Row{Text::phone_asked_again, "Nous venons d’envoyer une nouvelle demande, avec un nouveau numéro.", "We have just sent a new request, with a new number."},
  Row{Text::password_label, "Mot de passe", "Password"},
  Row{Text::password_hint, "Celui de votre banque à distance.", "The one of your online banking."},
  Row{Text::reader_how, "Mettez votre carte dans le lecteur, saisissez votre code confidentiel, puis le nombre ci-dessous. Vous avez trois minutes.", "Put your card into the reader, enter your PIN, then the number below. You have three minutes."},
  Row{Text::reader_challenge, "Nombre à saisir sur le lecteur\u00a0:", "Number to enter on the reader:"},
  Row{Text::challenge_anew, "Voici un nouveau nombre. Le précédent ne sert plus.", "Here is a new number. The one before no longer works."},
  Row{Text::response_label, "Réponse du lecteur", "Response of the reader"},
  Row{Text::response_hint, "8 chiffres.", "8 digits."},
  Row{Text::certificate_how, "Branchez votre carte ou votre clé, puis continuez. Votre navigateur vous demande de choisir votre certificat.", "Plug in your card or key, then continue. Your browser asks you to choose your certificate."},
  Row{Text::wait_words, "Nous vérifions votre réponse. Continuez dans quelques secondes.", "We are checking your answer. Continue in a few seconds."},
  Row{Text::finished_words, "L’application a reçu votre réponse. Vous pouvez fermer cette page.", "The application has received your answer. You can close this page."},
  Row{Text::continue_button, "Continuer", "Continue"},
  Row{Text::cancel_button, "Annuler et revenir à l’application", "Cancel and return to the application"},
  Row{Text::resend_button, "Recevoir un nouveau code", "Send a new code"},
  Row{Text::phone_done_button, "J’ai validé sur mon téléphone", "I have approved on my phone"},
  Row{Text::phone_again_button, "Recevoir une nouvelle demande", "Send a new request"},
  Row{Text::reader_again_button, "Obtenir un nouveau nombre", "Get a new number"},
  Row{Text::other_language, "English", "Français"},
  Row{Text::error_heading, "Il y a un problème", "There is a problem"},
  Row{Text::error_identifier_missing, "Saisissez votre identifiant de banque à distance.", "Enter your online-banking identifier."},
  Row{Text::error_otp_missing, "Saisissez le code de 8 chiffres reçu par SMS.", "Enter the 8-digit code received by SMS."},
  Row{Text::error_otp_wrong, "Ce code ne convient pas. Vérifiez-le et saisissez-le de nouveau.", "This code does not match. Check it and enter it again."},
  Row{Text::error_password_missing, "Saisissez votre mot de passe.", "Enter your password."},
  Row{Text::error_otp_or_password_wrong, "Le code ou le mot de passe ne convient pas. Vérifiez-les et saisissez-les de nouveau.", "The code or the password does not match. Check them and enter them again."},
  Row{Text::error_otp_expired, "Ce code n’est plus valable. Demandez-en un nouveau.", "This code is no longer valid. Ask for a new one."},
  Row{Text::error_no_more_codes, "Nous ne pouvons pas envoyer d’autre code. Saisissez le dernier reçu, ou annulez et recommencez depuis l’application.", "We cannot send any more codes. Enter the last one you received, or cancel and start again from the application."},
  Row{Text::error_phone_lapsed, "Cette demande n’est plus valable. Demandez-en une nouvelle.", "This request is no longer valid. Ask for a new one."},
  Row{Text::error_no_more_questions, "Nous ne pouvons pas envoyer d’autre demande. Annulez, puis recommencez depuis l’application.", "We cannot send any more requests. Cancel, then start again from the application."},
  Row{Text::error_response_missing, "Saisissez les 8 chiffres que donne votre lecteur.", "Enter the 8 digits that your reader gives."},
  Row{Text::error_response_wrong, "Cette réponse ne convient pas. Vérifiez le nombre saisi sur le lecteur et recommencez.", "This response does not match. Check the number you entered on the reader and try again."},
  Row{Text::error_no_more_numbers, "Nous ne pouvons pas donner d’autre nombre. Utilisez le dernier, ou annulez et recommencez depuis l’application.", "We cannot give any more numbers. Use the last one, or cancel and start again from the application."},
  Row{Text::error_response_late, "Ce nombre n’est plus valable. Demandez-en un nouveau.", "This number is no longer valid. Ask for a new one."},
  Row{Text::error_certificate_missing, "Votre navigateur n’a pas présenté de certificat. Branchez votre carte ou votre clé, puis continuez.", "Your browser has not shown a certificate. Plug in your card or key, then continue."},
  Row{Text::error_certificate_wrong, "Ce certificat ne convient pas. Choisissez celui que votre banque vous a remis.", "This certificate does not match. Choose the one your bank gave you."},
  Row{Text::refusal_what_now, "Fermez cette page et recommencez depuis l’application.", "Close this page and start again from the application."},
  Row{Text::asks_for_himself, "Vous allez voir quelles applications peuvent consulter vos comptes, et pourrez leur retirer cet accès.", "You are about to see which applications may read your accounts, and can take that back."},
  Row{Text::cancel_for_himself_button, "Annuler", "Cancel"},
  Row{Text::permissions_title, "Vos autorisations", "Your permissions"},
  Row{Text::permissions_words, "Voici les applications que vous avez autorisées à consulter vos comptes. Ce que vous retirez ici prend effet tout de suite.", "These are the applications you have allowed to read your accounts. What you withdraw here takes effect at once."},
  Row{Text::permissions_live, "Autorisées", "Allowed"},
  Row{Text::permissions_none, "Aucune application ne peut consulter vos comptes.", "No application may read your accounts."},
  Row{Text::permissions_former, "Retirées ou échues", "Withdrawn or ended"},
  Row{Text::permission_title, "Une autorisation", "A permission"},
  Row{Text::fact_kinds, "Données", "Data"},
  Row{Text::fact_since, "Depuis", "Since"},
  Row{Text::fact_until, "Jusqu’au", "Until"},
  Row{Text::fact_last, "Dernier accès", "Last access"},
  Row{Text::kind_balances, "Soldes", "Balances"},
  Row{Text::kind_transactions, "Opérations", "Transactions"},
  Row{Text::kind_overdrafts, "Découvert autorisé", "Overdraft limit"},
  Row{Text::kind_identity, "Votre nom", "Your name"},
  Row{Text::kind_none, "Aucune donnée", "No data"},
  Row{Text::never, "Jamais", "Never"},
  Row{Text::reads_nothing_now, "Plus aucun accès", "No access any more"},
  Row{Text::details_of, "Détail et historique de", "Details and history of"},
  Row{Text::back_to_permissions, "Toutes vos autorisations", "All your permissions"},
  Row{Text::withdraw_link, "Retirer", "Withdraw"},
  Row{Text::withdraw_everything, "Tout retirer à cette application", "Withdraw everything from this application"},
  Row{Text::withdrawal_title, "Retirer cet accès\u00a0?", "Withdraw this access?"},
  Row{Text::withdrawal_of_a_kind, "L’application ne pourra plus consulter ces données. Elle garde ses autres accès. Pour rétablir celui-ci, il faudra passer par l’application.", "The application will no longer be able to read these data. It keeps its other access. You can only allow this again from the application."},
  Row{Text::withdrawal_of_everything, "L’application ne pourra plus rien consulter, et devra vous redemander de vous identifier ici. Ce qu’elle a déjà lu n’est pas effacé chez elle.", "The application will no longer be able to read anything, and will have to ask you to identify yourself here again. What it has read already is not erased on its side."},
  Row{Text::withdraw_button, "Retirer l’accès", "Withdraw the access"},
  Row{Text::keep_link, "Ne rien changer", "Change nothing"},
  Row{Text::withdrawn_kind, "C’est fait\u00a0: cet accès est retiré.", "Done: this access is withdrawn."},
  Row{Text::withdrawn_everything, "C’est fait\u00a0: l’application n’a plus aucun accès.", "Done: the application has no access any more."},
  Row{Text::timeline_title, "Ce que l’application a consulté", "What the application has read"},
  Row{Text::timeline_more, "Accès plus anciens", "Earlier accesses"},
  Row{Text::no_access, "Aucun accès pendant les treize derniers mois.", "No access during the last thirteen months."},
  Row{Text::access_accounts, "Liste des comptes", "List of accounts"},
  Row{Text::access_details, "Détail d’une opération", "Details of a transaction"},
  Row{Text::access_connected, "à votre demande", "at your request"},
  Row{Text::access_batch, "sans vous, automatiquement", "without you, automatically"},
  Row{Text::sign_out_button, "Se déconnecter", "Sign out"},
  Row{Text::signed_out_title, "Vous êtes déconnecté", "You are signed out"},
  Row{Text::signed_out_words, "Vos autorisations restent telles que vous les avez laissées.", "Your permissions stay as you left them."},
  Row{Text::signed_out_idle, "Vous avez été déconnecté, après cinq minutes sans activité ou au bout d’une demi-heure. Identifiez-vous de nouveau.", "You were signed out, after five minutes without activity or after half an hour. Identify yourself again."},
  Row{Text::closed_title, "Vous n’êtes pas connecté", "You are not signed in"},
  Row{Text::closed_denied, "Vous avez annulé ou refusé, le délai est dépassé, ou vous avez fait cinq erreurs de suite\u00a0: dans ce cas, attendez un quart d’heure.", "You cancelled or refused, the time ran out, or you made five errors in a row: in that case, wait a quarter of an hour."},
  Row{Text::closed_unavailable, "La banque ne peut pas répondre pour l’instant. Réessayez dans quelques minutes.", "The bank cannot answer at the moment. Try again in a few minutes."},
  Row{Text::sign_in_again, "S’identifier de nouveau", "Identify yourself again"},
};
// clang-format on

constexpr bool rows_are_complete() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(rows[i].text) != i || rows[i].french.empty() ||
        rows[i].english.empty())
      return false;
  return rows.size() == static_cast<std::size_t>(Text::count_);
}
static_assert(rows_are_complete(), "one row per Text, in the order of the enum, in both languages");

std::optional<Language> spoken(std::string_view tag) {
  const auto begins_with = [&](char first, char second) {
    return tag.size() >= 2 && (tag[0] | 0x20) == first && (tag[1] | 0x20) == second &&
           (tag.size() == 2 || tag[2] == '-');
  };
  if (begins_with('f', 'r')) return Language::french;
  if (begins_with('e', 'n')) return Language::english;
  return std::nullopt;
}

std::string_view next_item(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  std::string_view item = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  while (item.starts_with(' ')) item.remove_prefix(1);
  while (item.ends_with(' ')) item.remove_suffix(1);
  return item;
}

}  // namespace

std::string_view text_in(Language language, Text text) {
  const Row& row = rows[static_cast<std::size_t>(text)];
  return language == Language::french ? row.french : row.english;
}

std::string_view tag_of(Language language) { return language == Language::french ? "fr" : "en"; }

Language choose_language(std::string_view ui_locales, std::string_view accept_language) {
  while (!ui_locales.empty())
    if (const auto language = spoken(next_item(ui_locales, ' '))) return *language;
  std::optional<Language> best;
  double best_weight = 0;
  while (!accept_language.empty()) {
    std::string_view item = next_item(accept_language, ',');
    const auto language = spoken(next_item(item, ';'));
    const auto q = item.find("q=");
    const double weight = q == std::string_view::npos
                              ? 1.0
                              : std::strtod(std::string(item.substr(q + 2)).c_str(), nullptr);
    if (!language || weight <= best_weight) continue;
    best = language;
    best_weight = weight;
  }
  return best.value_or(Language::french);
}

}  // namespace guichet::sca
