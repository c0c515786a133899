// SPDX-License-Identifier: Apache-2.0
#include "tpp/seal_reading.hpp"

#include <gtest/gtest.h>

#include "sealed_requests.hpp"

namespace guichet::tpp {
namespace {

class SealReadings : public Seals {
 protected:
  SealReading reading_of(const message::Request& request) {
    return read_seal(request, *tpps_.by_client_id(test::oid_a), tpps_, compatible_profile);
  }
};

TEST_F(SealReadings, show_the_string_the_headers_and_the_digest_but_no_credential) {
  message::Request request = put_consents();
  request.headers.add("Authorization", "Bearer secret");
  Sealing sealing = with_names("(request-target) authorization digest date");
  request.headers.add("Signature", signature_header(sealing, "short"));
  const SealReading reading = reading_of(request);
  EXPECT_EQ(reading.signing_string,
            (std::vector<std::string>{
                "(request-target): put /stet/psd2/v1.6.2/consents", "authorization: (left out)",
                "digest: " + test::digest_of(request.body), "date: (not in the request)"}));
  EXPECT_EQ(reading.body_digest, test::digest_of(request.body));
  EXPECT_EQ(reading.rebuilt_hash, "");
  EXPECT_EQ(reading.signed_hash, "");
  for (const auto& [name, value] : reading.headers) EXPECT_FALSE(value.contains("secret")) << name;
}

TEST_F(SealReadings, tell_both_hashes_and_the_mistake_that_was_signed) {
  message::Request request = test::get_accounts();
  message::Request as_signed = request;
  as_signed.method = "POST";
  const SealReading reading = reading_of(sealed_as(request, as_signed));
  EXPECT_EQ(reading.rebuilt_hash,
            crypto::hex(crypto::sha256(*signing_string(request, words_of(listed)))));
  EXPECT_EQ(reading.signed_hash,
            crypto::hex(crypto::sha256(*signing_string(as_signed, words_of(listed)))));
  EXPECT_TRUE(reading.would_verify.contains("The word post was signed")) << reading.would_verify;
}

TEST_F(SealReadings, find_a_digest_that_was_signed_and_not_sent_or_not_listed_or_listed_only) {
  const message::Request with = put_consents();
  message::Request without = test::get_accounts();
  without.method = with.method;
  without.target = with.target;
  without.body = with.body;
  const std::string three = std::string(listed) + " digest";
  EXPECT_TRUE(reading_of(sealed_as(without, with, with_names(three)))
                  .would_verify.contains("which was signed and not sent"));
  const auto signed_text = signing_string(with, words_of(three));
  message::Request unlisted = with;
  unlisted.headers.add("Signature",
                       signature_header({}, test::key_a().sign_rsa_sha256(*signed_text)));
  EXPECT_TRUE(reading_of(unlisted).would_verify.contains("it was signed and is not listed"));
  message::Request listed_only = with;
  const auto short_text = signing_string(with, words_of(listed));
  listed_only.headers.add(
      "Signature", signature_header(with_names(three), test::key_a().sign_rsa_sha256(*short_text)));
  EXPECT_TRUE(reading_of(listed_only).would_verify.contains("no such line was signed"));
}

TEST_F(SealReadings, name_the_seal_that_made_the_signature_when_keyid_names_another) {
  const std::string second = test::seal_of(test::seal_order(), test::key_b());
  admit(test::enrolled(test::oid_a, {test::seal_a(), second}));
  Sealing sealing;
  sealing.key = &test::key_b();
  const SealReading reading = reading_of(sealed(test::get_accounts(), sealing));
  EXPECT_TRUE(reading.would_verify.contains(test::fingerprint(second))) << reading.would_verify;
}

TEST_F(SealReadings, say_when_the_signature_is_right_and_another_rule_was_not_kept) {
  EXPECT_TRUE(reading_of(sealed(put_consents())).would_verify.contains("itself is right"));
}

}  // namespace
}  // namespace guichet::tpp
