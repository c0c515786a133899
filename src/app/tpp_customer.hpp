// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/tpp_session.hpp"

namespace guichet::app {

/// An identifier as it is, or that of the first persona with this first name, if there is one at
/// `establishment` of that one; prints which name is nearest if there is none.
Step<std::string> identifier_of(const std::string& login, std::string_view establishment);

/// Where the persona with this identifier is a customer; empty if no persona has it.
std::vector<std::string> establishments_of(std::string_view identifier);

/// The code of the establishment to go to for the customer `login`: `own` unless he is a persona
/// of another one only. Two others are a usage error, which has been printed.
Step<std::string> establishment_for(const std::string& login, const std::string& own);

/// What this customer is asked besides the identifier: the option, or a persona's own; empty if
/// there is none.
std::string user_number_of(const TppSession& session, const std::string& identifier);

}  // namespace guichet::app
