// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "client/failure.hpp"

namespace guichet::client {

// A TPP meets the answers of many banks and versions: a member that is missing or of another type
// counts as absent here, never as an error.

/// A JSON object out of the text of an answer, or Trouble::answer.
Result<boost::json::object> read_object(std::string_view text);

/// The string called `name`, or an empty one.
std::string text_in(const boost::json::object& object, std::string_view name);

/// The object called `name`, or an empty one that lives for ever.
const boost::json::object& object_in(const boost::json::object& object, std::string_view name);

/// The array called `name`, or null.
const boost::json::array* array_in(const boost::json::object& object, std::string_view name);

/// An amount (STET AmountType): a string up to STET 1.4, a number from 1.5 on, either at some
/// banks. A string is given as it stands, a number with two decimals; empty if there is none.
std::string amount_in(const boost::json::object& amount);

}  // namespace guichet::client
