// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "client/application.hpp"
#include "client/failure.hpp"
#include "client/signer.hpp"
#include "client/transport.hpp"
#include "domain/clock.hpp"
#include "domain/randomness.hpp"

namespace guichet::client {

/// One AIS call that was made: what was signed, and what came back.
struct Exchange {
  Explanation signature;
  Answer answer;
};

/// The AIS side of a bank for one access token: signs and sends. One thread.
class AisClient {
 public:
  /// `psu_ip` is the customer's address when he is present, else empty: the call then counts as a
  /// batch access.
  AisClient(const Application& application, Transport& transport, const Clock& clock,
            Randomness& randomness, std::string access_token, std::string psu_ip)
      : application_(application),
        transport_(transport),
        clock_(clock),
        randomness_(randomness),
        signer_(application.seal, application.key_id),
        access_token_(std::move(access_token)),
        psu_ip_(std::move(psu_ip)) {}

  /// GET of a link as the bank wrote it, absolute or relative, in a document found at `found_in`.
  /// Fails with Trouble::answer if it leads to another host: the token stays at home.
  Result<Exchange> get(std::string_view href, std::string_view found_in = "/");
  /// PUT of a JSON body.
  Result<Exchange> put(std::string_view href, std::string_view found_in, std::string body);

 private:
  Result<Exchange> call(std::string_view method, std::string_view href, std::string_view found_in,
                        std::string body);
  Result<Exchange> send(std::string_view method, const std::string& target, std::string body);

  const Application& application_;
  Transport& transport_;
  const Clock& clock_;
  Randomness& randomness_;
  Signer signer_;
  std::string access_token_;
  std::string psu_ip_;
};

}  // namespace guichet::client
