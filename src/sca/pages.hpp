// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/establishment.hpp"
#include "domain/means.hpp"
#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "sca/journey.hpp"
#include "sca/texts.hpp"

namespace guichet::sca {

/// What every page of a journey shows and carries.
struct PageContext {
  Language language = Language::french;
  const Establishment& establishment;
  std::string_view tpp_name;    ///< from the register; shown cut at 70 characters
  std::string_view journey;     ///< hidden field
  std::string_view form_token;  ///< hidden field against foreign forms
  std::string_view redirect_uri;
  const PageSettings& settings;
  message::Door door = message::Door::api;
  bool on_a_phone = false;
  std::optional<Text> error = {};  ///< shown in the summary at the top and beside the field
  std::optional<Text> news = {};   ///< said above the form
};

/// True if the browser says that it runs on a phone (Sec-CH-UA-Mobile, or else its name).
bool is_on_a_phone(const message::Request& request);

/// True if a customer there can be put to this proof: a certificate is shown in TLS, and not on a
/// phone (reference page, NB 5).
bool can_be_shown(Means means, message::Door door, bool on_a_phone);

/// Screen 1: who are you, and how do you want to prove it. What was said before stands there again.
message::Response identification_page(const PageContext& context, std::string_view identifier,
                                      std::string_view user_number, Means means);

/// Screen 2: the code sent by SMS to `masked_phone`, and the password where the bank has one.
message::Response otp_page(const PageContext& context, std::string_view masked_phone);

/// Screen 2: the question in the bank's app, which shows the same `number`.
message::Response phone_page(const PageContext& context, std::string_view number);

/// Screen 2: the challenge to be typed into the card reader, and its response.
message::Response card_reader_page(const PageContext& context, std::string_view challenge);

/// Screen 2: the certificate on a device.
message::Response certificate_page(const PageContext& context);

/// Between two screens: another form of the same customer is still being judged.
message::Response wait_page(const PageContext& context);

/// After the end: the TPP has the answer, and there is nothing left to do here.
message::Response finished_page(const PageContext& context);

/// Where forms may lead besides this host, for the Content-Security-Policy: browsers apply
/// form-action to the redirect after a form too. "https://myAPP.fr" or "myapp:".
std::string form_target_of(std::string_view redirect_uri);

}  // namespace guichet::sca
