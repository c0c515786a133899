// SPDX-License-Identifier: Apache-2.0
#include "tpp/revocation.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tpp/trust.hpp"

namespace guichet::tpp {
namespace {

using crypto::IssuedCertificate;
using crypto::OcspAnswer;
using crypto::OcspStatus;
using std::chrono::hours;
using std::chrono::minutes;

/// 22 March 2027, 09:00:00 UTC.
constexpr Instant now{std::chrono::seconds{1'805'706'000}};

IssuedCertificate issued(const std::string& serial, const std::string& issuer = "issuer") {
  return {.issuer = issuer,
          .serial_hex = serial,
          .der = {},
          .issuer_der = {},
          .list_urls = {},
          .responder_urls = {}};
}

crypto::RevocationList list_until(Instant end, std::unordered_set<std::string> serials = {},
                                  const std::string& number = "1",
                                  std::vector<std::string> points = {}) {
  return {"issuer", end - hours{24 * 7}, end, number, std::move(serials), std::move(points)};
}

struct Revocations : ::testing::Test {
  RevocationBook book;
  const std::vector<IssuedCertificate> path{issued("0a")};

  std::string verdict(Instant at = now) const { return verdict_on(path, at); }
  std::string verdict_on(const std::vector<IssuedCertificate>& of, Instant at = now) const {
    const auto outcome = book.judge(of, at);
    return outcome ? "good" : std::string(entry_of(outcome.error().code).name);
  }
  void answered(OcspStatus status, Instant until = now + hours{1}) {
    book.take_answer(path.front(), OcspAnswer{status, until - hours{1}, until}, now);
  }
  void silent() { book.take_answer(path.front(), std::nullopt, now); }
};

TEST_F(Revocations, a_certificate_whose_issuer_was_never_asked_has_no_status_yet) {
  ASSERT_TRUE(book.take_list(list_until(now + hours{24})));
  EXPECT_TRUE(book.is_unasked(path.front()));
  EXPECT_EQ(verdict(), "CERT_STATUS");
  silent();
  EXPECT_FALSE(book.is_unasked(path.front()));
  EXPECT_EQ(verdict(), "good");
}

TEST_F(Revocations, row_6_a_listed_serial_is_revoked_asked_or_not) {
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {"0a"})));
  EXPECT_EQ(verdict(), "CERT_REVOKED");
  answered(OcspStatus::good);
  EXPECT_EQ(verdict(), "CERT_REVOKED");
  EXPECT_EQ(verdict_on({issued("0a", "other issuer")}), "CERT_STATUS");
}

TEST_F(Revocations, row_7_what_only_the_responder_says_counts) {
  ASSERT_TRUE(book.take_list(list_until(now + hours{24})));
  answered(OcspStatus::revoked);
  EXPECT_EQ(verdict(), "CERT_REVOKED");
  EXPECT_EQ(verdict(now + hours{240}), "CERT_REVOKED") << "an old word of revocation is one";
}

TEST_F(Revocations, row_8_a_list_past_its_end_counts_24_hours_longer) {
  ASSERT_TRUE(book.take_list(list_until(now)));
  silent();
  EXPECT_EQ(verdict(now), "good");
  EXPECT_EQ(verdict(now + hours{24}), "good");
  EXPECT_EQ(verdict(now + hours{24} + minutes{1}), "CERT_STATUS");
}

TEST_F(Revocations, a_responders_answer_stands_in_for_a_list_while_it_lasts) {
  answered(OcspStatus::good, now + minutes{5});
  EXPECT_EQ(verdict(now + minutes{5}), "good");
  EXPECT_EQ(verdict(now + minutes{6}), "CERT_STATUS");
}

TEST_F(Revocations, a_responder_that_does_not_know_leaves_the_list_to_say) {
  answered(OcspStatus::unknown);
  EXPECT_EQ(verdict(), "CERT_STATUS");
  ASSERT_TRUE(book.take_list(list_until(now + hours{1})));
  EXPECT_EQ(verdict(), "good");
}

TEST_F(Revocations, an_older_list_or_answer_changes_nothing) {
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {"0a"}, "0a")));
  EXPECT_FALSE(book.take_list(list_until(now + hours{48}, {}, "9")));
  EXPECT_EQ(verdict(), "CERT_REVOKED");
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {}, "0b")));
  answered(OcspStatus::revoked, now + hours{2});
  answered(OcspStatus::good, now + hours{1});
  EXPECT_EQ(verdict(), "CERT_REVOKED");
}

TEST_F(Revocations, a_later_answer_lifts_a_hold) {
  answered(OcspStatus::revoked, now + hours{1});
  answered(OcspStatus::good, now + hours{2});
  EXPECT_EQ(verdict(), "good");
}

TEST_F(Revocations, an_authority_above_is_refused_if_revoked_and_not_for_silence) {
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {"ca"})));
  silent();
  EXPECT_EQ(verdict_on({issued("0a"), issued("cb")}), "good");
  EXPECT_EQ(verdict_on({issued("0a"), issued("ca")}), "CERT_REVOKED");
}

TEST_F(Revocations, silent_responders_are_due_sooner_than_those_that_answered) {
  const auto due = [&](Instant answered_before, Instant silent_before) {
    return book.due(answered_before, silent_before, now).size();
  };
  silent();
  EXPECT_EQ(due(now - minutes{15}, now), 0U);
  EXPECT_EQ(due(now - minutes{15}, now + minutes{1}), 1U);
  answered(OcspStatus::good);
  EXPECT_EQ(due(now - minutes{15}, now + minutes{1}), 0U);
  EXPECT_EQ(due(now + minutes{1}, now), 1U);
}

TEST_F(Revocations, an_answer_is_due_again_before_it_ends_so_that_there_is_no_gap) {
  answered(OcspStatus::good, now + minutes{5});
  const auto due_at = [&](Instant at) {
    return book.due(at - minutes{15}, at - minutes{1}, at + minutes{2}).size();
  };
  EXPECT_EQ(due_at(now + minutes{2}), 0U);
  EXPECT_EQ(due_at(now + minutes{3}), 1U);
  EXPECT_EQ(verdict(now + minutes{3}), "good");
}

TEST_F(Revocations, lists_of_several_distribution_points_stand_beside_each_other) {
  IssuedCertificate of_a = issued("0a");
  of_a.list_urls = {"http://lists.example/a"};
  book.take_answer(of_a, std::nullopt, now);
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {}, "1", {"http://lists.example/b"})));
  EXPECT_EQ(verdict_on({of_a}), "CERT_STATUS") << "the list of b does not speak of it";
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {}, "2", {"http://lists.example/a"})));
  EXPECT_EQ(verdict_on({of_a}), "good");
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {"0a"}, "3", {"http://lists.example/a"})));
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {}, "9", {"http://lists.example/b"})));
  EXPECT_EQ(verdict_on({of_a}), "CERT_REVOKED") << "b's newer list does not take a's place";
}

/// As the judges of certificates ask: with what was found the last time kept beside the path.
struct RememberedStandings : Revocations {
  Trust trust{crypto::TrustStore({}), &book};
  GoodStanding standing;

  std::string remembered_verdict(Instant at = now) {
    const auto outcome =
        trust.judge_status({.not_before = now, .not_after = now, .issued = path}, standing, at);
    return outcome ? "good" : std::string(entry_of(outcome.error().code).name);
  }
};

TEST_F(RememberedStandings, a_good_one_ends_with_the_first_word_of_a_revocation) {
  answered(OcspStatus::good, now + hours{1});
  EXPECT_EQ(remembered_verdict(), "good");
  answered(OcspStatus::revoked, now + hours{2});
  EXPECT_EQ(remembered_verdict(), "CERT_REVOKED");
  answered(OcspStatus::good, now + hours{3});
  EXPECT_EQ(remembered_verdict(), "good");
  ASSERT_TRUE(book.take_list(list_until(now + hours{24}, {"0a"})));
  EXPECT_EQ(remembered_verdict(), "CERT_REVOKED");
}

TEST_F(RememberedStandings, a_good_one_lasts_no_longer_than_what_it_was_found_by) {
  answered(OcspStatus::good, now + minutes{5});
  for (const auto late : {minutes{0}, minutes{5}, minutes{6}, minutes{4}})
    EXPECT_EQ(remembered_verdict(now + late), verdict(now + late)) << late.count();
  ASSERT_TRUE(book.take_list(list_until(now)));
  for (const auto late : {minutes{6}, minutes{24 * 60}, minutes{24 * 60 + 1}})
    EXPECT_EQ(remembered_verdict(now + late), verdict(now + late)) << late.count();
}

TEST_F(RememberedStandings, one_that_is_not_good_is_not_remembered) {
  EXPECT_EQ(remembered_verdict(), "CERT_STATUS");
  answered(OcspStatus::good);
  EXPECT_EQ(remembered_verdict(), "good");
}

TEST(TrustAnchors, may_be_replaced_while_they_are_used) {
  Trust trust{crypto::TrustStore({})};
  const auto before = trust.generation();
  trust.replace_anchors(crypto::TrustStore({}));
  EXPECT_NE(trust.generation(), before);
  EXPECT_EQ(trust.path({"not a certificate"}, now).error().code, Code::cert_untrusted);
}

}  // namespace
}  // namespace guichet::tpp
