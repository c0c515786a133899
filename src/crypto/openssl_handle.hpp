// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <new>
#include <string>
#include <string_view>

namespace guichet::crypto {

/// Frees an OpenSSL object with its own function.
template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};

using BioHandle = std::unique_ptr<BIO, Free<BIO_free_all>>;
using BigNumberHandle = std::unique_ptr<BIGNUM, Free<BN_free>>;
using DigestHandle = std::unique_ptr<EVP_MD, Free<EVP_MD_free>>;
using DigestContextHandle = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContextHandle = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using CertificateHandle = std::unique_ptr<X509, Free<X509_free>>;
using ExtensionHandle = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using ObjectHandle = std::unique_ptr<ASN1_OBJECT, Free<ASN1_OBJECT_free>>;
using OctetsHandle = std::unique_ptr<ASN1_OCTET_STRING, Free<ASN1_OCTET_STRING_free>>;
using TimeHandle = std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>>;
using GeneralNamesHandle = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;
using StoreHandle = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using StoreContextHandle = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

/// True if OpenSSL asked for memory in vain on this thread since this was last forgotten. Its error
/// queue is no witness: not every function that finds no memory says so there.
bool memory_was_short() noexcept;
void forget_short_memory() noexcept;

/// What OpenSSL says in this scope. Empties this thread's error queue at the end of it: a refusal
/// of ours must not be mistaken for an error of the TLS connection that the thread serves next.
class QuietErrors {
 public:
  QuietErrors() { forget_short_memory(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
  ~QuietErrors() { ERR_clear_error(); }

  /// Whether `verdict`, just heard, is a no: for want of memory OpenSSL says the same, which ends
  /// the call with std::bad_alloc and blames nobody.
  template <class T>
  bool refuses(const T& verdict) const {
    if (static_cast<bool>(verdict)) return false;
    if (memory_was_short()) throw std::bad_alloc();
    return true;
  }
};

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Ends a call that only a lack of memory (std::bad_alloc) or a broken library can bring about.
[[noreturn]] void fail(const char* what);

/// Returns `object`, or ends the call by an exception that names `what`.
template <class T>
T* required(T* object, const char* what) {
  if (object == nullptr) fail(what);
  return object;
}

/// The same for functions that answer 1 when they succeed.
inline void require(int answer, const char* what) {
  if (answer != 1) fail(what);
}

/// And for conditions.
inline void require(bool is_good, const char* what) {
  if (!is_good) fail(what);
}

/// The DER of `object` by its i2d function.
template <class T, class Encode>
std::string der_of(const T* object, Encode encode) {
  unsigned char* bytes = nullptr;
  const int length = encode(object, &bytes);
  if (length < 0) fail("DER encoding");
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

/// What was written to a memory BIO.
std::string text_of(BIO* memory);

}  // namespace guichet::crypto
