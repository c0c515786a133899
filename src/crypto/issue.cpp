// SPDX-License-Identifier: Apache-2.0
#include "crypto/issue.hpp"

#include <chrono>

#include "crypto/key_parts.hpp"
#include "crypto/x509_parts.hpp"

namespace guichet::crypto {
namespace {

constexpr int serial_bits = 127;  // fits the 20 octets of RFC 5280 4.1.2.2 and is never negative
constexpr long version_3 = 2;
constexpr const char* qc_statements_oid = "1.3.6.1.5.5.7.1.3";

void set_serial(X509* certificate) {
  const BigNumberHandle number{required(BN_new(), "BN_new")};
  require(BN_rand(number.get(), serial_bits, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY), "BN_rand");
  required(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)), "serial");
}

void set_dates(X509* certificate, const CertificateOrder& order) {
  const auto time_of = [](Instant instant) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch();
    return TimeHandle{required(ASN1_TIME_set(nullptr, seconds.count()), "ASN1_TIME_set")};
  };
  require(X509_set1_notBefore(certificate, time_of(order.not_before).get()), "notBefore");
  require(X509_set1_notAfter(certificate, time_of(order.not_after).get()), "notAfter");
}

void add_to_name(X509_NAME* name, int attribute, int type, std::string_view text) {
  if (text.empty()) return;
  require(X509_NAME_add_entry_by_NID(name, attribute, type, bytes_of(text),
                                     static_cast<int>(text.size()), -1, 0),
          "a subject attribute");
}

CertificateHandle likeness_of(const CertificateOrder& order) {
  return CertificateHandle{required(certificate_of(order.likeness_der).release(), "likeness")};
}

void set_subject(X509* certificate, const CertificateOrder& order) {
  if (!order.likeness_der.empty()) {
    const CertificateHandle other = likeness_of(order);
    require(X509_set_subject_name(certificate, X509_get_subject_name(other.get())), "subject");
    return;
  }
  X509_NAME* name = X509_get_subject_name(certificate);
  add_to_name(name, NID_countryName, V_ASN1_PRINTABLESTRING, order.country);
  add_to_name(name, NID_organizationName, V_ASN1_UTF8STRING, order.organization);
  add_to_name(name, NID_organizationIdentifier, V_ASN1_UTF8STRING, order.organization_identifier);
  for (const SubjectText& more : order.more_organization_identifiers) {
    const int type = more.kind == TextKind::utf8        ? V_ASN1_UTF8STRING
                     : more.kind == TextKind::printable ? V_ASN1_PRINTABLESTRING
                                                        : V_ASN1_T61STRING;
    add_to_name(name, NID_organizationIdentifier, type, more.bytes);
  }
  add_to_name(name, NID_organizationIdentifier, V_ASN1_BMPSTRING,
              order.bmp_organization_identifier);
  add_to_name(name, NID_commonName, V_ASN1_UTF8STRING, order.common_name);
}

void add_extension(X509* certificate, X509V3_CTX* context, int kind, const std::string& words) {
  if (words.empty()) return;
  const ExtensionHandle extension{
      required(X509V3_EXT_nconf_nid(nullptr, context, kind, words.c_str()), words.c_str())};
  require(X509_add_ext(certificate, extension.get(), -1), "X509_add_ext");
}

void add_name(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
  using NameHandle = std::unique_ptr<GENERAL_NAME, Free<GENERAL_NAME_free>>;
  NameHandle name{required(GENERAL_NAME_new(), "GENERAL_NAME_new")};
  GENERAL_NAME_set0_value(name.get(), type, value);
  if (sk_GENERAL_NAME_push(names, name.get()) <= 0) fail("sk_GENERAL_NAME_push");
  static_cast<void>(name.release());  // the stack owns it now
}

/// Built by hand and not from OpenSSL's words, where a comma in a name would begin another name.
void add_alternative_names(X509* certificate, const CertificateOrder& order) {
  if (order.dns_names.empty() && order.ip_addresses.empty()) return;
  const GeneralNamesHandle names{required(GENERAL_NAMES_new(), "GENERAL_NAMES_new")};
  for (const std::string& dns_name : order.dns_names) {
    ASN1_STRING* value = required(ASN1_STRING_type_new(V_ASN1_IA5STRING), "IA5String");
    require(ASN1_STRING_set(value, dns_name.data(), static_cast<int>(dns_name.size())), "DNS name");
    add_name(names.get(), GEN_DNS, value);
  }
  for (const std::string& address : order.ip_addresses)
    add_name(names.get(), GEN_IPADD, required(a2i_IPADDRESS(address.c_str()), address.c_str()));
  require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT),
          "subjectAltName");
}

void add_raw(X509* certificate, const RawExtension& raw) {
  const auto& [oid, der] = raw;
  if (der.empty()) return;
  const ObjectHandle object{required(OBJ_txt2obj(oid.c_str(), 1), "OBJ_txt2obj")};
  const OctetsHandle value{required(ASN1_OCTET_STRING_new(), "ASN1_OCTET_STRING_new")};
  require(ASN1_OCTET_STRING_set(value.get(), bytes_of(der), static_cast<int>(der.size())),
          oid.c_str());
  const ExtensionHandle extension{
      required(X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, value.get()), oid.c_str())};
  require(X509_add_ext(certificate, extension.get(), -1), "X509_add_ext");
}

/// OpenSSL makes no such key, so its parts are put where those of another one stand.
void replace_key(X509* certificate, const RawEcKey& key) {
  ASN1_STRING* const parameters = required(ASN1_STRING_new(), "ASN1_STRING_new");
  require(ASN1_STRING_set(parameters, key.parameters_der.data(),
                          static_cast<int>(key.parameters_der.size())),
          "curve parameters");
  auto* const point = static_cast<unsigned char*>(
      required(OPENSSL_memdup(key.point.data(), key.point.size()), "OPENSSL_memdup"));
  // Owns both from here on.
  require(X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(certificate),
                                 OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_SEQUENCE, parameters,
                                 point, static_cast<int>(key.point.size())),
          "X509_PUBKEY_set0_param");
}

/// "hash", or the hex digits that OpenSSL takes in its place.
std::string key_id_words(const CertificateOrder& order) {
  if (order.likeness_der.empty()) return "hash";
  const CertificateHandle other = likeness_of(order);
  return hex_of(required(X509_get0_subject_key_id(other.get()), "subjectKeyIdentifier"));
}

void add_extensions(X509* certificate, X509* issuer, const CertificateOrder& order) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  const auto add = [&](int kind, const std::string& words) {
    add_extension(certificate, &context, kind, words);
  };
  add(NID_basic_constraints, order.is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add(NID_key_usage, order.key_usage.empty() ? "" : "critical," + order.key_usage);
  add(NID_ext_key_usage, order.extended_key_usage);
  add(NID_subject_key_identifier, key_id_words(order));
  if (issuer != certificate) add(NID_authority_key_identifier, "keyid:always");
  add_alternative_names(certificate, order);
  add_raw(certificate, {qc_statements_oid, order.qc_statements_der});
  for (const RawExtension& more : order.more_extensions) add_raw(certificate, more);
}

}  // namespace

std::string issue_certificate(const CertificateOrder& order, std::string_view subject_spki,
                              const PrivateKey& issuer_key, std::string_view issuer_der) {
  const QuietErrors quiet;
  const CertificateHandle certificate{required(X509_new(), "X509_new")};
  const unsigned char* at = bytes_of(subject_spki);
  const KeyHandle subject_key{
      required(d2i_PUBKEY(nullptr, &at, static_cast<long>(subject_spki.size())), "d2i_PUBKEY")};
  CertificateHandle issuer;
  if (!issuer_der.empty()) issuer.reset(required(certificate_of(issuer_der).release(), "issuer"));

  require(X509_set_version(certificate.get(), version_3), "X509_set_version");
  set_serial(certificate.get());
  set_dates(certificate.get(), order);
  set_subject(certificate.get(), order);
  X509* signer = issuer ? issuer.get() : certificate.get();
  require(X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)), "issuer name");
  require(X509_set_pubkey(certificate.get(), subject_key.get()), "X509_set_pubkey");
  if (order.raw_key) replace_key(certificate.get(), *order.raw_key);
  add_extensions(certificate.get(), signer, order);
  const EVP_MD* digest = order.signed_with_sha1 ? EVP_sha1() : EVP_sha256();
  require(X509_sign(certificate.get(), issuer_key.impl().key.get(), digest) > 0, "X509_sign");
  return der_of(certificate.get(), i2d_X509);
}

PrivateKey new_ec_p192() {
  return PrivateKey(
      std::make_shared<PrivateKey::Impl>(KeyHandle{required(EVP_EC_gen("P-192"), "P-192")}));
}

}  // namespace guichet::crypto
