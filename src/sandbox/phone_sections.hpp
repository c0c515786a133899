// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/clock.hpp"
#include "sandbox/phone.hpp"
#include "sandbox/phone_screen.hpp"
#include "sandbox/phone_texts.hpp"

namespace guichet::sandbox {

// The parts of a phone's first screen, each with a heading.

/// What arrived: the requests of Sécur'Pass and the SMS, the newest first, and how many wait.
std::string arrived_html(const PhoneScreen& screen, const std::vector<PhoneQuestion>& questions,
                         const std::vector<PhoneSms>& messages, Instant now);

/// The card reader, after `response` where it has given one, or complaining.
struct ReaderState {
  std::string challenge = {};  ///< typed before, to be shown again
  std::string response = {};
  bool complains = false;
};
std::string reader_html(const PhoneScreen& screen, const ReaderState& reader);

std::string link_html(const PhoneScreen& screen);

/// The state of the bank's app. `news`: what is said of what was just posted; Word::count_ nothing.
std::string app_html(const PhoneScreen& screen, const PhoneApp& app, Word news);

/// Who asks, as a sentence: a TPP's name may be anything.
std::string asks_html(sca::Language language, std::string_view tpp_name);

/// The two buttons with which a customer answers.
std::string answer_buttons(sca::Language language, const std::string& id);

}  // namespace guichet::sandbox
