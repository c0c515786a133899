// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/establishment_option.hpp"

namespace guichet::app {
namespace {

void add_who(CLI::App& command, TppOptions& options) {
  command.add_option("--data", options.data,
                     "data directory of the sandbox (default ./guichet-data)");
  command.add_option("--tpp", options.oid,
                     "organizationIdentifier of the TPP (default PSDFR-ACPR-13807)");
}

void add_common(CLI::App& command, TppOptions& options) {
  add_who(command, options);
  command.add_flag("--show-request", options.show_request,
                   "print each request as it was sent, on stderr");
  command.add_flag("--show-secrets", options.show_secrets,
                   "with --show-request: do not mask tokens");
}

void add_establishment(CLI::App& command, TppOptions& options, const char* purpose) {
  command.add_option("--establishment", options.establishment, purpose)
      ->check(fault_of_establishment);
}

void add_for_calls(CLI::App& command, TppOptions& options) {
  add_common(command, options);
  add_establishment(command, options, "five digits (default the one that was connected last)");
  command.add_flag("--json", options.json, "print the body as received, byte for byte");
  command.add_flag("--explain", options.explain, "print the string that was signed, on stderr");
  command.add_option("--psu-ip", options.psu_ip,
                     "the customer is present at this address (default: absent, a batch access)");
  command.add_option("--api-version", options.version, "version in the path (default v1.6.2)");
}

void add_accounts(CLI::App& command, TppOptions& options) {
  command.add_option("account", options.accounts,
                     "IBAN or resource id (default: every consented account)");
}

void add_enrol(CLI::App& tpp, TppOptions& options) {
  auto& command = *tpp.add_subcommand(
      "enrol", "register at the bank; run it again to change what was registered");
  add_common(command, options);
  command.add_option("--name", options.name,
                     "of the application, shown to customers (default: the TPP's identifier)");
  command
      .add_option(
          "--redirect-uri", options.redirect_uris,
          "where the bank sends customers back to, an App2App link too (repeatable; default "
          "http://127.0.0.1:8085/callback)")
      ->allow_extra_args(false);
  command.add_option("--scope", options.scope, "'aisp', or several: 'aisp cbpii' (default aisp)");
  command.add_option("--contact", options.contact, "whom the bank writes to");
  command.add_flag("--json", options.json, "print the bank's record as received");
  command.footer(
      "Certificates are taken from DIR/tpp/<OID>; in a sandbox's data directory those that are "
      "missing are issued.");
}

void add_user_number(CLI::App& command, TppOptions& options) {
  command.add_option("--user-number", options.user_number,
                     "with --as: asked of companies only (default: a persona's own)");
}

void add_connect(CLI::App& tpp, TppOptions& options) {
  auto& command =
      *tpp.add_subcommand("connect", "send a customer through the bank and keep the tokens");
  add_common(command, options);
  add_establishment(
      command, options,
      "five digits, like 14265 (default 17515, or where the customer of --as is one)");
  auto* as = command.add_option("--as", options.as,
                                "drive the bank's pages for this customer: lea, or 9999999901");
  command.add_option("--otp", options.otp, "with --as: the SMS code (default 12345678)");
  add_user_number(command, options);
  auto* open = command.add_flag("--open", options.open, "open the address with xdg-open");
  auto* none =
      command.add_flag("--no-browser", options.no_browser, "print the address only (default)");
  command
      .add_option("--wait", options.wait_seconds, "seconds to wait for the customer (default 600)")
      ->check(CLI::Range(1, 86400));
  open->excludes(as)->excludes(none);
}

void add_fallback(CLI::App& tpp, TppOptions& options) {
  auto& command = *tpp.add_subcommand(
      "fallback", "when the API fails: be let in at the online bank (no token, no consent)");
  add_common(command, options);
  add_establishment(
      command, options,
      "five digits, like 14265 (default 17515, or where the customer of --as is one)");
  command.add_option("--as", options.as,
                     "sign in there with this customer's credentials: lea, or 9999999901");
  command.add_option("--otp", options.otp, "with --as: the SMS code (default 12345678)");
  add_user_number(command, options);
  command.add_flag("--json", options.json, "print JSON, with the address as received");
  command.footer("The address is good for a minute, once, at the bank that it names.");
}

void add_consent(CLI::App& tpp, TppOptions& options) {
  auto& command =
      *tpp.add_subcommand("consent", "tell the bank what the customer agreed to (replaces all)");
  add_for_calls(command, options);
  auto* all =
      command.add_flag("--all", options.all, "every account, every kind of data, and the identity");
  auto* none = command.add_flag("--none", options.none, "nothing at all: takes the consent back");
  auto* balances =
      command.add_option("--balances", options.balances, "accounts whose balances are shown");
  auto* transactions = command.add_option("--transactions", options.transactions,
                                          "accounts whose entries are shown");
  auto* overdrafts =
      command.add_option("--overdrafts", options.overdrafts, "accounts whose overdraft is shown");
  auto* identity = command.add_flag("--identity", options.identity, "the customer's identity");
  for (CLI::Option* part : {balances, transactions, overdrafts, identity})
    part->excludes(all)->excludes(none);
  all->excludes(none);
}

void add_reads(CLI::App& tpp, TppOptions& options) {
  add_for_calls(*tpp.add_subcommand("accounts", "list the customer's accounts"), options);
  auto& balances = *tpp.add_subcommand("balances", "balances of one or all accounts");
  auto& transactions =
      *tpp.add_subcommand("transactions", "entries of one or all accounts, newest first");
  auto& details = *tpp.add_subcommand("details", "details of one or all entries of an account");
  auto& overdrafts = *tpp.add_subcommand("overdrafts", "agreed overdraft of one or all accounts");
  for (CLI::App* command : {&balances, &transactions, &details, &overdrafts}) {
    add_for_calls(*command, options);
    add_accounts(*command, options);
  }
  transactions.add_option("--from", options.from,
                          "first day, 2026-11-01, or a date-time as the API takes it");
  transactions.add_option("--to", options.to, "end, exclusive");
  details.add_option("--transaction", options.transaction,
                     "its number in the list, its reference or its id");
  add_for_calls(*tpp.add_subcommand("identity", "who the connected customer is"), options);
}

void add_sign(CLI::App& tpp, TppOptions& options) {
  auto& command = *tpp.add_subcommand(
      "sign", "sign a request for another client: prints its headers, sends nothing");
  add_who(command, options);
  command.add_option("METHOD", options.method, "GET, PUT, ...");
  command.add_option("URL-OR-PATH", options.address, "as it is sent, with the query");
  command.add_option("--body", options.body, "file with the body, byte for byte; - reads it here");
  command
      .add_option("--header", options.header_lines,
                  "'Name: value': a header of the request, printed with the others; signed if it "
                  "is PSU-*. X-Request-ID, Date and Digest are made unless given (repeatable)")
      ->allow_extra_args(false);
  command.add_flag("--explain", options.explain,
                   "show on stderr what was signed and with which certificate, in the words of the "
                   "sandbox's GET /_sandbox/requests?x_request_id=");
  command.add_option("--method-word", options.method_word,
                     "to see it refused: the word signed for the method (default: in lower case)");
  command.add_option("--headers", options.covered,
                     "to see it refused: 'name name ...', what the signature covers (default: all "
                     "that STET asks for)");
  command.footer(
      "With curl:  guichet tpp sign PUT URL --body FILE >headers\n"
      "            curl -X PUT -H @headers --data-binary @FILE ... URL");
}

int usage(const std::string& line) {
  std::fprintf(stderr, "guichet tpp: %s\n", line.c_str());
  return exit_usage;
}

/// True if `word` would not fit into one header value or path.
bool has_a_control(const std::string& word) {
  return std::ranges::any_of(word, [](char c) { return c <= ' ' || c == 0x7f; });
}

std::expected<TppOptions, int> checked(const CLI::App& command, TppOptions options) {
  options.command = command.get_name();
  if (has_a_control(options.psu_ip) || has_a_control(options.version))
    return std::unexpected(usage(options.command + ": --psu-ip and --api-version are plain words"));
  const bool says_something = options.all || options.none || options.identity ||
                              !options.balances.empty() || !options.transactions.empty() ||
                              !options.overdrafts.empty();
  if (options.command == "consent" && !says_something)
    return std::unexpected(usage(
        "consent: say to what: --all, --none, or any of --balances IBAN.., --transactions IBAN.., "
        "--overdrafts IBAN.., --identity"));
  return options;
}

}  // namespace

std::expected<TppOptions, int> read_tpp_options(const std::vector<std::string>& arguments) {
  TppOptions options;
  CLI::App tpp("The reference TPP: what a third party does at the bank's counter", "guichet tpp");
  add_enrol(tpp, options);
  add_connect(tpp, options);
  add_consent(tpp, options);
  add_reads(tpp, options);
  add_sign(tpp, options);
  auto& refresh =
      *tpp.add_subcommand("refresh", "exchange the refresh token for a new access token");
  add_common(refresh, options);
  add_establishment(refresh, options, "five digits (default the one that was connected last)");
  add_fallback(tpp, options);
  tpp.require_subcommand(1);
  if (const auto ended = ended_by_arguments(tpp, arguments)) return std::unexpected(*ended);
  return checked(*tpp.get_subcommands().front(), std::move(options));
}

}  // namespace guichet::app
