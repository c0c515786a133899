// SPDX-License-Identifier: Apache-2.0
#include "http/chunked_body.hpp"

#include <gtest/gtest.h>

#include "reading.hpp"

namespace guichet::http {
namespace {

using namespace std::string_literals;

Reading read_chunks(const std::string& body) {
  return read_in_every_way(
      "PUT /consents HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
}

TEST(ChunkedBody, is_put_together_from_its_chunks) {
  const Reading reading = read_chunks("5\r\nhello\r\n00000A\r\n, \r\nworld!\r\n0\r\n\r\nGET");
  EXPECT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.body, "hello, \r\nworld!");
  EXPECT_EQ(reading.rest, "GET");
  EXPECT_EQ(read_chunks("0\r\n\r\n").request.body, "");
}

TEST(ChunkedBody, ignores_extensions_that_are_well_formed) {
  for (const std::string line : {"5;a", "5;a=b", "5;a=\"b;\\\"c\"", "5 ; a = b", "5;a;b=c"})
    EXPECT_EQ(read_chunks(line + "\r\nhello\r\n0;last\r\n\r\n").request.body, "hello") << line;
}

TEST(ChunkedBody, refuses_size_lines_of_any_other_form) {
  for (const std::string& line : {""s, " 5"s, "5 "s, "+5"s, "-5"s, "0x5"s, "5h"s, "5,"s, "5;"s,
                                  "5;=b"s, "5;a="s, "5;a=\"b"s, "5;a\x01"s, "5;a b"s, "5\x00"s,
                                  "5\r"s, "00000000000000005"s, "ffffffffffffffffff"s, "5;a\nb"s})
    EXPECT_EQ(read_chunks(line + "\r\nhello\r\n0\r\n\r\n").refusal, Code::http_syntax) << line;
  EXPECT_EQ(read_chunks("5\nhello\r\n0\r\n\r\n").refusal, Code::http_syntax);
}

TEST(ChunkedBody, refuses_a_chunk_that_is_longer_or_shorter_than_its_size) {
  EXPECT_EQ(read_chunks("5\r\nhello!\r\n0\r\n\r\n").refusal, Code::http_syntax);
  EXPECT_EQ(read_chunks("6\r\nhello\r\n0\r\n\r\n").refusal, Code::http_syntax);
  EXPECT_EQ(read_chunks("5\r\nhello\n0\r\n\r\n").refusal, Code::http_syntax);
  EXPECT_EQ(read_chunks("5\r\nhello0\r\n\r\n").refusal, Code::http_syntax);
}

TEST(ChunkedBody, is_refused_as_soon_as_a_size_goes_past_the_limit) {
  EXPECT_EQ(read_chunks("41\r\n").refusal, Code::body_too_large);
  EXPECT_EQ(read_chunks("3f\r\n" + std::string(63, 'b') + "\r\n2\r\n").refusal,
            Code::body_too_large);
  EXPECT_EQ(read_chunks("ffffffffffffffff\r\n").refusal, Code::body_too_large);
  EXPECT_FALSE(read_chunks("40\r\n" + std::string(64, 'b') + "\r\n0\r\n\r\n").refusal);
}

TEST(ChunkedBody, drops_trailers_and_checks_them) {
  const Reading reading = read_chunks("0\r\nHost: evil.example\r\nDigest: x\r\n\r\n");
  EXPECT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.headers.count("host"), 1u);
  EXPECT_EQ(reading.request.headers.count("digest"), 0u);
  for (const std::string& trailers :
       {"A : b\r\n"s, "A\r\n"s, " A: b\r\n"s, "A: b\n"s, "A: \x00\r\n"s})
    EXPECT_EQ(read_chunks("0\r\n" + trailers + "\r\n").refusal, Code::http_syntax) << trailers;
}

TEST(ChunkedBody, bounds_what_surrounds_the_content) {
  const std::string head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(read_in_pieces(head + "1;" + std::string(1100, 'a'), 64).refusal, Code::http_syntax);
  std::string chunks;
  for (int i = 0; i < 10; ++i) chunks += "1;" + std::string(1000, 'a') + "\r\nb\r\n";
  EXPECT_EQ(read_in_pieces(head + chunks, 64).refusal, Code::http_syntax);
  std::string trailers;
  for (int i = 0; i < 101; ++i) trailers += "A: b\r\n";
  EXPECT_EQ(read_in_pieces(head + "0\r\n" + trailers, 64).refusal, Code::headers_too_large);
  EXPECT_EQ(read_in_pieces(head + "0\r\nA: " + std::string(8200, 'a'), 64).refusal,
            Code::headers_too_large);
}

}  // namespace
}  // namespace guichet::http
