// SPDX-License-Identifier: Apache-2.0
#include "sandbox/fallback_gate.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "bank_of_passes.hpp"
#include "crypto/jwt.hpp"

namespace guichet::sandbox {
namespace {

struct Gate : testing::Test {
  /// Why it was refused, for the alarm; empty if it was let in.
  std::string refused(const std::string& jwt, Instant now = noon,
                      const Establishment& bank = paris()) {
    const auto pass = gate.admit(jwt, bank, now);
    if (pass) return {};
    EXPECT_EQ(pass.error().code, Code::page_pass_refused);
    EXPECT_TRUE(pass.error().said.empty()) << "whoever is refused learns nothing";
    return pass.error().detail;
  }

  std::string refused_when(const std::function<void(counter::FallbackPass&)>& spoil) {
    auto pass = good_pass();
    spoil(pass);
    return refused(jwt_of(pass));
  }

  FallbackGate gate{gate_settings()};
};

TEST_F(Gate, row_119_lets_a_good_pass_in_and_says_whose_it_is) {
  const auto pass = gate.admit(jwt_of(good_pass()), paris(), noon);
  ASSERT_TRUE(pass) << pass.error().detail;
  EXPECT_EQ(pass->tpp, "PSDFR-ACPR-13807");
  EXPECT_EQ(pass->tpp_name, "Budget");
  EXPECT_EQ(pass->expires_at, noon + seconds(60));
}

TEST_F(Gate, row_121_refuses_what_may_have_been_used_before_it_was_started) {
  auto settings = gate_settings();
  settings.opened_at = noon + seconds(1);
  FallbackGate anew(settings);
  EXPECT_EQ(anew.admit(jwt_of(good_pass()), paris(), noon + seconds(2)).error().detail,
            "pass from before this start, of PSDFR-ACPR-13807");
  EXPECT_TRUE(anew.admit(jwt_of(good_pass()), paris(), noon).has_value())
      << "the clock was put back by a reset";
}

TEST_F(Gate, takes_the_pass_that_the_counter_makes) {
  const counter::FallbackDoor door{online_bank, key_of_the_bank()};
  EnrolledTpp tpp;
  tpp.oid = "PSDFR-ACPR-13807";
  tpp.name = "Budget \"&<é>";
  CountedBytes randomness;
  const auto at = noon + std::chrono::milliseconds(999);
  const auto location = counter::let_in(door.online_bank, door.key, "17515",
                                        issuer_of(paris(), Environment::live), tpp, at, randomness);
  const std::string start =
      "http://127.0.0.1:8080/online-bank/se-connecter/sso?service=dei&cdetab=17515&fallback=";
  ASSERT_TRUE(location.starts_with(start)) << location;
  const auto pass = gate.admit(location.substr(start.size()), paris(), at);
  ASSERT_TRUE(pass) << pass.error().detail;
  EXPECT_EQ(pass->tpp_name, tpp.name);
  EXPECT_EQ(pass->issued_at, noon);
  EXPECT_GE(pass->id.size(), 22U) << "128 bits in base64url";
  EXPECT_NE(location, counter::let_in(door.online_bank, door.key, "17515",
                                      issuer_of(paris(), Environment::live), tpp, at, randomness));
}

TEST_F(Gate, row_121_lets_a_pass_in_once) {
  const auto jwt = jwt_of(good_pass());
  EXPECT_EQ(refused(jwt), "");
  EXPECT_EQ(refused(jwt), "replayed pass, of PSDFR-ACPR-13807");
  EXPECT_EQ(refused_when([](auto& pass) { pass.id = "second"; }), "");
}

TEST_F(Gate, row_121_lets_no_pass_in_at_another_bank_and_leaves_it_good_at_its_own) {
  const auto jwt = jwt_of(good_pass());
  EXPECT_EQ(refused(jwt, noon, toulouse()), "pass to another bank, of PSDFR-ACPR-13807");
  EXPECT_EQ(refused(jwt), "");
}

TEST_F(Gate, row_291_lets_no_pass_in_that_another_establishment_made_out) {
  EXPECT_EQ(
      refused_when([](auto& pass) { pass.issuer = issuer_of(toulouse(), Environment::sandbox); }),
      "pass of another bank, of PSDFR-ACPR-13807");
  EXPECT_EQ(refused_when([](auto& pass) {
              pass.audience = counter::audience_at("https://www.bank.example", "17515");
            }),
            "pass to another bank, of PSDFR-ACPR-13807");
}

TEST_F(Gate, row_119_keeps_to_the_minute) {
  const auto jwt = jwt_of(good_pass());
  EXPECT_EQ(refused(jwt, noon + seconds(60)), "expired pass, of PSDFR-ACPR-13807");
  EXPECT_EQ(refused(jwt, noon - seconds(1)), "pass from the future, of PSDFR-ACPR-13807");
  EXPECT_EQ(refused(jwt, noon + std::chrono::milliseconds(59'999)), "");
  EXPECT_EQ(refused_when([](auto& pass) { pass.expires_at += seconds(1); }),
            "pass for too long, of PSDFR-ACPR-13807");
}

TEST_F(Gate, lets_in_nothing_that_the_bank_did_not_sign_and_repeats_none_of_it) {
  const std::string jwt = jwt_of(good_pass());
  EXPECT_EQ(refused(counter::signed_pass(good_pass(), key_of_a_stranger())),
            "not signed by the bank");
  for (const std::string& junk :
       {std::string(), std::string("x"), std::string(".."), jwt.substr(0, jwt.size() - 1),
        jwt.substr(0, jwt.rfind('.') + 1), std::string(100'000, '.')})
    EXPECT_EQ(refused(junk), "not signed by the bank");
}

TEST_F(Gate, lets_in_no_claims_that_are_not_all_there) {
  const auto header = crypto::rs256_header(key_of_the_bank().certificate);
  for (const std::string_view claims :
       {"", "[]", "{}", R"({"iss":"x","aud":"x","sub":"x","client_name":"x","jti":"x","nbf":1})",
        R"({"iss":["x"],"aud":"x","sub":"x","client_name":"x","jti":"x","nbf":1,"exp":2})",
        R"({"iss":"x","aud":"x","sub":"x","client_name":"x","jti":"x","nbf":1,"exp":1e300})",
        R"({"iss":"x","aud":"x","sub":"x","client_name":"x","jti":"x","nbf":-1,"exp":2})"}) {
    const auto why = refused(crypto::signed_jwt(header, claims, key_of_the_bank().key));
    EXPECT_TRUE(why == "a claim is missing" || why == "claims are no JSON object") << why;
  }
}

TEST_F(Gate, remembers_used_passes_in_bounds_and_forgets_none_that_still_lives) {
  const auto jwt_named = [](std::size_t number, Instant since) {
    auto pass = good_pass();
    pass.id = std::to_string(number);
    pass.issued_at = since;
    pass.expires_at = since + counter::pass_lifetime;
    return jwt_of(pass);
  };
  auto settings = gate_settings();
  settings.most_used = 3;
  FallbackGate small(settings);
  const auto why = [&](std::size_t number, Instant at) {
    const auto pass = small.admit(jwt_named(number, at), paris(), at);
    return pass ? std::string() : pass.error().detail;
  };
  for (std::size_t number : {1, 2, 3}) EXPECT_EQ(why(number, noon), "");
  EXPECT_EQ(why(4, noon), "too many passes at a time, of PSDFR-ACPR-13807");
  EXPECT_EQ(why(1, noon), "replayed pass, of PSDFR-ACPR-13807");
  EXPECT_EQ(why(4, noon + seconds(60)), "");
}

}  // namespace
}  // namespace guichet::sandbox
