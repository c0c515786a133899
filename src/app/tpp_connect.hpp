// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/tpp_session.hpp"

namespace guichet::app {

/// `guichet tpp connect`: sends a customer through the bank's pages, exchanges the code, keeps the
/// tokens.
int tpp_connect(TppSession& session);

/// `guichet tpp refresh`: exchanges the refresh token of `tokens` for a new access token.
int tpp_refresh(TppSession& session, const client::Tokens& tokens);

}  // namespace guichet::app
