// SPDX-License-Identifier: Apache-2.0
//
// What revocation needs to know of a certificate: who issued it, under which number, and where that
// issuer publishes.
#include <openssl/ocsp.h>

#include "crypto/sha256.hpp"
#include "crypto/x509_parts.hpp"

namespace guichet::crypto {
namespace {

constexpr std::size_t most_urls = 4;

/// http alone: lists and answers are signed, and https would need the very status it asks for.
void add_url(std::vector<std::string>& urls, const ASN1_IA5STRING* text) {
  std::string url(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                  static_cast<std::size_t>(ASN1_STRING_length(text)));
  if (url.starts_with("http://") && urls.size() < most_urls) urls.push_back(std::move(url));
}

std::vector<std::string> list_urls(const X509* certificate) {
  using Points = std::unique_ptr<CRL_DIST_POINTS, Free<CRL_DIST_POINTS_free>>;
  const Points points{static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr))};
  std::vector<std::string> urls;
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
    if (point->distpoint == nullptr || point->distpoint->type != 0) continue;
    const GENERAL_NAMES* names = point->distpoint->name.fullname;
    for (int j = 0; j < sk_GENERAL_NAME_num(names); ++j) {
      int type = 0;
      const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, j), &type);
      if (type == GEN_URI) add_url(urls, static_cast<const ASN1_IA5STRING*>(value));
    }
  }
  return urls;
}

std::vector<std::string> responder_urls(const X509* certificate) {
  using Accesses = std::unique_ptr<AUTHORITY_INFO_ACCESS, Free<AUTHORITY_INFO_ACCESS_free>>;
  const Accesses accesses{static_cast<AUTHORITY_INFO_ACCESS*>(
      X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr))};
  std::vector<std::string> urls;
  for (int i = 0; accesses && i < sk_ACCESS_DESCRIPTION_num(accesses.get()); ++i) {
    const ACCESS_DESCRIPTION* access = sk_ACCESS_DESCRIPTION_value(accesses.get(), i);
    if (OBJ_obj2nid(access->method) != NID_ad_OCSP) continue;
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(access->location, &type);
    if (type == GEN_URI) add_url(urls, static_cast<const ASN1_IA5STRING*>(value));
  }
  return urls;
}

}  // namespace

std::string issuer_id_of(const X509* issuer) {
  return hex(sha256(der_of(X509_get_subject_name(issuer), i2d_X509_NAME) +
                    der_of(X509_get_X509_PUBKEY(issuer), i2d_X509_PUBKEY)));
}

IssuedCertificate issued_certificate_of(X509* certificate, X509* issuer) {
  return {.issuer = issuer_id_of(issuer),
          .serial_hex = hex_of(X509_get0_serialNumber(certificate)),
          .der = der_of(certificate, i2d_X509),
          .issuer_der = der_of(issuer, i2d_X509),
          .list_urls = list_urls(certificate),
          .responder_urls = responder_urls(certificate)};
}

}  // namespace guichet::crypto
