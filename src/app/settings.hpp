// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/means.hpp"

namespace guichet::app {

/// An app of the sandbox's own for every brand.
std::map<std::string, std::string> invented_apps();

/// What a sandbox can be told. Every member is a key of guichet.toml; the table in settings.cpp
/// says which, with its unit, default, range and one sentence.
struct Settings {
  std::string listen = "127.0.0.1:8443";
  std::string web = "127.0.0.1:8080";
  std::string domain = "localhost";
  long threads = 2;
  std::string store;  ///< empty: sqlite:DIR/guichet.db
  bool store_migrates = true;
  std::string profile = "compatible";
  std::string listener = "shared";  ///< or split
  std::string proxies;              ///< addresses and networks, separated by blanks
  std::string live_profile;         ///< empty: as `profile`
  std::string live_anchors;         ///< empty: as `trust_anchors`
  bool preconsent = false;
  std::string clock;          ///< RFC 3339; empty: the real time
  std::string register_file;  ///< empty: none is consulted
  std::string register_absent = "admit";
  std::string trust_anchors;  ///< PEM file; empty: DIR/pki/ca.pem
  std::string
      revocation_lists;  ///< files and addresses, separated by blanks; empty: DIR/pki/ca.crl
  std::string revocation_responder;  ///< empty: the sandbox's own; "none"
  long revocation_refresh_seconds = 900;
  std::string response_seals;    ///< folder; empty: answers are not sealed; "test"
  std::string online_bank;       ///< address; empty: the sandbox's own
  std::string bank_url;          ///< of the bank's own service; empty: the embedded bank
  std::string bank_authority;    ///< PEM file; empty: the machine's authorities
  std::string bank_certificate;  ///< PEM file of our own; empty: none is shown
  std::string bank_key;          ///< its key
  std::string establishments;    ///< folder; empty: DIR/establishments
  long batch_accesses_a_day = 4;
  std::string details_quota_scope = "transaction";  ///< or account
  std::string psu_ip_policy = "any_valid";          ///< or public_only
  std::string means = "otp_sms secur_pass cap_reader hardware_certificate";
  std::string sms_code = "constant";  ///< or random
  std::string password = "none";      ///< or required
  long failures_of_a_source = 50;
  std::string log_level = "warn";
  bool v1_4_2 = true;
  std::string v1_4_2_deprecated = "2026-06-30";  ///< YYYY-MM-DD, of Paris; empty: it is not
  std::string v1_4_2_ends = "2027-12-31";        ///< its last day; empty: until further notice
  std::string v1_6_2_deprecated;
  std::string v1_6_2_ends;
  /// For the word of every brand, as sca::read_app_identity reads it; empty: the brand has none.
  std::map<std::string, std::string> apps = invented_apps();
};

/// Reads a configuration. The error is one line with file, line and column, what is wrong and what
/// to do; an unknown key is named with its nearest match.
std::expected<Settings, std::string> read_settings(const std::string& path);

/// Where a data directory has its configuration.
std::string settings_path(const std::string& directory);

/// The configuration of a data directory; the defaults where it has none.
std::expected<Settings, std::string> read_settings_of(const std::string& directory);

/// The commented guichet.toml with the values of `settings`.
std::string settings_file(const Settings& settings);

/// Checks the values themselves, wherever they came from. The error is one line that names the key.
std::expected<void, std::string> check_settings(const Settings& settings);

/// The means of a list of words.
std::expected<std::vector<Means>, std::string> read_means(std::string_view text);

/// Refuses what is not an address of an online bank that paths can follow.
std::expected<void, std::string> check_online_bank(std::string_view address);

/// A host and a port out of "127.0.0.1:8443" or "[::1]:8443".
struct Endpoint {
  std::string host;
  int port;
};
std::expected<Endpoint, std::string> read_endpoint(std::string_view text);
/// The same the other way: as it stands in URLs, an IPv6 address in brackets.
std::string text_of(const Endpoint& endpoint);

/// True if only this machine can reach it.
bool is_on_loopback(const Endpoint& endpoint);

}  // namespace guichet::app
