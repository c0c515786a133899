// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/outcome.hpp"
#include "domain/tpp.hpp"

namespace guichet::tpp {

/// What the qcStatements extension (ETSI EN 319 412-5, TS 119 495) says.
struct QcStatements {
  bool compliance = false;  ///< 0.4.0.1862.1.1
  bool type_web = false;    ///< 0.4.0.1862.1.6.3
  bool type_seal = false;   ///< 0.4.0.1862.1.6.2
  std::vector<TppRole> roles;
  std::string nca_name;
  std::string nca_id;  ///< "FR-ACPR"
};

/// Reads the DER value of the extension: definite lengths only, nothing after the end, at most 64
/// KiB and 16 roles. Refuses with cert_no_psd2 (broken, or no statement 0.4.0.19495.2) or
/// cert_ambiguous (a role's OID and name disagree, or the PSD2 statement stands twice). Safe on
/// hostile bytes.
Outcome<QcStatements> read_qc_statements(std::string_view der);

struct QcTypes {
  bool web = false;
  bool seal = false;
};

/// The types alone, whatever the PSD2 statement says and also without one. None if the extension is
/// broken.
QcTypes read_qc_types(std::string_view der);

/// The DER value of the extension for a certificate that is to be issued; the reverse of reading.
/// Without `nca_id` there is no PSD2 statement.
std::string write_qc_statements(const QcStatements& statements);

}  // namespace guichet::tpp
