// SPDX-License-Identifier: Apache-2.0
#include "domain/means.hpp"

namespace guichet {

std::string_view word_of(Means means) {
  return means == Means::secur_pass ? "secur_pass" : "otp_sms";
}

Means means_of(std::string_view word) {
  return word == word_of(Means::secur_pass) ? Means::secur_pass : Means::otp_sms;
}

}  // namespace guichet
