// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace guichet::app {

/// What `guichet pki revoke`, `crl` and `renew` are told.
struct PkiRevocationOptions {
  std::string data = "guichet-data";
  std::string file;    ///< a certificate in PEM
  std::string serial;  ///< in hex, in place of a file
  std::string oid;     ///< with kind: the certificate in DIR/tpp/<OID>
  std::string kind;
  bool responder_only = false;
  std::string this_update;
  std::string next_update;
  std::string out;
};

/// Adds the three commands to `pki`.
void add_revocation_commands(CLI::App& pki, PkiRevocationOptions& options);

/// Each does its work and gives an exit code; what went wrong has been printed.
int pki_revoke(const PkiRevocationOptions& options);
int pki_crl(const PkiRevocationOptions& options);
int pki_renew(const PkiRevocationOptions& options);

}  // namespace guichet::app
