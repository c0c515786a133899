// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone_texts.hpp"

#include <array>
#include <string_view>

#include "message/html.hpp"

namespace guichet::sandbox {
namespace {

struct Row {
  Word word;
  std::string_view french;
  std::string_view english;
};

// clang-format off
constexpr std::array rows{
  Row{Word::title, "Mon téléphone", "My phone"},
  Row{Word::whose, "À qui est ce téléphone\u00a0?", "Whose phone is this?"},
  Row{Word::all_phones, "Les autres téléphones", "The other phones"},
  Row{Word::other_language, "English", "Français"},
  Row{Word::look, "Regarder de nouveau", "Look again"},
  Row{Word::requests_heading, "Sécur’Pass", "Sécur’Pass"},
  Row{Word::none_waits, "Aucune demande n’attend votre réponse.", "No request waits for your answer."},
  Row{Word::one_waits, "Une demande attend votre réponse.", "One request waits for your answer."},
  Row{Word::some_wait, "demandes attendent votre réponse.", "requests wait for your answer."},
  Row{Word::asks, "demande à consulter vos comptes de paiement.", "asks to read your payment accounts."},
  Row{Word::asks_for_himself, "Vous demandez à voir vos autorisations sur le site de votre banque.", "You ask to see your permissions on your bank’s site."},
  Row{Word::number, "Numéro", "Number"},
  Row{Word::approve, "Valider avec mon empreinte", "Approve with my fingerprint"},
  Row{Word::refuse, "Refuser", "Refuse"},
  Row{Word::approved, "Validée. Revenez à la page de votre banque.", "Approved. Go back to your bank’s page."},
  Row{Word::refused, "Refusée.", "Refused."},
  Row{Word::lapsed, "Plus valable.", "No longer valid."},
  Row{Word::left_before, "Sans réponse, elle s’éteint dans", "Without an answer it lapses in"},
  Row{Word::left_after, "minutes au plus.", "minutes at most."},
  Row{Word::left_least, "Sans réponse, elle s’éteint dans moins d’une minute.", "Without an answer it lapses in less than a minute."},
  Row{Word::messages_heading, "Messages", "Messages"},
  Row{Word::no_message, "Aucun message.", "No message."},
  Row{Word::sms_code, "Votre code\u00a0:", "Your code:"},
  Row{Word::sms_for, "Il permet à", "It lets"},
  Row{Word::sms_after, "de consulter vos comptes.", "read your accounts."},
  Row{Word::sms_dashboard, "Il ouvre la page de vos autorisations.", "It opens the page of your permissions."},
  Row{Word::sms_secret, "Ne le donnez à personne.", "Give it to nobody."},
  Row{Word::received, "Reçu le", "Received on"},
  Row{Word::reader_heading, "Lecteur de carte", "Card reader"},
  Row{Word::reader_how, "Le nombre est sur la page de votre banque. Le code de chaque carte de ce bac à sable est 1234.", "The number is on your bank’s page. The PIN of every card of this sandbox is 1234."},
  Row{Word::challenge_label, "Nombre de 8 chiffres", "Number of 8 digits"},
  Row{Word::pin_label, "Code de la carte", "PIN of the card"},
  Row{Word::reader_button, "Obtenir la réponse", "Get the response"},
  Row{Word::reader_response, "Réponse du lecteur", "Response of the reader"},
  Row{Word::reader_error, "Saisissez un nombre de 8 chiffres et un code de 4 chiffres.", "Enter a number of 8 digits and a PIN of 4 digits."},
  Row{Word::link_heading, "Ouvrir un lien", "Open a link"},
  Row{Word::link_label, "Adresse d’autorisation", "Authorization address"},
  Row{Word::link_hint, "Celle qu’ouvre l’application d’un TPP\u00a0: elle mène à l’application de la banque si elle peut être ouverte, sinon aux pages.", "The one that a TPP’s app opens: it leads to the bank’s app where it can be opened, and to the pages otherwise."},
  Row{Word::link_button, "Ouvrir", "Open"},
  Row{Word::link_nowhere, "Aucune banque d’ici n’a cette adresse.", "No bank here has this address."},
  Row{Word::app_heading, "Application de ma banque", "My bank’s app"},
  Row{Word::installed_label, "Installée", "Installed"},
  Row{Word::version_label, "Version", "Version"},
  Row{Word::opened_label, "Déjà ouverte une fois", "Opened once already"},
  Row{Word::yes, "oui", "yes"},
  Row{Word::no, "non", "no"},
  Row{Word::save, "Enregistrer", "Save"},
  Row{Word::saved, "C’est enregistré.", "Saved."},
  Row{Word::version_error, "Une version est faite de trois nombres, comme 6.4.0.", "A version is made of three numbers, such as 6.4.0."},
  Row{Word::in_app_title, "Donner accès à vos comptes\u00a0?", "Give access to your accounts?"},
  Row{Word::in_app_who, "L’application vous a reconnu\u00a0:", "The app has recognised you:"},
  Row{Word::problem_title, "Nous ne pouvons pas continuer", "We cannot continue"},
  Row{Word::way_back, "Revenir à l’application", "Return to the application"},
};
// clang-format on

constexpr bool rows_are_complete() {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<std::size_t>(rows[i].word) != i) return false;
  return rows.size() == static_cast<std::size_t>(Word::count_);
}
static_assert(rows_are_complete(), "one row per Word, in the order of the enum");

}  // namespace

std::string said(sca::Language language, Word word) {
  const Row& row = rows[static_cast<std::size_t>(word)];
  return message::html_escaped(language == sca::Language::french ? row.french : row.english);
}

}  // namespace guichet::sandbox
