// SPDX-License-Identifier: Apache-2.0
#include "crypto/ocsp.hpp"

#include <openssl/ocsp.h>

#include <chrono>

#include "crypto/key_parts.hpp"
#include "crypto/x509_parts.hpp"

namespace guichet::crypto {
namespace {

using RequestHandle = std::unique_ptr<OCSP_REQUEST, Free<OCSP_REQUEST_free>>;
using ResponseHandle = std::unique_ptr<OCSP_RESPONSE, Free<OCSP_RESPONSE_free>>;
using BasicHandle = std::unique_ptr<OCSP_BASICRESP, Free<OCSP_BASICRESP_free>>;
using CertIdHandle = std::unique_ptr<OCSP_CERTID, Free<OCSP_CERTID_free>>;
using Certificates = std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) {
                                       sk_X509_free(stack);  // borrows what is on it
                                     })>;

constexpr std::chrono::minutes clocks_differ{5};
constexpr std::chrono::minutes default_life{5};

std::unexpected<Refusal> unusable(std::string why) {
  return refuse(Code::cert_status, {}, "OCSP answer: " + std::move(why));
}

struct Both {
  CertificateHandle certificate;
  CertificateHandle issuer;

  CertIdHandle id() const {
    // SHA-1 is how CertIDs are written (RFC 6960 4.1.1, RFC 5019 2.1.1); nothing is trusted for it.
    return CertIdHandle{
        required(OCSP_cert_to_id(EVP_sha1(), certificate.get(), issuer.get()), "OCSP_cert_to_id")};
  }
};

Both both_of(const IssuedCertificate& certificate) {
  return {CertificateHandle{required(certificate_of(certificate.der).release(), "certificate")},
          CertificateHandle{required(certificate_of(certificate.issuer_der).release(), "issuer")}};
}

/// Whether the issuer itself or a responder of its signed `basic`.
bool is_signed_for(OCSP_BASICRESP* basic, X509* issuer, Instant now) {
  const StoreHandle store{required(X509_STORE_new(), "X509_STORE_new")};
  require(X509_STORE_add_cert(store.get(), issuer), "X509_STORE_add_cert");
  X509_VERIFY_PARAM* rules = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(
      rules, std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  const Certificates known{required(sk_X509_new_null(), "sk_X509_new_null")};
  require(sk_X509_push(known.get(), issuer) > 0, "sk_X509_push");
  return OCSP_basic_verify(basic, known.get(), store.get(), 0) == 1;
}

TimeHandle time_of(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch();
  return TimeHandle{
      required(ASN1_GENERALIZEDTIME_set(nullptr, seconds.count()), "ASN1_GENERALIZEDTIME_set")};
}

std::string written(int status, OCSP_BASICRESP* basic) {
  const ResponseHandle response{required(OCSP_response_create(status, basic), "OCSP_response")};
  return der_of(response.get(), i2d_OCSP_RESPONSE);
}

/// True if `id` names a certificate that `issuer` issued.
bool is_issued_by(OCSP_CERTID* id, X509* issuer) {
  ASN1_OBJECT* algorithm = nullptr;
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(nullptr, &algorithm, nullptr, &serial, id);
  const EVP_MD* digest = EVP_get_digestbyobj(algorithm);
  if (digest == nullptr) return false;
  const CertIdHandle own{OCSP_cert_id_new(digest, X509_get_subject_name(issuer),
                                          X509_get0_pubkey_bitstr(issuer), serial)};
  return own && OCSP_id_cmp(own.get(), id) == 0;
}

void add_status(OCSP_BASICRESP* basic, OCSP_CERTID* id, const OcspOrder& order, X509* issuer) {
  ASN1_INTEGER* serial = nullptr;
  OCSP_id_get0_info(nullptr, nullptr, nullptr, &serial, id);
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  TimeHandle revoked;
  if (is_issued_by(id, issuer)) {
    const auto at = order.revoked_at(hex_of(serial));
    status = at ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_GOOD;
    if (at) revoked = time_of(*at);
  }
  required(
      OCSP_basic_add1_status(basic, id, status, OCSP_REVOKED_STATUS_UNSPECIFIED, revoked.get(),
                             time_of(order.this_update).get(), time_of(order.next_update).get()),
      "OCSP_basic_add1_status");
}

}  // namespace

std::string ocsp_request(const IssuedCertificate& certificate) {
  const QuietErrors quiet;
  const Both both = both_of(certificate);
  const RequestHandle request{required(OCSP_REQUEST_new(), "OCSP_REQUEST_new")};
  CertIdHandle id = both.id();
  required(OCSP_request_add0_id(request.get(), id.get()), "OCSP_request_add0_id");
  static_cast<void>(id.release());  // the request owns it now
  return der_of(request.get(), i2d_OCSP_REQUEST);
}

Outcome<OcspAnswer> read_ocsp_answer(std::string_view der, const IssuedCertificate& certificate,
                                     Instant now) {
  const QuietErrors quiet;
  const unsigned char* at = bytes_of(der);
  const ResponseHandle response{d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size()))};
  if (quiet.refuses(response)) return unusable("these bytes are not one");
  if (const int status = OCSP_response_status(response.get()); status != 0)
    return unusable(std::string("the responder says ") + OCSP_response_status_str(status));
  const BasicHandle basic{OCSP_response_get1_basic(response.get())};
  if (quiet.refuses(basic)) return unusable("of an unknown kind");
  const Both both = both_of(certificate);
  if (quiet.refuses(is_signed_for(basic.get(), both.issuer.get(), now)))
    return unusable("not signed by the issuer or a responder of its");

  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  ASN1_GENERALIZEDTIME* this_update = nullptr;
  ASN1_GENERALIZEDTIME* next_update = nullptr;
  const bool is_about_it = OCSP_resp_find_status(basic.get(), both.id().get(), &status, nullptr,
                                                 nullptr, &this_update, &next_update) == 1;
  if (quiet.refuses(is_about_it)) return unusable("about other certificates");
  const auto from = instant_of(this_update);
  const auto until = next_update != nullptr ? instant_of(next_update)
                     : from                 ? std::optional(*from + default_life)
                                            : std::nullopt;
  if (!from || !until) return unusable("with malformed dates");
  if (now + clocks_differ < *from) return unusable("of the future");
  if (now > *until + clocks_differ) return unusable("that has run out");
  const OcspStatus said = status == V_OCSP_CERTSTATUS_GOOD      ? OcspStatus::good
                          : status == V_OCSP_CERTSTATUS_REVOKED ? OcspStatus::revoked
                                                                : OcspStatus::unknown;
  return OcspAnswer{said, *from, *until};
}

std::string answer_ocsp(std::string_view request_der, const OcspOrder& order,
                        const PrivateKey& issuer_key, std::string_view issuer_der) {
  const QuietErrors quiet;
  const unsigned char* at = bytes_of(request_der);
  const RequestHandle request{
      d2i_OCSP_REQUEST(nullptr, &at, static_cast<long>(request_der.size()))};
  if (!request) return written(OCSP_RESPONSE_STATUS_MALFORMEDREQUEST, nullptr);
  const CertificateHandle issuer{required(certificate_of(issuer_der).release(), "issuer")};
  const BasicHandle basic{required(OCSP_BASICRESP_new(), "OCSP_BASICRESP_new")};
  for (int i = 0; i < OCSP_request_onereq_count(request.get()); ++i)
    add_status(basic.get(), OCSP_onereq_get0_id(OCSP_request_onereq_get0(request.get(), i)), order,
               issuer.get());
  OCSP_copy_nonce(basic.get(), request.get());
  require(OCSP_basic_sign(basic.get(), issuer.get(), issuer_key.impl().key.get(), EVP_sha256(),
                          nullptr, 0),
          "OCSP_basic_sign");
  return written(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get());
}

}  // namespace guichet::crypto
