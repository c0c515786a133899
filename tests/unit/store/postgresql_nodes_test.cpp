// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <array>
#include <atomic>
#include <chrono>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "stores.hpp"

namespace guichet::store {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr ParisDay monday = 2026y / std::chrono::November / 23;
const QuotaKey balances{"17515", "PSDFR-ACPR-13807", "lea", "FR7617515000920400085945890",
                        "balances"};
const ConsentKey leas{"17515", "lea", "PSDFR-ACPR-13807"};

Consent to_everything() { return {{"FR1"}, {"FR1"}, {"FR1"}, true}; }

/// What an operator types.
postgresql::Rows on_the_server(const std::string& sql) {
  postgresql::Session session(PostgresqlServer::of_this_process().url(),
                              steady_clock::now() + 1min);
  return session.ask(postgresql::Call{sql, {}});
}

std::int64_t rows_of_nobody(const std::string& table) {
  return on_the_server("SELECT count(*) FROM " + table +
                       " WHERE client_id NOT IN (SELECT client_id FROM tpp)")
      .number(0, 0);
}

/// Two nodes on one database, as two programs would be.
struct TwoNodes : ::testing::Test {
  InPostgresql one;
  InPostgresql other;
};

TEST_F(TwoNodes, row_214_of_32_and_32_in_parallel_exactly_four_have_a_unit) {
  std::atomic<int> taken = 0;
  in_parallel(64, [&](int number) {
    QuotaBook& quota = number % 2 == 0 ? one.quota : other.quota;
    const auto unit = take_unit(quota, balances, monday);
    if (unit.has_value())
      ++taken;
    else
      EXPECT_EQ(unit.error().code, Code::quota_used_up);
  });
  EXPECT_EQ(taken, 4);
}

TEST_F(TwoNodes, many_keys_asked_for_in_any_order_give_four_each_and_nobody_waits_for_ever) {
  constexpr std::size_t keys = 40;
  std::array<std::atomic<int>, keys> taken{};
  in_parallel(32, [&](int number) {
    QuotaBook& quota = number % 2 == 0 ? one.quota : other.quota;
    for (std::size_t at = 0; at < keys; ++at) {
      const std::size_t which = number % 4 < 2 ? at : keys - 1 - at;
      QuotaKey key = balances;
      key.psu = "psu-" + std::to_string(which);
      const auto unit = take_unit(quota, key, monday);
      if (unit.has_value())
        ++taken[which];
      else
        EXPECT_EQ(unit.error().code, Code::quota_used_up);
    }
  });
  for (const auto& units : taken) EXPECT_EQ(units, 4);
}

TEST_F(TwoNodes, what_one_ends_the_other_does_not_recall) {
  connect(one.grants, 1, 10);
  ASSERT_TRUE(is_live(other.grants, 10));
  ASSERT_TRUE(revoke(one.grants, 10).has_value());
  EXPECT_EQ(recall(other.grants, 10).error().code, Code::invalid_token);
}

TEST_F(TwoNodes, a_code_brought_to_both_at_once_leaves_no_more_than_one_pair) {
  for (std::uint64_t round = 0; round < 20; ++round) {
    const std::uint64_t code = 1'000 + 10 * round;
    ASSERT_TRUE(keep_code(one.grants, code_of(code)).has_value());
    std::atomic<int> given = 0;
    in_parallel(8, [&](int number) {
      GrantBook& grants = number % 2 == 0 ? one.grants : other.grants;
      if (take_code(grants, code).has_value()) ++given;
    });
    EXPECT_EQ(given, 1);
  }
}

TEST_F(TwoNodes, row_179_a_consent_at_one_and_a_withdrawal_at_the_other_leave_nothing) {
  for (std::uint64_t round = 0; round < 30; ++round) {
    const std::uint64_t number = 5'000 + 10 * round;
    connect(one.grants, number, number + 1);
    in_parallel(2, [&](int who) {
      if (who == 0) {
        const auto put = put_consent_under(one.consents, number + 2, leas, to_everything());
        if (!put) {
          EXPECT_EQ(put.error().code, Code::invalid_token);
        }
      } else {
        EXPECT_TRUE(withdraw_all(other.withdrawal, leas).has_value());
      }
    });
    EXPECT_EQ(consent_now(one.consents, leas)->consent, Consent());
    EXPECT_FALSE(is_live(one.grants, number + 1));
  }
}

TEST_F(TwoNodes, row_265_both_have_the_databases_time_whatever_their_own_clocks_say) {
  SetClock ahead{Instant{std::chrono::hours{24}}};
  StoreClock clock{ahead, time_that_passed};
  const auto third = opened_on_postgresql({.clock = clock});
  EXPECT_LT(abs(clock.now() - one.clock.now()), 60s) << "the machine of the one is a day behind";
}

EnrolledTpp tpp_of(int number) {
  EnrolledTpp tpp;
  tpp.client_id = "PSDFR-ACPR-" + std::to_string(number);
  tpp.oid = tpp.client_id;
  tpp.name = tpp.client_id;
  tpp.roles = {TppRole::account_information};
  tpp.redirect_uris = {"https://tpp.example/callback"};
  tpp.seals = {"certificate"};
  return tpp;
}

TEST_F(TwoNodes, a_change_of_the_tpps_at_one_moves_their_version_at_the_other) {
  const std::int64_t before = version_of(other.tpps);
  ASSERT_TRUE(enrol(one.tpps, tpp_of(1)).has_value());
  EXPECT_NE(version_of(other.tpps), before);
  EXPECT_EQ(everyone(other.tpps).size(), 1U);
}

TEST_F(TwoNodes, a_name_or_a_seal_asked_for_at_both_at_once_is_one_registrations) {
  for (int round = 0; round < 10; ++round) {
    std::atomic<int> registered = 0;
    in_parallel(4, [&](int who) {
      EnrolledTpp tpp = tpp_of(10 * round + who);
      tpp.registration = "{}";
      tpp.environment = Environment::live;
      tpp.name = round % 2 == 0 ? "the same" + std::to_string(round) : tpp.client_id;
      tpp.seals = {std::to_string(round) + (round % 2 == 0 ? tpp.client_id : "the same")};
      const auto kept = enrol(who % 2 == 0 ? one.tpps : other.tpps, tpp);
      if (kept.has_value())
        ++registered;
      else
        EXPECT_EQ(kept.error().code, Code::enrol_invalid_client_metadata);
    });
    EXPECT_EQ(registered, 1) << round;
  }
}

TEST_F(TwoNodes, a_reset_beside_enrolments_takes_each_of_them_whole_or_not_at_all) {
  for (int round = 0; round < 20; ++round) {
    in_parallel(5, [&](int who) {
      if (who == 0)
        one.reset(false);
      else
        EXPECT_TRUE(enrol(other.tpps, tpp_of(who)).has_value());
    });
    for (const EnrolledTpp& tpp : everyone(one.tpps)) {
      EXPECT_EQ(tpp.roles.size(), 1U);
      EXPECT_EQ(tpp.redirect_uris.size(), 1U);
      EXPECT_EQ(tpp.seals.size(), 1U);
    }
    for (const char* table : {"tpp_role", "tpp_redirect_uri", "tpp_seal"})
      EXPECT_EQ(rows_of_nobody(table), 0) << table;
  }
}

TEST_F(TwoNodes, a_list_without_its_tpp_keeps_nobody_from_reading_the_others) {
  ASSERT_TRUE(enrol(one.tpps, tpp_of(1)).has_value());
  ASSERT_TRUE(enrol(one.tpps, tpp_of(2)).has_value());
  on_the_server("DELETE FROM tpp WHERE client_id = 'PSDFR-ACPR-1'");
  ASSERT_EQ(everyone(other.tpps).size(), 1U);
  EXPECT_EQ(everyone(other.tpps)[0].client_id, "PSDFR-ACPR-2");
}

std::vector<pid_t> children_of(pid_t main) {
  const std::string number = std::to_string(main);
  std::ifstream children("/proc/" + number + "/task/" + number + "/children");
  return {std::istream_iterator<pid_t>(children), {}};
}

/// A process of the server has one thread; one that has ended waits for the first to notice.
bool stands_still(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  const std::string line{std::istreambuf_iterator<char>(file), {}};
  const auto name_ends = line.rfind(')');
  return name_ends == std::string::npos || std::string_view("TZX").contains(line.at(name_ends + 2));
}

/// SIGSTOP is on its way when the call that sends it returns.
void freeze(pid_t process) {
  ::kill(process, SIGSTOP);
  const auto give_up = steady_clock::now() + 20s;
  while (!stands_still(process))
    if (steady_clock::now() > give_up) throw std::runtime_error("a process of the server goes on");
}

/// Every process of the server, from the moment it is made until its end.
class FrozenServer {
 public:
  explicit FrozenServer(const PostgresqlServer& server) : main_(server.main_process()) {
    freeze(main_);  // before the others are asked for: it starts none any more
    for (const pid_t child : children_of(main_)) freeze(child);
  }
  FrozenServer(const FrozenServer&) = delete;
  FrozenServer& operator=(const FrozenServer&) = delete;
  ~FrozenServer() {
    ::kill(main_, SIGCONT);
    for (const pid_t child : children_of(main_)) ::kill(child, SIGCONT);
  }

 private:
  pid_t main_;
};

TEST(Postgresql, row_261_a_frozen_server_is_an_answer_within_two_seconds_and_heals_by_itself) {
  InPostgresql emptied;
  StoreClock clock{emptied.machine, time_that_passed};
  const auto node = opened_on_postgresql({.clock = clock});
  auto& server = PostgresqlServer::of_this_process();
  ASSERT_TRUE(take_unit(node->quota(), balances, monday).has_value());
  auto frozen = std::make_unique<FrozenServer>(server);
  std::atomic<int> refused = 0;
  in_parallel(16, [&](int) {
    for (int round = 0; round < 3; ++round) {
      const auto asked = steady_clock::now();
      const auto unit = take_unit(node->quota(), balances, monday);
      EXPECT_LT(steady_clock::now() - asked, 2s);
      if (!unit && unit.error().code == Code::store_unavailable) ++refused;
    }
  });
  frozen.reset();
  EXPECT_EQ(refused, 48);
  const auto continued = steady_clock::now();
  bool serves = false;
  while (!serves && steady_clock::now() - continued < 5s) {
    // Units whose outcome was unknown may be spent: that they are is an answer too.
    const auto unit = take_unit(node->quota(), balances, monday);
    serves = unit.has_value() || unit.error().code == Code::quota_used_up;
  }
  EXPECT_TRUE(serves) << "again within 5 s";
}

}  // namespace
}  // namespace guichet::store
