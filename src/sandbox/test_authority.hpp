// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/issue.hpp"
#include "crypto/key.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/tpp.hpp"
#include "tpp/qc_statements.hpp"

namespace guichet::sandbox {

/// Which of a TPP's two certificates.
enum class CertificateKind { qwac, qseal };

/// Who signs a certificate.
enum class Signer {
  authority,  ///< the test authority
  stranger,   ///< an authority that nobody trusts
  impostor,   ///< the same, under the test authority's name and key identifier
  itself      ///< the certificate's own key, under its own name
};

/// The certificates between a leaf and its signer; the leaf's file holds them too.
enum class Between {
  nothing,
  line,   ///< each issued by the next, the last by the signer
  circle  ///< two that issued one another; the signer issued neither
};

/// All that makes up one certificate before it is signed.
struct IssuePlan {
  crypto::CertificateOrder order;  ///< its qc_statements_der comes from the two below
  tpp::QcStatements statements;    ///< what the qcStatements extension shall say
  std::optional<std::string> raw_statements_der;  ///< in place of `statements`; empty: no extension
  std::string authority_der;                      ///< the test authority, to be copied from
  int rsa_bits = 2048;
  bool on_p192 = false;  ///< the key; in place of RSA
  Signer signer = Signer::authority;
  Between between = Between::nothing;
  int line_length = 0;
  std::vector<crypto::RawExtension> extensions_in_each;  ///< of the line
  int names_in_each = 0;  ///< DNS names of 23 bytes in each certificate of the line, to make it big
};

/// How a certificate shall differ from a good one; the default is a good one.
struct IssueOptions {
  Instant not_before;
  Instant not_after;
  int rsa_bits = 2048;
  bool foreign_authority = false;  ///< signed by an authority that nobody trusts
  bool psd2_statement = true;
  /// OpenSSL words: "codeSigning"; "" for none. Nothing: what the kind calls for.
  std::optional<std::string> extended_key_usage;
  std::string organization = "TPP de test";
  /// Changes the plan that these options make, last of all; null: nothing to change.
  void (*spoil)(IssuePlan& plan) = nullptr;

  /// Valid as this authority's certificates are: from two days before `now`, for 397 days.
  static IssueOptions valid_from(Instant now);
};

/// A certificate and its key, in PEM.
struct IssuedPair {
  std::string certificate_pem;  ///< the leaf, then what stands between it and its signer
  std::string key_pem;
};

/// The certification authority of a sandbox, with the server's certificate and those of test TPPs.
/// It lives in two folders: DIR/pki (ca.pem, ca.key, server.pem with the leaf and then the
/// authority, server.key) and DIR/tpp/<OID> (qwac.pem, qwac.key, qseal.pem, qseal.key). Files stay
/// byte by byte as they are across runs. A certificate that ends within 30 days, is not valid yet,
/// names other hosts or roles than it should, or was issued by another authority is made anew, for
/// the same key.
///
/// Files are written whole or not at all; keys have mode 0600. One thread at a time. Every refusal
/// is `internal`, and its `said` names the file and what to do.
class TestAuthority {
 public:
  /// `directory` is DIR. Touches nothing yet.
  explicit TestAuthority(const std::filesystem::path& directory);

  /// Loads the authority or makes it: EC P-256, 10 years. A key without its certificate, which an
  /// interrupted first start leaves, gets one; a certificate without its key is refused. Comes
  /// before all else. `now` is the time that verifiers will go by: other programs' is the
  /// machine's, so never a clock that a test may move.
  Outcome<void> ensure_authority(Instant now);

  /// The server's certificate for these names, besides localhost, 127.0.0.1 and ::1. EC P-256. True
  /// if it was written anew and the listener should load it.
  Outcome<bool> ensure_server(const std::vector<std::string>& host_names, Instant now);

  /// QWAC and QSEAL of a TPP, RSA of 2048 bits. True if one was written anew. Refuses an `oid` that
  /// is not an organizationIdentifier or cannot be the name of a folder.
  Outcome<bool> ensure_tpp(std::string_view oid, const std::set<TppRole>& roles, Instant now);

  /// The certificate on a device of a customer, whose common name is `name`, in
  /// DIR/customers/<identifier>: certificate.pem, certificate.key. EC P-256. True if it was written
  /// anew.
  Outcome<bool> ensure_customer(std::string_view identifier, const std::string& name, Instant now);

  /// A certificate with a new key, written nowhere.
  Outcome<IssuedPair> issue(std::string_view oid, const std::set<TppRole>& roles,
                            CertificateKind kind, const IssueOptions& options) const;

  /// The authority's certificate in DER; empty before ensure_authority.
  const std::string& authority_der() const { return authority_der_; }

  std::filesystem::path authority_file() const { return pki_ / "ca.pem"; }
  std::filesystem::path server_file() const { return pki_ / "server.pem"; }
  std::filesystem::path server_key_file() const { return pki_ / "server.key"; }
  std::filesystem::path folder_of_tpp(std::string_view oid) const;

 private:
  std::filesystem::path authority_key_file() const { return pki_ / "ca.key"; }
  Outcome<void> load_authority_key();
  Outcome<void> make_authority(Instant now);
  IssuePlan plan_for(std::string_view oid, const std::set<TppRole>& roles, CertificateKind kind,
                     const IssueOptions& options) const;
  IssuedPair carry_out(const IssuePlan& plan) const;
  Outcome<bool> ensure_leaf(const std::filesystem::path& certificate_file,
                            const std::filesystem::path& key_file,
                            const crypto::CertificateOrder& order, bool with_authority,
                            crypto::PrivateKey (*new_key)(), Instant now);

  std::filesystem::path pki_;
  std::filesystem::path tpp_;
  std::filesystem::path customers_;
  std::string authority_der_;
  std::optional<crypto::PrivateKey> authority_key_;
};

}  // namespace guichet::sandbox
