// SPDX-License-Identifier: Apache-2.0
#include "app/pki_revocation.hpp"

#include <algorithm>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <optional>

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

int usage(const std::string& words) {
  std::fprintf(stderr, "guichet pki: %s\n", words.c_str());
  return exit_usage;
}

std::string with_data(const std::string& command, const PkiRevocationOptions& options) {
  return "`guichet pki " + command + " --data '" + options.data + "'`";
}

/// The authority's half for revocations, where there is an authority.
Outcome<sandbox::StatusAuthority> statuses_of(const PkiRevocationOptions& options) {
  std::error_code error;
  if (!fs::exists(fs::path(options.data) / "pki" / "ca.key", error))
    return refuse(Code::internal, "there is no test authority in " + options.data + "/pki; " +
                                      with_data("init", options) + " makes one");
  return sandbox::StatusAuthority::open(options.data);
}

/// DIR/tpp/<OID>/<kind>.<extension>.
fs::path kept_file(const PkiRevocationOptions& options, const char* extension) {
  return fs::path(options.data) / "tpp" / options.oid / (options.kind + extension);
}

/// The certificate that --oid and --kind name.
Outcome<fs::path> kept_certificate(const PkiRevocationOptions& options) {
  fs::path file = kept_file(options, ".pem");
  std::error_code error;
  if (fs::exists(file, error)) return file;
  return refuse(Code::internal, "there is no " + file.string() + "; " +
                                    with_data("issue --oid " + options.oid +
                                                  " --roles PSP_AI --kind " + options.kind,
                                              options) +
                                    " issues it");
}

Outcome<crypto::Certificate> certificate_in(const fs::path& file) {
  GUICHET_TRY(pem, sandbox::read_kept_file(file));
  if (const auto chain = crypto::der_of_pem(pem))
    if (auto certificate = crypto::read_certificate(chain->front())) return certificate;
  return refuse(Code::internal, file.string() + " holds no certificate in PEM");
}

bool is_hex(const std::string& text) {
  return !text.empty() && text.size() % 2 == 0 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  });
}

/// The serial that --serial means, in lower case; none if it is not one.
std::optional<std::string> written_serial(std::string serial) {
  std::erase(serial, ':');
  std::ranges::transform(serial, serial.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return is_hex(serial) ? std::optional(std::move(serial)) : std::nullopt;
}

/// The serial that a command names, by whichever of the three ways, or the exit code.
std::expected<std::string, int> serial_of(const PkiRevocationOptions& options) {
  const bool by_holder = !options.oid.empty() && !options.kind.empty();
  const int ways = int(!options.serial.empty()) + int(!options.file.empty()) + int(by_holder);
  if (ways != 1)
    return std::unexpected(
        usage("revoke: name one certificate: a PEM file, --serial HEX, or --oid OID with --kind "
              "qwac|qseal"));
  if (!options.serial.empty()) {
    auto serial = written_serial(options.serial);
    if (serial) return *std::move(serial);
    return std::unexpected(
        usage("revoke: --serial: expected pairs of hex digits, got \"" + options.serial + "\""));
  }
  const auto file = by_holder ? kept_certificate(options) : Outcome<fs::path>(options.file);
  if (!file) return std::unexpected(failed(file.error()));
  auto certificate = certificate_in(*file);
  if (!certificate) return std::unexpected(failed(certificate.error()));
  return std::move(certificate->serial_hex);
}

/// The instant a flag names, or `otherwise`; or the exit code.
std::expected<Instant, int> instant_of(const char* flag, const std::string& text,
                                       Instant otherwise) {
  if (text.empty()) return otherwise;
  auto read = stet::read_date(text, compatible_profile);
  if (read) return *read;
  return std::unexpected(usage(std::string("crl: ") + flag +
                               ": expected RFC 3339 such as 2027-01-31T12:00:00Z, got \"" + text +
                               "\""));
}

}  // namespace

int pki_revoke(const PkiRevocationOptions& options) {
  const auto serial = serial_of(options);
  if (!serial) return serial.error();
  auto statuses = statuses_of(options);
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
  if (!from) return from.error();
  const auto until = instant_of("--next-update", options.next_update, now + std::chrono::days{7});
  if (!until) return until.error();
  if (*until <= *from) return usage("crl: the list would end before it begins");
  auto statuses = statuses_of(options);
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
  const auto found = kept_certificate(options);
  if (!found) return failed(found.error());
  const fs::path& file = *found;
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
  for (CLI::App* command : {&revoking, &listing, &renewing})
    command->add_option("--data", options.data,
                        "data directory of the sandbox (default ./guichet-data)");
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
