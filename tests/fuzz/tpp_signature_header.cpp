// SPDX-License-Identifier: Apache-2.0
//
// Signature headers. What was understood, written out plainly, must be understood as the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/base64.hpp"
#include "tpp/signature.hpp"

namespace guichet::tpp {
namespace {

std::string quoted(std::string_view text) {
  std::string value = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') value += '\\';
    value += c;
  }
  return value + '"';
}

std::string plainly(const SignatureParameters& parameters) {
  std::string names;
  for (const std::string& name : parameters.headers) names += (names.empty() ? "" : " ") + name;
  std::string header = "keyId=" + quoted(parameters.key_id);
  if (!parameters.algorithm.empty()) header += ",algorithm=" + quoted(parameters.algorithm);
  if (parameters.names_headers) header += ",headers=" + quoted(names);
  if (!parameters.created.empty()) header += ",created=" + quoted(parameters.created);
  if (!parameters.expires.empty()) header += ",expires=" + quoted(parameters.expires);
  return header + ",signature=" + quoted(crypto::base64(parameters.signature));
}

bool same(const SignatureParameters& a, const SignatureParameters& b) {
  return a.key_id == b.key_id && a.algorithm == b.algorithm && a.names_headers == b.names_headers &&
         a.headers == b.headers && a.signature == b.signature && a.created == b.created &&
         a.expires == b.expires;
}

}  // namespace
}  // namespace guichet::tpp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace guichet::tpp;
  const auto read = read_signature({reinterpret_cast<const char*>(bytes), size});
  if (!read) return 0;
  const auto again = read_signature(plainly(*read));
  if (!again || !same(*read, *again)) std::abort();
  return 0;
}
