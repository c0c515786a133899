// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "domain/profile.hpp"
#include "house_of_tpps.hpp"
#include "tpp/signature.hpp"

namespace guichet::tpp {

using test::now;

inline constexpr Code accepted = Code::count_;
inline constexpr std::string_view listed = "(request-target) x-request-id";

/// What stands in the Signature header, to be spoilt.
struct Sealing {
  std::string key_id = test::key_id_of(test::seal_a());
  std::string algorithm = R"(algorithm="rsa-sha256",)";
  std::string names{listed};
  std::string more;  ///< further parameters, each with a comma behind
  const crypto::PrivateKey* key = &test::key_a();
};

inline std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
    end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
  }
  return words;
}

inline std::string signature_header(const Sealing& sealing, const std::string& signature) {
  return "keyId=\"" + sealing.key_id + "\"," + sealing.algorithm + sealing.more + "headers=\"" +
         sealing.names + "\",signature=\"" + crypto::base64(signature) + '"';
}

/// `request` with a true seal, over what `as_signed` says.
inline message::Request sealed_as(const message::Request& request,
                                  const message::Request& as_signed, const Sealing& sealing = {}) {
  const auto text = signing_string(as_signed, words_of(sealing.names));
  message::Request sealed = request;
  sealed.headers.add(
      "Signature", signature_header(sealing, sealing.key->sign_rsa_sha256(text.value_or("none"))));
  return sealed;
}
inline message::Request sealed(const message::Request& request, const Sealing& sealing = {}) {
  return sealed_as(request, request, sealing);
}

class Seals : public testing::Test {
 protected:
  Seals() {
    admit(test::enrolled(test::oid_a, {test::seal_a()}));
    admit(test::enrolled(test::oid_b, {test::seal_b()}));
  }
  void admit(EnrolledTpp tpp) {
    const auto outcome = tpps_.admit(std::move(tpp));
    ASSERT_TRUE(outcome) << outcome.error().said;
  }
  Refusal verdict(const message::Request& request, const Profile& profile = compatible_profile,
                  Instant at = now) {
    const auto caller = tpps_.by_client_id(test::oid_a);
    const auto outcome = verify_seal(request, *caller, tpps_, profile, at, test::standing_well);
    if (outcome) return {accepted};
    EXPECT_LE(outcome.error().said.size(), 115U) << outcome.error().said;
    return outcome.error();
  }
  Code code_of(const message::Request& request, const Profile& profile = compatible_profile,
               Instant at = now) {
    return verdict(request, profile, at).code;
  }

  TppRegister tpps_;
};

inline message::Request put_consents() {
  message::Request request = test::get_accounts();
  request.method = "PUT";
  request.target = "/stet/psd2/v1.6.2/consents";
  request.body = R"({"balances":[]})";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Digest", test::digest_of(request.body));
  return request;
}
inline Sealing with_names(std::string names) {
  Sealing sealing;
  sealing.names = std::move(names);
  return sealing;
}

}  // namespace guichet::tpp
