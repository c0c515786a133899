// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace guichet::sca {

/// The languages of customers' pages.
enum class Language { french, english };

/// Every sentence a customer can read, in the order of the table in texts.cpp.
enum class Text {
  step_1_title,
  step_2_title,
  step_2_phone_title,
  refusal_title,
  asks_before,
  asks_after,
  what_happens,
  sandbox_notice,
  sandbox_code,
  identifier_label,
  identifier_hint,
  user_number_label,
  user_number_hint,
  means_label,
  means_otp_sms,
  means_secur_pass,
  otp_label,
  otp_hint,
  otp_sent_to,
  otp_sent_again,
  phone_asked,
  phone_number,
  phone_how,
  phone_not_yet,
  phone_asked_again,
  continue_button,
  cancel_button,
  resend_button,
  phone_done_button,
  phone_again_button,
  other_language,
  error_heading,
  error_identifier_missing,
  error_otp_missing,
  error_otp_wrong,
  error_otp_expired,
  error_no_more_codes,
  error_phone_lapsed,
  error_no_more_questions,
  refusal_what_now,
  count_
};

/// The sentence in this language.
std::string_view text_in(Language language, Text text);

/// "fr" or "en".
std::string_view tag_of(Language language);

/// The language of the first tag in `ui_locales` (blank-separated, OpenID Connect Core 3.1.2.1)
/// that is spoken here, else the best of Accept-Language, else French.
Language choose_language(std::string_view ui_locales, std::string_view accept_language);

}  // namespace guichet::sca
