// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "test_keys.hpp"

namespace guichet::crypto {
namespace {

PublicKey public_half(const PrivateKey& key) { return PublicKey::from_spki(key.spki()).value(); }

TEST(Key, what_the_private_half_signs_the_public_half_verifies) {
  const std::string signature = test::rsa_2048().sign_rsa_sha256("text");
  const PublicKey key = public_half(test::rsa_2048());
  EXPECT_TRUE(key.verify_rsa_sha256("text", signature));
  EXPECT_FALSE(key.verify_rsa_sha256("Text", signature));
  EXPECT_FALSE(key.verify_rsa_sha256("", signature));
}

TEST(Key, a_failed_verification_does_not_harm_the_next) {
  const std::string signature = test::rsa_2048().sign_rsa_sha256("text");
  const PublicKey key = public_half(test::rsa_2048());
  for (const std::size_t length : {0UL, 1UL, 255UL, 257UL, 100'000UL})
    EXPECT_FALSE(key.verify_rsa_sha256("text", std::string(length, '\1')));
  EXPECT_TRUE(key.verify_rsa_sha256("text", signature));
}

TEST(Key, verifies_on_many_threads_at_once) {
  const std::string signature = test::rsa_2048().sign_rsa_sha256("text");
  const PublicKey key = public_half(test::rsa_2048());
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&, copy = key] {
        for (int i = 0; i < 100; ++i) good += copy.verify_rsa_sha256("text", signature) ? 1 : 0;
      });
  }
  EXPECT_EQ(good, 400);
}

TEST(Key, another_key_does_not_verify) {
  const PublicKey other = public_half(PrivateKey::new_rsa(2048));
  EXPECT_FALSE(other.verify_rsa_sha256("text", test::rsa_2048().sign_rsa_sha256("text")));
}

TEST(Key, tells_what_was_signed_if_it_signed_it) {
  const PublicKey key = public_half(test::rsa_2048());
  EXPECT_EQ(key.hash_signed_in(test::rsa_2048().sign_rsa_sha256("text")), sha256("text"));
  EXPECT_FALSE(key.hash_signed_in(std::string(256, '\7')));
  EXPECT_FALSE(key.hash_signed_in("short"));
  EXPECT_FALSE(public_half(test::ec_p256()).hash_signed_in(std::string(256, '\7')));
}

TEST(Key, says_its_kind_and_size) {
  const PublicKey rsa = public_half(test::rsa_1024());
  EXPECT_EQ(rsa.kind(), KeyKind::rsa);
  EXPECT_EQ(rsa.bits(), 1024);
  EXPECT_EQ(rsa.signature_bytes(), 128);
  const PublicKey ec = public_half(test::ec_p256());
  EXPECT_EQ(ec.kind(), KeyKind::ec_p256);
  EXPECT_EQ(ec.bits(), 256);
  EXPECT_EQ(ec.signature_bytes(), 0);
  const PublicKey small = PublicKey::from_spki(test::spki_on_p192()).value();
  EXPECT_EQ(small.kind(), KeyKind::other);
  EXPECT_EQ(small.bits(), 192);
}

TEST(Key, an_elliptic_key_never_verifies_rsa) {
  EXPECT_FALSE(public_half(test::ec_p256()).verify_rsa_sha256("text", std::string(256, '\1')));
}

TEST(Key, a_public_key_with_something_before_behind_or_missing_is_refused) {
  const std::string spki = test::ec_p256().spki();
  for (const std::string& der : {std::string(), std::string("key"), spki + '\0', '\0' + spki,
                                 spki.substr(0, spki.size() - 1)}) {
    const auto key = PublicKey::from_spki(der);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, Code::cert_weak);
  }
}

TEST(Key, pem_is_pkcs8_and_comes_back_the_same) {
  for (const PrivateKey& key : {test::rsa_2048(), test::ec_p256()}) {
    EXPECT_TRUE(key.pem().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    const auto again = PrivateKey::from_pem(key.pem());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->spki(), key.spki());
  }
}

TEST(Key, an_encrypted_or_broken_pem_is_refused_without_asking_for_a_password) {
  const std::string encrypted =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjAfUVT2yvTTwICCAAw\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n";
  for (const std::string& pem :
       {std::string(), std::string("-----BEGIN PRIVATE KEY-----\n"), encrypted})
    EXPECT_FALSE(PrivateKey::from_pem(pem));
}

}  // namespace
}  // namespace guichet::crypto
