// SPDX-License-Identifier: Apache-2.0
#include "sca/app2app.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cstddef>

#include "domain/json_memory.hpp"

namespace guichet::sca {
namespace {

using Buffer = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, JsonMemory>;
using Json = rapidjson::Writer<Buffer, rapidjson::UTF8<>, rapidjson::UTF8<>, JsonMemory>;

/// The one path that the app takes from the browser.
constexpr const char* opened_path = "/stet/psd2/oauth/authorize";
constexpr const char* android_relation = "delegate_permission/common.handle_all_urls";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

/// Ten characters, a point, and a bundle ID of letters, digits, hyphens and points.
bool is_apple_identifier(std::string_view text) {
  constexpr std::size_t prefix = 10;
  if (text.size() <= prefix + 1 || text[prefix] != '.') return false;
  return std::ranges::all_of(text.substr(0, prefix),
                             [](char c) { return is_upper(c) || is_digit(c); }) &&
         std::ranges::all_of(text.substr(prefix + 1), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '.';
         });
}

/// Two or more parts of letters, digits and underscores, each with a letter first.
bool is_android_identifier(std::string_view text) {
  bool part_begins = true;
  for (const char c : text) {
    const bool fits =
        part_begins ? is_letter(c) : is_letter(c) || is_digit(c) || c == '_' || c == '.';
    if (!fits) return false;
    part_begins = c == '.';
  }
  return !part_begins && text.contains('.');
}

bool is_fingerprint(std::string_view text) {
  constexpr std::size_t bytes = 32;
  if (text.size() != 3 * bytes - 1) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i % 3 == 2 ? c != ':' : !is_digit(c) && !(c >= 'A' && c <= 'F')) return false;
  }
  return true;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) return words;
    words.push_back(text.substr(0, text.find(' ')));
    text.remove_prefix(words.back().size());
  }
}

void put(Json& json, const std::string& value) {
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

/// Both worlds write their patterns alike.
void put_opened_path(Json& json, const char* name) {
  json.Key(name);
  json.StartArray();
  json.StartObject();
  json.Key("/");
  json.String(opened_path);
  json.EndObject();
  json.EndArray();
}

std::string text_of(const Buffer& buffer) { return {buffer.GetString(), buffer.GetSize()}; }

}  // namespace

std::expected<AppIdentity, std::string> read_app_identity(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() < 3)
    return std::unexpected(
        "expected Apple's application identifier, Android's application id and the SHA-256 of its "
        "certificate, separated by blanks");
  AppIdentity app{std::string(words[0]), std::string(words[1]), {words.begin() + 2, words.end()}};
  if (!is_apple_identifier(app.apple))
    return std::unexpected("expected ten letters or digits, a point and a bundle ID, got \"" +
                           app.apple + "\"");
  if (!is_android_identifier(app.android))
    return std::unexpected("expected an Android application id such as com.example.app, got \"" +
                           app.android + "\"");
  for (const std::string& certificate : app.certificates)
    if (!is_fingerprint(certificate))
      return std::unexpected("expected 32 pairs of 0-9 and A-F with colons between them, got \"" +
                             certificate + "\"");
  return app;
}

std::string invented_app_identity(const Brand& brand) {
  std::string android(brand.word);
  std::ranges::replace(android, '-', '_');
  std::string certificate = "00";
  for (int i = 1; i < 32; ++i) certificate += ":00";
  return "SANDBOX000.example.guichet." + std::string(brand.word) + " example.guichet." + android +
         " " + certificate;
}

std::string apple_association(const AppIdentity& app) {
  Buffer buffer;
  Json json(buffer);
  json.StartObject();
  json.Key("applinks");
  json.StartObject();
  json.Key("details");
  json.StartArray();
  json.StartObject();
  json.Key("appIDs");
  json.StartArray();
  put(json, app.apple);
  json.EndArray();
  put_opened_path(json, "components");
  json.EndObject();
  json.EndArray();
  json.EndObject();
  json.EndObject();
  return text_of(buffer);
}

std::string android_association(const AppIdentity& app) {
  Buffer buffer;
  Json json(buffer);
  json.StartArray();
  json.StartObject();
  json.Key("relation");
  json.StartArray();
  json.String(android_relation);
  json.EndArray();
  json.Key("target");
  json.StartObject();
  json.Key("namespace");
  json.String("android_app");
  json.Key("package_name");
  put(json, app.android);
  json.Key("sha256_cert_fingerprints");
  json.StartArray();
  for (const std::string& certificate : app.certificates) put(json, certificate);
  json.EndArray();
  json.EndObject();
  json.Key("relation_extensions");
  json.StartObject();
  json.Key(android_relation);
  json.StartObject();
  put_opened_path(json, "dynamic_app_link_components");
  json.EndObject();
  json.EndObject();
  json.EndObject();
  json.EndArray();
  return text_of(buffer);
}

}  // namespace guichet::sca
