// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "domain/tpp.hpp"
#include "http/listener.hpp"
#include "sandbox/test_authority.hpp"

namespace guichet::app {

struct Reached;

/// The TPP every sandbox begins with.
inline constexpr std::string_view sample_oid = "PSDFR-ACPR-13807";

/// What a sandbox keeps in its data directory besides the database: certificates, app.json, the
/// clock's lead. Refusals name the file and the remedy in `said`.
class SandboxFiles {
 public:
  /// Makes what is missing and renews what is near its end. `now` is the machine's time.
  static Outcome<SandboxFiles> open(const std::string& directory, const HostNames& hosts,
                                    Instant now);

  /// The same at a later time. True if something was written anew.
  Outcome<bool> renew(const HostNames& hosts, Instant now);

  /// Throws nothing and reads the files as they are now.
  Outcome<http::ServerCertificate> server_certificate() const;
  crypto::TrustStore anchors() const { return crypto::TrustStore({authority_.authority_der()}); }
  /// The sample TPP's enrolment, with the QSEAL that lies in its folder.
  Outcome<EnrolledTpp> sample_tpp() const;

  /// DIR/tpp/<OID>/app.json: all a TPP program needs to begin.
  Outcome<void> write_app_json(const Reached& reached) const;

  /// How far the sandbox clock was ahead when it was last moved; zero if it never was or the file
  /// is damaged.
  std::chrono::milliseconds kept_lead() const;
  Outcome<void> keep_lead(std::chrono::milliseconds lead) const;

 private:
  explicit SandboxFiles(std::string directory)
      : directory_(std::move(directory)), authority_(directory_) {}

  std::string directory_;
  sandbox::TestAuthority authority_;
};

}  // namespace guichet::app
