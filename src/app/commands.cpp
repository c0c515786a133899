// SPDX-License-Identifier: Apache-2.0
#include "app/commands.hpp"

#include <array>
#include <cstdio>
#include <functional>

#include "app/admin_commands.hpp"
#include "app/bank_commands.hpp"
#include "app/explain.hpp"
#include "app/hosts_command.hpp"
#include "app/import_command.hpp"
#include "app/nearest.hpp"
#include "app/pki_commands.hpp"
#include "app/sandbox_command.hpp"
#include "app/tpp_commands.hpp"

namespace guichet::app {
namespace {

using Arguments = std::vector<std::string>;

int help(const Arguments& arguments);

struct Command {
  const char* name;
  const char* usage;
  const char* purpose;
  int (*run)(const Arguments& arguments);  ///< what follows the command's name
  bool knows_help = false;                 ///< answers --help itself, with all its options
};

const std::array commands{
    Command{"sandbox",
            "guichet sandbox [--data DIR] [--listen HOST:PORT] [--web HOST:PORT] [--domain NAME] "
            "[--clock RFC3339]\n"
            "                [--store sqlite:PATH|postgresql://...] [--profile compatible|strict] "
            "[--preconsent]",
            "the whole bank on this machine: embedded store, personas, test certificates",
            sandbox_main, true},
    Command{"tpp", "guichet tpp COMMAND [OPTIONS]; `guichet tpp --help` lists the commands",
            "the reference TPP: enrol, connect, accounts, consent, balances, transactions, ...",
            tpp_main, true},
    Command{"pki",
            "guichet pki init|issue|renew|revoke|crl|variants [OPTIONS]; `guichet pki --help` "
            "lists them",
            "test certificates of the sandbox's own authority", pki_main, true},
    Command{"admin",
            "guichet admin tpps admit|refuse|overrides [OPTIONS]\n"
            "guichet admin consents [--establishment CODE] [--tpp OID] [--psu ID] [--history] ...\n"
            "guichet admin quotas [--establishment CODE] [--psu ID] [--tpp OID] [--day YYYY-MM-DD] "
            "...\n"
            "`guichet admin --help` lists them",
            "what operators do: TPPs against the public register, customers' consents, batch quota",
            admin_main, true},
    Command{
        "check-bank",
        "guichet check-bank URL --identifier IDENTIFIER [--establishment CODE] [--user-number N]\n"
        "                [--foreign-iban IBAN] [--ca FILE] [--certificate FILE --key FILE]",
        "checks a bank's own core banking service against api/core-banking-1.yaml", check_bank_main,
        true},
    Command{
        "demo-bank",
        "guichet demo-bank [--listen HOST:PORT] [--certificate FILE --key FILE] [--clients FILE]",
        "the personas' bank as such a service, a process of its own", demo_bank_main, true},
    Command{"import",
            "guichet import camt053|camt052 FILE... [--data DIR] [--login IDENTIFIER | --psu ID]",
            "statements (ISO 20022) into the embedded core banking, as accounts of a customer",
            import_main, true},
    Command{"explain", "guichet explain CODE|--list [--lang fr|en]",
            "what a refusal code means, how it comes about and what to do", explain_main},
    Command{"hosts", "guichet hosts [--data DIR] [--domain NAME]",
            "a hosts-file block with the names of all establishments", hosts_main, true},
    Command{"help", "guichet help [COMMAND]", "this list, or the usage of one command", help},
};

const Command* find_command(const std::string& name) {
  for (const Command& command : commands)
    if (name == command.name) return &command;
  return nullptr;
}

int unknown(const char* what, const std::string& word, const std::vector<std::string>& known) {
  std::fprintf(stderr, "guichet: unknown %s \"%s\"; did you mean \"%s\"?\n", what, word.c_str(),
               nearest(word, known).c_str());
  return exit_usage;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands) names.emplace_back(command.name);
  return names;
}

int help(const Arguments& arguments) {
  if (arguments.size() > 1) {
    std::fprintf(stderr, "guichet: help takes one command\n");
    return exit_usage;
  }
  if (arguments.size() == 1) {
    const Command* command = find_command(arguments.front());
    if (command == nullptr) return unknown("command", arguments.front(), command_names());
    std::printf("%s\n\n%s\n", command->usage, command->purpose);
    return exit_done;
  }
  std::printf("Guichet %s, the open-banking counter\n\nUsage: guichet COMMAND [OPTIONS]\n\n",
              GUICHET_VERSION);
  for (const Command& command : commands) std::printf("  %-9s %s\n", command.name, command.purpose);
  std::printf("\nStart with `guichet sandbox`, then `guichet tpp connect`.\n");
  return exit_done;
}

}  // namespace

int run_command(const Arguments& arguments) {
  if (arguments.empty()) {
    help({});
    return exit_usage;
  }
  const std::string& word = arguments.front();
  if (word == "--version" || word == "-V") {
    std::printf("guichet %s\n", GUICHET_VERSION);
    return exit_done;
  }
  if (word == "--help" || word == "-h") return help({});
  const Command* command = find_command(word);
  if (command == nullptr) {
    auto known = command_names();
    known.insert(known.end(), {"--version", "--help"});
    return unknown(word.starts_with('-') ? "option" : "command", word, known);
  }
  const Arguments rest(arguments.begin() + 1, arguments.end());
  const bool asks_for_help = rest.size() == 1 && (rest[0] == "--help" || rest[0] == "-h");
  if (asks_for_help && !command->knows_help) return help({word});
  return command->run(rest);
}

}  // namespace guichet::app
