// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace guichet::stet {

/// A version of STET's account information. What differs between two of them is a column of one
/// table: code asks the row, never its name. docs/versions.md shows what comes of it field by
/// field.
struct Version {
  std::string_view name;        ///< as in paths: "v1.6.2"
  bool amounts_are_texts;       ///< "8.10" and not 8.1
  bool currency_of_account;     ///< currency stands beside accountId and not in it
  bool offers_overdrafts;       ///< the method, the links to it and the list of PUT /consents
  bool offers_details;          ///< the method and the links to it
  bool entries_have_ids;        ///< resourceId, by which clients of 1.4 know an entry again
  bool remittance_is_required;  ///< remittanceInformation stands there even with no line in it
  bool dates_expected_apart;    ///< expectedBookingDate of what is not booked, for bookingDate
  bool names_connected_psu;     ///< connectedPsu stands beside identity
};

/// Every version there is, the oldest first.
inline constexpr std::array versions{
    Version{.name = "v1.4.2",
            .amounts_are_texts = true,
            .currency_of_account = true,
            .offers_overdrafts = false,
            .offers_details = false,
            .entries_have_ids = true,
            .remittance_is_required = true,
            .dates_expected_apart = false,
            .names_connected_psu = true},
    Version{.name = "v1.6.2",
            .amounts_are_texts = false,
            .currency_of_account = false,
            .offers_overdrafts = true,
            .offers_details = true,
            .entries_have_ids = false,
            .remittance_is_required = false,
            .dates_expected_apart = true,
            .names_connected_psu = false},
};
inline constexpr const Version& v1_4_2 = versions[0];
inline constexpr const Version& v1_6_2 = versions[1];

/// Null if there is none of this name.
constexpr const Version* version_named(std::string_view name) {
  for (const Version& version : versions)
    if (version.name == name) return &version;
  return nullptr;
}

}  // namespace guichet::stet
