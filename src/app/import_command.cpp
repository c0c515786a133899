// SPDX-License-Identifier: Apache-2.0
#include "app/import_command.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/import_progress.hpp"
#include "bank/camt/camt_reader.hpp"
#include "bank/imported/imported_bank.hpp"
#include "bank/imported/statement_import.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

constexpr std::size_t bytes_at_once = 64 * 1024;

struct ImportOptions {
  std::string data = "guichet-data";
  std::string login;
  std::string psu;
  std::vector<std::string> files;
};

int usage(const std::string& words) {
  std::fprintf(stderr, "guichet import: %s; `guichet import --help` lists the options\n",
               words.c_str());
  return exit_usage;
}

/// A file that is open for reading, as its bytes come.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), error_(file_ < 0 ? errno : 0) {}
  ~OpenFile() {
    if (file_ >= 0) ::close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  /// Of a pipe 0.
  std::int64_t length() const {
    struct stat found{};
    return ::fstat(file_, &found) == 0 && S_ISREG(found.st_mode) ? found.st_size : 0;
  }

  /// The next bytes, in `room`; none at the end or after an error.
  std::string_view next(std::vector<char>& room) {
    if (error_ != 0) return {};
    const ssize_t got = ::read(file_, room.data(), room.size());
    if (got < 0) error_ = errno;
    return got > 0 ? std::string_view(room.data(), static_cast<std::size_t>(got))
                   : std::string_view{};
  }

  int error() const { return error_; }

 private:
  int file_;
  int error_;
};

/// The customer whom --login or --psu names, at an establishment of the sandbox.
std::expected<bank::AccountOwner, std::string> owner_of(const bank::BankTables& tables,
                                                        const ImportOptions& options,
                                                        std::string_view establishment) {
  if (options.login.empty() && options.psu.empty())
    return std::unexpected(
        "the account is new: name the customer whose it is with --login or --psu");
  const auto is_named = [&](const bank::CustomerRow& row) {
    return row.establishment == establishment &&
           (options.login.empty() ? row.customer.psu == options.psu
                                  : row.identifier == options.login);
  };
  const auto found = std::ranges::find_if(tables.customers, is_named);
  if (found == tables.customers.end())
    return std::unexpected("the account is of establishment " + std::string(establishment) +
                           ", which has no customer " +
                           (options.login.empty() ? options.psu : options.login));
  return bank::AccountOwner{found->customer.psu, found->identity.full_name,
                            found->customer.segment == Segment::part};
}

bank::ImportRules rules_of(const bank::BankTables& tables, const ImportOptions& options) {
  bank::ImportRules rules;
  rules.owner_was_named = !options.login.empty() || !options.psu.empty();
  rules.owner = [&](std::string_view establishment) {
    return owner_of(tables, options, establishment);
  };
  rules.is_taken = [&](std::string_view establishment, std::string_view iban) {
    return std::ranges::any_of(tables.accounts, [&](const bank::AccountRow& row) {
      return row.establishment == establishment && row.account.iban.text() == iban;
    });
  };
  return rules;
}

bank::Taken read_file(const std::string& path, bank::StatementSink& sink) {
  OpenFile file(path);
  ImportProgress progress(path, file.length());
  bank::CamtReader reader(sink);
  std::vector<char> room(bytes_at_once);
  std::int64_t done = 0;
  for (auto bytes = file.next(room); !bytes.empty(); bytes = file.next(room)) {
    if (auto taken = reader.feed(bytes); !taken) return taken;
    done += static_cast<std::int64_t>(bytes.size());
    progress.at(done, reader.entries());
  }
  if (file.error() != 0) return std::unexpected(bank::Damage{0, std::strerror(file.error())});
  return reader.finish();
}

void print(const std::string& path, const bank::ImportedStatement& statement) {
  std::printf(
      "%s: statement \"%s\" of %s: %s%lld entries, from %s to %s EUR\n", path.c_str(),
      statement.id.c_str(), statement.account.c_str(), statement.was_there ? "already there, " : "",
      static_cast<long long>(statement.entries), with_two_decimals(statement.opening).c_str(),
      with_two_decimals(statement.closing).c_str());
  if (statement.note)
    std::printf("%s: statement \"%s\": note: %s\n", path.c_str(), statement.id.c_str(),
                statement.note->c_str());
}

/// One line for a file that is refused: FILE:LINE: reason, as compilers have it.
int print_refusal(const std::string& path, const bank::Damage& damage) {
  const std::string line = damage.line > 0 ? ":" + std::to_string(damage.line) : "";
  std::fprintf(stderr, "%s%s: %s; nothing of this file was imported\n", path.c_str(), line.c_str(),
               damage.reason.c_str());
  return damage.of_the_store ? exit_try_again : exit_failed;
}

int import_file(const std::string& path, bank::BankFile& file, const bank::ImportRules& rules) {
  bank::StatementImport import(file, rules);
  if (const auto taken = read_file(path, import); !taken) return print_refusal(path, taken.error());
  import.commit();
  for (const bank::ImportedStatement& statement : import.statements()) print(path, statement);
  return exit_done;
}

int import_files(const ImportOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.data, error);
  if (error) return usage("--data " + options.data + ": " + error.message());
  const bank::BankTables tables = sandbox::persona_tables();
  const bank::ImportRules rules = rules_of(tables, options);
  try {
    auto file = bank::BankFile::open_for_import(bank::bank_file_in(options.data));
    const auto everyone_looks = std::chrono::steady_clock::now() + bank::longest_unseen;
    int worst = exit_done;
    for (const std::string& path : options.files)
      worst = std::max(worst, import_file(path, file, rules));
    std::this_thread::sleep_until(everyone_looks);
    return worst;
  } catch (const bank::BankFileFailure& failure) {
    std::fprintf(stderr, "guichet import: %s\n", failure.what());
    return failure.passes() ? exit_try_again : exit_failed;
  }
}

void describe(CLI::App& command, ImportOptions& options) {
  command.add_option("FILE", options.files, "statements; each is imported whole or not at all")
      ->required();
  command.add_option("--data", options.data, "data directory (default ./guichet-data)");
  auto* login = command.add_option("--login", options.login,
                                   "the customer whose the accounts are, by online-banking "
                                   "identifier");
  command.add_option("--psu", options.psu, "the same by core banking's id")->excludes(login);
}

}  // namespace

int import_main(const std::vector<std::string>& arguments) {
  ImportOptions options;
  CLI::App import("Statements into the embedded core banking", "guichet import");
  import.require_subcommand(1);
  describe(*import.add_subcommand("camt053", "statements of a closed period (ISO 20022 camt.053)"),
           options);
  describe(*import.add_subcommand("camt052", "reports within a day (ISO 20022 camt.052)"), options);
  if (const auto ended = ended_by_arguments(import, arguments)) return *ended;
  return import_files(options);
}

}  // namespace guichet::app
