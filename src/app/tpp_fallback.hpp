// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/tpp_session.hpp"

namespace guichet::app {

/// `guichet tpp fallback`: asks to be let in at the online bank, and says where that is; with --as
/// signs in there with the customer's credentials and prints his accounts.
int tpp_fallback(TppSession& session);

}  // namespace guichet::app
