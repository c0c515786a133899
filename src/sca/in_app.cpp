// SPDX-License-Identifier: Apache-2.0
#include "sca/in_app.hpp"

#include <algorithm>
#include <utility>

#include "sca/agreement.hpp"

namespace guichet::sca {
namespace {

bool is_served(const Customer& customer) {
  return customer.segment == Segment::part &&
         std::ranges::find(customer.means, Means::secur_pass) != customer.means.end();
}

std::string told(const InAppRequest& request, const Refusal& refusal) {
  const oauth::AuthorizationRequest& asked = request.authorization;
  return oauth::redirect_with_error(asked.redirect_uri, refusal, asked.state, request.issuer);
}

}  // namespace

void InApp::serves(std::string establishment, std::string psu, Completion<bool> done) {
  auto found = [done = std::move(done)](Outcome<Customer> customer) mutable {
    if (customer) return done(is_served(*customer));
    if (customer.error().code == Code::oauth_access_denied) return done(false);
    done(std::unexpected(std::move(customer).error()));
  };
  bank_.customer(std::move(establishment), std::move(psu), std::move(found));
}

void InApp::decide(InAppRequest request, std::string psu, bool approves,
                   Completion<std::string> done) {
  auto address = judge_way_back(request.authorization, request.clients.find);
  if (!address) return done(std::unexpected(std::move(address).error()));
  if (auto good = judge_again(request.authorization, request.clients); !good)
    return done(told(request, good.error()));
  std::string establishment(request.establishment->code);
  std::string whose = psu;
  auto known = [this, request = std::move(request), psu = std::move(psu), approves,
                done = std::move(done)](Outcome<bool> is_ours) mutable {
    if (!is_ours) return done(told(request, {Code::oauth_temporarily_unavailable}));
    if (!*is_ours) return done(refuse(Code::oauth_access_denied, {}, "not served by the app"));
    if (!approves)
      return done(told(request, {Code::oauth_access_denied, "The customer refused in his app."}));
    Agreement agreement{std::string(request.establishment->code), std::move(psu),
                        request.authorization, request.issuer};
    auto given = [request = std::move(request),
                  done = std::move(done)](Outcome<std::string> way_back) mutable {
      if (!way_back) return done(told(request, {Code::oauth_temporarily_unavailable}));
      done(*std::move(way_back));
    };
    give_code(std::move(agreement), grants_, clock_.now(), randomness_, std::move(given));
  };
  serves(std::move(establishment), std::move(whose), std::move(known));
}

}  // namespace guichet::sca
