// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "domain/segment.hpp"

namespace guichet {

/// How a customer proves to his bank who he is (reference page, "Limitations liées aux moyens
/// d'authentification forte").
enum class Means {
  otp_sms,              ///< a code sent by SMS, beside his password where the bank has one
  secur_pass,           ///< a question in the bank's app on his phone, answered there
  cap_reader,           ///< a challenge typed into a card reader, which gives the response
  hardware_certificate  ///< a certificate on a device, shown in TLS; never on a phone
};

/// The word of a means in forms and configuration: "otp_sms", "secur_pass", "cap_reader",
/// "hardware_certificate".
std::string_view word_of(Means means);

/// The means of this word, the SMS code if there is none.
Means means_of(std::string_view word);

/// True if the bank equips customers of this segment with this means: the hardware certificate is
/// for professionals and companies (reference page, same place).
bool is_for(Means means, Segment segment);

}  // namespace guichet
