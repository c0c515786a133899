// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.hpp"

#include <gtest/gtest.h>

#include "reading.hpp"

namespace guichet::http {
namespace {

using namespace std::string_literals;

const std::string host = "Host: www.17515.sandbox.api.localhost\r\n";

std::string get_with(const std::string& fields) {
  return "GET /accounts HTTP/1.1\r\n" + host + fields + "\r\n";
}

std::string first_line(const std::string& line) { return line + "\r\n" + host + "\r\n"; }

TEST(RequestReader, reads_method_target_and_fields_as_they_came) {
  const Reading reading =
      read_in_every_way("GET /a%2fb?x=1&y=%C3%A9 HTTP/1.1\r\n" + host +
                        "X-Request-ID: \t 7 \t\r\nx-empty:\r\nX-Byte: caf\xc3\xa9\r\n\r\n");
  ASSERT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.method, "GET");
  EXPECT_EQ(reading.request.target, "/a%2fb?x=1&y=%C3%A9");
  EXPECT_EQ(reading.request.headers.find("x-request-id"), "7");
  EXPECT_EQ(reading.request.headers.find("x-empty"), "");
  EXPECT_EQ(reading.request.headers.find("x-byte"), "caf\xc3\xa9");
  EXPECT_EQ(reading.request.headers.all()[1].name, "X-Request-ID");
}

TEST(RequestReader, leaves_the_bytes_of_the_next_request) {
  const Reading reading = read_in_every_way(get_with("") + "GET /next");
  EXPECT_FALSE(reading.refusal);
  EXPECT_EQ(reading.rest, "GET /next");
}

TEST(RequestReader, forgives_one_empty_line_before_a_request_and_no_more) {
  EXPECT_FALSE(read_in_every_way("\r\n" + get_with("")).refusal);
  EXPECT_EQ(read_in_every_way("\r\n\r\n" + get_with("")).refusal, Code::http_syntax);
  EXPECT_EQ(read_in_every_way("\n" + get_with("")).refusal, Code::http_syntax);
}

TEST(RequestReader, refuses_a_request_line_that_is_not_three_words_between_single_blanks) {
  for (const std::string& line : {"GET /"s,
                                  "GET  / HTTP/1.1"s,
                                  "GET /  HTTP/1.1"s,
                                  " GET / HTTP/1.1"s,
                                  "GET / HTTP/1.1 "s,
                                  "GET\t/\tHTTP/1.1"s,
                                  "GET /a b HTTP/1.1"s,
                                  "GET HTTP/1.1"s,
                                  "G(T / HTTP/1.1"s,
                                  "G\x01T / HTTP/1.1"s,
                                  " / HTTP/1.1"s,
                                  "GET / http/1.1"s,
                                  "GET / HTTP/1.10"s,
                                  "GET / HTTP/1,1"s,
                                  "GET / HTTP/+1.1"s,
                                  "GET / HTTP/1.1\r"s,
                                  "GET /\x00 HTTP/1.1"s,
                                  "GET /\xc3\xa9 HTTP/1.1"s,
                                  "GET /#part HTTP/1.1"s,
                                  "GET /\\ HTTP/1.1"s,
                                  "GET /\x7f HTTP/1.1"s,
                                  "GET /\r HTTP/1.1"s})
    EXPECT_EQ(read_in_every_way(first_line(line)).refusal, Code::http_syntax) << line;
}

TEST(RequestReader, refuses_every_version_but_1_1) {
  for (const std::string version : {"HTTP/1.0", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3.0"})
    EXPECT_EQ(read_in_every_way(first_line("GET / " + version)).refusal, Code::http_version)
        << version;
  EXPECT_EQ(read_in_every_way("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").refusal, Code::http_version);
}

TEST(RequestReader, takes_http_1_0_with_a_host_where_it_is_allowed_and_closes_afterwards) {
  Limits limits;
  limits.takes_http_1_0 = true;
  const auto read = [&](std::string bytes) {
    RequestReader reader(limits);
    std::string_view rest = bytes;
    auto state = reader.read(rest);
    if (state == RequestReader::State::admission) state = reader.admit_body(64);
    if (state == RequestReader::State::body) state = reader.read(rest);
    return std::pair(state, reader.closes());
  };
  using State = RequestReader::State;
  EXPECT_EQ(read("GET / HTTP/1.0\r\n" + host + "\r\n"), std::pair(State::complete, true));
  EXPECT_EQ(
      read("POST / HTTP/1.0\r\n" + host + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab"),
      std::pair(State::complete, true));
  EXPECT_EQ(read("GET / HTTP/1.0\r\n\r\n").first, State::refused);
  EXPECT_EQ(read("GET / HTTP/0.9\r\n" + host + "\r\n").first, State::refused);
}

TEST(RequestReader, row_235_a_coding_in_http_1_0_is_an_error_of_syntax) {
  EXPECT_EQ(read_in_every_way("POST / HTTP/1.0\r\n" + host +
                              "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                .refusal,
            Code::http_syntax);
}

TEST(RequestReader, reduces_an_absolute_target_and_lets_its_authority_replace_host) {
  const Reading reading = read_in_every_way(
      "GET HTTPS://Bank.Example:8443/accounts?a=b HTTP/1.1\r\nHost: other.example\r\n\r\n");
  ASSERT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.target, "/accounts?a=b");
  EXPECT_EQ(reading.request.headers.find("host"), "Bank.Example:8443");
  EXPECT_EQ(read_in_every_way(first_line("GET http://bank.example HTTP/1.1")).request.target, "/");
  EXPECT_EQ(read_in_every_way(first_line("GET http://bank.example?a HTTP/1.1")).request.target,
            "/?a");
  EXPECT_EQ(read_in_every_way(first_line("OPTIONS http://bank.example HTTP/1.1")).request.target,
            "*");
}

TEST(RequestReader, refuses_targets_of_other_forms) {
  for (const std::string target :
       {"*", "accounts", "ftp://bank.example/", "http:///accounts", "http://a@b.example/",
        "https://", "?a=b", "http:/a", "http://a b/", "http://bank.example:port/"})
    EXPECT_EQ(read_in_every_way(first_line("GET " + target + " HTTP/1.1")).refusal,
              Code::http_syntax)
        << target;
  for (const std::string target : {"bank.example:443", "/", "*"})
    EXPECT_EQ(read_in_every_way(first_line("CONNECT " + target + " HTTP/1.1")).refusal,
              Code::http_syntax);
  EXPECT_FALSE(read_in_every_way(first_line("OPTIONS * HTTP/1.1")).refusal);
}

TEST(RequestReader, refuses_fields_that_two_servers_might_read_differently) {
  for (const std::string& fields :
       {"A : b\r\n"s, " A: b\r\n"s, "A: b\r\n c\r\n"s, "A: b\r\n\tc\r\n"s, ": b\r\n"s, "A\r\n"s,
        "A: b\nC: d\r\n"s, "A: b\rC: d\r\n"s, "A: b\x00\r\n"s, "A: \x01\r\n"s, "A: \x7f\r\n"s,
        "A\x00: b\r\n"s, "A\xc3: b\r\n"s, "A(: b\r\n"s, "A b: c\r\n"s, "A: b\r\r\n"s, "A: b\n"s})
    EXPECT_EQ(read_in_every_way(get_with(fields)).refusal, Code::http_syntax) << fields;
  EXPECT_EQ(read_in_every_way("GET / HTTP/1.1\n" + host + "\r\n").refusal, Code::http_syntax);
  EXPECT_EQ(read_in_every_way("GET / HTTP/1.1\r\n" + host + "\n").refusal, Code::http_syntax);
}

TEST(RequestReader, wants_host_exactly_once_and_well_formed) {
  const std::string line = "GET / HTTP/1.1\r\n";
  for (const std::string fields :
       {"", "Host: a\r\nHost: a\r\n", "Host:\r\n", "Host: a b\r\n", "Host: user@a\r\n",
        "Host: a/b\r\n", "Host: a:b\r\n", "Host: a:123456\r\n", "Host: [::1\r\n",
        "Host: [::1]x\r\n", "Host: http://a\r\n", "Host: a, b\r\n", "Host: :80\r\n",
        "Host: caf\xc3\xa9\r\n"})
    EXPECT_EQ(read_in_every_way(line + fields + "\r\n").refusal, Code::http_syntax) << fields;
  for (const std::string value : {"a", "a:", "A.B:8443", "127.0.0.1", "[::1]", "[::1]:443", "a."})
    EXPECT_FALSE(read_in_every_way(line + "Host: " + value + "\r\n\r\n").refusal) << value;
}

TEST(RequestReader, row_232_limits_the_request_line_to_8_kib) {
  const std::string around = "GET / HTTP/1.1";
  const std::string longest(8192 - around.size(), 'a');
  EXPECT_FALSE(read_in_pieces("GET /" + longest + " HTTP/1.1\r\n" + host + "\r\n", 1000).refusal);
  EXPECT_EQ(read_in_pieces("GET /" + longest + "a HTTP/1.1\r\n" + host + "\r\n", 1000).refusal,
            Code::uri_too_long);
  EXPECT_EQ(read_in_pieces(std::string(8193, 'a'), 1000).refusal, Code::uri_too_long);
}

TEST(RequestReader, row_232_limits_fields_their_number_and_their_block) {
  const std::string longest_value(8192 - 3, 'a');
  EXPECT_FALSE(read_in_pieces(get_with("A: " + longest_value + "\r\n"), 1000).refusal);
  EXPECT_EQ(read_in_pieces(get_with("A: " + longest_value + "a\r\n"), 1000).refusal,
            Code::headers_too_large);
  std::string ninety_nine;
  for (int i = 0; i < 99; ++i) ninety_nine += "A: b\r\n";
  EXPECT_FALSE(read_in_pieces(get_with(ninety_nine), 77).refusal);
  EXPECT_EQ(read_in_pieces(get_with(ninety_nine + "A: b\r\n"), 77).refusal,
            Code::headers_too_large);
  const std::string quarter = "A: " + std::string(8192 - 5, 'a') + "\r\n";
  const std::string last = "A: " + std::string(8192 - 5 - host.size(), 'a');
  const std::string block = quarter + quarter + quarter + last;
  EXPECT_FALSE(read_in_pieces(get_with(block + "\r\n"), 1000).refusal);
  EXPECT_EQ(read_in_pieces(get_with(block + "a\r\n"), 1000).refusal, Code::headers_too_large);
}

TEST(RequestReader, reads_a_body_by_its_length) {
  const Reading reading = read_in_every_way(get_with("Content-Length: 5\r\n") + "12345rest");
  EXPECT_FALSE(reading.refusal);
  EXPECT_EQ(reading.request.body, "12345");
  EXPECT_EQ(reading.rest, "rest");
  EXPECT_FALSE(read_in_every_way(get_with("Content-Length: 0\r\n")).refusal);
}

TEST(RequestReader, refuses_a_length_that_is_doubtful) {
  for (const std::string value : {"", "+5", "-5", "5,5", "5, 6", "0x5", "5 5", "05", "00", "5.0",
                                  "1e3", "5;", "99999999999999999999999"})
    EXPECT_EQ(read_in_every_way(get_with("Content-Length: " + value + "\r\n") + "12345").refusal,
              Code::http_syntax)
        << value;
  EXPECT_EQ(
      read_in_every_way(get_with("Content-Length: 5\r\nContent-Length: 6\r\n") + "123456").refusal,
      Code::http_syntax);
  EXPECT_EQ(
      read_in_every_way(get_with("Content-Length: 5\r\nContent-Length: 5\r\n") + "12345").refusal,
      Code::http_syntax);
}

TEST(RequestReader, row_233_refuses_a_longer_body_before_it_comes) {
  const Reading reading = read_in_every_way(get_with("Content-Length: 65\r\n"));
  EXPECT_EQ(reading.refusal, Code::body_too_large);
  EXPECT_FALSE(
      read_in_every_way(get_with("Content-Length: 64\r\n") + std::string(64, 'b')).refusal);
}

TEST(RequestReader, row_234_refuses_length_and_coding_together) {
  for (const std::string fields : {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                   "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"})
    EXPECT_EQ(read_in_every_way(get_with(fields) + "0\r\n\r\n").refusal, Code::http_syntax);
}

TEST(RequestReader, row_235_takes_no_coding_but_chunked) {
  const auto refusal_of = [](const std::string& value) {
    return read_in_every_way(get_with("Transfer-Encoding: " + value + "\r\n") + "0\r\n\r\n")
        .refusal;
  };
  for (const std::string& value :
       {"chunked, chunked"s, "identity"s, "chunked;q=1"s, ""s, "chunked,"s, "chunked, gzip"s,
        "identity, chunked"s, "\"chunked\""s, "chunked chunked"s,
        "\x0b"
        "chunked"s,
        ", chunked"s})
    EXPECT_EQ(refusal_of(value), Code::http_syntax) << value;
  for (const std::string value : {"xchunked", "gzip", "gzip, chunked"})
    EXPECT_EQ(refusal_of(value), Code::coding_unknown);
  EXPECT_EQ(
      read_in_every_way(get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") +
                        "0\r\n\r\n")
          .refusal,
      Code::http_syntax);
  for (const std::string value : {"chunked", "Chunked", " chunked\t"})
    EXPECT_FALSE(refusal_of(value));
  EXPECT_EQ(read_in_every_way(get_with("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n").refusal,
            Code::http_syntax);
}

TEST(RequestReader, knows_what_the_client_expects_and_whether_it_closes) {
  EXPECT_TRUE(read_in_every_way(get_with("Expect: 100-Continue\r\nContent-Length: 1\r\n") + "1")
                  .expects_continue);
  EXPECT_EQ(read_in_every_way(get_with("Expect: tea\r\n")).refusal, Code::expectation);
  EXPECT_EQ(read_in_every_way(get_with("Expect: 100-continue\r\nExpect: tea\r\n")).refusal,
            Code::expectation);
  EXPECT_FALSE(read_in_every_way(get_with("")).closes);
  EXPECT_TRUE(read_in_every_way(get_with("Connection: Close\r\n")).closes);
  EXPECT_TRUE(read_in_every_way(get_with("Connection: keep-alive, close\r\n")).closes);
}

TEST(RequestReader, row_243_row_246_keeps_upgrade_and_forwarded_as_mere_fields) {
  const Reading reading = read_in_every_way(get_with(
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nX-Forwarded-For: 10.0.0.1\r\n"));
  EXPECT_FALSE(reading.refusal);
  EXPECT_FALSE(reading.closes);
  EXPECT_EQ(reading.request.peer, "");
}

TEST(RequestReader, tells_what_it_had_understood_when_it_refuses) {
  const Reading reading =
      read_in_every_way("PUT /consents?a HTTP/1.1\r\n" + host + "X-Request-ID: 7\r\nbad\r\n\r\n");
  EXPECT_EQ(reading.refusal, Code::http_syntax);
  EXPECT_EQ(reading.request.method, "PUT");
  EXPECT_EQ(reading.request.target, "/consents?a");
  EXPECT_EQ(reading.request.headers.find("x-request-id"), "7");
}

}  // namespace
}  // namespace guichet::http
