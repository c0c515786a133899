// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "domain/outcome.hpp"

namespace guichet::bank {

/// How to reach a bank's own service (api/core-banking-1.yaml).
struct BankService {
  std::string url;             ///< "https://core.bank.example/guichet", without a slash at its end
  std::string authority_file;  ///< PEM of the authority that vouches for it; empty: the machine's
  std::string certificate_file;  ///< PEM of our own client certificate; empty: none is shown
  std::string key_file;          ///< its key, PEM
  std::chrono::milliseconds patience{
      2'500};                   ///< for one answer, the wait for a connection included
  std::size_t at_once = 32;     ///< calls on their way at the same time
  std::size_t waiting = 2'000;  ///< calls that wait for their turn; further ones are refused
  std::size_t most_bytes = std::size_t{32} << 20;  ///< of one answer
  int failures = 5;                                ///< in a row, after which it is left alone
  std::chrono::milliseconds pause{1'000};          ///< for so long
  /// One line fit for a log when it is left alone. Called on the courier's thread.
  std::function<void(const std::string&)> on_trouble = {};
};

struct ServiceCall {
  std::string path;  ///< behind the url, with its slash and its query
  std::string body;  ///< JSON; empty: GET, else POST
};

struct ServiceAnswer {
  int status = 0;  ///< below 500
  std::string body;
};

/// Carries calls to a bank's service over HTTP/1.1 on connections that are kept, by a thread of its
/// own. Safe on any thread.
class Courier {
 public:
  explicit Courier(BankService service);
  ~Courier();

  /// What is on its way ends with bank_unavailable, and so does what comes afterwards, at once.
  void end();

  /// Completes on the courier's thread, or before it returns where there is nothing to wait for.
  /// Refuses with bank_unavailable what is not answered within the patience, is answered with 5xx
  /// or with too much, finds too many waiting, or comes while the service is left alone.
  void carry(ServiceCall call, Completion<ServiceAnswer> done);

 private:
  struct Round;
  std::unique_ptr<Round> round_;
};

}  // namespace guichet::bank
