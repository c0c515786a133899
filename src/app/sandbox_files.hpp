// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "counter/fallback.hpp"
#include "counter/response_seal.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "domain/randomness.hpp"
#include "domain/tpp.hpp"
#include "http/listener.hpp"
#include "sandbox/status_authority.hpp"
#include "sandbox/test_authority.hpp"

namespace guichet::app {

struct Reached;

/// The TPP every sandbox begins with.
inline constexpr std::string_view sample_oid = "PSDFR-ACPR-13807";

/// Operators' words against the public register, in the data directory, one a line.
inline constexpr std::string_view overrides_file = "register-overrides.jsonl";

/// What a sandbox keeps in its data directory besides the database: certificates, app.json, the
/// clock's lead. Refusals name the file and the remedy in `said`.
class SandboxFiles {
 public:
  /// Makes what is missing and renews what is near its end. `now` is the machine's time.
  static Outcome<SandboxFiles> open(const std::string& directory, const HostNames& hosts,
                                    Instant now);

  /// The same at a later time. True if something was written anew.
  Outcome<bool> renew(const HostNames& hosts, Instant now);

  /// Throws nothing and reads the files as they are now. With the authority's OCSP answer of `now`,
  /// good for a day, to be stapled.
  Outcome<http::ServerCertificate> server_certificate(Instant now) const;
  crypto::TrustStore anchors() const { return crypto::TrustStore({authority_.authority_der()}); }
  std::string anchors_file() const { return authority_.authority_file().string(); }
  /// The seals of answers in `folder`; "test" is DIR/pki/seals, where those that are missing or
  /// near their end are issued first; "" has none. Refuses a key that is not its certificate's.
  Outcome<counter::SealsByCode> response_seals(const std::string& folder, Instant now) const;
  /// The key for passes to the online bank, DIR/pki/fallback.{pem,key}; issued at open() where it
  /// is missing or near its end.
  const counter::FallbackKey& fallback_key() const { return *fallback_key_; }
  /// The half of the authority that revokes.
  Outcome<sandbox::StatusAuthority> status_authority() const;
  /// The sample TPP's enrolment, with the QSEAL that lies in its folder.
  Outcome<EnrolledTpp> sample_tpp() const;

  /// DIR/tpp/<OID>/app.json: all a TPP program needs to begin.
  Outcome<void> write_app_json(const Reached& reached) const;

  /// A secret of this sandbox, the same after a restart: made at the first start, for the owner's
  /// eyes only (DIR/pages.secret).
  Outcome<std::string> page_secret(Randomness& randomness) const;

  /// How far the sandbox clock was ahead when it was last moved; zero if it never was or the file
  /// is damaged.
  std::chrono::milliseconds kept_lead() const;
  Outcome<void> keep_lead(std::chrono::milliseconds lead) const;

 private:
  Outcome<counter::FallbackKey> ensure_fallback_key(Instant now) const;
  Outcome<void> ensure_bank_seal(const std::string& oid, const std::filesystem::path& file,
                                 const std::filesystem::path& key_file, Instant now) const;

  explicit SandboxFiles(std::string directory)
      : directory_(std::move(directory)), authority_(directory_) {}

  std::string directory_;
  sandbox::TestAuthority authority_;
  std::optional<counter::FallbackKey> fallback_key_;  ///< from open() on
};

}  // namespace guichet::app
