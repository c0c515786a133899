// SPDX-License-Identifier: Apache-2.0
#include "ais/account_holder.hpp"

#include "ais/eligible_account.hpp"

namespace guichet::ais {

void held_account(const Desk& desk, const Visit& visit, std::string_view resource_id,
                  Completion<HeldAccount> done) {
  auto ask_customer = [desk, establishment = visit.establishment, psu = visit.psu,
                       done = std::move(done)](Outcome<Iban> account) mutable {
    if (!account) {
      done(std::unexpected(std::move(account).error()));
      return;
    }
    desk.bank.customer(
        std::move(establishment), std::move(psu),
        [iban = *std::move(account), done = std::move(done)](Outcome<Customer> customer) mutable {
          if (customer)
            done(HeldAccount{std::move(iban), customer->subscription()});
          else if (customer.error().code == Code::oauth_access_denied)
            done(refuse(Code::account_unknown));  // no customer, no account
          else
            done(std::unexpected(std::move(customer).error()));
        });
  };
  eligible_account(desk, visit, resource_id, DataKind::transactions, std::move(ask_customer));
}

}  // namespace guichet::ais
