// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace guichet::crypto {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, agrees_with_the_vectors_of_the_standard) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, hashes_nul_bytes_too) { EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256("a")); }

TEST(Sha256, is_the_same_on_every_thread) {
  std::vector<Sha256> hashes(8);
  {
    std::vector<std::jthread> threads;
    for (Sha256& hash : hashes)
      threads.emplace_back([&hash] {
        for (int i = 0; i < 100; ++i) hash = sha256("abc");
      });
  }
  for (const Sha256& hash : hashes) EXPECT_EQ(hash, sha256("abc"));
}

TEST(Sha1, is_given_in_lower_case_hex) {
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

}  // namespace
}  // namespace guichet::crypto
