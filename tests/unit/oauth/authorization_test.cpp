// SPDX-License-Identifier: Apache-2.0
#include "oauth/authorization.hpp"

#include "token_caller.hpp"

namespace guichet::oauth {
namespace {

using Answer = std::expected<AuthorizationRequest, AuthorizationRefusal>;

struct Authorization : ::testing::Test {
  Answer read(const message::Parameters& parameters, const Profile& profile = compatible_profile) {
    const auto judge = [](const EnrolledTpp& client) -> Outcome<void> {
      if (client.suspended) return refuse(Code::tpp_suspended, "Struck off.");
      return {};
    };
    return read_authorization(parameters, {clients.finder(), judge}, profile);
  }

  /// HP: told on a page, with nothing to return to.
  void expect_page(const message::Parameters& parameters, Code code) {
    const Answer answer = read(parameters);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().refusal.code, code);
    EXPECT_EQ(answer.error().redirect_uri, std::nullopt);
    EXPECT_EQ(answer.error().state, std::nullopt);
  }

  /// RE: told by a redirect with the state.
  void expect_redirect(const message::Parameters& parameters, Code code,
                       std::optional<std::string> state = "xyz",
                       const Profile& profile = compatible_profile) {
    const Answer answer = read(parameters, profile);
    ASSERT_FALSE(answer.has_value()) << testing::PrintToString(parameters);
    EXPECT_EQ(answer.error().refusal.code, code) << testing::PrintToString(parameters);
    EXPECT_EQ(answer.error().redirect_uri, callback);
    EXPECT_EQ(answer.error().state, state);
  }

  KnownClients clients;
  message::Parameters good{{"response_type", "code"},
                           {"client_id", std::string(oid)},
                           {"redirect_uri", std::string(callback)},
                           {"scope", "aisp"},
                           {"state", "xyz"}};
};

TEST_F(Authorization, a_good_request_says_who_asks_for_what_and_where_to_return) {
  const Answer answer = read(good);
  ASSERT_TRUE(answer.has_value());
  EXPECT_EQ(answer->client_id, oid);
  EXPECT_EQ(answer->tpp, oid);
  EXPECT_EQ(answer->redirect_uri, callback);
  EXPECT_EQ(answer->state, "xyz");
  EXPECT_EQ(answer->scope, "aisp");
  EXPECT_EQ(answer->code_challenge, std::nullopt);
}

TEST_F(Authorization, the_name_shown_is_the_one_of_the_register) {
  EXPECT_EQ(read(with(good, "client_name", "Your bank"))->tpp_name, "Budget");
}

TEST_F(Authorization, a_client_id_of_its_own_stands_for_the_organization_enrolled_with_it) {
  clients.known["app-17"] = tpp_of(oid);
  clients.known["app-17"].client_id = "app-17";
  const Answer answer = read(with(good, "client_id", "app-17"));
  EXPECT_EQ(answer->client_id, "app-17");
  EXPECT_EQ(answer->tpp, oid);
}

TEST_F(Authorization, row_91_a_redirect_uri_that_differs_in_one_byte_gets_a_page) {
  const std::string registered(callback);
  for (const std::string& uri :
       {registered + "/", registered + "/..", registered + "?x=1", registered + "#x",
        registered + " ", std::string("https://myapp.fr/Home/OAuth2Callback"),
        std::string("https://myAPP.fr:443/Home/OAuth2Callback"),
        std::string("http://myAPP.fr/Home/OAuth2Callback"),
        std::string("https://myAPP.fr@evil.example/Home/OAuth2Callback"),
        std::string("https://x@myAPP.fr/Home/OAuth2Callback"), std::string("https://evil.example/"),
        std::string("javascript:alert(1)"), std::string()})
    expect_page(with(good, "redirect_uri", uri), Code::page_redirect_unknown);
}

TEST_F(Authorization, row_91_every_registered_redirect_uri_is_taken) {
  EXPECT_EQ(read(with(good, "redirect_uri", second_callback))->redirect_uri, second_callback);
}

TEST_F(Authorization, row_92_an_absent_redirect_uri_gets_a_page_even_if_only_one_is_registered) {
  clients.known[std::string(oid)].redirect_uris.resize(1);
  expect_page(with(good, "redirect_uri", std::nullopt), Code::page_redirect_unknown);
}

TEST_F(Authorization, row_93_an_unknown_client_gets_a_page_before_its_redirect_uri_is_looked_at) {
  for (const std::string_view id : {"PSDFR-ACPR-99999", "psdfr-acpr-13807", "myAPP", ""})
    expect_page(with(with(good, "client_id", id), "redirect_uri", "x"), Code::page_client_unknown);
  expect_page(with(good, "client_id", std::nullopt), Code::page_client_unknown);
}

TEST_F(Authorization, row_94_a_client_or_redirect_uri_given_twice_gets_a_page) {
  good.emplace_back("redirect_uri", callback);
  expect_page(good, Code::page_redirect_unknown);
  good.emplace_back("client_id", oid);
  expect_page(good, Code::page_client_unknown);
}

TEST_F(Authorization, row_94_any_other_parameter_given_twice_is_an_invalid_request) {
  for (const auto& [name, value] : message::Parameters{
           {"scope", "aisp"}, {"response_type", "code"}, {"ui_locales", "fr"}, {"unheard", "of"}}) {
    auto twice = with(good, name, value);
    twice.emplace_back(name, value);
    expect_redirect(twice, Code::oauth_invalid_request);
  }
}

TEST_F(Authorization, row_94_of_two_states_neither_is_returned) {
  good.emplace_back("state", "abc");
  expect_redirect(good, Code::oauth_invalid_request, std::nullopt);
}

TEST_F(Authorization, row_97_a_request_without_state_is_good) {
  EXPECT_EQ(read(with(good, "state", std::nullopt))->state, std::nullopt);
}

TEST_F(Authorization, row_99_a_state_of_2048_bytes_is_kept_byte_by_byte) {
  std::string state(2047, 'x');
  state += '\0';
  EXPECT_EQ(read(with(good, "state", state))->state, state);
}

TEST_F(Authorization, row_99_a_longer_state_is_refused_and_not_returned) {
  expect_redirect(with(good, "state", std::string(2049, 'x')), Code::oauth_invalid_request,
                  std::nullopt);
}

TEST_F(Authorization, row_100_any_other_scope_is_invalid) {
  for (const std::string_view scope :
       {"", "pisp", "AISP", "extended_transaction_history", "aisp extended_transaction_history",
        "offline_access", "aisp cbpii", "aisp aisp", "aisp,offline_access", " aisp",
        "aisp  offline_access", "aisp offline_access offline_access"})
    expect_redirect(with(good, "scope", scope), Code::oauth_invalid_scope);
  expect_redirect(with(good, "scope", std::nullopt), Code::oauth_invalid_scope);
}

TEST_F(Authorization, row_100_offline_access_may_stand_on_either_side_of_aisp) {
  EXPECT_EQ(read(with(good, "scope", "aisp offline_access"))->scope, "aisp");
  EXPECT_EQ(read(with(good, "scope", "offline_access aisp"))->scope, "aisp");
}

TEST_F(Authorization, row_101_a_client_without_the_role_of_the_scope_is_not_authorized) {
  expect_redirect(with(good, "scope", "cbpii"), Code::oauth_unauthorized_client);
  clients.known[std::string(oid)].roles = {TppRole::card_issuing, TppRole::payment_initiation};
  expect_redirect(good, Code::oauth_unauthorized_client);
  EXPECT_EQ(read(with(good, "scope", "cbpii"))->scope, "cbpii");
}

TEST_F(Authorization, row_32_a_suspended_client_is_not_authorized) {
  clients.known[std::string(oid)].suspended = true;
  expect_redirect(good, Code::tpp_suspended);
}

TEST_F(Authorization, row_102_a_challenge_of_another_shape_or_method_is_an_invalid_request) {
  const auto asked = [&](std::optional<std::string_view> text,
                         std::optional<std::string_view> method) {
    return with(with(good, "code_challenge", text), "code_challenge_method", method);
  };
  const std::string long_challenge(129, 'a');
  for (const std::string_view text :
       {challenge.substr(1), std::string_view(long_challenge), std::string_view("")})
    expect_redirect(asked(text, "S256"), Code::oauth_invalid_request);
  expect_redirect(asked(std::string(42, 'a') + "!", "S256"), Code::oauth_invalid_request);
  expect_redirect(asked(std::string(42, 'a') + "=", "S256"), Code::oauth_invalid_request);
  for (const std::string_view method : {"plain", "s256", "S512", ""})
    expect_redirect(asked(challenge, method), Code::oauth_invalid_request);
  expect_redirect(asked(challenge, std::nullopt), Code::oauth_invalid_request);
  expect_redirect(asked(std::nullopt, "S256"), Code::oauth_invalid_request);
  EXPECT_EQ(read(asked(challenge, "S256"))->code_challenge, challenge);
}

TEST_F(Authorization, row_103_a_challenge_is_required_in_the_strict_profile_only) {
  EXPECT_TRUE(read(good).has_value());
  expect_redirect(good, Code::oauth_invalid_request, "xyz", strict_profile);
}

TEST_F(Authorization, a_response_type_other_than_code_is_unsupported_and_a_missing_one_invalid) {
  for (const std::string_view type : {"token", "code token", "CODE", ""})
    expect_redirect(with(good, "response_type", type), Code::oauth_unsupported_response_type);
  expect_redirect(with(good, "response_type", std::nullopt), Code::oauth_invalid_request);
}

TEST(Redirect, row_139_carries_code_state_and_issuer) {
  EXPECT_EQ(redirect_with_code("https://tpp.example/cb", "c0de", "a b&c", "https://bank.example"),
            "https://tpp.example/cb?code=c0de&state=a%20b%26c&iss=https%3A%2F%2Fbank.example");
}

TEST(Redirect, row_97_has_no_state_where_none_was_sent) {
  EXPECT_EQ(redirect_with_code("https://tpp.example/cb", "c", std::nullopt, "b"),
            "https://tpp.example/cb?code=c&iss=b");
}

TEST(Redirect, is_appended_to_a_query_that_the_redirect_uri_has_already) {
  EXPECT_EQ(redirect_with_code("https://t/cb?app=1", "c", "s", "b"),
            "https://t/cb?app=1&code=c&state=s&iss=b");
  EXPECT_EQ(redirect_with_code("https://t/cb?", "c", "s", "b"),
            "https://t/cb?code=c&state=s&iss=b");
  EXPECT_EQ(redirect_with_code("https://t/cb?a=1&", "c", "s", "b"),
            "https://t/cb?a=1&code=c&state=s&iss=b");
  EXPECT_EQ(redirect_with_code("myapp:cb", "c", {}, "b"), "myapp:cb?code=c&iss=b");
}

TEST(Redirect, returns_any_state_so_that_it_decodes_to_the_very_bytes) {
  std::string state;
  for (int byte = 0; byte < 256; ++byte) state += static_cast<char>(byte);
  const std::string target = redirect_with_code("https://t/cb", "c", state, "b");
  const auto parameters = message::parse_parameters(message::query_of(target), true);
  EXPECT_EQ(message::single(*parameters, "state"), state);
  EXPECT_EQ(target.find_first_of(" \"<>\r\n"), std::string::npos);
}

TEST(Redirect,
     row_32_of_a_refusal_that_oauth_has_no_word_of_its_own_for_has_the_nearest_and_its_text) {
  const auto told = [](const Refusal& refusal) {
    const std::string target = redirect_with_error("https://t/cb", refusal, {}, "b");
    const auto parameters = message::parse_parameters(message::query_of(target), true);
    return std::string(*message::single(*parameters, "error")) + ": " +
           std::string(*message::single(*parameters, "error_description"));
  };
  EXPECT_EQ(told({Code::tpp_suspended, "Struck off.", "affaire 4711"}),
            "unauthorized_client: Struck off.");
  EXPECT_EQ(told({Code::tpp_suspended}),
            "unauthorized_client: " + std::string(entry_of(Code::tpp_suspended).text));
  EXPECT_TRUE(told({Code::store_unavailable}).starts_with("temporarily_unavailable: "));
}

TEST(Redirect, row_139_of_an_error_has_its_word_a_description_the_state_and_the_issuer) {
  const std::string target = redirect_with_error(
      "https://t/cb", {Code::oauth_temporarily_unavailable}, "s", "https://bank.example");
  const auto parameters = message::parse_parameters(message::query_of(target), true);
  EXPECT_EQ(message::single(*parameters, "error"), "temporarily_unavailable");
  EXPECT_FALSE(message::single(*parameters, "error_description")->empty());
  EXPECT_EQ(message::single(*parameters, "error_uri"),
            "https://bank.example/errors/temporarily_unavailable");
  EXPECT_EQ(message::single(*parameters, "state"), "s");
  EXPECT_EQ(message::single(*parameters, "iss"), "https://bank.example");
  EXPECT_EQ(message::occurrences(*parameters, "code"), 0u);
}

}  // namespace
}  // namespace guichet::oauth
