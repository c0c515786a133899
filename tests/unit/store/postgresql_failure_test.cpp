// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_failure.hpp"

#include <gtest/gtest.h>

namespace guichet::store::postgresql {
namespace {

constexpr const char* at = "connection to server at \"db\" (10.0.0.1), port 5432 failed: ";

PostgresqlFailure told(const std::string& said) { return failure_to_connect(at + said); }

TEST(PostgresqlFailure, whom_a_server_does_not_let_in_is_told_so_without_its_source) {
  const auto failure = told(
      "FATAL:  28P01: password authentication failed for user \"u\"\n"
      "LOCATION:  auth_failed, auth.c:329\n");
  EXPECT_TRUE(failure.refuses_login());
  EXPECT_FALSE(failure.ends_session());
  EXPECT_EQ(failure.what(),
            at + std::string("FATAL:  28P01: password authentication failed for user \"u\""));
}

TEST(PostgresqlFailure, a_server_that_refuses_with_encryption_and_without_is_one_line_of_both) {
  const std::string said =
      "FATAL:  28000: no pg_hba.conf entry for host\nLOCATION:  ClientAuthentication, auth.c:543\n";
  const auto failure = failure_to_connect(at + said + at + said);
  EXPECT_TRUE(failure.refuses_login());
  const std::string words = at + std::string("FATAL:  28000: no pg_hba.conf entry for host");
  EXPECT_EQ(failure.what(), words + " " + words);
}

TEST(PostgresqlFailure, a_pooler_that_names_no_place_in_its_source_is_understood_too) {
  const auto failure = told("FATAL:  3D000: no such database: x\n");
  EXPECT_TRUE(failure.refuses_login());
  EXPECT_EQ(failure.what(), at + std::string("FATAL:  3D000: no such database: x"));
}

TEST(PostgresqlFailure, who_has_no_right_to_connect_lacks_rights_and_not_the_password) {
  const auto failure = told("FATAL:  42501: permission denied for database \"x\"\n");
  EXPECT_TRUE(failure.lacks_rights());
  EXPECT_FALSE(failure.refuses_login());
  EXPECT_FALSE(failure.ends_session());
}

TEST(PostgresqlFailure, what_another_try_may_mend_is_no_server_to_be_heard) {
  for (const char* said :
       {"FATAL:  57P03: the database system is starting up\nLOCATION:  x, y.c:1\n",
        "FATAL:  53300: too many connections for role \"u\"\nLOCATION:  x, y.c:1\n",
        "Connection refused\n\tIs the server running on that host?\n", "FATAL:  28P01", ""})
    EXPECT_TRUE(told(said).ends_session()) << said;
}

}  // namespace
}  // namespace guichet::store::postgresql
