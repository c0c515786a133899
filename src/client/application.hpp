// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "client/failure.hpp"
#include "client/url.hpp"
#include "crypto/key.hpp"

namespace guichet::client {

/// A TPP as it stands in DIR/tpp/<OID>/: app.json and the files of its two certificates.
struct Application {
  std::filesystem::path folder;  ///< DIR/tpp/<OID>
  std::string client_id;
  std::vector<std::string> redirect_uris;
  std::string key_id;        ///< keyId of its HTTP signatures
  Url api;                   ///< the bank's API host; a path in it stands before /stet
  std::string authorize;     ///< address of the authorization page, taken as it is
  std::string issuer;        ///< expected `iss` (RFC 9207); empty: not checked
  std::filesystem::path ca;  ///< PEM: who signs the bank's server certificate
  std::string connect;       ///< "127.0.0.1:8443": where to open the socket; may be empty
  std::filesystem::path qwac;
  std::filesystem::path qwac_key;
  crypto::PrivateKey seal;  ///< key of the QSEAL
  /// "127.0.0.1:8080": where to open the socket of `authorize`; empty: where its host says.
  std::string authorize_connect = {};

  /// The target of an endpoint: the path of `api`, if it has one, then `path`
  /// ("/stet/psd2/oauth/token").
  std::string endpoint(std::string_view path) const;
  /// The code of the establishment whose API host it is; empty if the host names none.
  std::string_view establishment() const;
  /// The redirect URI that this machine can listen on, or null.
  const std::string* loopback_redirect() const;
};

/// Reads the TPP `oid` of the data directory `data`. `issuer` may be left out of app.json: it is
/// then the origin of `api`; "" says that this bank sends none. A relative `ca` counts from the
/// TPP's folder, or else from `data`. The failure names the file and what is wrong with it.
Result<Application> read_application(const std::filesystem::path& data, std::string_view oid);

/// The five digits of a host "www.17515.sandbox.api.localhost"; empty if it has another form.
std::string_view establishment_in(std::string_view host);

/// The same TPP at another establishment of the group: with its code in the names of the hosts, an
/// authorization page on this machine asked for by the API's name. Fails where the API host is not
/// of that form, unless `code` is its own, then empty.
Result<Application> at_establishment(Application application, std::string_view code);

/// A TPP that is about to enrol: its certificates lie in DIR/tpp/<OID>, and the bank is described
/// by its own app.json, from an earlier time, or else by that of `neighbour`. client_id,
/// redirect_uris and key_id are then those of that file and to be replaced.
Result<Application> read_applicant(const std::filesystem::path& data, std::string_view oid,
                                   std::string_view neighbour);

/// Replaces the app.json of `application` as a whole, so that read_application finds the same.
Result<void> write_application(const Application& application);

/// The whole of a small file (at most 1 MiB), or a failure that names it.
Result<std::string> read_file(const std::filesystem::path& path);

}  // namespace guichet::client
