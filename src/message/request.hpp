// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "message/headers.hpp"

namespace guichet::message {

/// What a client presented in TLS, unjudged: possession of the key is proven by the handshake, all
/// else is for tpp/ to say. The leaf comes first; DER.
struct ClientCertificate {
  std::vector<std::string> chain_der;
  std::string thumbprint;  ///< SHA-256 of the leaf in lower-case hex
};

/// Through which door a request came.
enum class Door {
  api,  ///< TLS, the establishments' hosts
  web   ///< plain HTTP on loopback, sandbox only
};

/// A request as plain values, complete with its body.
struct Request {
  std::string method;
  std::string target;  ///< request-target byte by byte as on the wire, query included
  Headers headers;
  std::string body;
  Door door = Door::api;
  std::string server_name;  ///< SNI in lower case; empty if none or on the web door
  std::string peer;         ///< address of the other end, without port
  /// Null if none was presented. Shared by the requests of a connection.
  std::shared_ptr<const ClientCertificate> certificate;
};

}  // namespace guichet::message
