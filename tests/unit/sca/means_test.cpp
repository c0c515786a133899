// SPDX-License-Identifier: Apache-2.0
#include "browser.hpp"
#include "sca/journey_state.hpp"

namespace guichet::sca {
namespace {

constexpr std::string_view paul = "9999999911";  // professional
constexpr std::string_view paul_psu = "P9999999911";

/// What stands between these two words of the page.
std::string between(const Response& page, std::string_view before, std::string_view after) {
  const auto begin = page.body.find(before) + before.size();
  return page.body.substr(begin, page.body.find(after, begin) - begin);
}

struct CapReader : JourneyTest {
  /// The challenge on the page.
  std::string choose(std::string_view identifier = lea) {
    browser.open();
    return challenge_on(
        browser.send({{"identifier", std::string(identifier)}, {"method", "cap_reader"}}));
  }
  static std::string challenge_on(const Response& page) {
    return between(page, "class=\"number\">", "<");
  }
  std::string reader(const std::string& challenge, std::string_view pin = "1234") {
    return wallet.read_card("17515", "P9999999901", challenge, pin);
  }
  Response respond(const std::string& response) { return browser.send({{"response", response}}); }
};

TEST_F(CapReader, lets_in_with_the_response_of_the_customer_s_card) {
  const std::string challenge = choose();
  EXPECT_EQ(challenge.size(), 8U);
  EXPECT_TRUE(take_code(respond(reader(challenge))).has_value());
}

TEST_F(CapReader, takes_the_response_in_groups_as_people_type_it) {
  std::string response = reader(choose());
  response.insert(4, " ");
  EXPECT_TRUE(take_code(respond(response)).has_value());
}

TEST_F(CapReader, a_wrong_response_or_pin_is_told_and_the_fifth_locks) {
  const std::string challenge = choose();
  EXPECT_TRUE(shows(respond(""), "Enter the 8 digits"));
  for (int i = 0; i < 4; ++i)
    EXPECT_TRUE(shows(respond(reader(challenge, "4321")), "does not match"));
  expect_denied(respond("00000000"));
  respond(reader(choose()));
  EXPECT_FALSE(redirect_of(respond(reader(choose()))).contains("code")) << "locked";
}

TEST_F(CapReader, the_response_to_another_challenge_is_worth_nothing) {
  const std::string former = choose();
  const std::string anew = challenge_on(browser.press("resend"));
  EXPECT_NE(former, anew);
  EXPECT_TRUE(shows(respond(reader(former)), "does not match"));
  EXPECT_TRUE(take_code(respond(reader(anew))).has_value());
}

TEST_F(CapReader, the_challenge_lasts_three_minutes) {
  const std::string challenge = choose();
  clock.advance(seconds(180));
  EXPECT_TRUE(shows(respond(reader(challenge)), "no longer valid"));
  const std::string anew = challenge_on(browser.press("resend"));
  EXPECT_TRUE(take_code(respond(reader(anew))).has_value());
}

TEST_F(CapReader, row_145_nobody_knows_from_it_who_is_a_customer) {
  const std::string challenge = choose(nobody);
  EXPECT_EQ(challenge.size(), 8U);
  EXPECT_TRUE(shows(respond(wallet.read_card("17515", "", challenge, "1234")), "does not match"));
}

struct HardwareCertificate : JourneyTest {
  const crypto::PrivateKey authority_key = crypto::PrivateKey::new_ec_p256();
  const std::string authority = issued("Authority", {}, true);
  sandbox::Wallet holding{"house", crypto::TrustStore({authority}), clock};
  Proofs certified{phone, phone, holding, holding, holding};
  Journeys at_bank{bank, certified, books, clock, randomness, sandbox_pages()};
  Browser secure{at_bank, Door::api};

  std::string issued(const std::string& name, const std::string& issuer, bool is_authority) const {
    crypto::CertificateOrder order;
    order.common_name = name;
    order.not_before = noon - std::chrono::days(1);
    order.not_after = noon + std::chrono::days(1);
    order.is_authority = is_authority;
    const auto key = crypto::PrivateKey::new_ec_p256();
    return crypto::issue_certificate(order, (is_authority ? authority_key : key).spki(),
                                     authority_key, issuer);
  }
  static std::shared_ptr<const message::ClientCertificate> shown(std::string der) {
    return std::make_shared<message::ClientCertificate>(
        message::ClientCertificate{{std::move(der)}, "thumbprint"});
  }
  Response choose(std::string_view identifier = paul, std::string_view user_number = "0001") {
    secure.open();
    return secure.send({{"identifier", std::string(identifier)},
                        {"user_number", std::string(user_number)},
                        {"method", "hardware_certificate"}});
  }
};

TEST_F(HardwareCertificate, lets_a_professional_in_with_his_own) {
  EXPECT_TRUE(shows(choose(), "certificate on a device"));
  secure.certificate =
      shown(issued(sandbox::certificate_name_of("17515", paul_psu), authority, false));
  EXPECT_TRUE(take_code(secure.press("continue")).has_value());
}

TEST_F(HardwareCertificate, that_is_not_plugged_in_yet_is_asked_for_and_not_counted) {
  const Response page = choose();
  EXPECT_TRUE(page.close) << "the next form must come by a new handshake";
  for (int i = 0; i < 6; ++i)
    EXPECT_TRUE(shows(secure.press("continue"), "has not shown a certificate"));
  secure.certificate =
      shown(issued(sandbox::certificate_name_of("17515", paul_psu), authority, false));
  EXPECT_TRUE(take_code(secure.press("continue")).has_value());
}

TEST_F(HardwareCertificate, of_another_customer_bank_or_authority_counts_as_wrong) {
  const std::string stranger_der = [&] {
    const auto key = crypto::PrivateKey::new_ec_p256();
    crypto::CertificateOrder order;
    order.common_name = sandbox::certificate_name_of("17515", paul_psu);
    order.not_before = noon - std::chrono::days(1);
    order.not_after = noon + std::chrono::days(1);
    return crypto::issue_certificate(order, key.spki(), key, {});
  }();
  choose();
  for (const std::string& der :
       {issued(sandbox::certificate_name_of("17515", "P9999999912"), authority, false),
        issued(sandbox::certificate_name_of("14265", paul_psu), authority, false), stranger_der}) {
    secure.certificate = shown(der);
    EXPECT_TRUE(shows(secure.press("continue"), "does not match"));
  }
}

TEST_F(HardwareCertificate, is_not_for_private_customers_nor_for_phones) {
  choose(lea, "");
  secure.certificate =
      shown(issued(sandbox::certificate_name_of("17515", "P9999999901"), authority, false));
  EXPECT_TRUE(shows(secure.press("continue"), "does not match"));
  secure.more_headers = {{"Sec-CH-UA-Mobile", "?1"}};
  EXPECT_TRUE(asks_for_code(choose())) << "there it is not among the means";
}

using UserNumber = JourneyTest;

TEST_F(UserNumber, is_needed_by_a_professional_and_its_lack_looks_like_a_wrong_code) {
  browser.open();
  EXPECT_TRUE(asks_for_code(browser.identify(paul)));
  EXPECT_TRUE(asks_for_code(browser.prove(right_code)));
  browser.open();
  browser.send({{"identifier", std::string(paul)}, {"user_number", "0001"}});
  EXPECT_TRUE(take_code(browser.prove(right_code)).has_value());
}

struct Sms : JourneyTest {
  Journeys journeys_of(PageSettings settings) {
    return {bank, proofs, books, clock, randomness, std::move(settings)};
  }
  std::string last_code() { return phone.messages_of("17515", "P9999999901").at(0).sms.code; }
};

TEST_F(Sms, arrives_on_the_phone_of_the_customer_and_on_nobody_s_for_somebody_unknown) {
  browser.open();
  browser.identify(lea);
  EXPECT_EQ(last_code(), right_code);
  EXPECT_EQ(phone.messages_of("17515", "P9999999901").at(0).sms.tpp_name, "Budget");
  browser.open();
  browser.identify(nobody);
  EXPECT_EQ(phone.messages_of("17515", "P9999999901").size(), 1U);
}

TEST_F(Sms, codes_of_production_are_random_and_the_one_before_is_of_no_use) {
  PageSettings settings = sandbox_pages();
  settings.sandbox_otp.clear();
  Journeys real = journeys_of(settings);
  Browser there(real);
  there.open();
  EXPECT_FALSE(shows(there.identify(lea), "12345678"));
  const std::string first = last_code();
  there.press("resend");
  const std::string second = last_code();
  EXPECT_EQ(second.size(), 8U);
  EXPECT_NE(first, second);
  EXPECT_TRUE(asks_for_code(there.prove(first)));
  EXPECT_TRUE(take_code(there.prove(second.substr(0, 4) + " " + second.substr(4))).has_value());
}

TEST_F(Sms, row_280_the_store_holds_no_code_that_could_be_found_out) {
  browser.open();
  browser.identify(lea);
  std::string content;
  store.journeys().find({"17515", crypto::sha256(browser.hidden["journey"])},
                        [&](auto kept) { content = kept.value().content; });
  EXPECT_FALSE(content.contains("xyz") || content.contains("identifier")) << "it is closed";
  const JourneyKeeper keeper("house", randomness);
  const store::JourneyKey key{"17515", crypto::sha256(browser.hidden["journey"])};
  ASSERT_TRUE(keeper.opened(key, content).has_value());
  EXPECT_FALSE(keeper.opened({"14265", key.id}, content).has_value()) << "nor can it be moved";
  EXPECT_FALSE(JourneyKeeper("other", randomness).opened(key, content).has_value());
  const std::string text = text_of(*keeper.opened(key, content));
  EXPECT_FALSE(text.contains(right_code));
  EXPECT_FALSE(text.contains("identifier=")) << "a hash is enough";
  for (const auto& [name, value] : browser.cookies) EXPECT_FALSE(text.contains(value));
}

TEST_F(Sms, with_a_password_beside_it_both_must_be_right_and_one_word_covers_both) {
  PageSettings settings = sandbox_pages();
  settings.asks_password = true;
  Journeys strict = journeys_of(settings);
  Browser there(strict);
  there.open();
  EXPECT_TRUE(shows(there.identify(lea), "type=\"password\" autocomplete=\"current-password\""));
  const auto send = [&](std::string_view code, std::string_view password) {
    return there.send({{"otp", std::string(code)}, {"password", std::string(password)}});
  };
  EXPECT_TRUE(shows(send(right_code, ""), "Enter your password"));
  EXPECT_TRUE(shows(send(right_code, "wrong"), "The code or the password does not match"));
  EXPECT_TRUE(shows(send(wrong_code, "17515"), "The code or the password does not match"));
  EXPECT_TRUE(take_code(send(right_code, "17515")).has_value());
}

TEST_F(Sms, that_cannot_be_sent_leads_everybody_back_for_some_seconds_whoever_he_is) {
  struct Broken final : SmsSender {
    void send(sca::Sms, Completion<void> done) override { done(refuse(Code::bank_unavailable)); }
  } broken;
  std::vector<std::string> told;
  const auto tell = [&](std::string_view establishment, Means means, const Refusal& why) {
    told.push_back(std::string(establishment) + " " + std::string(word_of(means)) + " " +
                   std::string(entry_of(why.code).name));
  };
  Journeys here(bank, {broken, phone, wallet, wallet, wallet, tell}, books, clock, randomness,
                sandbox_pages());
  Browser unknown(here);
  unknown.open();
  unknown.identify(nobody);
  Browser there(here);
  there.open();
  EXPECT_TRUE(asks_for_code(there.identify(lea)));
  EXPECT_EQ(told, std::vector<std::string>{"17515 otp_sms BACKEND"});
  expect_denied(unknown.prove(right_code), "temporarily_unavailable");
  expect_denied(there.prove(right_code), "temporarily_unavailable");
  clock.advance(seconds(10));
  there.open();
  EXPECT_TRUE(asks_for_code(there.identify(lea)));
}

TEST_F(Sms, more_than_thirty_in_a_quarter_of_an_hour_are_not_sent_and_nobody_sees_that) {
  for (int i = 0; i < 40; ++i) {
    browser.open();
    EXPECT_TRUE(asks_for_code(browser.identify(lea)));
  }
  EXPECT_EQ(phone.messages_of("17515", "P9999999901").size(), 30U);
  clock.advance(lock_duration);
  browser.open();
  browser.identify(lea);
  EXPECT_EQ(phone.messages_of("17515", "P9999999901").size(), 31U);
}

}  // namespace
}  // namespace guichet::sca
