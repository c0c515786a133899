// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "crypto/key.hpp"

namespace guichet::crypto {
namespace {

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(at, 2)), nullptr, 16));
  return bytes;
}

std::string text_at(const boost::json::value& object, std::string_view member) {
  return boost::json::value_to<std::string>(object.at(member));
}

// Forged padding, other encodings of DigestInfo, short and long signatures: what has broken
// verifiers.
TEST(Wycheproof, every_rsa_2048_sha_256_vector_gets_the_verdict_it_asks_for) {
  const char* shared = std::getenv("GUICHET_SHARED_DIR");
  if (shared == nullptr) GTEST_SKIP() << "GUICHET_SHARED_DIR does not say where the vectors are";
  std::ifstream file(std::string(shared) + "/data/wycheproof_rsa_signature_2048_sha256_test.json");
  if (!file) GTEST_SKIP() << "no Wycheproof vectors below " << shared;
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const boost::json::value vectors = boost::json::parse(text);
  int checked = 0;
  for (const auto& group : vectors.at("testGroups").as_array()) {
    const auto key = PublicKey::from_spki(bytes_of_hex(text_at(group, "publicKeyDer")));
    ASSERT_TRUE(key);
    for (const auto& vector : group.at("tests").as_array()) {
      // "Acceptable" is the DigestInfo without its NULL, which RFC 8017 lets a verifier refuse; we
      // do.
      const bool expected = text_at(vector, "result") == "valid";
      EXPECT_EQ(key->verify_rsa_sha256(bytes_of_hex(text_at(vector, "msg")),
                                       bytes_of_hex(text_at(vector, "sig"))),
                expected)
          << "tcId " << vector.at("tcId") << ' ' << vector.at("comment");
      ++checked;
    }
  }
  EXPECT_EQ(checked, vectors.at("numberOfTests").to_number<int>());
}

}  // namespace
}  // namespace guichet::crypto
