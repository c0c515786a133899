// SPDX-License-Identifier: Apache-2.0
#include "tpp/certificate.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <string_view>
#include <utility>

#include "message/http_date.hpp"
#include "tpp/qc_statements.hpp"

namespace guichet::tpp {
namespace {

constexpr std::size_t most_readings = 4096;
constexpr std::string_view server_auth_oid = "1.3.6.1.5.5.7.3.1";
constexpr std::string_view client_auth_oid = "1.3.6.1.5.5.7.3.2";

/// QWACs are made for TLS on both ends; without an extended key usage they are so by their QcType.
bool is_meant_for_tls(const crypto::Certificate& certificate) {
  if (!certificate.may_sign_tls()) return false;
  const auto& usages = certificate.extended_key_usage;
  return !usages || std::ranges::any_of(*usages, [](const std::string& oid) {
    return oid == server_auth_oid || oid == client_auth_oid;
  });
}

bool is_seal_only(const crypto::Certificate& certificate) {
  if (!certificate.qc_statements) return false;
  const QcTypes types = read_qc_types(*certificate.qc_statements);
  return types.seal && !types.web;
}

Outcome<std::string> organization_identifier(const crypto::Certificate& certificate) {
  const auto& identifiers = certificate.organization_identifiers;
  if (identifiers.empty())
    return refuse(Code::cert_bad_oid,
                  "The certificate's subject has no organizationIdentifier (2.5.4.97).");
  if (identifiers.size() > 1)
    return refuse(Code::cert_bad_oid,
                  "The certificate has more than one organizationIdentifier (2.5.4.97).");
  const crypto::SubjectText& identifier = identifiers.front();
  if (identifier.kind == crypto::TextKind::other)
    return refuse(Code::cert_bad_oid,
                  "organizationIdentifier must be a UTF8String or a PrintableString.");
  if (!is_organization_identifier(identifier.bytes)) return refuse(Code::cert_bad_oid);
  return identifier.bytes;
}

Outcome<void> judge_dates(Instant not_before, Instant not_after, Instant now) {
  if (now < not_before)
    return refuse(Code::cert_not_yet_valid, "The certificate is valid from " +
                                                message::http_date(not_before) + "; here it is " +
                                                message::http_date(now) + ".");
  if (now > not_after)
    return refuse(Code::cert_expired, "The certificate was valid until " +
                                          message::http_date(not_after) + "; here it is " +
                                          message::http_date(now) + ".");
  return {};
}

}  // namespace

Outcome<std::shared_ptr<const RecognisedTpp>> read_qwac(const crypto::Certificate& certificate) {
  if (!is_meant_for_tls(certificate))
    return refuse(
        Code::cert_purpose,
        "The certificate's key usage or extended key usage excludes TLS; present the QWAC.");
  if (is_seal_only(certificate)) return refuse(Code::cert_purpose);
  if (!certificate.qc_statements) return refuse(Code::cert_no_psd2);
  GUICHET_TRY(statements, read_qc_statements(*certificate.qc_statements));
  GUICHET_TRY(oid, organization_identifier(certificate));
  return std::make_shared<const RecognisedTpp>(
      std::move(oid), std::set<TppRole>(statements.roles.begin(), statements.roles.end()),
      certificate.sha256_hex);
}

struct QwacJudge::Reading {
  std::uint64_t generation;  ///< of the anchors
  crypto::TrustedPath path;
  Instant not_before;  ///< of the certificate itself
  Instant not_after;
  Outcome<std::shared_ptr<const RecognisedTpp>> holder;
  mutable GoodStanding standing;

  bool path_holds_at(Instant now) const { return now >= path.not_before && now <= path.not_after; }
  bool itself_holds_at(Instant now) const { return now >= not_before && now <= not_after; }
};

Outcome<std::shared_ptr<const RecognisedTpp>> QwacJudge::judge(
    const message::ClientCertificate* presented, Instant now) {
  if (presented == nullptr || presented->chain_der.empty()) return refuse(Code::cert_required);
  {
    const std::shared_lock lock(mutex_);
    if (const Reading* reading = known(presented->thumbprint, now))
      return verdict_on(*reading, now);
  }
  GUICHET_TRY(reading, read(*presented, now));
  return verdict_on(*reading, now);
}

std::optional<crypto::IssuedCertificate> QwacJudge::unasked(
    const message::ClientCertificate& presented, Instant now) {
  {
    const std::shared_lock lock(mutex_);
    if (const Reading* reading = known(presented.thumbprint, now))
      return trust_.unasked(reading->path);
  }
  const auto reading = read(presented, now);
  return reading ? trust_.unasked((*reading)->path) : std::nullopt;
}

QwacJudge::Verdict QwacJudge::verdict_on(const Reading& reading, Instant now) const {
  GUICHET_CHECK(dates, judge_dates(reading.path.not_before, reading.path.not_after, now));
  if (reading.path.weak) return refuse(Code::cert_weak);
  if (!reading.holder) return reading.holder;  // no issuer need be asked about it
  GUICHET_CHECK(status, trust_.judge_status(reading.path, reading.standing, now));
  return reading.holder;
}

const QwacJudge::Reading* QwacJudge::known(const std::string& thumbprint, Instant now) const {
  const auto entry = readings_.find(thumbprint);
  if (entry == readings_.end() || entry->second->generation != trust_.generation()) return nullptr;
  const Reading& reading = *entry->second;
  // A path that has run out while the certificate goes on may have a successor: an authority
  // renewed.
  const bool may_have_another_path = !reading.path_holds_at(now) && reading.itself_holds_at(now);
  return may_have_another_path ? nullptr : &reading;
}

Outcome<QwacJudge::KnownReading> QwacJudge::read(const message::ClientCertificate& presented,
                                                 Instant now) {
  const std::uint64_t generation = trust_.generation();
  GUICHET_TRY(path, trust_.path(presented.chain_der, now));
  GUICHET_TRY(certificate, crypto::read_certificate(presented.chain_der.front()));
  auto reading = std::make_shared<const Reading>(generation, path, certificate.not_before,
                                                 certificate.not_after, read_qwac(certificate));
  const std::unique_lock lock(mutex_);
  // Which one goes when the room is full does not matter: it is read again in a quarter of a
  // millisecond.
  if (readings_.size() >= most_readings) readings_.erase(readings_.begin());
  readings_.insert_or_assign(certificate.sha256_hex, reading);
  return reading;
}

}  // namespace guichet::tpp
