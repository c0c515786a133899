// SPDX-License-Identifier: Apache-2.0
#include "ais/batch_quota.hpp"
#include "ais/methods.hpp"

namespace guichet::ais {

void end_user_identity(const Desk& desk, const Visit& visit, Completion<Identity> done) {
  if (!visit.consent->psu_identity) {
    done(refuse(Code::consent_missing,
                "The customer's consent does not cover the identity; ask the customer, then PUT "
                "/consents with psuIdentity true."));
    return;
  }
  auto ask = [desk, establishment = visit.establishment,
              psu = visit.psu](Completion<Identity> answered) mutable {
    desk.bank.identity(std::move(establishment), std::move(psu),
                       [answered = std::move(answered)](Outcome<Identity> identity) mutable {
                         // The word is for the customer's pages; a TPP learns that there is nobody
                         // with an account.
                         if (!identity && identity.error().code == Code::oauth_access_denied)
                           answered(refuse(Code::no_eligible_account));
                         else
                           answered(std::move(identity));
                       });
  };
  counted<Identity>(desk.quota, visit, "*", "identity", std::move(ask), std::move(done));
}

}  // namespace guichet::ais
