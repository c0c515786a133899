// SPDX-License-Identifier: Apache-2.0
#include "oauth/token.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/base64.hpp"
#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"
#include "oauth/repetition.hpp"

namespace guichet::oauth {
namespace {

using std::chrono::seconds;

std::string_view as_bytes(const crypto::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// The only value of `name`. Refuses with oauth_invalid_request, naming it.
Outcome<std::string> required(const message::Parameters& form, std::string_view name) {
  const auto value = message::single(form, name);
  if (value && !value->empty()) return std::string(*value);
  return refuse(Code::oauth_invalid_request, std::string(name) + " is missing.");
}

/// RFC 6749 2.3: one way of authentication a request, and here that is the certificate.
Outcome<void> refuse_other_credentials(const message::Request& request,
                                       const message::Parameters& form) {
  if (request.headers.find("authorization"))
    return refuse(Code::oauth_invalid_request,
                  "Authorization has no place here: the QWAC authenticates the client.");
  if (message::occurrences(form, "client_secret") > 0)
    return refuse(Code::oauth_invalid_request,
                  "client_secret has no place here: the QWAC authenticates the client.");
  return {};
}

bool opens(const TokenCaller& caller, std::string_view scope) {
  return std::ranges::any_of(caller.roles, [&](TppRole role) { return scope_of(role) == scope; });
}

std::unexpected<Refusal> refuse_role() {
  return refuse(Code::oauth_unauthorized_client,
                "The certificate does not carry the role that the scope needs.");
}

std::unexpected<Refusal> refuse_scope() {
  return refuse(Code::oauth_invalid_scope,
                "scope is wider than what the customer granted; leave it out.");
}

/// Which of the scopes offered here the certificate opens; refuses if none.
Outcome<std::set<std::string>> opened_roles(const TokenCaller& caller) {
  std::set<std::string> opened;
  for (const std::string_view scope : {"aisp", "cbpii"})
    if (opens(caller, scope)) opened.emplace(scope);
  if (opened.empty()) return refuse_role();
  return opened;
}

/// RFC 6749 3.2: no parameter more than once.
Outcome<void> refuse_repeated(const message::Parameters& form) {
  if (auto said = said_of_repetition(form))
    return refuse(Code::oauth_invalid_request, *std::move(said));
  return {};
}

/// RFC 7636 4.6. A verifier without a challenge is refused too: the client believes in a protection
/// that is not there.
bool proves(const std::optional<std::string>& challenge, std::string_view verifier) {
  if (!challenge) return verifier.empty();
  if (verifier.size() < 43 || verifier.size() > 128) return false;
  return crypto::equal_in_constant_time(crypto::base64url(as_bytes(crypto::sha256(verifier))),
                                        *challenge);
}

struct CodeRequest {
  std::string client_id;
  std::string code;
  std::string redirect_uri;
  std::string verifier;
};

Outcome<CodeRequest> read_code_request(const message::Parameters& form) {
  // Refused before the code is touched: a TPP that sends the scope by mistake keeps its code
  // (reference page, step 5).
  if (message::occurrences(form, "scope") > 0)
    return refuse(Code::oauth_invalid_request,
                  "scope is not sent with authorization_code; the code carries it.");
  GUICHET_TRY(client_id, required(form, "client_id"));
  GUICHET_TRY(code, required(form, "code"));
  CodeRequest request;
  request.client_id = std::move(client_id);
  request.code = std::move(code);
  request.redirect_uri = message::single(form, "redirect_uri").value_or("");
  request.verifier = message::single(form, "code_verifier").value_or("");
  return request;
}

Outcome<void> check_code(const AuthorizationCode& code, const CodeRequest& request,
                         const ClientFinder& find_client) {
  if (code.client_id != request.client_id)
    return refuse(Code::oauth_invalid_grant, {}, "code of another client");
  if (code.redirect_uri != request.redirect_uri)
    return refuse(Code::oauth_invalid_grant,
                  "redirect_uri is not the one sent to /authorize; the code is used up.");
  if (const auto client = find_client(code.client_id);
      !client || !has_registered(*client, code.redirect_uri))
    return refuse(Code::oauth_invalid_grant,
                  "redirect_uri is registered no more; the code is used up.");
  if (!proves(code.code_challenge, request.verifier))
    return refuse(Code::oauth_invalid_grant,
                  "code_verifier does not prove the code_challenge; the code is used up.");
  return {};
}

/// How long an access token that ends at `end` still lives, in whole seconds.
seconds left_until(Instant end, Instant now) {
  return std::max(seconds{0}, std::chrono::floor<seconds>(end - now));
}

/// The roles of which a refresh may renew a pair: those that the certificate opens, and of them the
/// one that the scope names, if it names one. RFC 6749 6: nothing wider than granted.
Outcome<std::set<std::string>> renewable_roles(const TokenCaller& caller,
                                               const message::Parameters& form) {
  GUICHET_TRY(opened, opened_roles(caller));
  std::set<std::string> wanted;
  std::string_view asked = message::single(form, "scope").value_or("");
  while (!asked.empty()) {
    const auto blank = asked.find(' ');
    const std::string_view word = asked.substr(0, blank);
    asked = blank == std::string_view::npos ? std::string_view{} : asked.substr(blank + 1);
    if (word != "offline_access") wanted.emplace(word);
  }
  if (wanted.empty()) return opened;
  if (wanted.size() == 1 && opened.contains(*wanted.begin())) return wanted;
  return refuse_scope();
}

}  // namespace

std::string_view registration_client_id(Environment environment) {
  return environment == Environment::live ? "PSD2_TPPRegister"
                                          : "9d8711ec-f1b4-45e4-8072-2b3aa49793f0";
}

std::string registration_role(Environment environment) {
  return std::string(registration_scope) + " " + std::string(name_of(environment));
}

TokenDesk::TokenDesk(store::GrantBook& grants, Randomness& randomness, ClientFinder find_client,
                     Profiles profiles)
    : grants_(grants),
      randomness_(randomness),
      find_client_(std::move(find_client)),
      profiles_(profiles) {}

Outcome<std::shared_ptr<const EnrolledTpp>> TokenDesk::authenticate(
    const TokenCaller& caller, const message::Parameters& form) const {
  GUICHET_TRY(client_id, required(form, "client_id"));
  auto client = find_client_(client_id);
  if (!client || !is_enrolled_in(*client, caller.environment))
    return refuse(Code::oauth_invalid_client, "client_id is not enrolled here.");
  if (client->oid != caller.oid)
    return refuse(Code::oauth_invalid_client,
                  "The QWAC's organizationIdentifier is not the one enrolled for this client_id.");
  const bool is_enrolled_with_it =
      client->qwacs.empty() ||
      std::ranges::find(client->qwacs, caller.thumbprint) != client->qwacs.end();
  if (profiles_.of(caller.environment, *client).token_bound_to_certificate && !is_enrolled_with_it)
    return refuse(Code::oauth_invalid_client,
                  "This QWAC is not one the client is enrolled with; add it to the enrolment.");
  if (client->suspended) return refuse(Code::oauth_unauthorized_client, "This TPP is suspended.");
  return client;
}

void TokenDesk::answer(const TokenCaller& caller, const message::Request& request,
                       const message::Parameters& form, Completion<TokenAnswer> done) {
  const auto judged = [&]() -> Outcome<std::string> {
    GUICHET_CHECK(once, refuse_repeated(form));
    GUICHET_TRY(grant_type, required(form, "grant_type"));
    const bool exchanges = grant_type == "authorization_code" || grant_type == "refresh_token";
    if (!exchanges && grant_type != "client_credentials")
      return refuse(Code::oauth_unsupported_grant_type);
    GUICHET_CHECK(alone, refuse_other_credentials(request, form));
    if (!exchanges &&
        message::single(form, "client_id") == registration_client_id(caller.environment))
      return std::string(registration_scope);
    GUICHET_TRY(client, authenticate(caller, form));
    static_cast<void>(client);
    if (exchanges) return grant_type;
    return refuse(Code::oauth_unauthorized_client,
                  "client_credentials opens nothing for an AISP here.");
  }();
  if (!judged) return done(std::unexpected(judged.error()));
  if (*judged == registration_scope) return give_registration_token(caller, form, std::move(done));
  if (*judged == "authorization_code") return exchange(caller, form, std::move(done));
  refresh(caller, form, std::move(done));
}

bool TokenDesk::is_for_fallback(const TokenCaller& caller, const message::Request& request,
                                const message::Parameters& form) {
  return request.headers.find("fallback") &&
         message::single(form, "grant_type") == "client_credentials" &&
         message::single(form, "client_id") != registration_client_id(caller.environment);
}

Outcome<std::shared_ptr<const EnrolledTpp>> TokenDesk::admit_to_fallback(
    const TokenCaller& caller, const message::Request& request,
    const message::Parameters& form) const {
  GUICHET_CHECK(once, refuse_repeated(form));
  GUICHET_CHECK(alone, refuse_other_credentials(request, form));
  GUICHET_TRY(client, authenticate(caller, form));
  if (request.headers.joined("fallback") != "1")
    return refuse(Code::oauth_invalid_request, "The fallback header must be 1 or absent.");
  GUICHET_TRY(scope, required(form, "scope"));
  if (scope != "aisp")
    return refuse(Code::oauth_invalid_scope, "The fallback is for scope=aisp only.");
  if (!opens(caller, scope) || !client->roles.contains(TppRole::account_information))
    return refuse_role();
  return std::move(client);
}

/// RFC 6749 4.4: no refresh token; the TPP's former token of this kind ends.
void TokenDesk::give_registration_token(const TokenCaller& caller, const message::Parameters& form,
                                        Completion<TokenAnswer> done) {
  if (message::single(form, "scope") != registration_scope)
    return done(
        refuse(Code::oauth_invalid_scope, "This client_id opens scope=manageRegistration only."));
  TokenAnswer answer{
      crypto::new_secret(randomness_), access_token_lifetime, std::string(registration_scope), {}};
  Grant grant;
  grant.key = GrantKey(caller.establishment, {}, caller.oid, registration_role(caller.environment));
  grant.client_id = registration_client_id(caller.environment);
  grant.scope = registration_scope;
  grant.access_hash = crypto::sha256(answer.access_token);
  grant.access_expires_at = caller.now + access_token_lifetime;
  // Of a secret that nobody learns, and past its end with the access token.
  grant.refresh_hash = crypto::sha256(crypto::new_secret(randomness_));
  grant.sca_at = grant.access_expires_at - sca_validity;
  grant.certificate_thumbprint = caller.thumbprint;
  grants_.put_grant(
      std::move(grant), std::nullopt,
      [answer = std::move(answer), done = std::move(done)](Outcome<void> put) mutable {
        if (!put) return done(std::unexpected(std::move(put).error()));
        done(std::move(answer));
      });
}

void TokenDesk::exchange(const TokenCaller& caller, const message::Parameters& form,
                         Completion<TokenAnswer> done) {
  auto read = read_code_request(form);
  if (!read) return done(std::unexpected(read.error()));
  // Before the code is burned: a certificate that opens nothing here costs no customer his way.
  if (auto opened = opened_roles(caller); !opened)
    return done(std::unexpected(std::move(opened).error()));
  const SecretHash code_hash = crypto::sha256(read->code);
  auto after_code = [this, caller, code_hash, read = *std::move(read),
                     done = std::move(done)](Outcome<AuthorizationCode> code) mutable {
    if (!code) return done(std::unexpected(std::move(code).error()));
    if (auto good = check_code(*code, read, find_client_); !good)
      return done(std::unexpected(std::move(good).error()));
    if (!opens(caller, code->key.role)) return done(refuse_role());
    TokenAnswer answer{crypto::new_secret(randomness_), access_token_lifetime, code->key.role,
                       crypto::new_secret(randomness_)};
    Grant grant;
    grant.key = code->key;
    grant.client_id = code->client_id;
    grant.scope = code->key.role;
    grant.access_hash = crypto::sha256(answer.access_token);
    grant.access_expires_at =
        std::min(caller.now + access_token_lifetime, code->sca_at + sca_validity);
    grant.refresh_hash = crypto::sha256(answer.refresh_token);
    grant.sca_at = code->sca_at;
    grant.certificate_thumbprint = caller.thumbprint;
    answer.expires_in = left_until(grant.access_expires_at, caller.now);
    grants_.put_grant(
        std::move(grant), code_hash,
        [answer = std::move(answer), done = std::move(done)](Outcome<void> put) mutable {
          if (!put) return done(std::unexpected(std::move(put).error()));
          done(std::move(answer));
        });
  };
  grants_.take_code(caller.establishment, code_hash, caller.now, std::move(after_code));
}

void TokenDesk::refresh(const TokenCaller& caller, const message::Parameters& form,
                        Completion<TokenAnswer> done) {
  auto refresh_token = required(form, "refresh_token");
  if (!refresh_token) return done(std::unexpected(refresh_token.error()));
  auto roles = renewable_roles(caller, form);
  if (!roles) return done(std::unexpected(std::move(roles).error()));
  const bool scope_asked = message::occurrences(form, "scope") > 0;
  TokenAnswer answer{crypto::new_secret(randomness_), access_token_lifetime, {}, *refresh_token};
  const SecretHash access_hash = crypto::sha256(answer.access_token);
  const std::string client_id(message::single(form, "client_id").value_or(""));
  auto after_renewal = [now = caller.now, scope_asked, answer = std::move(answer),
                        done = std::move(done)](Outcome<Grant> grant) mutable {
    if (!grant && grant.error().code == Code::oauth_invalid_scope)
      return done(scope_asked ? refuse_scope() : refuse_role());
    if (!grant) return done(std::unexpected(std::move(grant).error()));
    answer.expires_in = left_until(grant->access_expires_at, now);
    answer.scope = grant->scope + " offline_access";
    done(std::move(answer));
  };
  grants_.renew_access(caller.establishment, client_id, crypto::sha256(*refresh_token),
                       *std::move(roles), access_hash, caller.thumbprint, caller.now,
                       std::move(after_renewal));
}

void TokenDesk::revoke(const TokenCaller& caller, const message::Request& request,
                       const message::Parameters& form, Completion<void> done) {
  if (auto once = refuse_repeated(form); !once)
    return done(std::unexpected(std::move(once).error()));
  if (auto alone = refuse_other_credentials(request, form); !alone)
    return done(std::unexpected(std::move(alone).error()));
  const auto client = authenticate(caller, form);
  if (!client) return done(std::unexpected(client.error()));
  const auto token = required(form, "token");
  if (!token) return done(std::unexpected(token.error()));
  grants_.revoke(caller.establishment, (*client)->client_id, crypto::sha256(*token),
                 std::move(done));
}

}  // namespace guichet::oauth
