// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "stet/version.hpp"

namespace guichet::counter {

/// What a path is for; decides which checks run (admission.cpp) and how a refusal is worded.
enum class Kind { ais, token, enrolment, page, form, open };

/// Who answers.
enum class Endpoint {
  accounts,
  balances,
  transactions,
  transaction_details,
  overdrafts,
  end_user_identity,
  consents,
  token,
  revoke,
  register_client,
  read_registration,
  change_registration,
  remove_registration,
  authorize,
  permissions,
  change_permissions,
  authentication_page,
  authentication_form,
  metadata,
  apple_association,
  android_association,
  asset,
  response_certificate,
  errors_index,
  error_page,
  portal,
  inspector,
};

/// One line of the table: a method and a path, whose {parts} match one segment each.
struct Route {
  std::string_view method;
  std::string_view path;
  Kind kind;
  Endpoint endpoint;
  std::size_t body_limit;  ///< bytes
  bool web_only = false;   ///< served on the sandbox's web port alone
};

/// A route with what stood in its parts, percent-decoded.
struct Match {
  const Route* route = nullptr;
  std::string version_name;                ///< "v1.6.2"
  const stet::Version* version = nullptr;  ///< of an AIS route; never null there
  std::string account;                     ///< accountResourceId
  std::string transaction;                 ///< transactionResourceId
  std::string client_id;                   ///< of a registration
  std::string name;                        ///< of an asset or an error code
};

/// Finds the route of a request. Refuses with route_unknown, version_unknown, or
/// method_not_allowed. Whether the version is still served is the calendar's matter
/// (retirement.hpp).
Outcome<Match> match_route(std::string_view method, std::string_view path, message::Door door);

/// The methods that `path` takes, for Allow: "GET", "PUT". Empty if the path is unknown.
std::string allowed_methods(std::string_view path, message::Door door);

/// Bytes of body a request may have. Where no body is taken at all the limit still lets one arrive
/// that can be refused in words.
std::size_t body_limit_of(std::string_view method, std::string_view path);

}  // namespace guichet::counter
