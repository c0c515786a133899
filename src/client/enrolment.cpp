// SPDX-License-Identifier: Apache-2.0
#include "client/enrolment.hpp"

#include <boost/json.hpp>

#include "client/flow.hpp"
#include "client/json_member.hpp"
#include "client/signer.hpp"
#include "crypto/base64.hpp"
#include "domain/outcome.hpp"

namespace guichet::client {
namespace {

namespace json = boost::json;

constexpr std::string_view register_path = "/stet/setting/v1/register";

/// All who enrol ask for the token with one client_id, which the group prints for each environment.
std::string_view generic_client_id(const Application& application) {
  const bool is_live = application.api.host.contains(".live.");
  return is_live ? "PSD2_TPPRegister" : "9d8711ec-f1b4-45e4-8072-2b3aa49793f0";
}

/// The requests of one enrolment, one after the other.
class Enrolling {
 public:
  Enrolling(const Application& application, Transport& transport, const Clock& clock,
            Randomness& randomness)
      : application_(application),
        transport_(transport),
        clock_(clock),
        randomness_(randomness),
        signer_(application.seal, application.key_id) {}

  Result<Answer> ask_token() {
    message::Request request;
    request.method = "POST";
    request.target = application_.endpoint("/stet/psd2/oauth/token");
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("Accept", "application/json");
    request.headers.add("X-Request-ID", new_request_id(randomness_));
    request.body = "grant_type=client_credentials&scope=manageRegistration&client_id=" +
                   std::string(generic_client_id(application_));
    return transport_.send(application_.api, request, Caller::tpp);
  }

  Result<Answer> send(std::string_view method, const std::string& client_id,
                      const std::string& access_token, const std::string& body) {
    message::Request request;
    request.method = std::string(method);
    request.target = application_.endpoint(register_path);
    if (!client_id.empty()) request.target += "/" + client_id;
    request.headers.add("Authorization", "Bearer " + access_token);
    request.headers.add("Accept", "application/json");
    request.headers.add("Content-Type", "application/json");
    request.body = body;
    signer_.sign(request, new_request_id(randomness_), clock_.now());
    return transport_.send(application_.api, request, Caller::tpp);
  }

 private:
  const Application& application_;
  Transport& transport_;
  const Clock& clock_;
  Randomness& randomness_;
  Signer signer_;
};

Result<EnrolmentReply> concluded(Answer answer, bool is_new) {
  if (answer.status != (is_new ? 201 : 200))
    return EnrolmentReply{std::nullopt, is_new, std::move(answer)};
  GUICHET_TRY(record, read_object(answer.body));
  std::string client_id = text_in(record, "client_id");
  if (client_id.empty())
    return fail(Trouble::answer, "the answer to the registration has no client_id");
  return EnrolmentReply{std::move(client_id), is_new, std::move(answer)};
}

}  // namespace

std::string registration_body(const Application& application, const Metadata& metadata,
                              std::string_view seal_der) {
  json::object key{{"kty", "RSA"}, {"use", "sig"}, {"alg", "RS256"}, {"kid", application.key_id}};
  key["x5c"] = json::array{json::value(crypto::base64(seal_der))};
  json::object body{{"client_name", metadata.name},
                    {"provider_legal_id", metadata.oid},
                    {"token_endpoint_auth_method", "tls_client_auth"},
                    {"scope", metadata.scope}};
  body["contacts"] = json::array{json::value(metadata.contact)};
  body["redirect_uris"] = json::array(metadata.redirect_uris.begin(), metadata.redirect_uris.end());
  body["grant_types"] = json::array{"authorization_code", "refresh_token"};
  body["response_types"] = json::array{json::value("code")};
  json::array keys;
  keys.push_back(std::move(key));
  body["jwks"] = json::object{{"keys", std::move(keys)}};
  return json::serialize(body);
}

Result<EnrolmentReply> enrol(const Application& application, Transport& transport,
                             const Clock& clock, Randomness& randomness,
                             const std::string& former_client_id, const std::string& body) {
  Enrolling enrolling(application, transport, clock, randomness);
  GUICHET_TRY(given, enrolling.ask_token());
  if (given.status != 200) return EnrolmentReply{std::nullopt, true, std::move(given)};
  GUICHET_TRY(token, read_tokens(given.body, {}, clock.now()));
  if (!former_client_id.empty()) {
    GUICHET_TRY(changed, enrolling.send("PUT", former_client_id, token.access_token, body));
    // A bank that was set up anew knows nothing of it.
    if (changed.status != 404) return concluded(std::move(changed), false);
  }
  GUICHET_TRY(registered, enrolling.send("POST", {}, token.access_token, body));
  return concluded(std::move(registered), true);
}

}  // namespace guichet::client
