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
  step_2_reader_title,
  step_2_certificate_title,
  wait_title,
  refusal_title,
  asks_before,
  asks_after,
  what_happens,
  sandbox_notice,
  sandbox_code,
  identifier_label,
  identifier_hint,
  user_number_question,
  user_number_label,
  user_number_hint,
  means_label,
  means_otp_sms,
  means_secur_pass,
  means_cap_reader,
  means_certificate,
  otp_label,
  otp_hint,
  otp_sent_to,
  otp_sent_again,
  phone_asked,
  phone_number,
  phone_how,
  phone_not_yet,
  phone_asked_again,
  password_label,
  password_hint,
  reader_how,
  reader_challenge,
  challenge_anew,
  response_label,
  response_hint,
  certificate_how,
  wait_words,
  continue_button,
  cancel_button,
  resend_button,
  phone_done_button,
  phone_again_button,
  reader_again_button,
  other_language,
  error_heading,
  error_identifier_missing,
  error_otp_missing,
  error_otp_wrong,
  error_password_missing,
  error_otp_or_password_wrong,
  error_otp_expired,
  error_no_more_codes,
  error_phone_lapsed,
  error_no_more_questions,
  error_response_missing,
  error_response_wrong,
  error_response_late,
  error_certificate_missing,
  error_certificate_wrong,
  refusal_what_now,
  asks_for_himself,
  cancel_for_himself_button,
  permissions_title,
  permissions_words,
  permissions_live,
  permissions_none,
  permissions_former,
  permission_title,
  fact_kinds,
  fact_since,
  fact_until,
  fact_last,
  kind_balances,
  kind_transactions,
  kind_overdrafts,
  kind_identity,
  kind_none,
  never,
  reads_nothing_now,
  details_of,
  back_to_permissions,
  withdraw_link,
  withdraw_everything,
  withdrawal_title,
  withdrawal_of_a_kind,
  withdrawal_of_everything,
  withdraw_button,
  keep_link,
  withdrawn_kind,
  withdrawn_everything,
  timeline_title,
  timeline_more,
  no_access,
  access_accounts,
  access_details,
  access_connected,
  access_batch,
  sign_out_button,
  signed_out_title,
  signed_out_words,
  signed_out_idle,
  closed_title,
  closed_denied,
  closed_unavailable,
  sign_in_again,
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
