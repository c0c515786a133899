// SPDX-License-Identifier: Apache-2.0
#include "http/response_writer.hpp"

#include <charconv>

#include "message/http_date.hpp"

namespace guichet::http {
namespace {

void append_number(std::string& wire, std::size_t number) {
  char digits[20];
  const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), number);
  wire.append(digits, end);
}

/// RFC 9110 6.4.1 and 8.6.
bool has_no_content(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

const std::string& DateLine::now() {
  const Instant instant = clock_->now();
  const auto second = std::chrono::floor<std::chrono::seconds>(instant);
  if (second != second_ || line_.empty()) {
    second_ = second;
    line_ = "Date: " + message::http_date(instant) + "\r\n";
  }
  return line_;
}

void append_head(std::string& wire, const message::Response& response, std::string_view date_line,
                 Delivery delivery) {
  wire += "HTTP/1.1 ";
  append_number(wire, static_cast<std::size_t>(response.status));
  wire += ' ';
  wire += message::reason_of(response.status);
  wire += "\r\n";
  if (!response.has_date) wire += date_line;
  wire += response.headers.lines();
  if (delivery.closes) wire += "Connection: close\r\n";
  if (!has_no_content(response.status)) {
    wire += "Content-Length: ";
    append_number(wire, response.body.size());
    wire += "\r\n";
  }
  wire += "\r\n";
}

std::string_view body_on_wire(const message::Response& response, Delivery delivery) {
  if (has_no_content(response.status) || delivery.without_body) return {};
  return response.body;
}

}  // namespace guichet::http
