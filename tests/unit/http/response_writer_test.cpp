// SPDX-License-Identifier: Apache-2.0
#include "http/response_writer.hpp"

#include <gtest/gtest.h>

namespace guichet::http {
namespace {

using namespace std::chrono_literals;

std::string wire_of(const message::Response& response, Delivery delivery = {}) {
  std::string wire;
  append_head(wire, response, "Date: today\r\n", delivery);
  wire += body_on_wire(response, delivery);
  return wire;
}

TEST(ResponseWriter, writes_status_date_fields_length_and_body) {
  message::Response response;
  response.status = 201;
  response.headers.add("Content-Type", "text/plain");
  response.body = "hello";
  EXPECT_EQ(wire_of(response),
            "HTTP/1.1 201 Created\r\nDate: today\r\nContent-Type: text/plain\r\nContent-Length: "
            "5\r\n\r\nhello");
}

TEST(ResponseWriter, tells_head_the_length_without_the_body) {
  message::Response response;
  response.body = "hello";
  Delivery delivery;
  delivery.without_body = true;
  EXPECT_EQ(wire_of(response, delivery),
            "HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 5\r\n\r\n");
}

TEST(ResponseWriter, gives_no_length_and_no_body_to_204_and_304) {
  message::Response response;
  response.body = "never";
  for (const int status : {204, 304}) {
    response.status = status;
    EXPECT_EQ(wire_of(response).find("Content-Length"), std::string::npos);
    EXPECT_TRUE(wire_of(response).ends_with("\r\n\r\n"));
  }
}

TEST(ResponseWriter, says_that_the_connection_closes) {
  Delivery delivery;
  delivery.closes = true;
  EXPECT_NE(wire_of({}, delivery).find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_EQ(wire_of({}).find("Connection"), std::string::npos);
}

TEST(ResponseWriter, lets_no_value_begin_a_field_of_its_own) {
  message::Response response;
  response.headers.add("Location", "https://tpp.example/\r\nSet-Cookie: a=b");
  EXPECT_NE(wire_of(response).find("Location: https://tpp.example/  Set-Cookie: a=b\r\n"),
            std::string::npos);
}

class SetClock final : public Clock {
 public:
  Instant now() const override { return instant; }
  Instant instant{784'111'777s};
};

TEST(DateLine, follows_the_clock_in_both_directions) {
  SetClock clock;
  DateLine line(clock);
  EXPECT_EQ(line.now(), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  clock.instant += 999ms;
  EXPECT_EQ(line.now(), "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
  clock.instant += 1ms;
  EXPECT_EQ(line.now(), "Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
  clock.instant -= 1h;
  EXPECT_EQ(line.now(), "Date: Sun, 06 Nov 1994 07:49:38 GMT\r\n");
}

}  // namespace
}  // namespace guichet::http
