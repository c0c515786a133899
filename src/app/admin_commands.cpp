// SPDX-License-Identifier: Apache-2.0
#include "app/admin_commands.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/admin_consents.hpp"
#include "app/admin_quotas.hpp"
#include "app/admin_tokens.hpp"
#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/option_value.hpp"
#include "app/sandbox_files.hpp"
#include "app/system_clock.hpp"
#include "domain/profile.hpp"
#include "message/http_date.hpp"
#include "stet/query.hpp"
#include "tpp/public_register.hpp"

namespace guichet::app {
namespace {

struct AdminOptions {
  std::string data = "guichet-data";
  std::string store;
  std::string oid;
  std::string reason;
  std::string operator_name;
  std::string until;
};

int failed(const std::string& words) {
  std::fprintf(stderr, "guichet admin: %s\n", words.c_str());
  return exit_failed;
}

int usage(const std::string& words) {
  std::fprintf(stderr, "guichet admin: %s\n", words.c_str());
  return exit_usage;
}

std::string file_of(const AdminOptions& options) {
  return options.data + "/" + std::string(overrides_file);
}

bool is_data_directory(const AdminOptions& options) {
  std::error_code error;
  return std::filesystem::is_directory(options.data, error);
}

int no_data_directory(const AdminOptions& options) {
  return failed(options.data + " is no data directory; name it with --data DIR");
}

/// The name of whoever runs the command, as the system knows it.
std::string own_name() {
  const passwd* const entry = ::getpwuid(::getuid());
  return entry != nullptr ? entry->pw_name : "uid " + std::to_string(::getuid());
}

/// What is said in the file. A missing one says nothing.
Outcome<std::vector<tpp::RegisterOverride>> words_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  if (!bytes.str().empty() && !bytes.str().ends_with('\n'))
    return refuse(Code::internal, "Its last line has no end.");
  return tpp::read_overrides(bytes.str());
}

/// Adds one line at the end of the file and sees it to the disk; two operators at once are two
/// lines.
bool append(const std::string& path, const std::string& line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return false;
  const bool written =
      ::write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return written;
}

int override_tpp(const AdminOptions& options, bool admit) {
  if (!is_organization_identifier(options.oid))
    return usage("--oid: expected an organizationIdentifier such as PSDFR-ACPR-13807, got \"" +
                 options.oid + "\"");
  if (options.reason.find_first_not_of(" \t") == std::string::npos)
    return usage("--reason: say why; it is kept with your name");
  tpp::RegisterOverride word;
  word.oid = options.oid;
  word.admit = admit;
  word.reason = options.reason;
  word.operator_name = options.operator_name.empty() ? own_name() : options.operator_name;
  word.at = SystemClock().now();
  if (!options.until.empty()) {
    const auto until = stet::read_date(options.until, compatible_profile);
    if (!until)
      return usage("--until: expected RFC 3339 such as 2027-01-31T12:00:00Z, got \"" +
                   options.until + "\"");
    if (*until <= word.at) return usage("--until: " + options.until + " is over already");
    word.until = *until;
  }
  const std::string line = tpp::override_line(word);
  if (const auto read = tpp::read_overrides(line); !read) return usage(read.error().said);
  if (!is_data_directory(options)) return no_data_directory(options);
  // Behind a line that cannot be read no other is heeded.
  if (const auto before = words_in(file_of(options)); !before)
    return failed(file_of(options) + ": " + before.error().said +
                  " Nothing was recorded; take that line out and say it again");
  if (!append(file_of(options), line))
    return failed(file_of(options) + ": " + std::strerror(errno));
  std::printf("%s %s, by %s: %s\n  recorded in %s; a running gateway heeds it within a second\n",
              admit ? "Admitted" : "Refused", word.oid.c_str(), word.operator_name.c_str(),
              word.reason.c_str(), file_of(options).c_str());
  return exit_done;
}

int list_overrides(const AdminOptions& options) {
  if (!is_data_directory(options)) return no_data_directory(options);
  const auto words = words_in(file_of(options));
  if (!words) return failed(file_of(options) + ": " + words.error().said);
  if (words->empty()) std::printf("No override of the register in %s\n", file_of(options).c_str());
  const Instant now = SystemClock().now();
  for (const tpp::RegisterOverride& word : *words) {
    const bool counts = tpp::override_in_force(*words, word.oid, now) == &word;
    std::printf("%s  %s  %s  %s  by %s: %s%s\n", counts ? "in force" : "former  ",
                message::http_date(word.at).c_str(), word.admit ? "admits " : "refuses",
                word.oid.c_str(), word.operator_name.c_str(), word.reason.c_str(),
                word.until ? (" (until " + message::http_date(*word.until) + ")").c_str() : "");
  }
  return exit_done;
}

void add_word(CLI::App& command, AdminOptions& options) {
  command.add_option("--oid", options.oid, "the TPP's organizationIdentifier")->required();
  command.add_option("--reason", options.reason, "why; 1 to 200 characters, kept with your name")
      ->required();
  command.add_option("--operator", options.operator_name, "who says so (default your user name)");
  command.add_option("--until", options.until, "RFC 3339; default until another word");
}

}  // namespace

int admin_main(const std::vector<std::string>& arguments) {
  AdminOptions options;
  CLI::App admin("What operators do", "guichet admin");
  admin.require_subcommand(1);
  auto& tpps = *admin.add_subcommand("tpps", "TPPs against the public register");
  tpps.require_subcommand(1);
  auto& admit = *tpps.add_subcommand("admit", "serve a TPP whatever the register says");
  auto& refuse_it = *tpps.add_subcommand("refuse", "refuse a TPP whatever the register says");
  auto& list = *tpps.add_subcommand("overrides", "every such word, with who, when and why");
  for (CLI::App* command : {&admit, &refuse_it, &list})
    command->add_option("--data", options.data, "data directory (default ./guichet-data)")
        ->check(fault_of_empty);
  add_word(admit, options);
  add_word(refuse_it, options);
  ConsentQuestion consent_question;
  const CLI::App& consents = add_consents(admin, consent_question);
  QuotaQuestion quota_question;
  const CLI::App& quotas = add_quotas(admin, quota_question);
  const CLI::App& void_all = add_tokens(admin, options.data, options.store);
  if (const auto ended = ended_by_arguments(admin, arguments)) return *ended;
  if (consents.parsed()) return show_consents(consent_question);
  if (quotas.parsed()) return show_quotas(quota_question);
  if (void_all.parsed()) return void_tokens(options.data, options.store);
  if (list.parsed()) return list_overrides(options);
  return override_tpp(options, admit.parsed());
}

}  // namespace guichet::app
