// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "domain/profile.hpp"
#include "oauth/token.hpp"
#include "store/memory/memory_store.hpp"

namespace guichet::oauth {

using std::chrono::seconds;

inline constexpr Instant noon =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(11);
inline constexpr std::string_view oid = "PSDFR-ACPR-13807";
inline constexpr std::string_view other_oid = "PSDNL-DNB-33031431";
inline constexpr std::string_view callback = "https://myAPP.fr/Home/OAuth2Callback";
inline constexpr std::string_view second_callback = "http://127.0.0.1:8085/callback";

/// RFC 7636, appendix B.
inline constexpr std::string_view verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr std::string_view challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

inline EnrolledTpp tpp_of(std::string_view its_oid) {
  EnrolledTpp tpp;
  tpp.client_id = its_oid;
  tpp.oid = its_oid;
  tpp.name = "Budget";
  tpp.roles = {TppRole::account_information};
  tpp.redirect_uris = {std::string(callback), std::string(second_callback)};
  return tpp;
}

/// Different bytes at each call, the same in each run; counts how many it gave.
class CountedBytes final : public Randomness {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::byte>(state_ >> 56);
    }
    given += bytes.size();
  }
  std::size_t given = 0;

 private:
  std::uint64_t state_ = 1;
};

/// The enrolled, by client_id; a test changes them.
struct KnownClients {
  std::map<std::string, EnrolledTpp, std::less<>> known{
      {std::string(oid), tpp_of(oid)}, {std::string(other_oid), tpp_of(other_oid)}};

  ClientFinder finder() {
    return [this](std::string_view client_id) -> std::shared_ptr<const EnrolledTpp> {
      const auto found = known.find(client_id);
      return found == known.end() ? nullptr : std::make_shared<const EnrolledTpp>(found->second);
    };
  }
};

/// `form` with `name` set to `value`, or without it.
inline message::Parameters with(message::Parameters form, std::string_view name,
                                std::optional<std::string_view> value) {
  std::erase_if(form, [&](const auto& pair) { return pair.first == name; });
  if (value) form.emplace_back(name, *value);
  return form;
}

/// A token desk, its store, and a TPP in front of it.
struct TokenDeskTest : ::testing::Test {
  TokenDeskTest() {
    caller.establishment = "17515";
    caller.oid = oid;
    caller.roles = {TppRole::account_information};
    caller.thumbprint = std::string(64, 'a');
    caller.now = noon;
    request.method = "POST";
    request.target = "/stet/psd2/oauth/token";
  }

  /// Keeps a code of LEA's as the pages do: `text` is the code in clear.
  void keep_code(std::string_view text, std::optional<std::string> code_challenge = {},
                 std::string role = "aisp") {
    AuthorizationCode code;
    code.code_hash = crypto::sha256(text);
    code.key = GrantKey("17515", "lea", std::string(oid), std::move(role));
    code.client_id = oid;
    code.redirect_uri = callback;
    code.code_challenge = std::move(code_challenge);
    code.sca_at = noon;
    code.expires_at = noon + code_lifetime;
    store.grants().keep_code(std::move(code), [](Outcome<void> kept) { ASSERT_TRUE(kept); });
  }

  static message::Parameters code_form(std::string_view code) {
    return {{"grant_type", "authorization_code"},
            {"client_id", std::string(oid)},
            {"code", std::string(code)},
            {"redirect_uri", std::string(callback)}};
  }

  static message::Parameters refresh_form(std::string_view refresh_token) {
    return {{"grant_type", "refresh_token"},
            {"client_id", std::string(oid)},
            {"refresh_token", std::string(refresh_token)}};
  }

  Outcome<TokenAnswer> ask(const message::Parameters& form) {
    std::optional<Outcome<TokenAnswer>> answer;
    desk.answer(caller, request, form, [&](Outcome<TokenAnswer> given) { answer.emplace(given); });
    return answer.value();
  }

  /// The code of the refusal; Code::count_ when tokens were given.
  Code refused(const message::Parameters& form) {
    const auto answer = ask(form);
    return answer ? Code::count_ : answer.error().code;
  }

  Code revoke(const message::Parameters& form) {
    std::optional<Outcome<void>> answer;
    desk.revoke(caller, request, form,
                [&](Outcome<void> given) { answer.emplace(std::move(given)); });
    return answer.value() ? Code::count_ : answer->error().code;
  }

  /// Tokens for LEA by way of a code.
  TokenAnswer connect(std::string_view code = "first code", std::string role = "aisp") {
    keep_code(code, {}, std::move(role));
    return ask(code_form(code)).value();
  }

  Outcome<Grant> recall(std::string_view access_token) {
    std::optional<Outcome<Grant>> grant;
    store.grants().recall(crypto::sha256(access_token),
                          [&](Outcome<std::shared_ptr<const Grant>> found) {
                            if (found)
                              grant.emplace(**found);
                            else
                              grant.emplace(std::unexpected(found.error()));
                          });
    return grant.value();
  }
  bool is_live(const TokenAnswer& tokens) { return recall(tokens.access_token).has_value(); }

  store::MemoryStore store;
  CountedBytes randomness;
  KnownClients clients;
  TokenDesk desk{
      store.grants(), randomness, clients.finder(), {compatible_profile, compatible_profile}};
  TokenCaller caller;
  message::Request request;
};

}  // namespace guichet::oauth
