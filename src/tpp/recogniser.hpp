// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "crypto/x509.hpp"
#include "domain/environment.hpp"
#include "tpp/certificate.hpp"
#include "tpp/revocation.hpp"
#include "tpp/trust.hpp"

namespace guichet::tpp {

/// How one environment tells who calls: whom it trusts, and the judges who go by it. What they
/// remember of a certificate is of this environment alone. Safe on any thread.
struct Recogniser {
  /// `statuses` as for Trust.
  explicit Recogniser(const crypto::TrustStore& anchors, const RevocationBook* statuses = nullptr)
      : trust(anchors, statuses), qwacs(trust), seals(trust) {}

  Trust trust;
  QwacJudge qwacs;
  SealStanding seals;
};

/// One for each environment: a test authority of the sandbox must not open the live hosts.
struct Recognisers {
  explicit Recognisers(const crypto::TrustStore& anchors, const RevocationBook* statuses = nullptr)
      : sandbox(anchors, statuses), live(anchors, statuses) {}

  Recogniser& of(Environment environment) {
    return environment == Environment::live ? live : sandbox;
  }

  Recogniser sandbox;
  Recogniser live;
};

}  // namespace guichet::tpp
