// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "app/system_clock.hpp"
#include "app/tpp_options.hpp"
#include "client/application.hpp"
#include "client/call.hpp"
#include "client/failure.hpp"
#include "client/listing_file.hpp"
#include "client/tokens.hpp"
#include "client/transport.hpp"
#include "crypto/secret.hpp"

namespace guichet::app {

/// A value, or the exit code to end with; what went wrong has then been printed.
template <class T>
using Step = std::expected<T, int>;

/// What every `guichet tpp` command works with. Refers to itself: stays where it was made.
struct TppSession {
  TppSession(const TppOptions& given, client::Application read)
      : options(given),
        application(std::move(read)),
        transport(application),
        tokens(application.folder),
        listings(application.folder) {}
  TppSession(const TppSession&) = delete;
  TppSession& operator=(const TppSession&) = delete;

  /// Under which the tokens of this bank are kept.
  const std::string& bank() const { return application.api.host; }
  std::string listing_key() const { return application.api.host + " " + options.version; }

  const TppOptions& options;
  const client::Application application;
  SystemClock clock;
  crypto::SystemRandomness randomness;
  client::Transport transport;
  const client::TokenFile tokens;
  const client::ListingFile listings;
};

Step<std::unique_ptr<TppSession>> open_session(const TppOptions& options);

/// The tokens of the session's bank; tells to connect when there are none.
Step<client::Tokens> stored_tokens(const TppSession& session);

/// Prints a failure on stderr and gives its exit code.
int report(const client::Failure& failure);

/// Prints a bank's refusal on stderr: code, text, what to do, where to read more. Gives the exit
/// code.
int report_refusal(const client::Answer& answer);

/// --show-request: the request as it left, secrets masked unless --show-secrets.
void show_request(const TppOptions& options, const client::Answer& answer);

}  // namespace guichet::app
