// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "crypto/key_parts.hpp"
#include "crypto/x509.hpp"
#include "crypto/x509_parts.hpp"

namespace guichet::crypto {
namespace {

constexpr int longest_path = 6;  // QTSPs have 2 to 4; the rest is somebody playing
constexpr std::size_t most_given = 10;
constexpr int required_strength = 2;  // OpenSSL's level 2: 112 bits, that is RSA 2048 and SHA-224
constexpr int least_ec_bits = 256;

using Certificates =
    std::unique_ptr<STACK_OF(X509),
                    decltype([](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); })>;

/// What came to light while OpenSSL went on after an error that is ours to judge.
struct Findings {
  bool weak = false;
};

bool is_about_time(int error) {
  return error == X509_V_ERR_CERT_NOT_YET_VALID || error == X509_V_ERR_CERT_HAS_EXPIRED;
}

bool is_about_strength(int error) {
  return error == X509_V_ERR_EE_KEY_TOO_SMALL || error == X509_V_ERR_CA_KEY_TOO_SMALL ||
         error == X509_V_ERR_CA_MD_TOO_WEAK;
}

/// Goes on after errors of time and strength: whether the certificate is trusted at all comes
/// first.
int note_error(int is_good, X509_STORE_CTX* context) {
  if (is_good == 1) return 1;
  const int error = X509_STORE_CTX_get_error(context);
  if (is_about_time(error)) return 1;
  if (!is_about_strength(error)) return 0;
  static_cast<Findings*>(X509_STORE_CTX_get_app_data(context))->weak = true;
  return 1;
}

bool has_small_curve(const X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  return key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) < least_ec_bits;
}

std::time_t seconds_of(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::unexpected<Refusal> untrusted(std::string detail) {
  return refuse(Code::cert_untrusted, {}, std::move(detail));
}

/// What the certificates of a finished path say.
Outcome<TrustedPath> reading_of(const STACK_OF(X509) * certificates, bool weak) {
  TrustedPath path{Instant::min(), Instant::max(), weak};
  for (int i = 0; i < sk_X509_num(certificates); ++i) {
    const X509* certificate = sk_X509_value(certificates, i);
    const auto not_before = instant_of(X509_get0_notBefore(certificate));
    const auto not_after = instant_of(X509_get0_notAfter(certificate));
    if (!not_before || !not_after) return untrusted("malformed dates");
    path.not_before = std::max(path.not_before, *not_before);
    path.not_after = std::min(path.not_after, *not_after);
    path.weak = path.weak || has_small_curve(certificate);
  }
  return path;
}

}  // namespace

struct TrustStore::Impl {
  StoreHandle anchors{required(X509_STORE_new(), "X509_STORE_new")};
};

Outcome<void> TrustedPath::judge(Instant now) const {
  if (now < not_before) return refuse(Code::cert_not_yet_valid);
  if (now > not_after) return refuse(Code::cert_expired);
  if (weak) return refuse(Code::cert_weak);
  return {};
}

TrustStore::TrustStore(const std::vector<std::string>& anchors_der)
    : impl_(std::make_shared<Impl>()) {
  for (const std::string& der : anchors_der) {
    const CertificateHandle anchor = certificate_of(der);
    if (!anchor) throw std::invalid_argument("a trust anchor is not a certificate");
    require(X509_STORE_add_cert(impl_->anchors.get(), anchor.get()), "X509_STORE_add_cert");
  }
}

Outcome<TrustedPath> TrustStore::path(const std::vector<std::string>& chain_der,
                                      Instant now) const {
  const QuietErrors quiet;
  if (chain_der.empty()) return untrusted("no certificate");
  if (chain_der.size() > most_given) return untrusted("more than 10 certificates were sent");
  const CertificateHandle leaf = certificate_of(chain_der.front());
  if (!leaf) return untrusted("not a certificate");
  const Certificates others{required(sk_X509_new_null(), "sk_X509_new_null")};
  for (std::size_t i = 1; i < chain_der.size(); ++i) {
    CertificateHandle other = certificate_of(chain_der[i]);
    if (!other) return untrusted("an intermediate is not a certificate");
    if (sk_X509_push(others.get(), other.get()) <= 0) fail("sk_X509_push");
    static_cast<void>(other.release());  // the stack owns it now
  }

  const StoreContextHandle context{required(X509_STORE_CTX_new(), "X509_STORE_CTX_new")};
  require(X509_STORE_CTX_init(context.get(), impl_->anchors.get(), leaf.get(), others.get()),
          "X509_STORE_CTX_init");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, seconds_of(now));
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_ANY);
  X509_VERIFY_PARAM_set_depth(rules, longest_path);
  X509_VERIFY_PARAM_set_auth_level(rules, required_strength);
  Findings findings;
  X509_STORE_CTX_set_app_data(context.get(), &findings);
  X509_STORE_CTX_set_verify_cb(context.get(), note_error);
  if (X509_verify_cert(context.get()) != 1)
    return untrusted(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
  return reading_of(X509_STORE_CTX_get0_chain(context.get()), findings.weak);
}

Outcome<void> TrustStore::verify(const std::vector<std::string>& chain_der, Instant now) const {
  GUICHET_TRY(found, path(chain_der, now));
  return found.judge(now);
}

}  // namespace guichet::crypto
