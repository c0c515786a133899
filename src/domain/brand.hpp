// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace guichet {

/// What customers know a bank of the group by. Its colours and its drawing stand in web/src, under
/// the same word.
struct Brand {
  std::string_view word;    ///< in class names, file names and the configuration: "caisse-epargne"
  std::string_view name;    ///< "Caisse d'Epargne"
  std::string_view domain;  ///< last part of its own live hosts: "caisse-epargne.fr"
};

/// The App2App table of the reference page, by word.
inline constexpr std::array brands{
    Brand{"banque-bcp", "Banque BCP", "banquebcp.fr"},
    Brand{"banque-de-savoie", "Banque de Savoie", "banque-de-savoie.fr"},
    Brand{"banque-palatine", "Banque Palatine", "palatine.fr"},
    Brand{"banque-populaire", "Banque Populaire", "banquepopulaire.fr"},
    Brand{"btp-banque", "BTP Banque", "btp-banque.fr"},
    Brand{"caisse-epargne", "Caisse d'Epargne", "caisse-epargne.fr"},
    Brand{"credit-cooperatif", "Crédit Coopératif", "credit-cooperatif.coop"},
    Brand{"natixis-wealth-management", "Natixis Wealth Management", "natixis.com"}};
static_assert(std::ranges::is_sorted(brands, {}, &Brand::word));

/// The brand with this word, or null.
constexpr const Brand* brand_by_word(std::string_view word) {
  const auto found = std::ranges::find(brands, word, &Brand::word);
  return found == brands.end() ? nullptr : &*found;
}

}  // namespace guichet
