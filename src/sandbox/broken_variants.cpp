// SPDX-License-Identifier: Apache-2.0
#include "sandbox/broken_variants.hpp"

#include <array>
#include <chrono>
#include <string>

#include "crypto/der.hpp"
#include "sandbox/costly_variants.hpp"

namespace guichet::sandbox {
namespace {

using std::chrono::days;
namespace tag = crypto::der_tag;

/// A plan begins two days before now (IssueOptions::valid_from), so this one ended yesterday.
void expire(IssuePlan& plan) {
  plan.order.not_after = plan.order.not_before + days{1};
  plan.order.not_before -= days{365};
}

void postpone(IssuePlan& plan) {
  plan.order.not_before += days{32};
  plan.order.not_after += days{32};
}

void look_like_the_authority(IssuePlan& plan) {
  plan.signer = Signer::itself;
  plan.order.likeness_der = plan.authority_der;
}

constexpr std::string_view psd2_oid = "0.4.0.19495.2";
constexpr std::string_view account_information_oid = "0.4.0.19495.1.3";
constexpr std::string_view payment_initiation_oid = "0.4.0.19495.1.2";
constexpr std::uint8_t set_tag = 0x31;
constexpr int too_many_roles = 4096;
constexpr std::size_t too_long_name = 1024 * 1024;

std::string written_role(std::string_view oid, std::string_view name) {
  return crypto::der_element(tag::sequence,
                             crypto::der_oid(oid) + crypto::der_element(tag::utf8_string, name));
}

/// What stands inside the PSD2 statement's SEQUENCE, with these roles and this authority.
std::string psd2_content(const IssuePlan& plan, std::string_view roles, std::string_view nca_name) {
  return crypto::der_element(tag::sequence, roles) +
         crypto::der_element(tag::utf8_string, nca_name) +
         crypto::der_element(tag::utf8_string, plan.statements.nca_id);
}

/// The same with the one role that most calls need.
std::string usual_psd2_content(const IssuePlan& plan) {
  return psd2_content(plan, written_role(account_information_oid, "PSP_AI"),
                      plan.statements.nca_name);
}

/// Puts these bytes where the PSD2 statement's SEQUENCE should stand; the other statements stay.
void put_psd2(IssuePlan& plan, std::string_view bytes) {
  tpp::QcStatements others = plan.statements;
  others.nca_id.clear();
  const std::string written = tpp::write_qc_statements(others);
  crypto::DerReader reader(written);
  std::string all(reader.next(tag::sequence).value_or(""));
  all += crypto::der_element(tag::sequence, crypto::der_oid(psd2_oid) + std::string(bytes));
  plan.raw_statements_der = crypto::der_element(tag::sequence, all);
}

void truncate_psd2(IssuePlan& plan) {
  const std::string whole = crypto::der_element(tag::sequence, usual_psd2_content(plan));
  put_psd2(plan, whole.substr(0, whole.size() - 4));
}

/// X.690 8.1.3.6: good BER, and no DER.
void leave_psd2_open(IssuePlan& plan) {
  put_psd2(plan, "\x30\x80" + usual_psd2_content(plan) + std::string(2, '\0'));
}

void crowd_psd2(IssuePlan& plan) {
  std::string roles;
  for (int i = 0; i < too_many_roles; ++i) roles += written_role(account_information_oid, "PSP_AI");
  put_psd2(plan,
           crypto::der_element(tag::sequence, psd2_content(plan, roles, plan.statements.nca_name)));
}

void bloat_psd2(IssuePlan& plan) {
  const std::string content = psd2_content(plan, written_role(account_information_oid, "PSP_AI"),
                                           std::string(too_long_name, 'x'));
  put_psd2(plan, crypto::der_element(tag::sequence, content));
}

void contradict_psd2(IssuePlan& plan) {
  put_psd2(plan,
           crypto::der_element(tag::sequence,
                               psd2_content(plan, written_role(payment_initiation_oid, "PSP_AI"),
                                            plan.statements.nca_name)));
}

void lower_oid(IssuePlan& plan) {
  for (char& c : plan.order.organization_identifier)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
}

void hyphenate_oid(IssuePlan& plan) {
  std::string text;
  for (const char c : plan.order.organization_identifier) {
    if (c == '-')
      text += "\u2010";
    else
      text += c;
  }
  plan.order.organization_identifier = text;
}

/// What the authority assigned, in the letters of U+FF01 to U+FF5E, which look alike but are wider.
void widen_oid(IssuePlan& plan) {
  const std::string oid = plan.order.organization_identifier;
  const std::size_t start = oid.find('-', oid.find('-') + 1) + 1;
  std::string text = oid.substr(0, start);
  for (const char c : oid.substr(start)) {
    const int code_point = 0xff01 + (c - '!');
    text += static_cast<char>(0xef);
    text += static_cast<char>(0x80 | (code_point >> 6 & 0x3f));
    text += static_cast<char>(0x80 | (code_point & 0x3f));
  }
  plan.order.organization_identifier = text;
}

void write_oid_as_t61(IssuePlan& plan) {
  plan.order.more_organization_identifiers = {
      {crypto::TextKind::other, plan.order.organization_identifier}};
  plan.order.organization_identifier.clear();
}

void write_oid_as_bmp(IssuePlan& plan) {
  for (const char c : plan.order.organization_identifier)
    plan.order.bmp_organization_identifier += {'\0', c};
  plan.order.organization_identifier.clear();
}

void move_oid_to_organization(IssuePlan& plan) {
  plan.order.organization = plan.order.organization_identifier;
  plan.order.common_name = "www.tpp.example";
  plan.order.organization_identifier.clear();
}

void move_oid_to_common_name(IssuePlan& plan) {
  plan.order.common_name = plan.order.organization_identifier;
  plan.order.organization_identifier.clear();
}

/// As a QSEAL may be: one that carries the key usage digitalSignature too is told by its QcType.
void make_it_a_seal(IssuePlan& plan) {
  plan.order.key_usage = "nonRepudiation";
  plan.order.extended_key_usage.clear();
  plan.statements.type_web = false;
  plan.statements.type_seal = true;
}

void put_20_above(IssuePlan& plan) {
  plan.between = Between::line;
  plan.line_length = 20;
}

/// Few enough to be told by their size alone: 9 of 23 KiB each.
void put_200_kib_above(IssuePlan& plan) {
  plan.between = Between::line;
  plan.line_length = 9;
  plan.names_in_each = 1024;
}

constexpr auto qwac = CertificateKind::qwac;
constexpr auto qseal = CertificateKind::qseal;
constexpr Code none = Code::count_;
// RFC 8446 6.2
constexpr int bad_certificate = 42;
constexpr int unsupported_certificate = 43;
constexpr int certificate_expired = 45;
constexpr int unknown_ca = 48;

// clang-format off
constexpr std::array variants{
  BrokenVariant{"expired", qwac, 2, "it ended yesterday",
    Meeting::refused, Code::cert_expired, certificate_expired, expire},
  BrokenVariant{"not-yet-valid", qwac, 3, "it begins in a month",
    Meeting::refused, Code::cert_not_yet_valid, bad_certificate, postpone},
  BrokenVariant{"untrusted", qwac, 4, "issued by an authority that nobody trusts",
    Meeting::refused, Code::cert_untrusted, unknown_ca,
    [](IssuePlan& plan) { plan.signer = Signer::stranger; }},
  BrokenVariant{"impersonated", qwac, 5, "names the trusted authority and its key identifier as its issuer, and is signed with another key",
    Meeting::refused, Code::cert_untrusted, unknown_ca,
    [](IssuePlan& plan) { plan.signer = Signer::impostor; }},
  BrokenVariant{"self-signed", qwac, 5, "self-signed, with the trusted authority's subject, issuer and key identifier",
    Meeting::refused, Code::cert_untrusted, unknown_ca, look_like_the_authority},
  BrokenVariant{"server-auth-only", qwac, 16, "extended key usage serverAuth without clientAuth, which is no fault of a QWAC",
    Meeting::served, none, 0, [](IssuePlan& plan) { plan.order.extended_key_usage = "serverAuth"; }},
  BrokenVariant{"code-signing", qwac, 17, "extended key usage codeSigning only",
    Meeting::refused, Code::cert_purpose, unsupported_certificate,
    [](IssuePlan& plan) { plan.order.extended_key_usage = "codeSigning"; }},
  BrokenVariant{"email-protection", qwac, 17, "extended key usage emailProtection only",
    Meeting::refused, Code::cert_purpose, unsupported_certificate,
    [](IssuePlan& plan) { plan.order.extended_key_usage = "emailProtection"; }},
  BrokenVariant{"no-eku", qwac, 18, "no extended key usage, which is no fault of a QWAC",
    Meeting::served, none, 0, [](IssuePlan& plan) { plan.order.extended_key_usage.clear(); }},
  BrokenVariant{"seal-for-tls", qwac, 19, "a QSEAL: key usage nonRepudiation, QcType eseal",
    Meeting::refused, Code::cert_purpose, unsupported_certificate, make_it_a_seal},
  BrokenVariant{"no-qcstatements", qwac, 21, "no qcStatements extension: an ordinary certificate",
    Meeting::refused, Code::cert_no_psd2, 0, [](IssuePlan& plan) { plan.raw_statements_der = ""; }},
  BrokenVariant{"no-psd2", qwac, 21, "qcStatements without the PSD2 statement (0.4.0.19495.2)",
    Meeting::refused, Code::cert_no_psd2, 0, [](IssuePlan& plan) { plan.statements.nca_id.clear(); }},
  BrokenVariant{"pi-only", qwac, 22, "role PSP_PI only; the token endpoint answers 400 unauthorized_client",
    Meeting::refused, Code::role_missing, 0,
    [](IssuePlan& plan) { plan.statements.roles = {TppRole::payment_initiation}; }},
  BrokenVariant{"psd2-truncated", qwac, 23, "the PSD2 statement ends four bytes early",
    Meeting::refused, Code::cert_no_psd2, 0, truncate_psd2},
  BrokenVariant{"psd2-wrong-tag", qwac, 23, "the PSD2 statement is a SET",
    Meeting::refused, Code::cert_no_psd2, 0,
    [](IssuePlan& plan) { put_psd2(plan, crypto::der_element(set_tag, usual_psd2_content(plan))); }},
  BrokenVariant{"psd2-indefinite-length", qwac, 23, "the PSD2 statement has the indefinite length, which DER forbids",
    Meeting::refused, Code::cert_no_psd2, 0, leave_psd2_open},
  BrokenVariant{"psd2-4096-roles", qwac, 23, "the PSD2 statement lists 4,096 roles",
    Meeting::refused_or_cut_off, Code::cert_no_psd2, 0, crowd_psd2},
  BrokenVariant{"psd2-1-mib", qwac, 23, "the PSD2 statement is 1 MiB long",
    Meeting::refused_or_cut_off, Code::cert_no_psd2, 0, bloat_psd2},
  BrokenVariant{"role-name-mismatch", qwac, 25, "a role's OID says PSP_PI and its name PSP_AI",
    Meeting::refused, Code::cert_ambiguous, 0, contradict_psd2},
  BrokenVariant{"oid-lower-case", qwac, 27, "organizationIdentifier in lower case",
    Meeting::refused, Code::cert_bad_oid, 0, lower_oid},
  BrokenVariant{"oid-trailing-space", qwac, 27, "organizationIdentifier with a space at its end",
    Meeting::refused, Code::cert_bad_oid, 0,
    [](IssuePlan& plan) { plan.order.organization_identifier += ' '; }},
  BrokenVariant{"oid-unicode-hyphen", qwac, 27, "organizationIdentifier with the hyphens U+2010",
    Meeting::refused, Code::cert_bad_oid, 0, hyphenate_oid},
  BrokenVariant{"oid-full-width", qwac, 27, "organizationIdentifier with full-width digits (U+FF10 to U+FF19)",
    Meeting::refused, Code::cert_bad_oid, 0, widen_oid},
  BrokenVariant{"oid-t61", qwac, 27, "organizationIdentifier in a T61String",
    Meeting::refused, Code::cert_bad_oid, 0, write_oid_as_t61},
  BrokenVariant{"oid-bmp", qwac, 27, "organizationIdentifier in a BMPString",
    Meeting::refused, Code::cert_bad_oid, 0, write_oid_as_bmp},
  BrokenVariant{"oid-in-common-name", qwac, 30, "the identifier stands in commonName and not in organizationIdentifier",
    Meeting::refused, Code::cert_bad_oid, 0, move_oid_to_common_name},
  BrokenVariant{"oid-in-organization", qwac, 30, "the identifier stands in organizationName and not in organizationIdentifier",
    Meeting::refused, Code::cert_bad_oid, 0, move_oid_to_organization},
  BrokenVariant{"not-enrolled", qwac, 31, "a good QWAC of a TPP that has never enrolled: the identifier ends with -STRANGER",
    Meeting::refused, Code::tpp_unknown, 0,
    [](IssuePlan& plan) { plan.order.organization_identifier += "-STRANGER"; }},
  BrokenVariant{"rsa-1024", qwac, 34, "an RSA key of 1024 bits",
    Meeting::refused, Code::cert_weak, bad_certificate, [](IssuePlan& plan) { plan.rsa_bits = 1024; }},
  BrokenVariant{"sha1", qwac, 34, "signed with SHA-1",
    Meeting::refused, Code::cert_weak, bad_certificate,
    [](IssuePlan& plan) { plan.order.signed_with_sha1 = true; }},
  BrokenVariant{"p192", qwac, 34, "a key on P-192, to be shown in TLS 1.2: in TLS 1.3 a client cannot sign with it and shows no certificate",
    Meeting::cut_off, none, bad_certificate, [](IssuePlan& plan) { plan.on_p192 = true; }},
  BrokenVariant{"chain-20", qwac, 36, "20 intermediates, which the file holds too",
    Meeting::cut_off, none, unknown_ca, put_20_above},
  BrokenVariant{"chain-loop", qwac, 36, "two intermediates that issued each other, which the file holds too",
    Meeting::cut_off, none, unknown_ca, [](IssuePlan& plan) { plan.between = Between::circle; }},
  BrokenVariant{"huge-list", qwac, 36, "more than 200 KiB of intermediates, which the file holds too",
    Meeting::cut_off, none, 0, put_200_kib_above},
  BrokenVariant{"no-curve", qwac, 37, "a key on a curve over no field (CVE-2022-0778); the private key beside it is another, so show it with a client that does not mind",
    Meeting::cut_off, none, 0, put_on_no_curve},
  BrokenVariant{"constraints-bomb", qwac, 37, "1,200 names below an intermediate that permits 1,500, which the file holds too",
    Meeting::refused_or_cut_off, Code::cert_untrusted, unknown_ca, put_constraints_above},
  BrokenVariant{"policies-bomb", qwac, 37, "four intermediates that map 12 policies to 12 (CVE-2023-0464), which the file holds too",
    Meeting::refused_or_cut_off, Code::cert_untrusted, unknown_ca, put_policies_above},
  BrokenVariant{"expired-seal", qseal, 74, "it ended yesterday",
    Meeting::refused, Code::sig_key_expired, 0, expire},
  BrokenVariant{"web-type-seal", qseal, 75, "QcType web in place of eseal",
    Meeting::refused, Code::sig_key_type, 0,
    [](IssuePlan& plan) { plan.statements.type_web = true; plan.statements.type_seal = false; }},
  BrokenVariant{"rsa-1024-seal", qseal, 76, "an RSA key of 1024 bits",
    Meeting::not_enrolled, Code::sig_key_unknown, 0, [](IssuePlan& plan) { plan.rsa_bits = 1024; }},
};
// clang-format on

}  // namespace

std::span<const BrokenVariant> broken_variants() { return variants; }

const BrokenVariant* find_broken_variant(std::string_view name) {
  for (const BrokenVariant& variant : variants)
    if (variant.name == name) return &variant;
  return nullptr;
}

int status_of(const BrokenVariant& variant) {
  if (variant.meeting == Meeting::served) return 200;
  return variant.code == none ? 0 : entry_of(variant.code).status;
}

std::string_view name_of(Meeting meeting) {
  switch (meeting) {
    case Meeting::served:
      return "served";
    case Meeting::refused:
      return "refused";
    case Meeting::cut_off:
      return "cut_off";
    case Meeting::refused_or_cut_off:
      return "refused_or_cut_off";
    case Meeting::not_enrolled:
      return "not_enrolled";
  }
  return {};
}

std::string_view name_of(CertificateKind kind) {
  return kind == CertificateKind::qwac ? "qwac" : "qseal";
}

}  // namespace guichet::sandbox
