// SPDX-License-Identifier: Apache-2.0
#include "tpp/signature.hpp"

#include <gtest/gtest.h>

#include "message/http_date.hpp"
#include "sealed_requests.hpp"

namespace guichet::tpp {
namespace {

using std::chrono::seconds;

TEST_F(Seals, a_true_one_is_accepted) {
  EXPECT_EQ(code_of(sealed(test::get_accounts())), accepted);
  EXPECT_EQ(code_of(sealed(put_consents(), with_names("(request-target) digest"))), accepted);
}

TEST_F(Seals, row_46_none_is_missing) {
  EXPECT_EQ(code_of(test::get_accounts()), Code::sig_missing);
}

TEST_F(Seals, row_47_two_are_ambiguous) {
  EXPECT_EQ(code_of(sealed(sealed(test::get_accounts()))), Code::sig_ambiguous);
}

TEST_F(Seals, row_49_an_empty_headers_parameter_is_refused) {
  EXPECT_EQ(code_of(sealed(test::get_accounts(), with_names(""))), Code::sig_headers);
  EXPECT_EQ(code_of(sealed(test::get_accounts(), with_names(" "))), Code::sig_headers);
}

TEST_F(Seals, row_50_no_headers_parameter_covers_too_little) {
  message::Request request = test::get_accounts();
  request.headers.add("Signature", R"(keyId="k",algorithm="rsa-sha256",signature="c2VhbA==")");
  EXPECT_EQ(code_of(request), Code::sig_coverage);
}

TEST_F(Seals, row_51_must_cover_the_request_target) {
  const auto request = test::with_header(test::get_accounts(), "Authorization", "Bearer t");
  EXPECT_EQ(code_of(sealed(request, with_names("Authorization X-Request-ID"))), Code::sig_coverage);
  EXPECT_EQ(code_of(sealed(request, with_names("x-request-id"))), Code::sig_coverage);
}

TEST_F(Seals, must_cover_the_request_id_or_the_digest) {
  EXPECT_EQ(code_of(sealed(test::get_accounts(), with_names("(request-target) host"))),
            Code::sig_coverage);
}

TEST_F(Seals, names_are_compared_without_regard_to_case) {
  const auto text = signing_string(test::get_accounts(), {"(request-target)", "x-request-id"});
  message::Request request = test::get_accounts();
  request.headers.add("Signature", signature_header(with_names("(Request-Target) X-Request-ID"),
                                                    test::key_a().sign_rsa_sha256(*text)));
  EXPECT_EQ(code_of(request), accepted);
}

TEST_F(Seals, row_53_a_listed_header_must_be_in_the_request) {
  EXPECT_EQ(
      code_of(sealed(test::get_accounts(), with_names("(request-target) digest psu-ip-address"))),
      Code::sig_header_absent);
}

TEST_F(Seals, row_57_the_order_of_headers_is_what_is_signed) {
  const auto text = signing_string(test::get_accounts(), {"x-request-id", "(request-target)"});
  message::Request request = test::get_accounts();
  request.headers.add("Signature", signature_header({}, test::key_a().sign_rsa_sha256(*text)));
  EXPECT_EQ(code_of(request), Code::sig_invalid);
}

TEST_F(Seals, row_58_a_changed_body_is_found_by_its_digest) {
  message::Request request = sealed(put_consents(), with_names("(request-target) digest"));
  request.body += ' ';
  EXPECT_EQ(code_of(request), Code::digest_mismatch);
}

TEST_F(Seals, row_59_a_digest_of_a_body_must_be_covered) {
  EXPECT_EQ(code_of(sealed(put_consents())), Code::sig_coverage);
  message::Request request = put_consents();
  EXPECT_EQ(code_of(sealed(request, with_names("(request-target) x-request-id"))),
            Code::sig_coverage);
}

TEST_F(Seals, row_61_without_body_the_digest_of_nothing_is_accepted_and_no_other) {
  const auto with_digest = [](std::string_view digest) {
    return sealed(test::with_header(test::get_accounts(), "Digest", digest));
  };
  EXPECT_EQ(code_of(with_digest(test::digest_of(""))), accepted);
  EXPECT_EQ(code_of(with_digest(test::digest_of(" "))), Code::digest_mismatch);
  EXPECT_EQ(code_of(with_digest("")), Code::digest_mismatch);
}

TEST_F(Seals, the_label_of_a_digest_is_read_in_any_case_and_its_base64_strictly) {
  const std::string right = test::digest_of(put_consents().body);
  const auto code_with = [&](const std::string& digest) {
    return code_of(sealed(test::with_header(put_consents(), "Digest", digest),
                          with_names("(request-target) digest")));
  };
  EXPECT_EQ(code_with("sha-256=" + right.substr(8)), accepted);
  EXPECT_EQ(code_with("SHA-512=" + right.substr(8)), Code::digest_mismatch);
  EXPECT_EQ(code_with(right.substr(0, right.size() - 1)), Code::digest_mismatch);
  EXPECT_EQ(code_with(right + ",MD5=x"), Code::digest_mismatch);
}

TEST_F(Seals, a_digest_of_nothing_over_a_body_is_named_as_the_cause) {
  const auto request = test::with_header(put_consents(), "Digest", test::digest_of(""));
  const Refusal refusal = verdict(sealed(request, with_names("(request-target) digest")));
  EXPECT_EQ(refusal.code, Code::digest_mismatch);
  EXPECT_TRUE(refusal.said.contains("empty body")) << refusal.said;
}

TEST_F(Seals, row_63_a_signed_date_may_be_300_s_old_and_60_s_ahead) {
  const auto code_at = [&](seconds shift) {
    const auto request =
        test::with_header(test::get_accounts(), "Date", message::http_date(now + shift));
    return code_of(sealed(request, with_names("(request-target) x-request-id date")));
  };
  EXPECT_EQ(code_at(seconds{-299}), accepted);
  EXPECT_EQ(code_at(seconds{-300}), accepted);
  EXPECT_EQ(code_at(seconds{-301}), Code::sig_stale);
  EXPECT_EQ(code_at(seconds{59}), accepted);
  EXPECT_EQ(code_at(seconds{61}), Code::sig_stale);
}

TEST_F(Seals, row_63_a_signed_date_in_another_form_is_stale) {
  const auto request = test::with_header(test::get_accounts(), "Date", "2027-03-22T09:00:00Z");
  EXPECT_EQ(code_of(sealed(request, with_names("(request-target) x-request-id date"))),
            Code::sig_stale);
}

TEST_F(Seals, row_64_an_unsigned_or_absent_date_is_the_profiles_affair) {
  const auto old = test::with_header(test::get_accounts(), "Date", "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(code_of(sealed(old)), accepted);
  EXPECT_EQ(code_of(sealed(test::get_accounts())), accepted);
  EXPECT_EQ(code_of(sealed(test::get_accounts()), strict_profile), Code::sig_coverage);
}

TEST_F(Seals, row_65_the_same_request_again_is_accepted_again) {
  const message::Request request = sealed(test::get_accounts());
  EXPECT_EQ(code_of(request), accepted);
  EXPECT_EQ(code_of(request), accepted);
}

TEST_F(Seals, rows_66_and_67_other_algorithms_are_refused_whatever_was_signed) {
  for (const char* algorithm : {"hs2019", "hmac-sha256", "rsa-sha512", "rsasha256", "none"}) {
    Sealing sealing;
    sealing.algorithm = std::string("algorithm=\"") + algorithm + "\",";
    EXPECT_EQ(code_of(sealed(test::get_accounts(), sealing)), Code::sig_alg) << algorithm;
  }
}

TEST_F(Seals, row_69_the_algorithm_may_be_left_out) {
  Sealing sealing;
  sealing.algorithm.clear();
  EXPECT_EQ(code_of(sealed(test::get_accounts(), sealing)), accepted);
}

TEST_F(Seals, row_74_of_an_expired_certificate_are_refused) {
  const auto request = sealed(test::get_accounts());
  const crypto::CertificateOrder order = test::seal_order();
  EXPECT_EQ(code_of(request, compatible_profile, order.not_after), accepted);
  EXPECT_EQ(code_of(request, compatible_profile, order.not_after + seconds{1}),
            Code::sig_key_expired);
  EXPECT_EQ(code_of(request, compatible_profile, order.not_before - seconds{1}),
            Code::sig_key_expired);
}

TEST_F(Seals, row_78_any_change_of_the_query_is_found) {
  message::Request request = test::get_accounts();
  request.target += "?a=1&b=%2B";
  for (const char* target : {"?a=1", "?b=%2B&a=1", "?a=1&b=%2b", "?a=1&b=%2B&", ""}) {
    message::Request changed = sealed(request);
    changed.target = std::string(test::get_accounts().target) + target;
    EXPECT_EQ(code_of(changed), Code::sig_invalid) << target;
  }
  EXPECT_EQ(code_of(sealed(request)), accepted);
}

TEST_F(Seals, row_84_any_byte_may_be_signed) {
  const auto request =
      test::with_header(test::get_accounts(), "PSU-User-Agent", "caf\xc3\xa9 \xe9");
  EXPECT_EQ(code_of(sealed(request, with_names("(request-target) x-request-id psu-user-agent"))),
            accepted);
}

TEST_F(Seals, rows_85_and_88_a_malformed_header_is_refused) {
  message::Request request = test::get_accounts();
  request.headers.add("Signature", "keyId=\xe2\x80\x9ck\xe2\x80\x9d");
  EXPECT_EQ(code_of(request), Code::sig_malformed);
}

TEST_F(Seals, row_87_created_in_the_future_or_expires_past_is_stale) {
  const long long second = std::chrono::floor<seconds>(now).time_since_epoch().count();
  const auto code_with = [&](const std::string& more) {
    Sealing sealing;
    sealing.more = more + ',';
    return code_of(sealed(test::get_accounts(), sealing));
  };
  EXPECT_EQ(code_with("created=" + std::to_string(second)), accepted);
  EXPECT_EQ(code_with("created=" + std::to_string(second + 1)), Code::sig_stale);
  EXPECT_EQ(code_with("expires=\"" + std::to_string(second) + ".25\""), accepted);
  EXPECT_EQ(code_with("expires=" + std::to_string(second - 1)), Code::sig_stale);
  EXPECT_EQ(code_with("created=yesterday"), Code::sig_malformed);
  EXPECT_EQ(code_with("created=-1"), Code::sig_malformed);
  EXPECT_EQ(code_with("created=99999999999999999999"), Code::sig_malformed);
}

TEST_F(Seals, row_87_created_cannot_be_listed) {
  EXPECT_EQ(
      code_of(sealed(test::get_accounts(), with_names("(request-target) x-request-id (created)"))),
      Code::sig_headers);
}

TEST_F(Seals, row_89_psu_headers_are_covered_where_the_profile_wants_it) {
  message::Request request = test::with_header(test::get_accounts(), "Date", test::now_as_date);
  request.headers.add("Digest", test::digest_of(""));
  const std::string names = "(request-target) x-request-id date digest";
  EXPECT_EQ(code_of(sealed(request, with_names(names)), strict_profile), accepted);
  request.headers.add("Psu-IP-Address", "192.0.2.1");
  EXPECT_EQ(code_of(sealed(request, with_names(names))), accepted);
  EXPECT_EQ(code_of(sealed(request, with_names(names)), strict_profile), Code::sig_coverage);
  EXPECT_EQ(code_of(sealed(request, with_names(names + " psu-ip-address")), strict_profile),
            accepted);
}

TEST_F(Seals, the_strict_profile_wants_digest_and_content_type_too) {
  message::Request get = test::with_header(test::get_accounts(), "Date", test::now_as_date);
  EXPECT_EQ(code_of(sealed(get, with_names("(request-target) x-request-id date")), strict_profile),
            Code::sig_coverage);
  message::Request put = test::with_header(put_consents(), "Date", test::now_as_date);
  const std::string names = "(request-target) x-request-id date digest";
  EXPECT_EQ(code_of(sealed(put, with_names(names)), strict_profile), Code::sig_coverage);
  EXPECT_EQ(code_of(sealed(put, with_names(names + " content-type")), strict_profile), accepted);
}

TEST_F(Seals, another_key_does_not_verify_and_is_named_as_the_cause) {
  Sealing sealing;
  sealing.key = &test::key_b();
  const Refusal refusal = verdict(sealed(test::get_accounts(), sealing));
  EXPECT_EQ(refusal.code, Code::sig_invalid);
  EXPECT_TRUE(refusal.said.contains("not made with this seal's key")) << refusal.said;
}

TEST_F(Seals, one_of_another_length_is_named_as_such) {
  message::Request request = test::get_accounts();
  request.headers.add("Signature", signature_header({}, "short"));
  EXPECT_TRUE(verdict(request).said.contains("5 bytes"));
}

TEST_F(Seals, the_usual_mistakes_in_the_string_are_named) {
  struct Mistake {
    const char* method;
    const char* target;
    const char* said;
  };
  message::Request request = test::get_accounts();
  request.target += "?q=a%2Bb";
  const std::string path = test::get_accounts().target;
  const std::string decoded = path + "?q=a+b";
  const std::string whole = "https://www.17515.sandbox.api.localhost" + request.target;
  for (const Mistake& mistake :
       {Mistake{"POST", request.target.c_str(), "The word post was signed"},
        Mistake{"GET", decoded.c_str(), "percent-decoded"},
        Mistake{"GET", path.c_str(), "without its query"},
        Mistake{"GET", whole.c_str(), "whole URL"},
        Mistake{"GET", "/elsewhere", "The key is right"}}) {
    message::Request as_signed = request;
    as_signed.method = mistake.method;
    as_signed.target = mistake.target;
    const Refusal refusal = verdict(sealed_as(request, as_signed));
    EXPECT_EQ(refusal.code, Code::sig_invalid);
    EXPECT_TRUE(refusal.said.contains(mistake.said)) << refusal.said;
  }
}

TEST_F(Seals, the_usual_mistakes_in_line_ends_and_capitals_are_named) {
  const std::string id = "x-request-id: id-1234567890111121 1";
  const std::string target = "/stet/psd2/v1.6.2/accounts";
  const auto said_of = [&](const std::string& text) {
    message::Request request = test::get_accounts();
    request.headers.add("Signature", signature_header({}, test::key_a().sign_rsa_sha256(text)));
    return verdict(request).said;
  };
  EXPECT_EQ(said_of("(request-target): get " + target + '\n' + id), "");
  EXPECT_TRUE(said_of("(request-target): get " + target + '\n' + id + '\n').contains("line feed"));
  EXPECT_TRUE(said_of("(request-target): get " + target + "\r\n" + id).contains("CR LF"));
  EXPECT_TRUE(said_of("(request-target): GET " + target + '\n' + id).contains("capitals"));
}

TEST_F(Seals, row_55_is_left_to_the_check_of_duplicates_before) {
  message::Request request = test::get_accounts();
  request.headers.add("X-Request-ID", "another");
  EXPECT_EQ(code_of(sealed(request)),
            accepted);  // joined as the draft says; refused earlier as a duplicate
}

}  // namespace
}  // namespace guichet::tpp
