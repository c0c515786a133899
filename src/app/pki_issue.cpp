// SPDX-License-Identifier: Apache-2.0
#include "app/pki_issue.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <expected>
#include <filesystem>
#include <set>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "app/pki_variants.hpp"
#include "app/sandbox_files.hpp"
#include "app/system_clock.hpp"
#include "domain/profile.hpp"
#include "domain/tpp.hpp"
#include "message/http_date.hpp"
#include "sandbox/broken_variants.hpp"
#include "sandbox/kept_file.hpp"
#include "sandbox/test_authority.hpp"
#include "stet/query.hpp"

namespace guichet::app {
namespace {

namespace fs = std::filesystem;
using sandbox::BrokenVariant;
using sandbox::CertificateKind;

/// What is to be issued, as the options say or leave to be filled in.
struct IssueRequest {
  std::string oid;
  std::set<TppRole> roles;
  CertificateKind kind = CertificateKind::qwac;
  const BrokenVariant* variant = nullptr;  ///< null: a good one
  sandbox::IssueOptions options;
};

int usage(const std::string& line) {
  std::fprintf(stderr, "guichet pki: issue: %s\n", line.c_str());
  return exit_usage;
}

int failed(const Refusal& refusal) {
  std::fprintf(stderr, "guichet pki: %s\n", refusal.said.c_str());
  return exit_failed;
}

std::expected<std::set<TppRole>, int> roles_of(const std::vector<std::string>& words) {
  constexpr std::array all{TppRole::account_servicing, TppRole::payment_initiation,
                           TppRole::account_information, TppRole::card_issuing};
  std::vector<std::string> known;
  for (const TppRole role : all) known.emplace_back(name_of(role));
  std::set<TppRole> roles;
  for (const std::string& word : words) {
    const auto found = std::ranges::find(known, word);
    if (found == known.end())
      return std::unexpected(
          usage("unknown role \"" + word + "\"; did you mean \"" + nearest(word, known) + "\"?"));
    roles.insert(all[static_cast<std::size_t>(found - known.begin())]);
  }
  return roles;
}

/// The validity asked for: the usual one, --days from now, or the very instants.
std::expected<sandbox::IssueOptions, int> validity_of(const PkiIssueOptions& options, Instant now) {
  auto validity = sandbox::IssueOptions::valid_from(now);
  if (options.days > 0) validity.not_after = now + std::chrono::days{options.days};
  const auto read = [](const char* flag, const std::string& text, Instant& instant) {
    if (text.empty()) return true;
    const auto written = stet::read_date(text, compatible_profile);
    if (written) instant = *written;
    if (!written)
      usage(std::string(flag) + ": expected RFC 3339 such as 2027-01-31T12:00:00Z, got \"" + text +
            "\"");
    return written.has_value();
  };
  if (!read("--not-before", options.not_before, validity.not_before) ||
      !read("--not-after", options.not_after, validity.not_after))
    return std::unexpected(exit_usage);
  return validity;
}

std::expected<const BrokenVariant*, int> variant_of(const PkiIssueOptions& options) {
  const BrokenVariant* variant = sandbox::find_broken_variant(options.broken);
  if (variant == nullptr) {
    std::vector<std::string> known;
    for (const BrokenVariant& each : sandbox::broken_variants()) known.emplace_back(each.name);
    return std::unexpected(usage("unknown variant \"" + options.broken + "\"; did you mean \"" +
                                 nearest(options.broken, known) +
                                 "\"? `guichet pki variants` lists them"));
  }
  const std::string kind(name_of(variant->kind));
  if (!options.kind.empty() && options.kind != kind)
    return std::unexpected(
        usage("--broken " + options.broken + " is a " + kind + "; leave --kind out"));
  return variant;
}

std::expected<IssueRequest, int> request_of(const PkiIssueOptions& options, Instant now) {
  IssueRequest request;
  auto validity = validity_of(options, now);
  if (!validity) return std::unexpected(validity.error());
  request.options = *validity;
  request.oid = options.oid;
  if (!options.oid.empty() && !is_organization_identifier(options.oid))
    return std::unexpected(
        usage("--oid: expected an organizationIdentifier such as PSDFR-ACPR-13807, got \"" +
              options.oid + "\""));
  std::vector<std::string> roles = options.roles;
  if (options.broken.empty()) {
    for (const auto& [flag, given] : {std::pair{"--oid", !options.oid.empty()},
                                      {"--roles", !options.roles.empty()},
                                      {"--kind", !options.kind.empty()}})
      if (!given) return std::unexpected(usage(std::string(flag) + " is required"));
    request.kind = options.kind == "qwac" ? CertificateKind::qwac : CertificateKind::qseal;
  } else {
    const auto variant = variant_of(options);
    if (!variant) return std::unexpected(variant.error());
    request.variant = *variant;
    request.kind = request.variant->kind;
    request.options.spoil = request.variant->spoil;
    if (request.oid.empty()) request.oid = sample_oid;
    if (roles.empty()) roles = {std::string(name_of(TppRole::account_information))};
  }
  auto known_roles = roles_of(roles);
  if (!known_roles) return std::unexpected(known_roles.error());
  request.roles = *std::move(known_roles);
  return request;
}

/// A broken pair never lies where a program looks for a good one.
fs::path folder_for(const IssueRequest& request, const PkiIssueOptions& options,
                    const sandbox::TestAuthority& authority) {
  if (!options.out.empty()) return options.out;
  const fs::path folder = authority.folder_of_tpp(request.oid);
  return request.variant == nullptr ? folder : folder / "broken" / request.variant->name;
}

void report(const IssueRequest& request, const fs::path& certificate, const fs::path& key,
            const fs::path& authority_file) {
  std::printf("Wrote %s and %s\n", certificate.c_str(), key.c_str());
  if (request.variant == nullptr) {
    std::printf("  for %s, valid from %s to %s\n  signed by %s\n", request.oid.c_str(),
                message::http_date(request.options.not_before).c_str(),
                message::http_date(request.options.not_after).c_str(), authority_file.c_str());
    return;
  }
  const BrokenVariant& variant = *request.variant;
  std::printf("  for %s, of the variant %.*s: %.*s\n  a correct bank answers: %s\n",
              request.oid.c_str(), static_cast<int>(variant.name.size()), variant.name.data(),
              static_cast<int>(variant.wrong.size()), variant.wrong.data(),
              expected_answer(variant).c_str());
}

}  // namespace

int pki_init(const PkiIssueOptions& options) {
  sandbox::TestAuthority authority(options.data);
  std::error_code error;
  const bool was_there = fs::exists(authority.authority_file(), error);
  if (const auto made = authority.ensure_authority(SystemClock().now()); !made)
    return failed(made.error());
  std::printf("%s %s\n", was_there ? "Already there:" : "Wrote the test authority:",
              authority.authority_file().c_str());
  return exit_done;
}

int pki_issue(const PkiIssueOptions& options) {
  const Instant now = SystemClock().now();
  const auto request = request_of(options, now);
  if (!request) return request.error();
  sandbox::TestAuthority authority(options.data);
  if (const auto made = authority.ensure_authority(now); !made) return failed(made.error());
  const auto pair = authority.issue(request->oid, request->roles, request->kind, request->options);
  if (!pair) return failed(pair.error());

  const fs::path folder = folder_for(*request, options, authority);
  const std::string kind(name_of(request->kind));
  const fs::path certificate = folder / (kind + ".pem");
  const fs::path key = folder / (kind + ".key");
  std::error_code error;
  for (const fs::path& file : {certificate, key})
    if (!options.force && fs::exists(file, error)) {
      std::fprintf(
          stderr,
          "guichet pki: %s is already there; --force replaces it, --out DIR writes elsewhere\n",
          file.c_str());
      return exit_failed;
    }
  if (const auto kept = sandbox::write_kept_file(key, pair->key_pem, sandbox::Readers::owner);
      !kept)
    return failed(kept.error());
  if (const auto kept =
          sandbox::write_kept_file(certificate, pair->certificate_pem, sandbox::Readers::everyone);
      !kept)
    return failed(kept.error());
  report(*request, certificate, key, authority.authority_file());
  return exit_done;
}

void add_issue_commands(CLI::App& pki, PkiIssueOptions& options) {
  auto& making = *pki.add_subcommand("init", "make the test authority, if it is not there yet");
  auto& issuing =
      *pki.add_subcommand("issue", "issue a test certificate with a new RSA key of 2048 bits");
  for (CLI::App* command : {&making, &issuing})
    command->add_option("--data", options.data,
                        "data directory of the sandbox (default ./guichet-data)");
  issuing.add_option("--oid", options.oid, "organizationIdentifier, like PSDFR-ACPR-13807");
  issuing
      .add_option("--roles", options.roles, "PSP_AI, PSP_IC, PSP_PI or PSP_AS, separated by commas")
      ->delimiter(',');
  issuing.add_option("--kind", options.kind, "qwac (for TLS) or qseal (for signatures)")
      ->check(CLI::IsMember({"qwac", "qseal"}));
  issuing.add_option("--out", options.out,
                     "folder to write to (default DIR/tpp/<OID>, and broken/<NAME> in there)");
  auto* days =
      issuing.add_option("--days", options.days, "days of validity from now (default 395)")
          ->check(CLI::Range(1, 36500));
  auto* from =
      issuing.add_option("--not-before", options.not_before, "start of validity, RFC 3339");
  auto* until = issuing.add_option("--not-after", options.not_after, "end of validity, RFC 3339")
                    ->excludes(days);
  issuing
      .add_option("--broken", options.broken,
                  "a broken one, to test refusals with (guichet pki variants lists the names); for "
                  "the sample TPP and PSP_AI unless --oid and --roles say otherwise")
      ->excludes(days)
      ->excludes(from)
      ->excludes(until);
  issuing.add_flag("--force", options.force, "replace files that are already there");
}

}  // namespace guichet::app
