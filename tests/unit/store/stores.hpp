// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "postgresql_server.hpp"
#include "store/memory/memory_store.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace guichet::store {

/// Waits for the answer of a call: answer_to<Grant>([&](auto done) { book.recall(hash,
/// std::move(done)); }).
template <class T, class Call>
Outcome<T> answer_to(Call&& call) {
  std::promise<Outcome<T>> promise;
  std::future<Outcome<T>> answer = promise.get_future();
  std::forward<Call>(call)(
      Completion<T>([promise = std::move(promise)](Outcome<T> outcome) mutable {
        promise.set_value(std::move(outcome));
      }));
  return answer.get();
}

/// Runs `work(number)` on that many threads at once.
template <class Work>
void in_parallel(int threads, Work work) {
  std::vector<std::jthread> running;
  for (int number = 0; number < threads; ++number)
    running.emplace_back([&work, number] { work(number); });
}

/// A folder of its own that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "guichet-store-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Opens or ends the test.
inline std::unique_ptr<SqliteStore> opened(const std::filesystem::path& file,
                                           SqliteSettings settings = {}) {
  auto store = SqliteStore::open(file, std::move(settings));
  if (!store) throw std::runtime_error(store.error().detail);
  return std::move(*store);
}

/// Opens, or ends the test.
inline std::unique_ptr<PostgresqlStore> opened_on_postgresql(PostgresqlSettings settings) {
  auto store =
      PostgresqlStore::open(PostgresqlServer::of_this_process().url(), std::move(settings));
  if (!store) throw std::runtime_error(store.error().detail);
  return std::move(*store);
}

/// What a promise suite runs on: the model, a real file with a real log, and a real server.
struct InMemory {
  MemoryStore store;
  GrantBook& grants = store.grants();
  ConsentBook& consents = store.consents();
  QuotaBook& quota = store.quota();
  TppBook& tpps = store.tpps();
  TryBook& tries = store.tries();
  JourneyBook& journeys = store.journeys();
  AccessBook& accesses = store.accesses();
  Withdrawal& withdrawal = store.withdrawal();
  void reset(bool keep_tpps) { store.reset(keep_tpps); }
};

struct InSqlite {
  TemporaryFolder folder;
  std::unique_ptr<SqliteStore> store = opened(folder / "guichet.db");
  GrantBook& grants = store->grants();
  ConsentBook& consents = store->consents();
  QuotaBook& quota = store->quota();
  TppBook& tpps = store->tpps();
  TryBook& tries = store->tries();
  JourneyBook& journeys = store->journeys();
  AccessBook& accesses = store->accesses();
  Withdrawal& withdrawal = store->withdrawal();
  void reset(bool keep_tpps) {
    const auto done =
        answer_to<void>([&](auto completion) { store->reset(keep_tpps, std::move(completion)); });
    ASSERT_TRUE(done.has_value());
  }
};

/// No promise depends on how fast the machine is, so nobody is sent away for it.
inline constexpr postgresql::Patience whatever_the_machine_does{
    .in_queue = std::chrono::minutes{1},
    .to_connect = std::chrono::minutes{1},
    .for_answer = std::chrono::minutes{1},
    .for_statement = std::chrono::minutes{1},
    .for_lock = std::chrono::seconds{10}};

/// On a server of its own, emptied before each test.
struct InPostgresql {
  InPostgresql() { reset(false); }
  SetClock machine{Instant{}};
  StoreClock clock{machine, time_that_passed};
  std::unique_ptr<PostgresqlStore> store =
      opened_on_postgresql({.clock = clock, .patience = whatever_the_machine_does});
  GrantBook& grants = store->grants();
  ConsentBook& consents = store->consents();
  QuotaBook& quota = store->quota();
  TppBook& tpps = store->tpps();
  TryBook& tries = store->tries();
  JourneyBook& journeys = store->journeys();
  AccessBook& accesses = store->accesses();
  Withdrawal& withdrawal = store->withdrawal();
  void reset(bool keep_tpps) {
    const auto done =
        answer_to<void>([&](auto completion) { store->reset(keep_tpps, std::move(completion)); });
    ASSERT_TRUE(done.has_value());
  }
};

using AllStores = ::testing::Types<InMemory, InSqlite, InPostgresql>;

// Things to keep in a store.

inline constexpr Instant noon{
    std::chrono::milliseconds{1'795'431'600'000}};  // 2026-11-23T11:00:00Z

/// A different hash for each number.
inline SecretHash hash_of(std::uint64_t number) {
  SecretHash hash{};
  for (std::size_t at = 0; at < hash.size(); ++at) {
    number = number * 6364136223846793005U + 1442695040888963407U;
    hash[at] = static_cast<std::byte>(number >> 56);
  }
  return hash;
}

inline GrantKey lea() { return {"17515", "lea", "PSDFR-ACPR-13807", "aisp"}; }

inline AuthorizationCode code_of(std::uint64_t number, GrantKey key = lea()) {
  AuthorizationCode code;
  code.code_hash = hash_of(number);
  code.key = std::move(key);
  code.client_id = code.key.tpp;
  code.redirect_uri = "https://myAPP.fr/Home/OAuth2Callback";
  code.code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  code.sca_at = noon;
  code.expires_at = noon + code_lifetime;
  return code;
}

/// The pair numbered `number`: its tokens are hash_of(number) and hash_of(number + 1).
inline Grant pair_of(std::uint64_t number, GrantKey key = lea()) {
  Grant grant;
  grant.key = std::move(key);
  grant.client_id = grant.key.tpp;
  grant.scope = "aisp";
  grant.access_hash = hash_of(number);
  grant.access_expires_at = noon + access_token_lifetime;
  grant.refresh_hash = hash_of(number + 1);
  grant.sca_at = noon;
  grant.certificate_thumbprint = std::string(64, 'a');
  return grant;
}

// The calls, waited for.

inline Outcome<void> keep_code(GrantBook& grants, AuthorizationCode code) {
  return answer_to<void>([&](auto done) { grants.keep_code(std::move(code), std::move(done)); });
}

inline Outcome<AuthorizationCode> take_code(GrantBook& grants, std::uint64_t number,
                                            Instant now = noon,
                                            std::string establishment = "17515") {
  return answer_to<AuthorizationCode>([&](auto done) {
    grants.take_code(std::move(establishment), hash_of(number), now, std::move(done));
  });
}

inline Outcome<void> put_grant(GrantBook& grants, Grant grant, std::uint64_t from_code) {
  return answer_to<void>(
      [&](auto done) { grants.put_grant(std::move(grant), hash_of(from_code), std::move(done)); });
}

/// Issues pair `number` from code `code_number`, as the token desk does.
inline void connect(GrantBook& grants, std::uint64_t code_number, std::uint64_t number,
                    GrantKey key = lea()) {
  const std::string establishment = key.establishment;
  ASSERT_TRUE(keep_code(grants, code_of(code_number, key)).has_value());
  ASSERT_TRUE(take_code(grants, code_number, noon, establishment).has_value());
  ASSERT_TRUE(put_grant(grants, pair_of(number, key), code_number).has_value());
}

/// Renews the pair with refresh token hash_of(refresh); the new access token is hash_of(access).
inline Outcome<Grant> renew(GrantBook& grants, std::uint64_t refresh, std::uint64_t access,
                            Instant now = noon, std::string client_id = lea().tpp,
                            std::string establishment = "17515",
                            std::set<std::string> roles = {"aisp", "cbpii"}) {
  return answer_to<Grant>([&](auto done) {
    grants.renew_access(std::move(establishment), std::move(client_id), hash_of(refresh),
                        std::move(roles), hash_of(access), std::string(64, 'b'), now,
                        std::move(done));
  });
}

inline Outcome<Grant> recall(GrantBook& grants, std::uint64_t access) {
  auto pair = answer_to<std::shared_ptr<const Grant>>(
      [&](auto done) { grants.recall(hash_of(access), std::move(done)); });
  if (!pair) return std::unexpected(pair.error());
  return **pair;
}

inline bool is_live(GrantBook& grants, std::uint64_t access) {
  return recall(grants, access).has_value();
}

inline Outcome<void> revoke(GrantBook& grants, std::uint64_t token,
                            std::string client_id = lea().tpp,
                            std::string establishment = "17515") {
  return answer_to<void>([&](auto done) {
    grants.revoke(std::move(establishment), std::move(client_id), hash_of(token), std::move(done));
  });
}

inline Outcome<ConsentVersion> put_consent(ConsentBook& consents, ConsentKey key, Consent consent,
                                           Instant at = noon) {
  return answer_to<ConsentVersion>([&](auto done) {
    consents.put(std::move(key), std::move(consent), std::nullopt, at, std::move(done));
  });
}

/// As the TPP whose pair has the refresh token hash_of(refresh).
inline Outcome<ConsentVersion> put_consent_under(ConsentBook& consents, std::uint64_t refresh,
                                                 ConsentKey key, Consent consent,
                                                 Instant at = noon) {
  return answer_to<ConsentVersion>([&](auto done) {
    consents.put(std::move(key), std::move(consent), hash_of(refresh), at, std::move(done));
  });
}

inline std::vector<ConsentToTpp> consents_of(ConsentBook& consents, std::string psu,
                                             std::string establishment = "17515") {
  return answer_to<std::vector<ConsentToTpp>>([&](auto done) {
           consents.of_customer(std::move(establishment), std::move(psu), std::move(done));
         })
      .value();
}

inline std::vector<Grant> pairs_of(GrantBook& grants, std::string psu, Instant now = noon,
                                   std::string establishment = "17515") {
  return answer_to<std::vector<Grant>>([&](auto done) {
           grants.pairs_of(std::move(establishment), std::move(psu), now, std::move(done));
         })
      .value();
}

inline Outcome<ConsentVersion> withdraw_all(Withdrawal& withdrawal, ConsentKey key,
                                            std::optional<std::string> role = std::nullopt,
                                            Instant at = noon) {
  return answer_to<ConsentVersion>([&](auto done) {
    withdrawal.withdraw_all(std::move(key), std::move(role), at, std::move(done));
  });
}

inline Outcome<ConsentVersion> withdraw_part(Withdrawal& withdrawal, ConsentKey key,
                                             ConsentPart part, Instant at = noon) {
  return answer_to<ConsentVersion>(
      [&](auto done) { withdrawal.withdraw_part(std::move(key), part, at, std::move(done)); });
}

inline Outcome<std::vector<Access>> accesses_of(AccessBook& accesses, AccessKey key,
                                                Instant before = Instant::max(),
                                                std::size_t limit = 1'000) {
  return answer_to<std::vector<Access>>(
      [&](auto done) { accesses.of(std::move(key), before, limit, std::move(done)); });
}

inline std::optional<Access> last_access(AccessBook& accesses, AccessKey key) {
  return answer_to<std::optional<Access>>(
             [&](auto done) { accesses.last(std::move(key), std::move(done)); })
      .value();
}

inline Outcome<ConsentVersion> consent_now(ConsentBook& consents, ConsentKey key) {
  auto version = answer_to<std::shared_ptr<const ConsentVersion>>(
      [&](auto done) { consents.current(std::move(key), std::move(done)); });
  if (!version) return std::unexpected(version.error());
  return **version;
}

inline Outcome<std::vector<ConsentVersion>> consents_ever(ConsentBook& consents, ConsentKey key) {
  return answer_to<std::vector<ConsentVersion>>(
      [&](auto done) { consents.history(std::move(key), std::move(done)); });
}

inline QuotaCall a_call(std::string x_request_id = "a call", Instant at = noon) {
  return {at, std::move(x_request_id)};
}

inline Outcome<QuotaUnit> take_unit(QuotaBook& quota, QuotaKey key, ParisDay day,
                                    QuotaCall call = a_call()) {
  return answer_to<QuotaUnit>(
      [&](auto done) { quota.take(std::move(key), day, std::move(call), std::move(done)); });
}

inline Outcome<void> refund_unit(QuotaBook& quota, QuotaKey key, ParisDay day,
                                 Code why = Code::bank_unavailable, QuotaCall call = a_call()) {
  return answer_to<void>(
      [&](auto done) { quota.refund(std::move(key), day, std::move(call), why, std::move(done)); });
}

inline Outcome<QuotaStanding> standing_of(QuotaBook& quota, QuotaKey key, ParisDay day) {
  return answer_to<QuotaStanding>(
      [&](auto done) { quota.standing(std::move(key), day, std::move(done)); });
}

inline std::vector<QuotaCounter> counters_in(QuotaBook& quota, QuotaFilter filter = {},
                                             std::size_t limit = 1'000) {
  return answer_to<std::vector<QuotaCounter>>(
             [&](auto done) { quota.counters(std::move(filter), limit, std::move(done)); })
      .value();
}

inline Outcome<void> enrol(TppBook& tpps, EnrolledTpp tpp) {
  return answer_to<void>([&](auto done) { tpps.enrol(std::move(tpp), std::move(done)); });
}

inline Outcome<EnrolledTpp> change(TppBook& tpps, EnrolledTpp tpp) {
  return answer_to<EnrolledTpp>([&](auto done) { tpps.change(std::move(tpp), std::move(done)); });
}

inline std::int64_t version_of(TppBook& tpps) {
  return answer_to<std::int64_t>([&](auto done) { tpps.version(std::move(done)); }).value();
}

inline Outcome<void> remove(TppBook& tpps, std::string client_id) {
  return answer_to<void>([&](auto done) { tpps.remove(std::move(client_id), std::move(done)); });
}

inline Outcome<void> end_client(GrantBook& grants, std::string client_id) {
  return answer_to<void>(
      [&](auto done) { grants.end_client(std::move(client_id), std::move(done)); });
}

inline std::vector<EnrolledTpp> everyone(TppBook& tpps) {
  return answer_to<std::vector<EnrolledTpp>>([&](auto done) { tpps.all(std::move(done)); }).value();
}

}  // namespace guichet::store
