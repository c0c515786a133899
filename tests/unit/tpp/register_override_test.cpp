// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tpp/public_register.hpp"

namespace guichet::tpp {
namespace {

using namespace std::chrono;

/// 22 March 2027, 09:00:00 UTC.
constexpr Instant now{seconds{1'805'706'000}};
constexpr std::string_view oid = "PSDFR-ACPR-13807";

const PublicRegister& reg() {
  static const PublicRegister only =
      PublicRegister::read(
          "identifiant;denomination;statut;date_fin\n"
          "13807;Good;agree;\n1;Suspended;suspendu;\n2;Gone;radie;2024-02-01\n"
          "3;Long gone;radie;\n4;Going;agree;2027-03-23\n")
          .value();
  return only;
}

RegisterOverride word(bool admit, std::optional<Instant> until = {}) {
  RegisterOverride said;
  said.oid = oid;
  said.admit = admit;
  said.reason = "court order 12/2027";
  said.operator_name = "m.martin";
  said.at = now - days{3};
  said.until = until;
  return said;
}

Refusal verdict(std::string_view who, const std::vector<RegisterOverride>& words = {},
                bool absent_is_refused = true, Instant at = now,
                const PublicRegister* consulted = &reg()) {
  const auto outcome = judge_standing(consulted, words, who, absent_is_refused, at);
  return outcome ? Refusal{Code::count_} : outcome.error();
}
Code code_of(std::string_view who, const std::vector<RegisterOverride>& words = {},
             bool absent_is_refused = true, Instant at = now) {
  return verdict(who, words, absent_is_refused, at).code;
}
constexpr Code accepted = Code::count_;

TEST(StandingVerdict, an_active_provider_is_good) { EXPECT_EQ(code_of(oid), accepted); }

TEST(StandingVerdict, the_cause_is_told_with_register_and_day) {
  EXPECT_EQ(verdict("PSDFR-ACPR-1").said, "This TPP is suspended in the REGAFI.");
  EXPECT_EQ(verdict("PSDFR-ACPR-2").said, "This TPP is struck off in the REGAFI since 2024-02-01.");
  EXPECT_EQ(verdict("PSDFR-ACPR-3").said, "This TPP is struck off in the REGAFI.");
  EXPECT_EQ(verdict("PSDFR-ACPR-2").code, Code::tpp_suspended);
}

TEST(StandingVerdict, who_is_struck_off_tomorrow_is_good_today) {
  EXPECT_EQ(code_of("PSDFR-ACPR-4"), accepted);
  // Midnight in Paris is 23:00 UTC in March.
  EXPECT_EQ(code_of("PSDFR-ACPR-4", {}, true, now + hours{14} - milliseconds{1}), accepted);
  EXPECT_EQ(code_of("PSDFR-ACPR-4", {}, true, now + hours{14}), Code::tpp_suspended);
}

TEST(StandingVerdict, an_absent_provider_is_refused_where_that_is_the_rule) {
  EXPECT_EQ(code_of("PSDFR-ACPR-9", {}, false), accepted);
  EXPECT_EQ(verdict("PSDFR-ACPR-9").said,
            "No licence of this TPP stands in the REGAFI on 2027-03-22.");
}

TEST(StandingVerdict, without_a_register_only_the_operator_refuses) {
  EXPECT_EQ(verdict("PSDFR-ACPR-2", {}, true, now, nullptr).code, accepted);
  EXPECT_EQ(verdict(oid, {word(false)}, true, now, nullptr).code, Code::tpp_suspended);
}

TEST(StandingVerdict, an_operator_refuses_with_a_day_and_a_reason_that_the_tpp_does_not_read) {
  const Refusal refusal = verdict(oid, {word(false)});
  EXPECT_EQ(refusal.code, Code::tpp_suspended);
  EXPECT_EQ(refusal.said, "This bank refuses the TPP since 2027-03-19; ask it why.");
  EXPECT_EQ(refusal.detail, "refused by m.martin: court order 12/2027");
}

TEST(StandingVerdict, an_operator_admits_whom_the_register_refuses) {
  RegisterOverride said = word(true);
  said.oid = "PSDFR-ACPR-2";
  EXPECT_EQ(code_of("PSDFR-ACPR-2", {said}), accepted);
  EXPECT_EQ(code_of("PSDFR-ACPR-1", {said}), Code::tpp_suspended);
}

TEST(StandingVerdict, the_last_word_that_has_not_ended_counts) {
  EXPECT_EQ(code_of(oid, {word(false), word(true)}), accepted);
  EXPECT_EQ(code_of(oid, {word(true), word(false)}), Code::tpp_suspended);
  EXPECT_EQ(code_of(oid, {word(false), word(true, now)}), Code::tpp_suspended);
  EXPECT_EQ(code_of(oid, {word(false), word(true, now + milliseconds{1})}), accepted);
  EXPECT_EQ(code_of(oid, {word(false, now)}), accepted);
}

TEST(Overrides, are_read_as_they_were_written) {
  RegisterOverride first = word(true, now + days{30} + milliseconds{7});
  first.reason = "said \"yes\"\nand é";
  const std::string lines = override_line(first) + "\n" + override_line(word(false));
  const auto read = read_overrides(lines);
  ASSERT_TRUE(read) << read.error().said;
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].oid, oid);
  EXPECT_TRUE((*read)[0].admit);
  EXPECT_EQ((*read)[0].reason, first.reason);
  EXPECT_EQ((*read)[0].operator_name, "m.martin");
  EXPECT_EQ((*read)[0].at, first.at);
  EXPECT_EQ((*read)[0].until, first.until);
  EXPECT_FALSE((*read)[1].until);
  EXPECT_TRUE(read_overrides("")->empty());
}

TEST(Overrides, are_one_line_each) {
  EXPECT_EQ(override_line(word(false, now)),
            R"({"at":"2027-03-19T09:00:00.000Z","operator":"m.martin","oid":"PSDFR-ACPR-13807",)"
            R"("admit":false,"until":"2027-03-22T09:00:00.000Z","reason":"court order 12/2027"})"
            "\n");
}

TEST(Overrides, a_broken_line_is_refused_and_named) {
  const std::string good = override_line(word(true, now));
  const auto refusal_with = [&](const std::string& from, const std::string& to) {
    std::string line = good;
    line.replace(line.find(from), from.size(), to);
    const auto read = read_overrides(good + line);
    EXPECT_FALSE(read.has_value()) << line;
    if (read) return std::string();
    EXPECT_EQ(read.error().code, Code::internal);
    EXPECT_TRUE(read.error().said.starts_with("Line 2: ")) << read.error().said;
    return read.error().said.substr(8);
  };
  EXPECT_TRUE(refusal_with("court order 12/2027", " ").starts_with("reason"));
  EXPECT_TRUE(refusal_with("court order 12/2027", std::string(201, 'x')).starts_with("reason"));
  EXPECT_TRUE(refusal_with(",\"reason\":\"court order 12/2027\"", "").starts_with("reason"));
  EXPECT_TRUE(refusal_with("m.martin", "").starts_with("operator"));
  EXPECT_TRUE(refusal_with("true", "1").starts_with("admit"));
  EXPECT_TRUE(refusal_with("PSDFR-ACPR-13807", "13807").starts_with("oid"));
  EXPECT_TRUE(refusal_with("2027-03-19", "2027-02-30").starts_with("at"));
  EXPECT_TRUE(
      refusal_with("T09:00:00.000Z\",\"operator", "T24:00:00.000Z\",\"operator").starts_with("at"));
  EXPECT_TRUE(refusal_with("2027-03-22T09:00:00.000Z", "2027-03-22").starts_with("until"));
  EXPECT_TRUE(refusal_with("2027-03-22T09", "2027-03-22 09").starts_with("until"));
  EXPECT_TRUE(refusal_with("}", "").starts_with("expected one JSON object"));
}

}  // namespace
}  // namespace guichet::tpp
