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
constexpr int least_strength = 112;  // bits: RSA 2048 has 112, SHA-256 signatures have 128
constexpr int least_ec_bits = 256;

using Certificates =
    std::unique_ptr<STACK_OF(X509),
                    decltype([](STACK_OF(X509) * stack) { sk_X509_pop_free(stack, X509_free); })>;

bool has_weak_key(const X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key == nullptr || EVP_PKEY_get_security_bits(key) < least_strength) return true;
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_bits(key) < least_ec_bits;
}

bool has_weak_signature(X509* certificate) {
  int strength = 0;
  return X509_get_signature_info(certificate, nullptr, nullptr, &strength, nullptr) != 1 ||
         strength < least_strength;
}

std::time_t seconds_of(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

std::unexpected<Refusal> untrusted(std::string detail) {
  return refuse(Code::cert_untrusted, {}, std::move(detail));
}

enum class TimeRule { valid_now, any_time };

/// OpenSSL's word on whether a path leads to an anchor. It is asked about trust alone: were it to
/// go on after an error of time or strength, by way of its callback, it would report a later lack
/// of trust under the earlier error's name. Purposes and strength are judged by us, on the path
/// that it found.
bool find_path(X509_STORE_CTX* context, X509_STORE* anchors, X509* leaf, STACK_OF(X509) * others,
               Instant now, TimeRule rule) {
  X509_STORE_CTX_cleanup(context);
  require(X509_STORE_CTX_init(context, anchors, leaf, others), "X509_STORE_CTX_init");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context);
  if (rule == TimeRule::valid_now)
    X509_VERIFY_PARAM_set_time(rules, seconds_of(now));
  else  // a time, once set, would outweigh the flag
    require(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME), "NO_CHECK_TIME");
  require(X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_ANY), "X509_PURPOSE_ANY");
  // RFC 5280 6.1: what an issuer says of policies counts, and trees of more than 1,000 nodes end
  // it.
  require(X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_POLICY_CHECK), "POLICY_CHECK");
  X509_VERIFY_PARAM_set_depth(rules, longest_path);
  X509_VERIFY_PARAM_set_auth_level(rules, 0);
  return X509_verify_cert(context) == 1;
}

/// What the certificates of a path that was found say.
Outcome<TrustedPath> reading_of(const STACK_OF(X509) * certificates) {
  TrustedPath path{Instant::min(), Instant::max(), false, {}};
  const int anchor = sk_X509_num(certificates) - 1;
  for (int i = 0; i <= anchor; ++i) {
    X509* certificate = sk_X509_value(certificates, i);
    const auto not_before = instant_of(X509_get0_notBefore(certificate));
    const auto not_after = instant_of(X509_get0_notAfter(certificate));
    if (!not_before || !not_after) return untrusted("malformed dates");
    path.not_before = std::max(path.not_before, *not_before);
    path.not_after = std::min(path.not_after, *not_after);
    // An anchor is trusted for being listed, not for its signature.
    path.weak =
        path.weak || has_weak_key(certificate) || (i != anchor && has_weak_signature(certificate));
    if (i != anchor)
      path.issued.push_back(issued_certificate_of(certificate, sk_X509_value(certificates, i + 1)));
  }
  return path;
}

}  // namespace

struct TrustStore::Impl {
  StoreHandle anchors{required(X509_STORE_new(), "X509_STORE_new")};
  std::vector<std::string> anchors_der;
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
    const QuietErrors quiet;
    const CertificateHandle anchor = certificate_of(der);
    if (quiet.refuses(anchor)) throw std::invalid_argument("a trust anchor is not a certificate");
    require(X509_STORE_add_cert(impl_->anchors.get(), anchor.get()), "X509_STORE_add_cert");
    // Has the extensions read now. An anchor that finds no memory when it is first needed would be
    // invalid for good.
    static_cast<void>(quiet.refuses(X509_check_purpose(anchor.get(), -1, 0) == 1));
  }
  impl_->anchors_der = anchors_der;
}

const std::vector<std::string>& TrustStore::anchors_der() const { return impl_->anchors_der; }

Outcome<TrustedPath> TrustStore::path(const std::vector<std::string>& chain_der,
                                      Instant now) const {
  const QuietErrors quiet;
  if (chain_der.empty()) return untrusted("no certificate");
  if (chain_der.size() > most_given) return untrusted("more than 10 certificates were sent");
  const CertificateHandle leaf = certificate_of(chain_der.front());
  if (quiet.refuses(leaf)) return untrusted("not a certificate");
  const Certificates others{required(sk_X509_new_null(), "sk_X509_new_null")};
  for (std::size_t i = 1; i < chain_der.size(); ++i) {
    CertificateHandle other = certificate_of(chain_der[i]);
    if (quiet.refuses(other)) return untrusted("an intermediate is not a certificate");
    if (sk_X509_push(others.get(), other.get()) <= 0) fail("sk_X509_push");
    static_cast<void>(other.release());  // the stack owns it now
  }

  const StoreContextHandle context{required(X509_STORE_CTX_new(), "X509_STORE_CTX_new")};
  const auto found = [&](TimeRule rule) {
    return find_path(context.get(), impl_->anchors.get(), leaf.get(), others.get(), now, rule);
  };
  if (!found(TimeRule::valid_now) && quiet.refuses(found(TimeRule::any_time)))
    return untrusted(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
  auto reading = reading_of(X509_STORE_CTX_get0_chain(context.get()));
  // A weakness or an address that found no memory is none of the certificate's.
  if (memory_was_short()) throw std::bad_alloc();
  return reading;
}

Outcome<void> TrustStore::verify(const std::vector<std::string>& chain_der, Instant now) const {
  GUICHET_TRY(found, path(chain_der, now));
  return found.judge(now);
}

}  // namespace guichet::crypto
