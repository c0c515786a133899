// SPDX-License-Identifier: Apache-2.0
//
// Refusals in the words of whoever asked, and the answers that come of no method: what http/
// refuses, and failures that were asked for.
#include "counter/conduct.hpp"
#include "message/target.hpp"

namespace guichet::counter {
namespace {

/// Whether a browser with a customer before it asks there.
bool is_for_a_customer(const Route* route) {
  return route != nullptr && (route->kind == Kind::page || route->kind == Kind::form);
}

/// `usual`, or the code that goes with this status where the request came to.
Code code_there(const Route* route, int status, Code usual) {
  if (status == 401 && route != nullptr && route->kind == Kind::token)
    return Code::oauth_invalid_client;
  if (status == 404 && (route == nullptr || route->kind != Kind::ais)) return Code::route_unknown;
  if (status == 403 && is_for_a_customer(route)) return Code::page_session_unknown;
  if (status == 429 && is_for_a_customer(route)) return Code::page_source_limit;
  return usual;
}

}  // namespace

message::Response Conductor::worded(const Admission& admission, const Refusal& refusal) const {
  if (is_for_a_customer(admission.match.route)) {
    auto page =
        sca::refusal_page(admission.request, refusal, admission.establishment, desks_.pages);
    page.headers.add("Link", help_link(refusal.code, addresses_.help));
    return page;
  }
  return refused(admission, refusal, addresses_.help);
}

message::Response Conductor::refuse_early(const message::Request& so_far, Code code) const {
  Admission admission(so_far);
  admission.now = references_.clock.now();
  auto match = match_route(so_far.method, message::path_of(so_far.target), so_far.door);
  if (match && is_for_a_customer(match->route)) {
    admission.match = *std::move(match);
    admission.establishment =
        references_.hosts.find(so_far.headers.find("host").value_or("")).establishment;
  }
  const Refusal refusal{code};
  auto response = worded(admission, refusal);
  references_.calendar.announce(so_far, admission.now, response);
  response.close = true;
  write_down(admission, response, &refusal, std::chrono::microseconds{0});
  return response;
}

message::Response Conductor::fail(const message::Request& request, int status,
                                  Refusal refusal) const {
  Admission admission(request);
  admission.verdicts_wanted = records_.inspector != nullptr;
  static_cast<void>(arrive(references_, admission));
  admission.status_asked_for = status;
  refusal.code = code_there(admission.match.route, status, refusal.code);
  note_verdict(admission, "failure asked for", &refusal);
  auto response = worded(admission, refusal);
  response.status = status;
  references_.calendar.announce(request, admission.now, response);
  seal(admission, response);
  write_down(admission, response, &refusal, std::chrono::microseconds{0});
  return response;
}

}  // namespace guichet::counter
