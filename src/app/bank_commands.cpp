// SPDX-License-Identifier: Apache-2.0
#include "app/bank_commands.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "app/arguments.hpp"
#include "app/bank_check.hpp"
#include "app/bank_service.hpp"
#include "app/commands.hpp"
#include "app/establishment_option.hpp"
#include "app/system_clock.hpp"
#include "app/wait_here.hpp"
#include "bank/http/http_bank.hpp"

namespace guichet::app {
namespace {

struct CheckOptions {
  bank::BankService service;
  BankCheckSubject subject;
};

int usage(const std::string& words) {
  std::fprintf(stderr, "guichet check-bank: %s; `guichet help check-bank` shows how\n",
               words.c_str());
  return exit_usage;
}

void describe(CLI::App& app, CheckOptions& options) {
  app.add_option("URL", options.service.url, "the service's address, without /v1")->required();
  app.add_option("--establishment", options.subject.establishment, "five digits")
      ->check(fault_of_establishment)
      ->default_val("17515");
  app.add_option("--identifier", options.subject.identifier,
                 "online-banking identifier of a customer to check with")
      ->required();
  app.add_option("--user-number", options.subject.user_number, "his user number, if he has one");
  app.add_option("--foreign-iban", options.subject.foreign_iban,
                 "an account of another customer, to see that it is not shown");
  app.add_option("--ca", options.service.authority_file, "PEM of the authority of its certificate");
  app.add_option("--certificate", options.service.certificate_file, "PEM of our own certificate");
  app.add_option("--key", options.service.key_file, "PEM of its key");
}

/// Whether anything answers there at all.
Outcome<bank::ServiceAnswer> knock(const CheckOptions& options) {
  bank::Courier courier(options.service);
  return wait_here<bank::ServiceAnswer>([&](auto done) {
    courier.carry({"/v1/" + options.subject.establishment + "/customers/nobody", {}},
                  std::move(done));
  });
}

/// Why nothing may have answered, as far as it is for the caller to check.
std::string to_check(const bank::BankService& service) {
  std::string words = "; check that the service listens there";
  if (!service.url.starts_with("https:")) return words;
  words += service.authority_file.empty()
               ? ", that this machine trusts its certificate without --ca"
               : ", that " + service.authority_file + " is the authority of its certificate";
  return words + (service.certificate_file.empty()
                      ? ", and that it lets in clients without --certificate and --key"
                      : ", and that it lets in " + service.certificate_file);
}

void print(const std::vector<BankCheckResult>& results) {
  for (const BankCheckResult& result : results) {
    std::printf("%s %s", result.kept ? "kept  " : "BROKEN", result.promise.c_str());
    if (!result.kept) std::printf(": %s", result.finding.c_str());
    std::printf("\n");
  }
}

}  // namespace

int check_bank_main(const std::vector<std::string>& arguments) {
  CLI::App app("Checks a bank's own core banking service", "guichet check-bank");
  CheckOptions options;
  describe(app, options);
  if (const auto ended = ended_by_arguments(app, arguments)) return *ended;
  if (const auto checked = check_bank_service(options.service); !checked)
    return usage(checked.error());
  while (options.service.url.ends_with('/')) options.service.url.pop_back();
  options.service.failures = 1'000'000;  // every call is to be tried
  if (const auto answer = knock(options); !answer) {
    std::fprintf(stderr, "guichet check-bank: %s: %s%s\n", options.service.url.c_str(),
                 answer.error().detail.c_str(), to_check(options.service).c_str());
    return exit_unreachable;
  }
  bank::HttpBank bank(options.service);
  const auto results = check_bank(bank, options.subject, SystemClock{}.now());
  print(results);
  const auto broken = std::ranges::count(results, false, &BankCheckResult::kept);
  std::printf("%zu promises of api/core-banking-1.yaml kept, %td broken\n",
              results.size() - static_cast<std::size_t>(broken), broken);
  return broken == 0 ? exit_done : exit_failed;
}

}  // namespace guichet::app
