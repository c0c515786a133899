// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/writer.hpp"

#include <string>

#include "store/sqlite/schema.hpp"
#include "stores.hpp"

namespace guichet::store {
namespace {

/// A writer on a table of its own, and one operation that holds it up so that others gather.
struct SqliteWriter : ::testing::Test {
  SqliteWriter() {
    connection.execute("CREATE TABLE step (number INTEGER NOT NULL PRIMARY KEY) STRICT");
    insert =
        std::make_unique<Statement>(connection.prepare("INSERT INTO step (number) VALUES (?1)"));
  }

  std::future<Outcome<void>> write(Steps steps, std::vector<std::int64_t> numbers) {
    std::promise<Outcome<void>> promise;
    auto answer = promise.get_future();
    writer.write<void>(
        steps,
        [this, numbers = std::move(numbers)](AfterCommit& after_commit) -> Outcome<void> {
          after_commit.emplace_back(
              [this, first = numbers.front()]() noexcept { effects.push_back(first); });
          for (const std::int64_t number : numbers) insert->execute(number);
          return {};
        },
        [promise = std::move(promise)](Outcome<void> outcome) mutable {
          promise.set_value(std::move(outcome));
        });
    return answer;
  }

  std::future<void> hold_up(std::shared_future<void> until) {
    std::promise<void> begun;
    auto has_begun = begun.get_future();
    writer.write<void>(
        Steps::one,
        [until, begun = std::move(begun)](AfterCommit&) mutable -> Outcome<void> {
          begun.set_value();
          until.wait();
          return {};
        },
        [](Outcome<void>) {});
    return has_begun;
  }

  TemporaryFolder folder;
  Connection connection = ready(folder / "guichet.db");
  Health health;
  Sweeper sweeper{connection};
  std::unique_ptr<Statement> insert;
  std::vector<std::int64_t> effects;
  Writer writer{connection, health, sweeper, {}};

 private:
  static Connection ready(const std::filesystem::path& file) {
    Connection connection(file, {});
    if (!make_ready(connection, file)) throw std::runtime_error("not ready");
    return connection;
  }
};

TEST_F(SqliteWriter, row_266_a_batch_without_memory_is_refused_and_the_next_is_written) {
  std::promise<Outcome<void>> promise;
  auto answer = promise.get_future();
  writer.write<void>(
      Steps::several,
      [this](AfterCommit&) -> Outcome<void> {
        insert->execute(std::int64_t{1});
        throw std::bad_alloc();
      },
      [&](Outcome<void> outcome) { promise.set_value(std::move(outcome)); });
  EXPECT_EQ(answer.get().error().code, Code::store_unavailable);
  EXPECT_TRUE(writer.writes_work());  // the disk is well
  EXPECT_TRUE(write(Steps::several, {2}).get().has_value());
  writer.stop();
  EXPECT_EQ(connection.text_from("SELECT group_concat(number) FROM step"), "2");
  EXPECT_EQ(effects, (std::vector<std::int64_t>{2}));
}

TEST_F(SqliteWriter, row_266_a_caller_without_memory_for_his_answer_keeps_nobody_from_theirs) {
  std::promise<void> go;
  hold_up(go.get_future().share()).wait();
  writer.write<void>(
      Steps::one,
      [this](AfterCommit&) -> Outcome<void> {
        insert->execute(std::int64_t{1});
        return {};
      },
      [](const Outcome<void>&) { throw std::bad_alloc(); });
  auto other = write(Steps::one, {2});
  go.set_value();
  EXPECT_TRUE(other.get().has_value());
  writer.stop();
  EXPECT_EQ(connection.text_from("SELECT group_concat(number) FROM step"), "1,2");
}

TEST_F(SqliteWriter, an_operation_that_breaks_a_rule_is_undone_alone_and_the_batch_goes_on) {
  std::promise<void> go;
  hold_up(go.get_future().share()).wait();
  auto first = write(Steps::several, {1, 2});
  auto broken = write(Steps::several, {3, 4, 1});
  auto broken_by_one = write(Steps::one, {2});
  auto last = write(Steps::several, {5});
  go.set_value();
  EXPECT_TRUE(first.get().has_value());
  EXPECT_EQ(broken.get().error().code, Code::internal);
  EXPECT_EQ(broken_by_one.get().error().code, Code::internal);
  EXPECT_TRUE(last.get().has_value());
  writer.stop();
  EXPECT_EQ(connection.text_from("SELECT group_concat(number) FROM step"), "1,2,5");
  EXPECT_EQ(effects, (std::vector<std::int64_t>{1, 5}));
  EXPECT_TRUE(health.writes_work);
}

TEST_F(SqliteWriter, a_stopped_writer_refuses) {
  writer.stop();
  EXPECT_EQ(write(Steps::one, {1}).get().error().code, Code::store_unavailable);
}

}  // namespace
}  // namespace guichet::store
