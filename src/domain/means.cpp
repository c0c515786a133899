// SPDX-License-Identifier: Apache-2.0
#include "domain/means.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace guichet {
namespace {

constexpr std::array words{
    std::pair{Means::otp_sms, std::string_view("otp_sms")},
    std::pair{Means::secur_pass, std::string_view("secur_pass")},
    std::pair{Means::cap_reader, std::string_view("cap_reader")},
    std::pair{Means::hardware_certificate, std::string_view("hardware_certificate")}};

}  // namespace

std::string_view word_of(Means means) { return words[static_cast<std::size_t>(means)].second; }

Means means_of(std::string_view word) {
  const auto found = std::ranges::find(words, word, &std::pair<Means, std::string_view>::second);
  return found == words.end() ? Means::otp_sms : found->first;
}

bool is_for(Means means, Segment segment) {
  return means != Means::hardware_certificate || segment != Segment::part;
}

}  // namespace guichet
