// SPDX-License-Identifier: Apache-2.0
#include "app/pki_commands.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <set>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "app/system_clock.hpp"
#include "domain/profile.hpp"
#include "domain/tpp.hpp"
#include "message/http_date.hpp"
#include "sandbox/kept_file.hpp"
#include "sandbox/test_authority.hpp"
#include "stet/query.hpp"

namespace guichet::app {
namespace {

namespace fs = std::filesystem;
using sandbox::CertificateKind;

struct PkiOptions {
  std::string data = "guichet-data";
  std::string oid;
  std::vector<std::string> roles;
  std::string kind;
  std::string out;
  int days = 0;
  std::string not_before;
  std::string not_after;
  bool force = false;
};

int usage(const std::string& line) {
  std::fprintf(stderr, "guichet pki: %s\n", line.c_str());
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
      return std::unexpected(usage("issue: unknown role \"" + word + "\"; did you mean \"" +
                                   nearest(word, known) + "\"?"));
    roles.insert(all[static_cast<std::size_t>(found - known.begin())]);
  }
  return roles;
}

/// The validity asked for: the usual one, --days from now, or the very instants.
std::expected<sandbox::IssueOptions, int> validity_of(const PkiOptions& options, Instant now) {
  auto validity = sandbox::IssueOptions::valid_from(now);
  if (options.days > 0) validity.not_after = now + std::chrono::days{options.days};
  const auto read = [](const char* flag, const std::string& text, Instant& instant) {
    if (text.empty()) return true;
    const auto written = stet::read_date(text, compatible_profile);
    if (written) instant = *written;
    if (!written)
      usage(std::string("issue: ") + flag +
            ": expected RFC 3339 such as 2027-01-31T12:00:00Z, got \"" + text + "\"");
    return written.has_value();
  };
  if (!read("--not-before", options.not_before, validity.not_before) ||
      !read("--not-after", options.not_after, validity.not_after))
    return std::unexpected(exit_usage);
  return validity;
}

int init(const PkiOptions& options) {
  sandbox::TestAuthority authority(options.data);
  std::error_code error;
  const bool was_there = fs::exists(authority.authority_file(), error);
  if (const auto made = authority.ensure_authority(SystemClock().now()); !made)
    return failed(made.error());
  std::printf("%s %s\n", was_there ? "Already there:" : "Wrote the test authority:",
              authority.authority_file().c_str());
  return exit_done;
}

int issue(const PkiOptions& options) {
  const auto roles = roles_of(options.roles);
  if (!roles) return roles.error();
  const Instant now = SystemClock().now();
  const auto validity = validity_of(options, now);
  if (!validity) return validity.error();
  sandbox::TestAuthority authority(options.data);
  if (const auto made = authority.ensure_authority(now); !made) return failed(made.error());
  const auto kind = options.kind == "qwac" ? CertificateKind::qwac : CertificateKind::qseal;
  const auto pair = authority.issue(options.oid, *roles, kind, *validity);
  if (!pair) return failed(pair.error());

  const fs::path folder =
      options.out.empty() ? authority.folder_of_tpp(options.oid) : fs::path(options.out);
  const fs::path certificate = folder / (options.kind + ".pem");
  const fs::path key = folder / (options.kind + ".key");
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
  std::printf("Wrote %s and %s\n  for %s, valid from %s to %s\n  signed by %s\n",
              certificate.c_str(), key.c_str(), options.oid.c_str(),
              message::http_date(validity->not_before).c_str(),
              message::http_date(validity->not_after).c_str(), authority.authority_file().c_str());
  return exit_done;
}

void add_commands(CLI::App& pki, PkiOptions& options) {
  auto& making = *pki.add_subcommand("init", "make the test authority, if it is not there yet");
  auto& issuing =
      *pki.add_subcommand("issue", "issue a test certificate with a new RSA key of 2048 bits");
  for (CLI::App* command : {&making, &issuing}) {
    command->add_option("--data", options.data,
                        "data directory of the sandbox (default ./guichet-data)");
    command->allow_extras();
  }
  issuing.add_option("--oid", options.oid, "organizationIdentifier, like PSDFR-ACPR-13807")
      ->required();
  issuing
      .add_option("--roles", options.roles, "PSP_AI, PSP_IC, PSP_PI or PSP_AS, separated by commas")
      ->delimiter(',')
      ->required();
  issuing.add_option("--kind", options.kind, "qwac (for TLS) or qseal (for signatures)")
      ->check(CLI::IsMember({"qwac", "qseal"}))
      ->required();
  issuing.add_option("--out", options.out, "folder to write to (default DIR/tpp/<OID>)");
  auto* days =
      issuing.add_option("--days", options.days, "days of validity from now (default 395)")
          ->check(CLI::Range(1, 36500));
  issuing.add_option("--not-before", options.not_before, "start of validity, RFC 3339");
  issuing.add_option("--not-after", options.not_after, "end of validity, RFC 3339")->excludes(days);
  issuing.add_flag("--force", options.force, "replace files that are already there");
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  return flags;
}

/// The exit code to end with, if the arguments are not good ones.
std::optional<int> refused_arguments(CLI::App& pki, const std::vector<std::string>& arguments) {
  const std::vector<std::string> known{"init", "issue"};
  const std::string& first = arguments.front();
  if (first != "--help" && first != "-h" && std::ranges::find(known, first) == known.end())
    return usage("unknown command \"" + first + "\"; did you mean \"" + nearest(first, known) +
                 "\"?");
  try {
    // CLI11 takes the arguments from the back.
    pki.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp& help) {
    return pki.exit(help);
  } catch (const CLI::ParseError& error) {
    return usage(first + ": " + error.what());
  }
  const CLI::App& command = *pki.get_subcommands().front();
  if (const auto remaining = command.remaining(); !remaining.empty())
    return usage(first + ": unknown argument \"" + remaining.front() + "\"; did you mean \"" +
                 nearest(remaining.front(), flags_of(command)) + "\"?");
  return std::nullopt;
}

}  // namespace

int pki_main(const std::vector<std::string>& arguments) {
  PkiOptions options;
  CLI::App pki("Test certificates, signed by the sandbox's own authority", "guichet pki");
  add_commands(pki, options);
  if (arguments.empty()) {
    std::fputs(pki.help().c_str(), stdout);
    return exit_usage;
  }
  if (const auto refused = refused_arguments(pki, arguments)) return *refused;
  return pki.get_subcommands().front()->get_name() == "init" ? init(options) : issue(options);
}

}  // namespace guichet::app
