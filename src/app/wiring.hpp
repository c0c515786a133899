// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <memory>
#include <string>

#include "app/settings.hpp"

namespace guichet::app {

/// Why a program could not be built: one line for the terminal, and the exit code.
struct StartFailure {
  int exit_code;
  std::string words;
};

/// Where a running sandbox can be reached.
struct Reached {
  std::string api;          ///< "https://www.17515.sandbox.api.localhost:8443"
  std::string connect;      ///< "127.0.0.1:8443"
  std::string web;          ///< "http://127.0.0.1:8080"
  std::string online_bank;  ///< the simulated one: "http://127.0.0.1:8080/online-bank"
  std::string authorize;    ///< authorization endpoint on the web port
};

/// A whole sandbox: every object of the program, built in dependency order.
class Sandbox {
 public:
  /// `directory`: the data directory, made if absent. Listens, but answers nothing before start().
  static std::expected<std::unique_ptr<Sandbox>, StartFailure> build(const Settings& settings,
                                                                     const std::string& directory);
  /// Without stop() before it, closes what is in flight at once.
  ~Sandbox();

  const Reached& reached() const;
  void start();
  /// Keeps the mark of the clock of expiry and quota, tells of a step of the machine's clock, and
  /// learns what other gateways did to the TPPs. Call it each second.
  void keep_in_step();
  /// Renews certificates that near their end, and what names them. Call it daily.
  void look_after_certificates();
  /// Stops accepting, finishes what is in flight within 10 s, then writes everything down.
  void stop();
  /// The process should end with this code as soon as it can (storage is lost); 0 while all is
  /// well.
  int fatal() const;

 private:
  struct Parts;
  explicit Sandbox(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace guichet::app
