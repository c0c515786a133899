// SPDX-License-Identifier: Apache-2.0
#include "tpp/enrolment.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/base64.hpp"
#include "message/http_date.hpp"
#include "tpp/certificate.hpp"
#include "tpp/qc_statements.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::tpp {
namespace {

constexpr std::size_t longest_client_id = 34;
constexpr std::size_t letters_of_client_id = 4;

/// Dates in words of the one who enrols: what runs out, and that a successor may come early.
Outcome<void> judge_path(const crypto::Certificate& certificate, const crypto::TrustStore& anchors,
                         Instant now) {
  const Instant at = std::max(now, certificate.not_before);
  GUICHET_TRY(path, anchors.path({certificate.der}, at));
  auto verdict = path.judge(at);
  if (verdict || !verdict.error().said.empty()) return verdict;
  if (verdict.error().code == Code::cert_expired)
    verdict.error().said = "It or its issuer was valid until " + message::http_date(path.not_after);
  if (verdict.error().code == Code::cert_not_yet_valid)
    verdict.error().said = "Its issuer is valid from " + message::http_date(path.not_before);
  return verdict;
}

Outcome<void> judge_as_seal(const crypto::Certificate& certificate, std::string_view oid) {
  EnrolledTpp holder;
  holder.oid = oid;
  holder.seals = {certificate.der};
  GUICHET_CHECK(seal, judge_seals(holder));
  return {};
}

std::unexpected<Refusal> refuse_holder() {
  return refuse(Code::cert_bad_oid,
                "Its organizationIdentifier must be once and the registration's.");
}

Outcome<void> judge_holder(const crypto::Certificate& certificate, std::string_view oid) {
  const auto& identifiers = certificate.organization_identifiers;
  if (identifiers.size() == 1 && identifiers.front().bytes == oid &&
      identifiers.front().kind != crypto::TextKind::other)
    return {};
  return refuse_holder();
}

void add_once(std::vector<std::string>& certificates, const std::string& der) {
  if (std::ranges::find(certificates, der) == certificates.end()) certificates.push_back(der);
}

Outcome<void> judge_one(std::string_view base64, std::string_view oid,
                        const crypto::TrustStore& anchors, Instant now,
                        EnrolledCertificates& enrolled) {
  const auto der = crypto::base64_decoded(base64);
  if (!der)
    return refuse(Code::enrol_invalid_client_metadata,
                  "expected base64 of DER without PEM lines or blanks (RFC 7517 4.7)");
  GUICHET_TRY(certificate, crypto::read_certificate(*der));
  GUICHET_CHECK(path, judge_path(certificate, anchors, now));
  const QcTypes types =
      certificate.qc_statements ? read_qc_types(*certificate.qc_statements) : QcTypes{};
  // Who does not say that it is a seal is judged as TLS would judge it.
  if (types.web || !types.seal) {
    GUICHET_TRY(holder, read_qwac(certificate));
    if (holder->oid != oid) return refuse_holder();
    add_once(enrolled.qwacs, certificate.der);
  }
  if (types.seal) {
    GUICHET_TRY(statements, read_qc_statements(*certificate.qc_statements));
    static_cast<void>(statements);  // a PSD2 statement that can be read
    GUICHET_CHECK(holder, judge_holder(certificate, oid));
    GUICHET_CHECK(seal, judge_as_seal(certificate, oid));
    add_once(enrolled.seals, certificate.der);
  }
  return {};
}

/// The same refusal, saying which certificate it is about.
std::unexpected<Refusal> about_key(std::size_t index, Refusal refusal) {
  const std::string_view reason =
      refusal.said.empty() ? entry_of(refusal.code).text : std::string_view(refusal.said);
  refusal.said = "jwks.keys[" + std::to_string(index) + "].x5c: " + std::string(reason);
  return std::unexpected(std::move(refusal));
}

bool may_stand_in_a_path(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
         c == '.' || c == '_';
}

/// A capital letter, each as likely as the others.
char random_letter(Randomness& randomness) {
  constexpr unsigned letters = 26;
  constexpr unsigned multiple = 256 / letters * letters;
  std::array<std::byte, 1> byte;
  do randomness.fill(byte);
  while (std::to_integer<unsigned>(byte[0]) >= multiple);
  return static_cast<char>('A' + std::to_integer<unsigned>(byte[0]) % letters);
}

}  // namespace

Outcome<EnrolledCertificates> judge_certificates(std::span<const std::string> x5c_base64,
                                                 std::string_view oid,
                                                 const crypto::TrustStore& anchors, Instant now) {
  EnrolledCertificates enrolled;
  for (std::size_t i = 0; i < x5c_base64.size(); ++i) {
    auto verdict = judge_one(x5c_base64[i], oid, anchors, now, enrolled);
    if (!verdict) return about_key(i, std::move(verdict).error());
  }
  if (enrolled.seals.empty())
    return refuse(Code::enrol_invalid_client_metadata,
                  "jwks.keys: expected at least one QSEAL certificate (QcType eseal), got none");
  return enrolled;
}

std::string new_client_id(std::string_view oid, std::size_t count_so_far, Randomness& randomness) {
  std::string tail = "-" + std::to_string(count_so_far) + "-";
  for (std::size_t i = 0; i < letters_of_client_id; ++i) tail += random_letter(randomness);
  std::string client_id = "1" + std::string(oid);
  client_id.resize(std::min(client_id.size(), longest_client_id - tail.size()));
  std::ranges::replace_if(client_id, [](char c) { return !may_stand_in_a_path(c); }, '_');
  return client_id + tail;
}

}  // namespace guichet::tpp
