// SPDX-License-Identifier: Apache-2.0
#include "tpp/seal_failure.hpp"

#include <array>
#include <optional>

#include "crypto/sha256.hpp"
#include "message/target.hpp"
#include "tpp/signing_string.hpp"

namespace guichet::tpp {
namespace {

/// The methods an AIS client uses, as words.
constexpr std::array<std::string_view, 4> method_words{"post", "get", "put", "delete"};

/// Compares strings that might have been signed with the hash that was.
class Guesses {
 public:
  Guesses(const message::Request& request, const std::vector<std::string>& names,
          const crypto::Sha256& signed_hash)
      : request_(request), names_(names), signed_hash_(signed_hash) {}

  bool was_signed(std::string_view text) const { return crypto::sha256(text) == signed_hash_; }
  bool was_signed(const TargetLine& line) const {
    return was_signed(signing_string_with(line, request_, names_));
  }

 private:
  const message::Request& request_;
  const std::vector<std::string>& names_;
  const crypto::Sha256& signed_hash_;
};

std::optional<std::string> wrong_method(const message::Request& request, const Guesses& guesses) {
  const std::string right_word = in_lower_case(request.method);
  for (const std::string_view word : method_words) {
    if (word != right_word && guesses.was_signed({.method_word = word, .target = request.target}))
      return "The word " + std::string(word) +
             " was signed in (request-target); for this request it is " + right_word + ".";
  }
  if (guesses.was_signed({.method_word = request.method, .target = request.target}))
    return "The method was signed in capitals; in (request-target) it is " + right_word + ".";
  return std::nullopt;
}

std::optional<std::string> wrong_target(const message::Request& request, const Guesses& guesses) {
  const std::string word = in_lower_case(request.method);
  const auto was_signed = [&](std::string_view target) {
    return guesses.was_signed({.method_word = word, .target = target});
  };
  if (const auto decoded = message::percent_decoded(request.target);
      decoded && was_signed(*decoded))
    return "The target was signed percent-decoded; sign path and query byte by byte as sent.";
  if (was_signed(message::path_of(request.target)) && request.target.contains('?'))
    return "The path was signed without its query; sign path and query byte by byte as sent.";
  if (const auto host = request.headers.find("host");
      host && was_signed("https://" + std::string(*host) + request.target))
    return "The whole URL was signed; (request-target) has the path and the query alone.";
  return std::nullopt;
}

std::optional<std::string> wrong_line_ends(const message::Request& request,
                                           const std::vector<std::string>& names,
                                           const Guesses& guesses) {
  const std::string word = in_lower_case(request.method);
  const TargetLine line{.method_word = word, .target = request.target};
  if (guesses.was_signed(signing_string_with(line, request, names) + "\n"))
    return "A line feed was signed at the end; lines are joined by LF, without a last one.";
  if (guesses.was_signed({.method_word = word, .target = request.target, .separator = "\r\n"}))
    return "The lines were joined by CR LF; join them by LF.";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> mistake_signed(const message::Request& request,
                                          const std::vector<std::string>& names,
                                          const crypto::Sha256& signed_hash) {
  const Guesses guesses(request, names, signed_hash);
  if (auto cause = wrong_method(request, guesses)) return cause;
  if (auto cause = wrong_target(request, guesses)) return cause;
  return wrong_line_ends(request, names, guesses);
}

std::string cause_of_failure(const message::Request& request, const std::vector<std::string>& names,
                             const std::string& expected, const crypto::PublicKey& key,
                             std::string_view signature) {
  if (signature.size() != static_cast<std::size_t>(key.signature_bytes()))
    return "The signature has " + std::to_string(signature.size()) + " bytes; this seal's have " +
           std::to_string(key.signature_bytes()) + ".";
  const auto signed_hash = key.hash_signed_in(signature);
  if (!signed_hash)
    return "The signature was not made with this seal's key, or not with PKCS1-v1_5 and SHA-256.";
  if (auto cause = mistake_signed(request, names, *signed_hash)) return *std::move(cause);
  // Length and hash let the developer compare strings without either side showing one.
  return "The key is right, the string is not: expected " + std::to_string(expected.size()) +
         " bytes of SHA-256 " + crypto::hex(crypto::sha256(expected)).substr(0, 16) + "...";
}

}  // namespace guichet::tpp
