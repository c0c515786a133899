// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <boost/json.hpp>
#include <cstdio>

#include "domain/paris_day.hpp"
#include "stet/registration.hpp"

namespace guichet::stet {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 20> metadata_members{"client_name",
                                                            "provider_legal_id",
                                                            "client_legal_id",
                                                            "redirect_uris",
                                                            "scope",
                                                            "token_endpoint_auth_method",
                                                            "grant_types",
                                                            "response_types",
                                                            "contacts",
                                                            "contact",
                                                            "jwks",
                                                            "jwks_uri",
                                                            "client_uri",
                                                            "logo_uri",
                                                            "logo",
                                                            "tos_uri",
                                                            "policy_uri",
                                                            "software_id",
                                                            "software_version",
                                                            "software_statement"};

/// "2022-04-22T15:33:39.521".
std::string paris_wall_time(Instant instant) {
  const auto local = instant.time_since_epoch() + paris_offset_at(instant);
  const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
  char text[40];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03d", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return iso_date(paris_day_of(instant)) + text;
}

}  // namespace

std::string registration_record(std::string_view metadata, std::string_view client_id,
                                std::string_view registration_client_uri, Instant issued_at) {
  json::object record;
  record["client_id"] = client_id;
  record["registration_client_uri"] = registration_client_uri;
  record["registration_access_token"] = nullptr;
  record["client_secret"] = nullptr;
  record["client_id_issued_at"] = paris_wall_time(issued_at);
  record["client_secret_expires_at"] = nullptr;
  // What cannot be read is not what read_registration made: the exception ends where broken
  // promises of the store do.
  const json::value kept = metadata.empty() ? json::object() : json::parse(metadata);
  for (const std::string_view name : metadata_members) {
    const json::value* value = kept.as_object().if_contains(name);
    record[name] = value == nullptr ? json::value() : *value;
  }
  return json::serialize(record);
}

}  // namespace guichet::stet
