// SPDX-License-Identifier: Apache-2.0
//
// The customer's half of the conductor: the pages, and the forms that they send.
#include "counter/conduct.hpp"
#include "counter/wait.hpp"
#include "message/target.hpp"
#include "oauth/parameters.hpp"

namespace guichet::counter {

oauth::Clients Conductor::clients_of(Environment environment) const {
  auto find = [this, environment](std::string_view client_id) {
    auto client = desks_.find_client(client_id);
    if (client && !is_enrolled_in(*client, environment)) client.reset();
    return client;
  };
  auto judge = [this, environment](const EnrolledTpp& client) {
    return check_licence_of(references_, client.oid, environment, references_.wall_clock.now());
  };
  return {std::move(find), std::move(judge)};
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
  const oauth::Clients clients = clients_of(admission.environment);
  const Profile* profile = admission.profile;
  if (const auto client = clients.find(message::single(parameters, "client_id").value_or("")))
    profile = &references_.profiles.of(admission.environment, *client);
  auto authorization = oauth::read_authorization(parameters, clients, *profile);
  if (authorization) return *std::move(authorization);
  oauth::AuthorizationRefusal& refusal = authorization.error();
  if (!refusal.redirect_uri) return std::unexpected<Answer>(std::unexpected(refusal.refusal));
  message::Response response;
  response.status = 303;
  response.headers.add(
      "Location", oauth::redirect_with_error(*refusal.redirect_uri, refusal.refusal, refusal.state,
                                             issuer_at(admission)));
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.refusal = std::move(refusal.refusal);
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
