// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/tpp_session.hpp"
#include "client/call.hpp"
#include "client/listing.hpp"
#include "client/tables.hpp"

namespace guichet::app {

/// The AIS commands of `guichet tpp`, one function a command; each gives the exit code. Links of
/// the bank's own answers are followed; a path is built only where the bank gave no link and the
/// caller insists.
class TppReads {
 public:
  TppReads(TppSession& session, std::string access_token)
      : session_(session),
        client_(session.application, session.transport, session.clock, session.randomness,
                std::move(access_token), session.options.psu_ip) {}

  int accounts();
  int balances();
  int transactions();
  int details();
  int overdrafts();
  int identity();
  int consent();

 private:
  /// Where one account's data of one kind is found.
  struct Place {
    std::string account;  ///< as shown to the user
    std::string href;
  };

  Step<client::Exchange> concluded(client::Result<client::Exchange> exchange);
  Step<client::Exchange> fetched(std::string_view href);
  Step<client::Listing> fresh_listing(std::string* body = nullptr);
  /// The list of accounts that was kept, if any: costs no access.
  std::optional<client::Listing> kept_listing() const;
  /// The kept list of accounts, or a fresh one.
  Step<client::Listing> listing();
  /// A link of the kept list, or else the path the standard gives it.
  std::string list_link(std::initializer_list<std::string_view> relations,
                        std::string_view path) const;
  Step<std::vector<Place>> places(std::string_view kind);
  Step<Place> place(const client::Listing& listing, std::string_view kind,
                    const std::string& wanted) const;
  /// What to say where the version that was asked for has no such method.
  std::string without(std::string_view kind) const;
  std::string built(std::string_view rest) const;

  /// Reads `kind` of every account asked for and hands each body to `show`.
  template <class Show>
  int each(std::string_view kind, std::string_view query, Show show);
  int details_of(const Place& place);
  Step<std::vector<client::ListedEntry>> entries_of(const Place& place);
  Step<std::string> consent_body();

  TppSession& session_;
  client::AisClient client_;
};

}  // namespace guichet::app
