// SPDX-License-Identifier: Apache-2.0
#include "tpp/signature.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "message/http_date.hpp"
#include "tpp/seal_failure.hpp"
#include "tpp/seal_key.hpp"
#include "tpp/signing_string.hpp"

namespace guichet::tpp {
namespace {

constexpr std::string_view digest_label = "SHA-256=";
constexpr std::string_view digest_of_nothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

using Names = std::vector<std::string>;

bool covers(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::unexpected<Refusal> uncovered(std::string_view name, std::string_view why) {
  return refuse(Code::sig_coverage, "The signature must cover " + std::string(name) +
                                        std::string(why) + "; list it in headers=\"...\".");
}

/// The first header present whose name begins with psu- and is not covered, or nothing.
std::optional<std::string> uncovered_psu_header(const message::Request& request,
                                                const Names& names) {
  for (const message::Header& header : request.headers.all()) {
    if (header.name.size() < 4 || !message::same_name(header.name.substr(0, 4), "psu-")) continue;
    std::string name = in_lower_case(header.name);
    if (!covers(names, name)) return name;
  }
  return std::nullopt;
}

/// What the profile wants signed. STET 1.6 3.5; the table of conventions in the acceptance rows.
Outcome<void> check_coverage(const message::Request& request, const Names& names,
                             const Profile& profile) {
  const bool has_body = !request.body.empty();
  if (!covers(names, request_target)) return uncovered(request_target, ", written like this");
  if (has_body && !covers(names, "digest")) return uncovered("digest", " because there is a body");
  if (profile.request_id_or_digest_covered && !covers(names, "x-request-id") &&
      !covers(names, "digest"))
    return uncovered("x-request-id", " or digest");
  if (profile.request_id_and_date_covered && !covers(names, "x-request-id"))
    return uncovered("x-request-id", "");
  if (profile.request_id_and_date_covered && !covers(names, "date")) return uncovered("date", "");
  if (profile.digest_covered_without_body && !covers(names, "digest"))
    return uncovered("digest", ", also of an empty body");
  if (profile.content_type_covered && has_body && !covers(names, "content-type"))
    return uncovered("content-type", " because there is a body");
  if (profile.psu_headers_covered)
    if (const auto name = uncovered_psu_header(request, names))
      return uncovered(name->substr(0, 30), " because it is sent");
  return {};
}

/// `created` and `expires` of draft 2.1.4 and 2.1.5: seconds since 1970, a fraction is passed over.
Outcome<Instant> instant_of(std::string_view text, std::string_view name) {
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number =
      read.ec == std::errc{} && (read.ptr == text.data() + text.size() || *read.ptr == '.');
  constexpr std::int64_t year_9999 = 253'402'300'799;
  if (!is_number || seconds < 0 || seconds > year_9999)
    return refuse(Code::sig_malformed, "The Signature header is malformed: " + std::string(name) +
                                           " is a number of seconds since 1970.");
  return Instant{std::chrono::seconds{seconds}};
}

Outcome<void> check_date(const message::Request& request, const Profile& profile, Instant now) {
  const auto value = request.headers.find("date");
  const auto date = value ? message::read_http_date(*value, now) : std::nullopt;
  if (!date)
    return refuse(Code::sig_stale,
                  "Date cannot be read; expected a form like " + message::http_date(now) + ".");
  if (now - *date > profile.date_oldest || *date - now > profile.date_newest)
    return refuse(Code::sig_stale, "The signed Date is " + message::http_date(*date) +
                                       "; here it is " + message::http_date(now) + ".");
  return {};
}

Outcome<void> check_freshness(const message::Request& request,
                              const SignatureParameters& parameters, const Profile& profile,
                              Instant now) {
  if (!parameters.created.empty()) {
    GUICHET_TRY(created, instant_of(parameters.created, "created"));
    if (created > now)
      return refuse(Code::sig_stale,
                    "created lies in the future; here it is " + message::http_date(now) + ".");
  }
  if (!parameters.expires.empty()) {
    GUICHET_TRY(expires, instant_of(parameters.expires, "expires"));
    if (expires < now)
      return refuse(Code::sig_stale,
                    "expires has passed; here it is " + message::http_date(now) + ".");
  }
  return covers(parameters.headers, "date") ? check_date(request, profile, now) : Outcome<void>{};
}

/// RFC 3230 4.3.2 with SHA-256 alone. A Digest that is there must be right, also where there is no
/// body.
Outcome<void> check_digest(const message::Request& request) {
  const auto value = request.headers.find("digest");
  const std::string_view body = request.body;
  if (!value) return {};  // with a body it is covered, so it is here
  const bool is_sha256 = value->size() > digest_label.size() &&
                         message::same_name(value->substr(0, digest_label.size()), digest_label);
  if (!is_sha256 || request.headers.count("digest") > 1)
    return refuse(Code::digest_mismatch,
                  "Digest must be one value of the form SHA-256=<base64 of the hash of the body>.");
  const std::string_view sent = value->substr(digest_label.size());
  if (body.empty()) {
    if (sent == digest_of_nothing) return {};
    return refuse(Code::digest_mismatch, "There is no body: Digest must be SHA-256=" +
                                             std::string(digest_of_nothing) + " or absent.");
  }
  if (sent == digest_of_nothing)
    return refuse(Code::digest_mismatch, "Digest is the hash of an empty body, but " +
                                             std::to_string(body.size()) +
                                             " bytes arrived; hash those.");
  const crypto::Sha256 hash = crypto::sha256(body);
  const std::string expected =
      crypto::base64({reinterpret_cast<const char*>(hash.data()), hash.size()});
  if (sent == expected) return {};
  return refuse(Code::digest_mismatch, "Digest should be SHA-256=" + expected + " for the " +
                                           std::to_string(body.size()) + " bytes that arrived.");
}

/// Whether `seal` may be used now.
Outcome<void> check_seal(const Seal& seal, Instant now) {
  if (!seal.is_eseal) return refuse(Code::sig_key_type);
  if (now < seal.certificate.not_before)
    return refuse(
        Code::sig_key_expired,
        "The QSEAL is valid from " + message::http_date(seal.certificate.not_before) + " only.");
  if (now > seal.certificate.not_after)
    return refuse(Code::sig_key_expired, "The QSEAL was valid until " +
                                             message::http_date(seal.certificate.not_after) + ".");
  return {};
}

Outcome<SignatureParameters> signature_of(const message::Request& request) {
  const auto header = request.headers.find("signature");
  if (!header) return refuse(Code::sig_missing);
  if (request.headers.count("signature") > 1) return refuse(Code::sig_ambiguous);
  return read_signature(*header);
}

}  // namespace

Outcome<void> verify_seal(const message::Request& request, const RegisteredTpp& caller,
                          const TppRegister& tpps, const Profile& profile, Instant now,
                          const StandingOf& standing_of) {
  GUICHET_TRY(parameters, signature_of(request));
  if (!parameters.names_headers)
    return refuse(Code::sig_coverage,
                  "There is no headers=\"...\"; list (request-target) and x-request-id at least.");
  GUICHET_CHECK(listed, check_listed_names(parameters.headers));
  GUICHET_CHECK(coverage, check_coverage(request, parameters.headers, profile));
  GUICHET_CHECK(present, check_presence(request, parameters.headers));
  // The key decides what the algorithm is; the word may only agree with it or be left out.
  if (!parameters.algorithm.empty() && parameters.algorithm != "rsa-sha256")
    return refuse(Code::sig_alg);
  GUICHET_CHECK(freshness, check_freshness(request, parameters, profile, now));
  GUICHET_CHECK(digest, check_digest(request));
  GUICHET_TRY(named, seals_of(parameters.key_id, request, caller, tpps, profile));

  const std::string method_word = in_lower_case(request.method);
  const TargetLine line{.method_word = method_word, .target = request.target};
  const std::string text = signing_string_with(line, request, parameters.headers);
  Outcome<void> verdict;
  std::optional<Refusal> unsettled;
  const Seal* tried = nullptr;
  for (const Seal& seal : named.seals) {
    Outcome<void> fitness = check_seal(seal, now);
    if (fitness) fitness = standing_of(seal.certificate, now);
    if (!fitness) {
      if (fitness.error().code == Code::cert_status) unsettled = fitness.error();
      verdict = std::move(fitness);
      continue;
    }
    if (seal.certificate.key.verify_rsa_sha256(text, parameters.signature)) return {};
    tried = &seal;
  }
  // It might be the one that signed: until its issuer has spoken nothing else is certain.
  if (unsettled) return std::unexpected(*std::move(unsettled));
  if (tried == nullptr) return verdict;
  return refuse(Code::sig_invalid, cause_of_failure(request, parameters.headers, text,
                                                    tried->certificate.key, parameters.signature));
}

}  // namespace guichet::tpp
