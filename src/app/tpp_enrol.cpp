// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_enrol.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <sstream>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "app/sandbox_files.hpp"
#include "app/shell_word.hpp"
#include "app/tpp_session.hpp"
#include "client/enrolment.hpp"
#include "client/json_member.hpp"
#include "client/signing_report.hpp"
#include "domain/tpp.hpp"
#include "sandbox/test_authority.hpp"

namespace guichet::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* loopback_callback = "http://127.0.0.1:8085/callback";

int usage(const std::string& line) {
  std::fprintf(stderr, "guichet tpp: enrol: %s\n", line.c_str());
  return exit_usage;
}

int failed(const Refusal& refusal) {
  return report({client::Trouble::files, refusal.said.empty() ? refusal.detail : refusal.said});
}

/// The roles that stand for the scopes.
Step<std::set<TppRole>> roles_of(const std::string& scopes) {
  constexpr std::array roles{TppRole::account_information, TppRole::payment_initiation,
                             TppRole::card_issuing};
  std::vector<std::string> known;
  for (const TppRole role : roles) known.emplace_back(scope_of(role));
  std::set<TppRole> wanted;
  std::istringstream words(scopes);
  for (std::string word; words >> word;) {
    const auto found = std::ranges::find(known, word);
    if (found == known.end())
      return std::unexpected(
          usage("unknown scope \"" + word + "\"; did you mean \"" + nearest(word, known) + "\"?"));
    wanted.insert(roles[static_cast<std::size_t>(found - known.begin())]);
  }
  if (wanted.empty()) return std::unexpected(usage("--scope names none"));
  return wanted;
}

/// QWAC and QSEAL, if a file of theirs is missing and the sandbox's authority can issue them.
Step<void> ensure_certificates(const TppOptions& options, const std::set<TppRole>& roles) {
  const fs::path data(options.data);
  const fs::path folder = data / "tpp" / options.oid;
  constexpr std::array names{"qwac.pem", "qwac.key", "qseal.pem", "qseal.key"};
  const auto is_there = [&](const char* name) {
    std::error_code error;
    return fs::exists(folder / name, error);
  };
  if (std::ranges::all_of(names, is_there)) return {};
  std::error_code error;
  if (!fs::exists(data / "pki" / "ca.key", error))
    return std::unexpected(report(
        {client::Trouble::files,
         "enrol needs qwac.pem, qwac.key, qseal.pem and qseal.key in " + folder.string() +
             ", and there is no test authority in " + (data / "pki").string() +
             " to issue them; run `guichet sandbox` there first, or name its folder with --data"}));
  const Instant now = SystemClock().now();
  sandbox::TestAuthority authority(data);
  if (const auto made = authority.ensure_authority(now); !made)
    return std::unexpected(failed(made.error()));
  if (const auto issued = authority.ensure_tpp(options.oid, roles, now); !issued)
    return std::unexpected(failed(issued.error()));
  // With --json the record alone is on standard output.
  std::fprintf(options.json ? stderr : stdout, "Issued the test certificates in %s\n",
               folder.c_str());
  return {};
}

/// What the bank answered when this TPP enrolled before: its record of the registration.
fs::path record_file(const client::Application& application) {
  return application.folder / "registration.json";
}

std::string former_client_id(const client::Application& application) {
  const auto text = client::read_file(record_file(application));
  if (!text) return {};
  const auto record = client::read_object(*text);
  return record ? client::text_in(*record, "client_id") : std::string();
}

int conclude(const TppSession& session, const client::EnrolmentReply& reply) {
  client::Application enrolled = session.application;
  enrolled.client_id = *reply.client_id;
  if (const auto kept = client::write_private_file(record_file(enrolled), reply.answer.body); !kept)
    return report(kept.error());
  if (const auto kept = client::write_application(enrolled); !kept) return report(kept.error());
  if (session.options.json) {
    std::printf("%s\n", reply.answer.body.c_str());
    return exit_done;
  }
  std::printf("%s %s as %s\n", reply.is_new ? "Enrolled" : "Changed the enrolment of",
              session.options.oid.c_str(), enrolled.client_id.c_str());
  std::printf("  at             %s\n", session.bank().c_str());
  for (const std::string& uri : enrolled.redirect_uris)
    std::printf("  redirect URI   %s\n", uri.c_str());
  std::printf("  keyId          %s\n", enrolled.key_id.c_str());
  std::printf("  kept in        %s\n", (enrolled.folder / "app.json").c_str());
  std::string next = "guichet tpp connect";
  if (session.options.oid != TppOptions{}.oid) next += " --tpp " + shell_word(session.options.oid);
  if (session.options.data != TppOptions{}.data)
    next += " --data " + shell_word(session.options.data);
  std::printf("Next: %s\n", next.c_str());
  return exit_done;
}

}  // namespace

int tpp_enrol(const TppOptions& options) {
  if (!is_organization_identifier(options.oid))
    return usage("--tpp \"" + options.oid +
                 "\" is no organizationIdentifier, which is like PSDFR-ACPR-13807");
  const auto roles = roles_of(options.scope);
  if (!roles) return roles.error();
  if (const auto there = ensure_certificates(options, *roles); !there) return there.error();
  auto applicant = client::read_applicant(options.data, options.oid, sample_oid);
  if (!applicant) return report(applicant.error());
  const auto seal = client::read_seal_certificate(applicant->folder / "qseal.pem");
  if (!seal) return report(seal.error());
  applicant->key_id = "https://tpp.example/certificates/qseal_" + seal->certificate.sha256_hex;
  applicant->redirect_uris = options.redirect_uris;
  if (applicant->redirect_uris.empty()) applicant->redirect_uris = {loopback_callback};

  const client::Metadata metadata{options.oid, options.name.empty() ? options.oid : options.name,
                                  options.contact, options.scope, applicant->redirect_uris};
  const std::string body = client::registration_body(*applicant, metadata, seal->certificate.der);
  TppSession session(options, *std::move(applicant));
  const auto reply = client::enrol(session.application, session.transport, session.clock,
                                   session.randomness, former_client_id(session.application), body);
  if (!reply) return report(reply.error());
  show_request(options, reply->answer);
  return reply->client_id ? conclude(session, *reply) : report_refusal(reply->answer);
}

}  // namespace guichet::app
