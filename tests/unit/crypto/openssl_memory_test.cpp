// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include "crypto/openssl_handle.hpp"

namespace guichet::crypto {
namespace {

TEST(OpensslMemory, is_asked_for_where_a_lack_of_it_is_noted) {
  CRYPTO_malloc_fn allocate = nullptr;
  CRYPTO_realloc_fn resize = nullptr;
  CRYPTO_free_fn give_back = nullptr;
  CRYPTO_get_mem_functions(&allocate, &resize, &give_back);
  EXPECT_NE(allocate, &CRYPTO_malloc);
  EXPECT_NE(resize, &CRYPTO_realloc);
  EXPECT_NE(give_back, &CRYPTO_free);
}

TEST(OpensslMemory, of_no_bytes_is_none_and_that_is_no_lack_of_it) {
  const QuietErrors quiet;
  EXPECT_EQ(OPENSSL_malloc(0), nullptr);
  EXPECT_FALSE(memory_was_short());
  EXPECT_TRUE(quiet.refuses(false));
  EXPECT_FALSE(quiet.refuses(true));
}

}  // namespace
}  // namespace guichet::crypto
