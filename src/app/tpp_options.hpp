// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <vector>

namespace guichet::app {

/// What `guichet tpp COMMAND` was told. Which members count depends on the command.
struct TppOptions {
  std::string command;

  // every command
  std::string data = "guichet-data";
  std::string oid = "PSDFR-ACPR-13807";
  std::string version = "v1.6.2";
  /// Five digits; empty: the customer's own, or the one that was connected last.
  std::string establishment;
  std::string psu_ip;  ///< empty: the customer is absent, calls count as batch accesses
  bool json = false;
  bool show_request = false;
  bool show_secrets = false;
  bool explain = false;

  // enrol
  std::string name;  ///< shown to customers; empty: the organizationIdentifier
  std::string contact = "api@tpp.example";
  std::string scope = "aisp";              ///< several with blanks between
  std::vector<std::string> redirect_uris;  ///< none: the one that `connect` listens on

  // connect, fallback
  std::string as;  ///< identifier or first name of a persona; empty: a browser does it
  std::string otp = "12345678";
  std::string user_number;
  bool open = false;
  bool no_browser = false;
  long wait_seconds = 600;

  // balances, transactions, details, overdrafts
  std::vector<std::string> accounts;
  std::string from;
  std::string to;
  std::string transaction;

  // consent
  bool all = false;
  bool none = false;
  bool identity = false;
  std::vector<std::string> balances;
  std::vector<std::string> transactions;
  std::vector<std::string> overdrafts;

  // sign
  std::string method;
  std::string address;                    ///< http or https address, or path and query
  std::string body;                       ///< a file, or "-" for standard input; empty: no body
  std::vector<std::string> header_lines;  ///< "Name: value"
  std::string method_word;                ///< in the request-target line; empty: as it should be
  std::string covered;  ///< names of headers with blanks between; empty: the usual ones
};

/// Reads the arguments behind `guichet tpp`. The error is an exit code: help or a usage line has
/// then been printed.
std::expected<TppOptions, int> read_tpp_options(const std::vector<std::string>& arguments);

}  // namespace guichet::app
