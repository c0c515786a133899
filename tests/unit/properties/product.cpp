// SPDX-License-Identifier: Apache-2.0
#include "product.hpp"

#include <future>

#include "ais/methods.hpp"
#include "bank/embedded/embedded_bank.hpp"
#include "bank_tables_of.hpp"
#include "unreliable_bank.hpp"

namespace guichet::properties {
namespace {

Instant instant_of(Millis at) { return Instant(std::chrono::milliseconds(at)); }
Millis millis_of(Instant at) { return at.time_since_epoch().count(); }

Iban iban_of(const std::string& text) { return Iban::parse(text).value(); }

/// What a secret with this number is at rest.
SecretHash hash_of(Token token) {
  SecretHash hash{};
  for (std::size_t at = 0; at < sizeof token; ++at)
    hash.at(at) = static_cast<std::byte>(token >> (8 * at));
  return hash;
}

class ClockInHand final : public Clock {
 public:
  explicit ClockInHand(Instant now) : now_(now) {}
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

template <class T, class Ask>
Outcome<T> waited(Ask&& ask) {
  std::promise<Outcome<T>> promise;
  auto answer = promise.get_future();
  ask(Completion<T>([&](Outcome<T> outcome) { promise.set_value(std::move(outcome)); }));
  return answer.get();
}

}  // namespace

class Product::Desk {
 public:
  Desk(Books books, const World& world, Millis now)
      : books_(books),
        ibans_(world.ibans),
        clock_(instant_of(now)),
        bank_(tables_of(world), clock_) {}

  Reply answer(const Call& call);
  void change(const World& world) { bank_.replace(tables_of(world)); }

 private:
  Reply authenticate(const Call& call);
  Reply exchange(const Call& call);
  Reply refresh(const Call& call);
  Reply revoke(const Call& call);
  Reply withdraw(const Call& call);
  Reply visit(const Call& call);
  Reply ask(const Call& call, const ais::Visit& visit);
  Reply put_consent(const Call& call, const ais::Visit& visit);
  Reply entries(const Call& call, const ais::Visit& visit);
  Reply details(const Call& call, const ais::Visit& visit);

  std::set<std::string> ibans_of(const ConsentAsked::Numbers& list) const;
  std::string number_of(const Iban& iban) const;
  /// The AIS resource id of an account: bank, branch and account number.
  std::string resource_id(const Step& step) const { return ibans_.at(step.number).substr(4, 21); }
  std::string transaction_id(const Step& step);

  Books books_;
  std::array<std::string, iban_count> ibans_;
  ClockInHand clock_;
  bank::EmbeddedBank bank_;
  UnreliableBank unreliable_{bank_};
  ais::Desk desk_{unreliable_, books_.consents, books_.quota};
};

namespace {

std::string code_of(const Step& step, bool at_other = false) {
  return std::string(bank_code((step.bank + (at_other ? 1 : 0)) % bank_count));
}

std::string client_of(const Step& step) {
  return std::string(tpp_id((step.tpp + (step.by_other_tpp ? 1 : 0)) % tpp_count));
}

GrantKey grant_key(const Step& step) {
  return {code_of(step), psu_id(step.customer), std::string(tpp_id(step.tpp)), "aisp"};
}

ConsentKey consent_key(const Step& step) {
  return {code_of(step), psu_id(step.customer), std::string(tpp_id(step.tpp))};
}

Reply refused(const Refusal& refusal) { return {std::string(entry_of(refusal.code).name), false}; }

/// `words` of the value, or the refusal.
template <class T, class Words>
Reply reply(const Outcome<T>& outcome, Words words) {
  if (!outcome) return refused(outcome.error());
  return {words(*outcome), true};
}

std::string version_in_words(const ConsentVersion& version) {
  return "version " + std::to_string(version.version);
}

std::string end_in_words(Instant access_ends) {
  return "token until " + written_utc(millis_of(access_ends));
}

}  // namespace

Reply Product::Desk::answer(const Call& call) {
  clock_.set(instant_of(call.now));
  unreliable_.fail_at(call.step.bank_fails_at);
  switch (call.step.act) {
    case Act::authenticate:
      return authenticate(call);
    case Act::exchange:
      return exchange(call);
    case Act::refresh:
      return refresh(call);
    case Act::revoke:
      return revoke(call);
    case Act::withdraw_all:
    case Act::withdraw_part:
      return withdraw(call);
    case Act::move_clock:
    case Act::change_bank:
    case Act::restart:
      return {"", true};
    default:
      break;
  }
  Reply reply = visit(call);
  reply.bank_failed = unreliable_.has_failed();
  return reply;
}

Reply Product::Desk::authenticate(const Call& call) {
  AuthorizationCode code;
  code.code_hash = hash_of(call.code);
  code.key = grant_key(call.step);
  code.client_id = code.key.tpp;
  code.sca_at = instant_of(call.now);
  code.expires_at = code.sca_at + code_lifetime;
  const auto kept =
      waited<void>([&](auto done) { books_.grants.keep_code(std::move(code), std::move(done)); });
  if (!kept) return refused(kept.error());
  return {"code", true};
}

/// As the token desk does it.
Reply Product::Desk::exchange(const Call& call) {
  const auto code = waited<AuthorizationCode>([&](auto done) {
    books_.grants.take_code(code_of(call.step), hash_of(call.code), clock_.now(), std::move(done));
  });
  if (!code) return refused(code.error());
  Grant grant;
  grant.key = code->key;
  grant.client_id = code->client_id;
  grant.scope = code->key.role;
  grant.access_hash = hash_of(call.access);
  grant.access_expires_at = clock_.now() + access_token_lifetime;
  grant.refresh_hash = hash_of(call.refresh);
  grant.sca_at = code->sca_at;
  const Instant ends = grant.access_expires_at;
  const auto put = waited<void>([&](auto done) {
    books_.grants.put_grant(std::move(grant), hash_of(call.code), std::move(done));
  });
  if (!put) return refused(put.error());
  return {end_in_words(ends), true};
}

Reply Product::Desk::refresh(const Call& call) {
  const auto grant = waited<Grant>([&](auto done) {
    books_.grants.renew_access(code_of(call.step, call.step.at_other_bank), client_of(call.step),
                               hash_of(call.refresh), {"aisp"}, hash_of(call.access), {},
                               clock_.now(), std::move(done));
  });
  return reply(grant, [](const Grant& each) { return end_in_words(each.access_expires_at); });
}

Reply Product::Desk::revoke(const Call& call) {
  const auto revoked = waited<void>([&](auto done) {
    books_.grants.revoke(code_of(call.step, call.step.at_other_bank), client_of(call.step),
                         hash_of(call.access), std::move(done));
  });
  if (!revoked) return refused(revoked.error());
  return {"revoked", true};
}

Reply Product::Desk::withdraw(const Call& call) {
  const auto version = waited<ConsentVersion>([&](auto done) {
    if (call.step.act == Act::withdraw_all)
      books_.withdrawal.withdraw_all(consent_key(call.step), std::nullopt, clock_.now(),
                                     std::move(done));
    else
      books_.withdrawal.withdraw_part(consent_key(call.step),
                                      static_cast<ConsentPart>(call.step.part), clock_.now(),
                                      std::move(done));
  });
  return reply(version, version_in_words);
}

/// As the counter admits it: the token, its end, the consent in force.
Reply Product::Desk::visit(const Call& call) {
  const auto grant = waited<std::shared_ptr<const Grant>>(
      [&](auto done) { books_.grants.recall(hash_of(call.access), std::move(done)); });
  if (!grant) return refused(grant.error());
  if (clock_.now() >= (*grant)->access_expires_at) return refused({Code::invalid_token});
  const GrantKey& key = (*grant)->key;
  const auto consent = waited<std::shared_ptr<const ConsentVersion>>([&](auto done) {
    books_.consents.current({key.establishment, key.psu, key.tpp}, std::move(done));
  });
  if (!consent) return refused(consent.error());
  const ais::Visit visit{.establishment = key.establishment,
                         .psu = key.psu,
                         .tpp = key.tpp,
                         .pair = (*grant)->refresh_hash,
                         .consent = {*consent, &(*consent)->consent},
                         .now = clock_.now(),
                         .batch = call.step.batch};
  return ask(call, visit);
}

Reply Product::Desk::ask(const Call& call, const ais::Visit& visit) {
  switch (call.step.act) {
    case Act::consent:
      return put_consent(call, visit);
    case Act::accounts:
      return reply(waited<std::vector<Account>>(
                       [&](auto done) { ais::accounts(desk_, visit, std::move(done)); }),
                   [&](const std::vector<Account>& accounts) {
                     std::string said = "accounts";
                     for (const Account& account : accounts) said += ' ' + number_of(account.iban);
                     return said;
                   });
    case Act::identity:
      return reply(waited<Identity>(
                       [&](auto done) { ais::end_user_identity(desk_, visit, std::move(done)); }),
                   [](const Identity& identity) { return "identity of " + identity.full_name; });
    case Act::balances:
      return reply(waited<ais::AccountBalance>([&](auto done) {
                     ais::balances(desk_, visit, resource_id(call.step), std::move(done));
                   }),
                   [&](const ais::AccountBalance& balance) {
                     return "balance of " + number_of(balance.iban) + ": " +
                            std::to_string(balance.balance.amount.minor_units);
                   });
    case Act::overdrafts:
      return reply(waited<ais::AccountOverdraft>([&](auto done) {
                     ais::overdrafts(desk_, visit, resource_id(call.step), std::move(done));
                   }),
                   [&](const ais::AccountOverdraft& overdraft) {
                     return "overdraft of " + number_of(overdraft.iban) + ": " +
                            std::to_string(overdraft.allowed.minor_units);
                   });
    case Act::details:
      return details(call, visit);
    default:
      return entries(call, visit);
  }
}

Reply Product::Desk::put_consent(const Call& call, const ais::Visit& visit) {
  const ConsentAsked& asked = call.step.consent;
  Consent consent;
  consent.balances = ibans_of(asked.balances);
  consent.transactions = ibans_of(asked.transactions);
  consent.overdrafts = ibans_of(asked.overdrafts);
  consent.psu_identity = asked.identity;
  return reply(waited<ConsentVersion>([&](auto done) {
                 ais::put_consents(desk_, visit, std::move(consent), std::move(done));
               }),
               version_in_words);
}

Reply Product::Desk::entries(const Call& call, const ais::Visit& visit) {
  ais::TransactionQuery query;
  if (call.date_from) query.date_from = instant_of(*call.date_from);
  if (call.date_to) query.date_to = instant_of(*call.date_to);
  query.entry_reference_from = call.step.reference_from;
  query.entry_reference_to = call.step.reference_to;
  return reply(waited<ais::AccountTransactions>([&](auto done) {
                 ais::transactions(desk_, visit, resource_id(call.step), std::move(query),
                                   std::move(done));
               }),
               [&](const ais::AccountTransactions& found) {
                 std::string said = "entries of " + number_of(found.iban) + ':';
                 for (const Transaction& entry : found.entries)
                   said += ' ' + entry.remittance.at(0) + '@' + iso_date(entry.booking_day);
                 return said;
               });
}

Reply Product::Desk::details(const Call& call, const ais::Visit& visit) {
  const std::string id = transaction_id(call.step);
  return reply(waited<ais::TransactionDetails>([&](auto done) {
                 ais::transaction_details(desk_, visit, resource_id(call.step), id,
                                          std::move(done));
               }),
               [](const ais::TransactionDetails& found) {
                 return "lines " + std::to_string(found.lines.size());
               });
}

std::set<std::string> Product::Desk::ibans_of(const ConsentAsked::Numbers& list) const {
  std::set<std::string> ibans;
  for (std::size_t number = 0; number < iban_count; ++number)
    if (list.at(number)) ibans.insert(ibans_.at(number));
  return ibans;
}

std::string Product::Desk::number_of(const Iban& iban) const {
  for (std::size_t number = 0; number < iban_count; ++number)
    if (ibans_.at(number) == iban.text()) return std::to_string(number);
  return iban.text();
}

/// The id that core banking gives this entry today; a TPP learnt it from the list.
std::string Product::Desk::transaction_id(const Step& step) {
  const auto all = waited<Entries>([&](auto done) {
    const HistoryWindow ever{Instant::min(), Instant::max()};
    bank_.transactions(code_of(step), psu_id(step.customer), iban_of(ibans_.at(step.number)), ever,
                       std::move(done));
  });
  if (all)
    for (const Transaction& entry : *all)
      if (entry.remittance.at(0) == std::to_string(step.entry)) return entry.id;
  return "nobodys-entry";
}

Product::Product() = default;
Product::~Product() = default;
void Product::start(Books books, const World& world, Millis now) {
  desk_ = std::make_unique<Desk>(books, world, now);
}
void Product::stop() { desk_.reset(); }
Reply Product::answer(const Call& call) { return desk_->answer(call); }
void Product::change(const World& world) { desk_->change(world); }

}  // namespace guichet::properties
