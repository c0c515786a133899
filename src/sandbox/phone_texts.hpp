// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sca/texts.hpp"

namespace guichet::sandbox {

/// Every sentence of the simulated phone, in the order of the table in phone_texts.cpp.
enum class Word {
  title,
  whose,
  all_phones,
  other_language,
  look,
  requests_heading,
  none_waits,
  one_waits,
  some_wait,
  asks,
  asks_for_himself,
  number,
  approve,
  refuse,
  approved,
  refused,
  lapsed,
  left_before,
  left_after,
  left_least,
  messages_heading,
  no_message,
  sms_code,
  sms_for,
  sms_after,
  sms_dashboard,
  sms_secret,
  received,
  reader_heading,
  reader_how,
  challenge_label,
  pin_label,
  reader_button,
  reader_response,
  reader_error,
  link_heading,
  link_label,
  link_hint,
  link_button,
  link_nowhere,
  app_heading,
  installed_label,
  version_label,
  opened_label,
  yes,
  no,
  save,
  saved,
  version_error,
  in_app_title,
  in_app_who,
  problem_title,
  way_back,
  count_
};

/// The sentence in this language, fit for HTML.
std::string said(sca::Language language, Word word);

}  // namespace guichet::sandbox
