// SPDX-License-Identifier: Apache-2.0
#include "oauth/metadata.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <initializer_list>

#include "domain/json_memory.hpp"

namespace guichet::oauth {
namespace {

using Buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, JsonMemory>;
using Json = rapidjson::Writer<Buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, JsonMemory>;

void put(Json& json, const char* name, const std::string& value) {
  json.Key(name);
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void put(Json& json, const char* name, std::initializer_list<const char*> values) {
  json.Key(name);
  json.StartArray();
  for (const char* value : values) json.String(value);
  json.EndArray();
}

void put(Json& json, const char* name, bool value) {
  json.Key(name);
  json.Bool(value);
}

}  // namespace

std::string metadata_document(std::string_view issuer, const Profile& profile) {
  const std::string base(issuer);
  Buffer buffer;
  Json json(buffer);
  json.StartObject();
  put(json, "issuer", base);
  put(json, "authorization_endpoint", base + "/stet/psd2/oauth/authorize");
  put(json, "token_endpoint", base + "/stet/psd2/oauth/token");
  put(json, "revocation_endpoint", base + "/stet/psd2/oauth/revoke");
  put(json, "scopes_supported", {"aisp", "cbpii", "offline_access"});
  put(json, "response_types_supported", {"code"});
  put(json, "response_modes_supported", {"query"});
  put(json, "grant_types_supported", {"authorization_code", "refresh_token", "client_credentials"});
  put(json, "token_endpoint_auth_methods_supported", {"tls_client_auth"});
  put(json, "revocation_endpoint_auth_methods_supported", {"tls_client_auth"});
  put(json, "code_challenge_methods_supported", {"S256"});
  put(json, "ui_locales_supported", {"fr", "en"});
  put(json, "tls_client_certificate_bound_access_tokens", profile.token_bound_to_certificate);
  put(json, "authorization_response_iss_parameter_supported", true);
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace guichet::oauth
