// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace guichet {

/// How a customer proves to his bank who he is (reference page, "SCA").
enum class Means {
  otp_sms,    ///< a code sent by SMS
  secur_pass  ///< a question in the bank's app on his phone, answered there
};

/// "otp_sms", "secur_pass".
std::string_view word_of(Means means);

/// The means of this word, the SMS code if there is none.
Means means_of(std::string_view word);

}  // namespace guichet
