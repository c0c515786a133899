// SPDX-License-Identifier: Apache-2.0
#include "client/signing_report.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "client/application.hpp"
#include "crypto/base64.hpp"
#include "crypto/sha256.hpp"
#include "domain/outcome.hpp"
#include "message/http_date.hpp"

namespace guichet::client {
namespace {

constexpr std::size_t label_width = 24;

std::string entry(std::string label, std::string_view value) {
  label.resize(std::max(label_width, label.size() + 1), ' ');
  return label + std::string(value) + '\n';
}

bool is_a_credential(std::string_view name) {
  return message::same_name(name, "authorization") || message::same_name(name, "cookie");
}

/// The lines of the signing string, one for each name, with credentials left out.
std::string string_lines(const Explanation& made) {
  std::string text = "signing_string\n";
  std::string_view rest = made.signing_string;
  for (const std::string& name : made.names) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    text += "  ";
    text += is_a_credential(name) ? name + ": (left out)" : std::string(rest.substr(0, end));
    text += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

/// The headers that the signature covers, as they are sent.
std::string header_lines(const Explanation& made, const message::Request& request) {
  std::string text = "headers\n";
  for (const auto& [name, value] : request.headers.all()) {
    const auto is_this = [&name](const std::string& each) {
      return message::same_name(each, name);
    };
    if (std::ranges::any_of(made.names, is_this))
      text.append("  ")
          .append(name)
          .append(": ")
          .append(is_a_credential(name) ? "(left out)" : value)
          .append("\n");
  }
  return text;
}

std::string lower_case_without_colons(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ':') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return plain;
}

/// What a keyId calls a certificate: what stands behind its last '_', without the ending of a file.
std::string fingerprint_in(std::string_view key_id) {
  std::string named = lower_case_without_colons(key_id.substr(key_id.rfind('_') + 1));
  for (const std::string_view ending : {".pem", ".crt", ".cer", ".der"})
    if (named.ends_with(ending)) named.resize(named.size() - ending.size());
  return named;
}

std::string naming(const Explanation& made, const crypto::Certificate& certificate) {
  const std::string named = fingerprint_in(made.key_id);
  if (named == certificate.sha256_hex) return "yes: it ends in the SHA-256 fingerprint";
  if (named == certificate.sha1_hex) return "yes: it ends in the SHA-1 fingerprint";
  return "NO: it does not end in _" + certificate.sha256_hex +
         "; a bank knows it only if this very keyId was declared at enrolment";
}

std::string holders_in(const crypto::Certificate& certificate) {
  std::string holders;
  for (const auto& [kind, bytes] : certificate.organization_identifiers)
    holders += (holders.empty() ? "" : ", ") +
               (kind == crypto::TextKind::other ? "(not a UTF-8 or printable string)" : bytes);
  return holders.empty() ? "(none)" : holders;
}

std::string certificate_lines(const Explanation& made, const SealCertificate& seal, Instant now) {
  const crypto::Certificate& certificate = seal.certificate;
  const bool is_over = certificate.not_after < now;
  const auto signature = crypto::base64_decoded(made.signature);
  const bool fits = signature && certificate.key.verify_rsa_sha256(made.signing_string, *signature);
  std::string text = entry("certificate", seal.file.string());
  text += entry("  sha256", certificate.sha256_hex);
  text += entry("  not_after",
                message::http_date(certificate.not_after) + (is_over ? " (EXPIRED)" : ""));
  text += entry("  organizationIdentifier", holders_in(certificate));
  text += entry("named_by_keyId", naming(made, certificate));
  text +=
      entry("verifies", fits ? "yes, with the certificate's public key"
                             : "NO: the key that signed is not the one this certificate is for");
  return text;
}

}  // namespace

Result<SealCertificate> read_seal_certificate(const std::filesystem::path& file) {
  GUICHET_TRY(pem, read_file(file));
  const auto chain = crypto::der_of_pem(pem);
  if (!chain)
    return fail(Trouble::files,
                file.string() + ": no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  auto certificate = crypto::read_certificate(chain->front());
  if (!certificate) return fail(Trouble::files, file.string() + ": its certificate cannot be read");
  return SealCertificate{file, *std::move(certificate)};
}

std::string signing_report(const Explanation& made, const message::Request& request,
                           const Result<SealCertificate>& seal, Instant now) {
  std::string text =
      entry("x_request_id", request.headers.joined("X-Request-ID").value_or("(none)"));
  text += string_lines(made);
  text += entry("signing_string_sha256", crypto::hex(crypto::sha256(made.signing_string)));
  text += header_lines(made, request);
  text += entry("body_digest", digest_of(request.body));
  text += entry("body_bytes", std::to_string(request.body.size()));
  text += entry("keyId", made.key_id);
  if (!seal) return text + entry("certificate", seal.error().said);
  return text + certificate_lines(made, *seal, now);
}

}  // namespace guichet::client
