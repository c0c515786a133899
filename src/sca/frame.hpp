// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "domain/establishment.hpp"
#include "message/response.hpp"
#include "sca/journey.hpp"
#include "sca/texts.hpp"

namespace guichet::sca {

/// The bank that a page speaks for: its name and, where it is one of ours, its looks.
struct House {
  std::string_view name;
  const Brand* brand;
};

/// Under the name that it sets for itself, if it does.
House house_of(const Establishment& establishment, const PageSettings& settings);

/// What a page may do besides showing itself: post its form on towards `form_target`, and run the
/// script of the house.
struct Freedom {
  std::string form_target;
  bool has_script = false;
};

/// A whole page around `content` (HTML, already escaped). `has_error`: said in its title.
std::string document(Language language, const House& house, Text title, bool has_error,
                     const PageSettings& settings, const std::string& content);

/// The same as a response, with the headers that every page of a customer's has.
message::Response page_response(int status, std::string body, const Freedom& freedom);

/// The sentence, fit for HTML.
std::string html(Language language, Text text);

}  // namespace guichet::sca
