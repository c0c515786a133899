// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/x509.h>

#include "http/listener.hpp"
#include "message/request.hpp"

struct ssl_ctx_st;

namespace guichet::http {

/// Has `context` ask its clients for certificates: with a `judge` it demands them and lets it end
/// handshakes, without one anything passes, since a customer's browser may offer one that is of no
/// concern here. Lists that are too long to be honest, or that lead nowhere, never pass. `judge`
/// outlives the context's connections.
void ask_for_certificates(ssl_ctx_st* context, HandshakeJudge& judge);

/// `leaf` and what came with it (perhaps null) as plain values.
message::ClientCertificate client_certificate_of(const X509* leaf, const STACK_OF(X509) * others);

}  // namespace guichet::http
