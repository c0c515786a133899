// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ocra.hpp"

#include <charconv>
#include <cstddef>
#include <cstdint>

#include "crypto/hmac.hpp"
#include "crypto/sha256.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::string_view suite = "OCRA-1:HOTP-SHA256-8:QN08-PSHA1";
constexpr std::size_t question_length = 128;  // bytes, RFC 6287 5.1

/// The bytes of a text of hex digits; an odd number of them is filled up with a zero behind.
std::string bytes_of_hex(std::string hex) {
  if (hex.size() % 2 != 0) hex += '0';
  std::string bytes;
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    unsigned byte = 0;
    std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

/// A numeric question as the RFC's reference puts it: the number in hex, from the left.
std::string question_bytes(std::string_view question) {
  std::uint64_t number = 0;
  std::from_chars(question.data(), question.data() + question.size(), number);
  char digits[17] = {};
  const auto end = std::to_chars(digits, digits + 16, number, 16).ptr;
  std::string bytes = bytes_of_hex(std::string(digits, end));
  bytes.resize(question_length);
  return bytes;
}

}  // namespace

std::string ocra_response(std::string_view key, std::string_view question, std::string_view pin) {
  std::string input(suite);
  input += '\0';
  input += question_bytes(question);
  input += bytes_of_hex(crypto::sha1_hex(pin));
  const crypto::Sha256 code = crypto::hmac_sha256(key, input);
  const auto byte = [&](std::size_t at) { return std::to_integer<std::uint32_t>(code[at]); };
  const std::size_t at = byte(code.size() - 1) & 0xf;  // RFC 4226 5.3
  const std::uint32_t number =
      (byte(at) & 0x7f) << 24 | byte(at + 1) << 16 | byte(at + 2) << 8 | byte(at + 3);
  std::string response = std::to_string(number % 100'000'000);
  return std::string(8 - response.size(), '0') + response;
}

}  // namespace guichet::sandbox
