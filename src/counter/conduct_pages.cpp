// SPDX-License-Identifier: Apache-2.0
//
// The customer's half of the conductor: the pages, and the forms that they send.
#include "counter/conduct.hpp"
#include "counter/wait.hpp"
#include "message/target.hpp"
#include "oauth/parameters.hpp"

namespace guichet::counter {

bool Conductor::has_right(const std::string& oid, Environment environment) const {
  return !references_.tpps.is_suspended(oid, environment) &&
         references_.licences.judge(oid, references_.wall_clock.now()).has_value();
}

oauth::ClientFinder Conductor::clients_of(Environment environment) const {
  return [this, environment](std::string_view client_id) {
    auto client = desks_.find_client(client_id);
    if (client && !is_enrolled_in(*client, environment)) client.reset();
    if (!client || has_right(client->oid, environment)) return client;
    auto without_right = std::make_shared<EnrolledTpp>(*client);
    without_right->suspended = true;  // no customer proves who he is for nothing
    return std::shared_ptr<const EnrolledTpp>(std::move(without_right));
  };
}

Task<Conductor::Answer> Conductor::serve_page(const Admission& admission) const {
  if (admission.match.route->endpoint == Endpoint::permissions) {
    auto show = [&](Completion<message::Response> done) {
      desks_.permissions.show(admission.request, *admission.establishment, std::move(done));
    };
    co_return co_await answer_of<message::Response>(show);
  }
  if (admission.match.route->endpoint == Endpoint::authentication_page) {
    auto show = [&](Completion<message::Response> done) {
      desks_.journeys.show(admission.request, *admission.establishment,
                           clients_of(admission.environment), std::move(done));
    };
    co_return co_await answer_of<message::Response>(show);
  }
  const auto parameters = oauth::read_parameters(message::query_of(admission.request.target));
  if (!parameters)
    co_return refuse(Code::page_client_unknown, {}, "query is not well percent-encoded");
  auto authorization = read_authorization(admission, *parameters);
  if (!authorization) co_return std::move(authorization).error();
  auto begin = [&](Completion<message::Response> done) {
    desks_.journeys.begin(admission.request, *admission.establishment,
                          clients_of(admission.environment), issuer_at(admission),
                          *std::move(authorization),
                          message::single(*parameters, "ui_locales").value_or(""), std::move(done));
  };
  co_return co_await answer_of<message::Response>(begin);
}

std::expected<oauth::AuthorizationRequest, Conductor::Answer> Conductor::read_authorization(
    const Admission& admission, const message::Parameters& parameters) const {
  const oauth::ClientFinder find_here = clients_of(admission.environment);
  const Profile* profile = admission.profile;
  if (const auto client = find_here(message::single(parameters, "client_id").value_or("")))
    profile = &references_.profiles.of(admission.environment, *client);
  auto authorization = oauth::read_authorization(parameters, find_here, *profile);
  if (authorization) return *std::move(authorization);
  const oauth::AuthorizationRefusal& refusal = authorization.error();
  if (!refusal.redirect_uri) return std::unexpected<Answer>(std::unexpected(refusal.refusal));
  message::Response response;
  response.status = 303;
  response.headers.add(
      "Location", oauth::redirect_with_error(*refusal.redirect_uri, refusal.refusal, refusal.state,
                                             issuer_at(admission)));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  return std::unexpected<Answer>(std::move(response));
}

Task<Conductor::Answer> Conductor::serve_form(Admission& admission) const {
  auto proceed = [&](Completion<message::Response> done) {
    if (admission.match.route->endpoint == Endpoint::change_permissions)
      return desks_.permissions.proceed(admission.request, *admission.establishment,
                                        std::move(done));
    desks_.journeys.proceed(admission.request, *admission.establishment,
                            clients_of(admission.environment), std::move(done));
  };
  co_return co_await answer_of<message::Response>(proceed);
}

}  // namespace guichet::counter
