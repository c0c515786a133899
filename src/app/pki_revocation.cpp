// SPDX-License-Identifier: Apache-2.0
#include "app/pki_revocation.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "app/commands.hpp"
#include "app/system_clock.hpp"
#include "crypto/x509.hpp"
#include "domain/profile.hpp"
#include "message/http_date.hpp"
#include "sandbox/kept_file.hpp"
#include "sandbox/status_authority.hpp"
#include "sandbox/test_authority.hpp"
#include "stet/query.hpp"
#include "tpp/qc_statements.hpp"

namespace guichet::app {
namespace {

namespace fs = std::filesystem;

int failed(const std::string& words) {
  std::fprintf(stderr, "guichet pki: %s\n", words.c_str());
  return exit_failed;
}

int failed(const Refusal& refusal) {
  return failed(refusal.said.empty() ? refusal.detail : refusal.said);
}

/// DIR/tpp/<OID>/<kind>.<extension>.
fs::path kept_file(const PkiRevocationOptions& options, const char* extension) {
  return fs::path(options.data) / "tpp" / options.oid / (options.kind + extension);
}

Outcome<crypto::Certificate> certificate_in(const fs::path& file) {
  GUICHET_TRY(pem, sandbox::read_kept_file(file));
  GUICHET_TRY(chain, crypto::der_of_pem(pem));
  return crypto::read_certificate(chain.front());
}

bool is_hex(const std::string& text) {
  return !text.empty() && text.size() % 2 == 0 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

/// The serial that a command names, by whichever of the three ways.
Outcome<std::string> serial_of(const PkiRevocationOptions& options) {
  const bool by_holder = !options.oid.empty() && !options.kind.empty();
  const int ways = int(!options.serial.empty()) + int(!options.file.empty()) + int(by_holder);
  if (ways != 1)
    return refuse(Code::internal,
                  "revoke: name one certificate: a PEM file, --serial HEX, or --oid OID with "
                  "--kind qwac|qseal");
  if (options.serial.empty()) {
    GUICHET_TRY(certificate,
                certificate_in(by_holder ? kept_file(options, ".pem") : fs::path(options.file)));
    return certificate.serial_hex;
  }
  std::string serial = options.serial;
  std::erase(serial, ':');
  std::ranges::transform(serial, serial.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (!is_hex(serial))
    return refuse(Code::internal, "revoke: --serial expects pairs of hex digits");
  return serial;
}

/// The instant a flag names, or `otherwise`.
Outcome<Instant> instant_of(const char* flag, const std::string& text, Instant otherwise) {
  if (text.empty()) return otherwise;
  auto read = stet::read_date(text, compatible_profile);
  if (read) return *read;
  return refuse(Code::internal, std::string("crl: ") + flag +
                                    ": expected RFC 3339 such as 2027-01-31T12:00:00Z, got \"" +
                                    text + "\"");
}

}  // namespace

int pki_revoke(const PkiRevocationOptions& options) {
  const auto serial = serial_of(options);
  if (!serial) return failed(serial.error());
  auto statuses = sandbox::StatusAuthority::open(options.data);
  if (!statuses) return failed(statuses.error());
  const auto published =
      options.responder_only ? sandbox::Published::by_responder_only : sandbox::Published::in_list;
  const auto revoked = statuses->revoke(*serial, published, SystemClock().now());
  if (!revoked) return failed(revoked.error());
  std::printf("%s %s\n", *revoked ? "Revoked" : "Was revoked already:", serial->c_str());
  if (options.responder_only)
    std::printf(
        "  the OCSP responder says so; the list does when `guichet pki crl` issues the next\n");
  else
    std::printf("  in %s and by the OCSP responder; a running sandbox knows within a second\n",
                statuses->list_file().c_str());
  return exit_done;
}

int pki_crl(const PkiRevocationOptions& options) {
  const Instant now = SystemClock().now();
  const auto from = instant_of("--this-update", options.this_update, now - std::chrono::hours{1});
  if (!from) return failed(from.error());
  const auto until = instant_of("--next-update", options.next_update, now + std::chrono::days{7});
  if (!until) return failed(until.error());
  if (*until <= *from) return failed(std::string("crl: the list would end before it begins"));
  auto statuses = sandbox::StatusAuthority::open(options.data);
  if (!statuses) return failed(statuses.error());
  if (const auto issued = statuses->issue_list(*from, *until, now); !issued)
    return failed(issued.error());
  const auto pem = sandbox::read_kept_file(statuses->list_file());
  if (!pem) return failed(pem.error());
  if (!options.out.empty()) {
    if (const auto kept = sandbox::write_kept_file(options.out, *pem, sandbox::Readers::everyone);
        !kept)
      return failed(kept.error());
  }
  std::printf("Issued %s\n  from %s, to be followed by the next until %s\n",
              options.out.empty() ? statuses->list_file().c_str() : options.out.c_str(),
              message::http_date(*from).c_str(), message::http_date(*until).c_str());
  return exit_done;
}

/// The successor takes the file's place; the former pair stays beside it, to be used until the bank
/// knows the new one.
int pki_renew(const PkiRevocationOptions& options) {
  const fs::path file = kept_file(options, ".pem");
  const fs::path key = kept_file(options, ".key");
  const auto former = certificate_in(file);
  if (!former) return failed(former.error());
  if (!former->qc_statements) return failed(file.string() + " has no QCStatements to renew");
  const auto statements = tpp::read_qc_statements(*former->qc_statements);
  if (!statements) return failed(statements.error());

  const Instant now = SystemClock().now();
  sandbox::TestAuthority authority(options.data);
  if (const auto made = authority.ensure_authority(now); !made) return failed(made.error());
  const auto kind =
      options.kind == "qwac" ? sandbox::CertificateKind::qwac : sandbox::CertificateKind::qseal;
  const auto pair =
      authority.issue(options.oid, {statements->roles.begin(), statements->roles.end()}, kind,
                      sandbox::IssueOptions::valid_from(now));
  if (!pair) return failed(pair.error());

  std::error_code error;
  for (const fs::path& each : {file, key}) {
    fs::path former_name = each;
    former_name.replace_filename("former-" + each.filename().string());
    fs::copy_file(each, former_name, fs::copy_options::overwrite_existing, error);
    if (error) return failed(former_name.string() + ": " + error.message());
  }
  if (const auto kept = sandbox::write_kept_file(key, pair->key_pem, sandbox::Readers::owner);
      !kept)
    return failed(kept.error());
  if (const auto kept =
          sandbox::write_kept_file(file, pair->certificate_pem, sandbox::Readers::everyone);
      !kept)
    return failed(kept.error());
  std::printf("Renewed %s and its key\n  the former pair is kept as former-%s.pem and .key\n",
              file.c_str(), options.kind.c_str());
  return exit_done;
}

void add_revocation_commands(CLI::App& pki, PkiRevocationOptions& options) {
  auto& revoking = *pki.add_subcommand(
      "revoke", "revoke a test certificate: in the list and by the OCSP responder");
  auto& listing = *pki.add_subcommand("crl", "issue the next revocation list");
  auto& renewing = *pki.add_subcommand(
      "renew",
      "issue the successor of a TPP's certificate, with a new key; keep the former beside");
  for (CLI::App* command : {&revoking, &listing, &renewing}) {
    command->add_option("--data", options.data,
                        "data directory of the sandbox (default ./guichet-data)");
    command->allow_extras();
  }
  revoking.add_option("certificate,--certificate", options.file, "the certificate, a PEM file");
  revoking.add_option("--serial", options.serial, "or its serial number in hex");
  for (CLI::App* command : {&revoking, &renewing}) {
    auto* oid = command->add_option("--oid", options.oid, "the TPP whose certificate it is");
    auto* kind = command->add_option("--kind", options.kind, "qwac or qseal")
                     ->check(CLI::IsMember({"qwac", "qseal"}));
    if (command == &renewing) {
      oid->required();
      kind->required();
    }
  }
  revoking.add_flag("--responder-only", options.responder_only,
                    "known to the OCSP responder alone until the next list is issued");
  listing.add_option("--this-update", options.this_update, "RFC 3339 (default an hour ago)");
  listing.add_option("--next-update", options.next_update, "RFC 3339 (default in 7 days)");
  listing.add_option("--out", options.out, "write a copy there");
}

}  // namespace guichet::app
