// SPDX-License-Identifier: Apache-2.0
#include "crypto/x509.hpp"

#include <openssl/pem.h>

#include <array>
#include <chrono>
#include <ctime>

#include "crypto/key_parts.hpp"
#include "crypto/sha256.hpp"
#include "crypto/x509_parts.hpp"

namespace guichet::crypto {
namespace {

constexpr const char* qc_statements_oid = "1.3.6.1.5.5.7.1.3";
constexpr int weakest_signature_bits = 112;  // SHA-1 has 80 at the most, SHA-256 has 128

std::string content_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

std::string dotted(const ASN1_OBJECT* object) {
  std::array<char, 128> text{};
  const int length = OBJ_obj2txt(text.data(), text.size(), object, 1);
  return length > 0 ? std::string(text.data()) : std::string();
}

std::string subject_of(const X509* certificate) {
  const BioHandle output{required(BIO_new(BIO_s_mem()), "BIO")};
  X509_NAME_print_ex(output.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  return text_of(output.get());
}

std::vector<SubjectText> subject_texts(const X509* certificate, int kind_of_attribute) {
  std::vector<SubjectText> texts;
  const X509_NAME* name = X509_get_subject_name(certificate);
  for (int at = -1; (at = X509_NAME_get_index_by_NID(name, kind_of_attribute, at)) >= 0;) {
    const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    const int type = ASN1_STRING_type(text);
    texts.push_back({type == V_ASN1_UTF8STRING        ? TextKind::utf8
                     : type == V_ASN1_PRINTABLESTRING ? TextKind::printable
                                                      : TextKind::other,
                     content_of(text)});
  }
  return texts;
}

std::optional<std::string> extension_value(const X509* certificate, const char* oid) {
  const ObjectHandle object{required(OBJ_txt2obj(oid, 1), "OBJ_txt2obj")};
  const int at = X509_get_ext_by_OBJ(certificate, object.get(), -1);
  if (at < 0) return std::nullopt;
  return content_of(X509_EXTENSION_get_data(X509_get_ext(certificate, at)));
}

std::optional<std::vector<std::string>> extended_key_usage(const X509* certificate) {
  const int at = X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1);
  if (at < 0) return std::nullopt;
  using Usages = std::unique_ptr<EXTENDED_KEY_USAGE, Free<EXTENDED_KEY_USAGE_free>>;
  const Usages usages{
      static_cast<EXTENDED_KEY_USAGE*>(X509V3_EXT_d2i(X509_get_ext(certificate, at)))};
  std::vector<std::string> oids;  // an extension that cannot be read allows nothing
  for (int i = 0; usages && i < sk_ASN1_OBJECT_num(usages.get()); ++i)
    oids.push_back(dotted(sk_ASN1_OBJECT_value(usages.get(), i)));
  return oids;
}

std::optional<std::uint32_t> key_usage(X509* certificate) {
  if ((X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) == 0) return std::nullopt;
  return X509_get_key_usage(certificate);
}

std::vector<std::string> dns_names(const X509* certificate) {
  const GeneralNamesHandle names{static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
  std::vector<std::string> found;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    if (type == GEN_DNS) found.push_back(content_of(static_cast<const ASN1_STRING*>(value)));
  }
  return found;
}

bool is_signed_weakly(X509* certificate) {
  int strength = 0;
  return X509_get_signature_info(certificate, nullptr, nullptr, &strength, nullptr) != 1 ||
         strength < weakest_signature_bits;
}

std::unexpected<Refusal> not_a_certificate(const char* what) {
  return refuse(Code::cert_untrusted, std::string("Expected an X.509 certificate; ") + what + ".");
}

}  // namespace

CertificateHandle certificate_of(std::string_view der) {
  const unsigned char* at = bytes_of(der);
  CertificateHandle certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (certificate && at != bytes_of(der) + der.size()) return nullptr;
  return certificate;
}

std::optional<Instant> instant_of(const ASN1_TIME* time) {
  using namespace std::chrono;
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  const year_month_day date{year{parts.tm_year + 1900},
                            month{static_cast<unsigned>(parts.tm_mon + 1)},
                            day{static_cast<unsigned>(parts.tm_mday)}};
  if (!date.ok()) return std::nullopt;
  return Instant{sys_days{date} + hours{parts.tm_hour} + minutes{parts.tm_min} +
                 seconds{parts.tm_sec}};
}

std::string hex_of(const ASN1_INTEGER* number) {
  std::string text;
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char byte : content_of(number)) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

bool Certificate::may_sign_tls() const {
  return !key_usage || (*key_usage & KU_DIGITAL_SIGNATURE) != 0;
}

Outcome<Certificate> read_certificate(std::string_view der) {
  const QuietErrors quiet;
  const CertificateHandle certificate = certificate_of(der);
  if (quiet.refuses(certificate)) return not_a_certificate("these bytes are not one in DER");
  const auto not_before = instant_of(X509_get0_notBefore(certificate.get()));
  const auto not_after = instant_of(X509_get0_notAfter(certificate.get()));
  if (!not_before || !not_after) return not_a_certificate("its dates are malformed");
  KeyHandle key{X509_get_pubkey(certificate.get())};
  if (quiet.refuses(key))
    return refuse(Code::cert_weak, "The certificate's public key is of a kind not known.");

  std::optional<std::string> common_name;
  for (SubjectText& name : subject_texts(certificate.get(), NID_commonName))
    common_name = std::move(name.bytes);
  Certificate read{
      .der = std::string(der),
      .spki = der_of(X509_get_X509_PUBKEY(certificate.get()), i2d_X509_PUBKEY),
      .sha256_hex = hex(sha256(der)),
      .sha1_hex = sha1_hex(der),
      .subject = subject_of(certificate.get()),
      .serial_hex = hex_of(X509_get0_serialNumber(certificate.get())),
      .not_before = *not_before,
      .not_after = *not_after,
      .organization_identifiers = subject_texts(certificate.get(), NID_organizationIdentifier),
      .common_name = std::move(common_name),
      .qc_statements = extension_value(certificate.get(), qc_statements_oid),
      .extended_key_usage = extended_key_usage(certificate.get()),
      .key_usage = key_usage(certificate.get()),
      .dns_names = dns_names(certificate.get()),
      .signed_with_sha1_or_worse = is_signed_weakly(certificate.get()),
      .key = public_key_of(std::move(key)),
  };
  // An extension that found no memory looks like one that is not there.
  if (memory_was_short()) throw std::bad_alloc();
  return read;
}

Outcome<std::vector<std::string>> der_of_pem(std::string_view pem) {
  const QuietErrors quiet;
  const BioHandle input{required(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), "BIO")};
  std::vector<std::string> certificates;
  while (true) {
    const CertificateHandle certificate{PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr)};
    if (!certificate) break;
    certificates.push_back(der_of(certificate.get(), i2d_X509));
  }
  const bool ended_well = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (quiet.refuses(ended_well)) return not_a_certificate("one in this PEM text is broken");
  if (certificates.empty()) return not_a_certificate("this PEM text holds none");
  return certificates;
}

std::string pem_of_der(std::string_view der) {
  const BioHandle output{required(BIO_new(BIO_s_mem()), "BIO")};
  require(PEM_write_bio(output.get(), PEM_STRING_X509, "", bytes_of(der),
                        static_cast<long>(der.size())) > 0,
          "PEM_write_bio");
  return text_of(output.get());
}

}  // namespace guichet::crypto
