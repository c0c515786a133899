// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bank/embedded/embedded_bank.hpp"
#include "crypto/issue.hpp"
#include "crypto/sha256.hpp"
#include "sandbox/personas.hpp"
#include "sandbox/phone.hpp"
#include "sandbox/wallet.hpp"
#include "sca/journey.hpp"
#include "store/memory/memory_store.hpp"

namespace guichet::sca {

using message::Door;
using message::Response;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr Instant noon =
    std::chrono::sys_days(std::chrono::year(2026) / 11 / 23) + std::chrono::hours(11);
inline constexpr std::string_view lea = "9999999901";
inline constexpr std::string_view claire = "9999999902";
inline constexpr std::string_view nobody = "1234567890";
inline constexpr std::string_view right_code = "12345678";
inline constexpr std::string_view wrong_code = "00000000";
inline constexpr std::string_view callback = "https://myAPP.fr/Home/OAuth2Callback";
inline constexpr std::string_view issuer = "https://www.17515.sandbox.api.localhost:8443";

inline const Establishment& paris() { return *establishment_by_code("17515"); }
inline const Establishment& elsewhere() { return *establishment_by_code("14265"); }

/// A clock that a test moves.
class HandClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Instant now_ = noon;
};

/// Different bytes at each call, the same in each run.
class CountedBytes final : public Randomness {
 public:
  void fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::byte>(state_ >> 56);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

inline oauth::AuthorizationRequest authorization() {
  oauth::AuthorizationRequest request;
  request.client_id = "PSDFR-ACPR-13807";
  request.tpp = "PSDFR-ACPR-13807";
  request.tpp_name = "Budget";
  request.redirect_uri = callback;
  request.state = "xyz";
  request.scope = "aisp";
  request.code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  return request;
}

/// The TPP that asks `request`, as it is enrolled.
inline EnrolledTpp enrolled_for(const oauth::AuthorizationRequest& request) {
  EnrolledTpp tpp;
  tpp.client_id = request.client_id;
  tpp.oid = request.tpp;
  tpp.name = request.tpp_name;
  tpp.roles = {TppRole::account_information, TppRole::card_issuing};
  tpp.redirect_uris = {request.redirect_uri};
  return tpp;
}

/// Knows `tpp` and nobody else, as it stands when it is asked; nobody where it is nothing.
inline oauth::Clients clients_of(const std::optional<EnrolledTpp>& tpp) {
  auto find = [&tpp](std::string_view client_id) -> std::shared_ptr<const EnrolledTpp> {
    if (!tpp || tpp->client_id != client_id) return nullptr;
    return std::make_shared<const EnrolledTpp>(*tpp);
  };
  auto judge = [](const EnrolledTpp& client) -> Outcome<void> {
    if (client.suspended) return refuse(Code::tpp_suspended);
    return {};
  };
  return {std::move(find), std::move(judge)};
}

inline PageSettings sandbox_pages() {
  return {
      .stylesheet = "/_assets/sca-abc.css",
      .sandbox = true,
      .sandbox_otp = "12345678",
      .icon = {},
      .script = "/_assets/sca-abc.js",
      .means = {Means::otp_sms, Means::secur_pass, Means::cap_reader, Means::hardware_certificate},
      .secret = "house"};
}

/// The parameters of a redirect; empty if it is none.
inline std::map<std::string, std::string> redirect_of(const Response& response) {
  std::map<std::string, std::string> redirect;
  const auto location = response.headers.find("location");
  if (response.status != 303 || !location) return redirect;
  redirect[""] = message::path_of(*location);
  const auto parameters = message::parse_parameters(message::query_of(*location), true);
  for (const auto& [name, value] : parameters.value()) redirect[name] = value;
  return redirect;
}

inline bool shows(const Response& response, std::string_view words) {
  return response.body.find(words) != std::string::npos;
}
inline bool asks_for_identifier(const Response& response) {
  return response.status == 200 && shows(response, "name=\"identifier\"");
}
inline bool asks_for_code(const Response& response) {
  return response.status == 200 && shows(response, "name=\"otp\"");
}

/// What a browser keeps and sends of one journey. Its cookies go with every form.
class Browser {
 public:
  explicit Browser(Journeys& journeys, Door door = Door::web) : journeys_(journeys), door_(door) {}

  Response open(oauth::AuthorizationRequest request = authorization(),
                std::string_view ui_locales = "en") {
    message::Request get = request_of("GET");
    Response page;
    tpp = enrolled_for(request);
    journeys_.begin(get, paris(), clients_of(tpp), std::string(issuer), std::move(request),
                    ui_locales,
                    [&](Outcome<Response> answer) { page = std::move(answer).value(); });
    read(page);
    return page;
  }

  /// What a reload of the page shows.
  Outcome<Response> reload(const Establishment& establishment = paris()) {
    return get(std::string(Journeys::form_path) + "?journey=" + hidden["journey"], establishment);
  }
  /// What the address of the forms shows by itself.
  Outcome<Response> enter_form_address() { return get(std::string(Journeys::form_path)); }

  Outcome<Response> get(std::string target, const Establishment& establishment = paris()) {
    message::Request get = request_of("GET");
    get.target = std::move(target);
    Outcome<Response> page = refuse(Code::internal);
    journeys_.show(get, establishment, clients_of(tpp),
                   [&](Outcome<Response> answer) { page = std::move(answer); });
    return page;
  }

  /// Posts the form of the last page with these fields, and the answer as soon as it is there.
  std::optional<Outcome<Response>>& post(message::Parameters fields,
                                         const Establishment& establishment = paris()) {
    message::Request form = request_of("POST");
    for (const auto& [name, value] : hidden) fields.emplace_back(name, value);
    for (const auto& [name, value] : fields)
      form.body += (form.body.empty() ? "" : "&") + name + "=" + message::percent_encoded(value);
    auto& answer = answers_.emplace_back(std::make_unique<std::optional<Outcome<Response>>>());
    journeys_.proceed(std::move(form), establishment, clients_of(tpp),
                      [this, &answer = *answer](auto outcome) {
                        if (outcome) read(*outcome);
                        answer.emplace(std::move(outcome));
                      });
    return *answer;
  }

  Response send(message::Parameters fields) { return post(std::move(fields)).value().value(); }
  Response identify(std::string_view identifier) {
    return send({{"identifier", std::string(identifier)}, {"action", "continue"}});
  }
  Response prove(std::string_view code) {
    return send({{"otp", std::string(code)}, {"action", "continue"}});
  }
  Response press(std::string_view action) { return send({{"action", std::string(action)}}); }

  /// The code of the refusal, Code::count_ if there was none.
  Code refused(message::Parameters fields, const Establishment& establishment = paris()) {
    const auto& answer = post(std::move(fields), establishment).value();
    return answer ? Code::count_ : answer.error().code;
  }

  Response sign_in(std::string_view identifier) {
    open();
    identify(identifier);
    return prove(right_code);
  }

  std::optional<EnrolledTpp> tpp = enrolled_for(authorization());
  std::map<std::string, std::string> cookies;
  std::map<std::string, std::string> hidden;  ///< hidden fields of the last page
  std::vector<std::string> cookie_lines;      ///< every Set-Cookie that came
  message::Parameters more_headers;
  std::string peer = "192.0.2.1";
  std::shared_ptr<const message::ClientCertificate> certificate;

  message::Request request_of(std::string method) const {
    message::Request request;
    request.method = std::move(method);
    request.door = door_;
    request.peer = peer;
    request.certificate = certificate;
    request.headers.add("Host", "localhost:8080");
    std::string line;
    for (const auto& [name, value] : cookies)
      line += (line.empty() ? "" : "; ") + name + "=" + value;
    if (!line.empty()) request.headers.add("Cookie", line);
    for (const auto& [name, value] : more_headers) request.headers.add(name, value);
    return request;
  }

  void read(const Response& response) {
    for (const message::Header& header : response.headers.all()) {
      if (header.name != "Set-Cookie") continue;
      const std::string& value = cookie_lines.emplace_back(header.value);
      const auto equals = value.find('=');
      const auto end = value.find(';');
      cookies[value.substr(0, equals)] = value.substr(equals + 1, end - equals - 1);
    }
    constexpr std::string_view mark = "type=\"hidden\" name=\"";
    const std::string& html = response.body;
    for (auto at = html.find(mark); at != std::string::npos; at = html.find(mark, at + 1)) {
      const auto name = at + mark.size();
      const auto name_end = html.find('"', name);
      const auto value = html.find("value=\"", name_end) + 7;
      hidden[html.substr(name, name_end - name)] =
          html.substr(value, html.find('"', value) - value);
    }
  }

 private:
  Journeys& journeys_;
  Door door_;
  std::vector<std::unique_ptr<std::optional<Outcome<Response>>>> answers_;
};

/// The pages of the personas' bank, and browsers in front of them.
struct JourneyTest : ::testing::Test {
  HandClock clock;
  CountedBytes randomness;
  store::MemoryStore store;
  bank::EmbeddedBank bank{sandbox::persona_tables(), clock};
  sandbox::Phone phone{clock};
  sandbox::Wallet wallet{"house", crypto::TrustStore({}), clock};
  Proofs proofs{phone, phone, wallet, wallet, wallet};
  Journeys::Books books{store.journeys(), store.grants(), store.tries()};
  Journeys journeys{bank, proofs, books, clock, randomness, sandbox_pages()};
  Browser browser{journeys};

  /// The code of a redirect, taken from the store as the token endpoint does.
  std::optional<AuthorizationCode> take_code(const Response& response) {
    std::optional<AuthorizationCode> taken;
    const auto redirect = redirect_of(response);
    if (!redirect.contains("code")) return taken;
    store.grants().take_code("17515", crypto::sha256(redirect.at("code")), clock.now(),
                             [&](Outcome<AuthorizationCode> code) {
                               if (code) taken = *std::move(code);
                             });
    return taken;
  }

  /// Wrong codes in a row in a journey of their own; the last answer.
  Response fail(std::string_view identifier, int times) {
    Browser failing(journeys);
    failing.open();
    failing.peer = std::string("198.51.100.").append(identifier);  // each from where he lives
    Response last = failing.identify(identifier);
    for (int i = 0; i < times; ++i) last = failing.prove(wrong_code);
    return last;
  }
};

/// RE(access_denied) with state and issuer.
inline void expect_denied(const Response& response, std::string_view error = "access_denied") {
  auto redirect = redirect_of(response);
  EXPECT_EQ(redirect[""], callback);
  EXPECT_EQ(redirect["error"], error);
  EXPECT_EQ(redirect["state"], "xyz");
  EXPECT_EQ(redirect["iss"], issuer);
  EXPECT_FALSE(redirect.contains("code"));
}

}  // namespace guichet::sca
