// SPDX-License-Identifier: Apache-2.0
#include "crypto/revocation_list.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <chrono>

#include "crypto/key_parts.hpp"
#include "crypto/x509_parts.hpp"

namespace guichet::crypto {
namespace {

using ListHandle = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;
using RevokedHandle = std::unique_ptr<X509_REVOKED, Free<X509_REVOKED_free>>;
using IntegerHandle = std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>>;

std::unexpected<Refusal> unusable(std::string why) {
  return refuse(Code::cert_status, {}, "revocation list: " + std::move(why));
}

ListHandle list_of(std::string_view text) {
  if (text.starts_with("-----")) {
    const BioHandle input{
        required(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "BIO")};
    return ListHandle{PEM_read_bio_X509_CRL(input.get(), nullptr, nullptr, nullptr)};
  }
  const unsigned char* at = bytes_of(text);
  return ListHandle{d2i_X509_CRL(nullptr, &at, static_cast<long>(text.size()))};
}

/// The one of `issuers_der` that signed `list`, or null.
CertificateHandle issuer_of(X509_CRL* list, std::span<const std::string> issuers_der) {
  for (const std::string& der : issuers_der) {
    CertificateHandle issuer = certificate_of(der);
    if (!issuer ||
        X509_NAME_cmp(X509_get_subject_name(issuer.get()), X509_CRL_get_issuer(list)) != 0)
      continue;
    if (X509_CRL_verify(list, X509_get0_pubkey(issuer.get())) == 1) return issuer;
  }
  return nullptr;
}

using PointHandle = std::unique_ptr<ISSUING_DIST_POINT, Free<ISSUING_DIST_POINT_free>>;

/// The addresses of a distribution point; nothing if it is called otherwise.
std::optional<std::vector<std::string>> addresses_of(const DIST_POINT_NAME* name) {
  if (name == nullptr) return std::vector<std::string>();
  if (name->type != 0) return std::nullopt;
  std::vector<std::string> addresses;
  for (int i = 0; i < sk_GENERAL_NAME_num(name->name.fullname); ++i) {
    const GENERAL_NAME* const each = sk_GENERAL_NAME_value(name->name.fullname, i);
    if (each->type == GEN_URI) {
      const ASN1_IA5STRING* const uri = each->d.uniformResourceIdentifier;
      addresses.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                             static_cast<std::size_t>(ASN1_STRING_length(uri)));
    }
  }
  if (addresses.empty()) return std::nullopt;
  return addresses;
}

/// What a list is about, as RevocationList::points; nothing if it leaves out what would make a
/// revoked certificate look good.
std::optional<std::vector<std::string>> scope_of(const X509_CRL* list) {
  if (X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) >= 0) return std::nullopt;
  if (X509_CRL_get_ext_by_NID(list, NID_issuing_distribution_point, -1) < 0)
    return std::vector<std::string>();
  const PointHandle point{static_cast<ISSUING_DIST_POINT*>(
      X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, nullptr, nullptr))};
  const bool is_complete = point && point->indirectCRL <= 0 && point->onlyattr <= 0 &&
                           point->onlyCA <= 0 && point->onlysomereasons == nullptr;
  if (!is_complete) return std::nullopt;
  return addresses_of(point->distpoint);
}

std::string number_of(const X509_CRL* list) {
  const IntegerHandle number{
      static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(list, NID_crl_number, nullptr, nullptr))};
  if (!number) return {};
  std::string text = hex_of(number.get());
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  return text;
}

TimeHandle time_of(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch();
  return TimeHandle{required(ASN1_TIME_set(nullptr, seconds.count()), "ASN1_TIME_set")};
}

void add_number(X509_CRL* list, std::int64_t number) {
  const IntegerHandle value{required(ASN1_INTEGER_new(), "ASN1_INTEGER_new")};
  require(ASN1_INTEGER_set_int64(value.get(), number), "crlNumber");
  require(X509_CRL_add1_ext_i2d(list, NID_crl_number, value.get(), 0, X509V3_ADD_DEFAULT),
          "crlNumber");
}

void add_authority_key(X509_CRL* list, X509* issuer) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, nullptr, nullptr, list, 0);
  X509V3_set_ctx_nodb(&context);
  const ExtensionHandle extension{
      required(X509V3_EXT_nconf_nid(nullptr, &context, NID_authority_key_identifier, "keyid"),
               "authorityKeyIdentifier")};
  require(X509_CRL_add_ext(list, extension.get(), -1), "X509_CRL_add_ext");
}

void add_entry(X509_CRL* list, const RevocationListOrder::Entry& entry) {
  RevokedHandle revoked{required(X509_REVOKED_new(), "X509_REVOKED_new")};
  BIGNUM* digits = nullptr;
  if (BN_hex2bn(&digits, entry.serial_hex.c_str()) == 0) fail("a serial in hex");
  const BigNumberHandle number{digits};
  const IntegerHandle serial{
      required(BN_to_ASN1_INTEGER(number.get(), nullptr), "BN_to_ASN1_INTEGER")};
  require(X509_REVOKED_set_serialNumber(revoked.get(), serial.get()), "serial");
  require(X509_REVOKED_set_revocationDate(revoked.get(), time_of(entry.at).get()), "date");
  require(X509_CRL_add0_revoked(list, revoked.get()), "X509_CRL_add0_revoked");
  static_cast<void>(revoked.release());  // the list owns it now
}

}  // namespace

bool RevocationList::speaks_of(const IssuedCertificate& certificate) const {
  // Whose certificate names no point is in the one that there is: who has several says so in each.
  return points.empty() || certificate.list_urls.empty() ||
         std::ranges::find_first_of(points, certificate.list_urls) != points.end();
}

bool RevocationList::is_newer_than(const RevocationList& other) const {
  if (number.empty() || other.number.empty()) return this_update > other.this_update;
  if (number.size() != other.number.size()) return number.size() > other.number.size();
  return number > other.number;
}

Outcome<RevocationList> read_revocation_list(std::string_view der_or_pem,
                                             std::span<const std::string> issuers_der) {
  const QuietErrors quiet;
  const ListHandle list = list_of(der_or_pem);
  if (quiet.refuses(list)) return unusable("these bytes are not one");
  const CertificateHandle issuer = issuer_of(list.get(), issuers_der);
  if (quiet.refuses(issuer))
    return unusable("not issued by an authority of the trust anchors, or altered");
  auto scope = scope_of(list.get());
  if (quiet.refuses(scope)) return unusable("delta, indirect or partial");
  const auto this_update = instant_of(X509_CRL_get0_lastUpdate(list.get()));
  const auto next_update = instant_of(X509_CRL_get0_nextUpdate(list.get()));
  if (!this_update || !next_update) return unusable("without thisUpdate and nextUpdate");
  RevocationList read{issuer_id_of(issuer.get()), *this_update, *next_update,
                      number_of(list.get()),      {},           *std::move(scope)};
  STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list.get());
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i)
    read.serials.insert(hex_of(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i))));
  if (memory_was_short()) throw std::bad_alloc();
  return read;
}

std::string issue_revocation_list(const RevocationListOrder& order, const PrivateKey& issuer_key,
                                  std::string_view issuer_der) {
  const QuietErrors quiet;
  const CertificateHandle issuer{required(certificate_of(issuer_der).release(), "issuer")};
  const ListHandle list{required(X509_CRL_new(), "X509_CRL_new")};
  require(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2), "version");
  require(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.get())), "issuer");
  require(X509_CRL_set1_lastUpdate(list.get(), time_of(order.this_update).get()), "thisUpdate");
  require(X509_CRL_set1_nextUpdate(list.get(), time_of(order.next_update).get()), "nextUpdate");
  add_authority_key(list.get(), issuer.get());
  add_number(list.get(), order.number);
  for (const RevocationListOrder::Entry& entry : order.revoked) add_entry(list.get(), entry);
  require(X509_CRL_sort(list.get()), "X509_CRL_sort");
  require(X509_CRL_sign(list.get(), issuer_key.impl().key.get(), EVP_sha256()) > 0, "sign");
  const BioHandle output{required(BIO_new(BIO_s_mem()), "BIO")};
  require(PEM_write_bio_X509_CRL(output.get(), list.get()), "PEM_write_bio_X509_CRL");
  return text_of(output.get());
}

}  // namespace guichet::crypto
