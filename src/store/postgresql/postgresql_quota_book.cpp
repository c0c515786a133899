// SPDX-License-Identifier: Apache-2.0
#include "store/postgresql/postgresql_quota_book.hpp"

#include <string>

#include "store/kept_day.hpp"
#include "store/kept_moves.hpp"
#include "store/postgresql/quota_rows.hpp"

namespace guichet::store::postgresql {
namespace {

constexpr int tries = 4;
constexpr std::size_t keys_at_once = 1'024;

/// The arrays of the statement that takes units.
struct Columns {
  std::vector<std::string> establishments;
  std::vector<std::int64_t> days;
  std::vector<std::string> tpps;
  std::vector<std::string> psus;
  std::vector<std::string> subjects;
  std::vector<std::string> methods;
  std::vector<std::string> moves;  ///< as many lines as units
  std::vector<std::int64_t> units;
};

// last_granted keeps how many of the units were given: RETURNING shows only what a row has become.
// Of the moves that are sent as many are kept, the first ones.
constexpr std::string_view take_units =
    "INSERT INTO batch_access AS kept "
    "(establishment, day_paris, tpp, psu, subject, method, moves, taken, last_granted) "
    "SELECT wanted.establishment, wanted.day_paris, wanted.tpp, wanted.psu, wanted.subject, "
    "wanted.method, "
    "array_to_string((string_to_array(wanted.moves, e'\\n'))[1:least(wanted.units, $9)::int], "
    "e'\\n') || e'\\n', least(wanted.units, $9), least(wanted.units, $9) "
    "FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY "
    "AS wanted (establishment, day_paris, tpp, psu, subject, method, moves, units, place) "
    "WHERE $9 > 0 ORDER BY wanted.place "
    "ON CONFLICT (establishment, day_paris, tpp, psu, subject, method) DO UPDATE SET "
    "taken = least(kept.taken + excluded.last_granted, $9), "
    "last_granted = least(kept.taken + excluded.last_granted, $9) - kept.taken, "
    "moves = right(kept.moves || array_to_string((string_to_array(excluded.moves, e'\\n'))"
    "[1:(least(kept.taken + excluded.last_granted, $9) - kept.taken)::int], e'\\n') || e'\\n', "
    "$10::int) "
    "WHERE kept.taken < $9 "
    "RETURNING establishment, day_paris, tpp, psu, subject, method, taken, last_granted";

constexpr std::string_view give_back =
    "WITH forgotten AS (DELETE FROM batch_access WHERE establishment = $1 AND day_paris = $2 "
    "AND tpp = $3 AND psu = $4 AND subject = $5 AND method = $6 AND NOT $8 AND taken = 1 "
    "AND strpos(moves, e'\\n') = length(moves) RETURNING 1) "
    "UPDATE batch_access SET taken = taken - 1, moves = right(moves || $7, $9::int) "
    "WHERE establishment = $1 AND day_paris = $2 AND tpp = $3 AND psu = $4 AND subject = $5 "
    "AND method = $6 AND taken > 0 AND NOT EXISTS (SELECT 1 FROM forgotten)";

constexpr std::string_view units_taken =
    "SELECT taken FROM batch_access WHERE establishment = $1 AND day_paris = $2 "
    "AND tpp = $3 AND psu = $4 AND subject = $5 AND method = $6";

Refusal refusal_of(const PostgresqlFailure& failure) {
  if (failure.is_constraint()) return {Code::internal, {}, failure.what()};
  return unavailable(failure.what());
}

}  // namespace

PostgresqlQuotaBook::PostgresqlQuotaBook(Line line, Lookups& lookups, Sweeper& sweeper,
                                         int accesses_a_day)
    : lookups_(lookups),
      sweeper_(sweeper),
      accesses_a_day_(accesses_a_day),
      worker_(std::move(line), keys_at_once,
              [this](Session& session, Batch& batch) { work_on(session, batch); }, {}) {}

void PostgresqlQuotaBook::Operation::refuse(Refusal refusal) {
  if (is_refund_)
    given_back_.answer(std::unexpected(std::move(refusal)));
  else
    taken_.answer(std::unexpected(std::move(refusal)));
}

void PostgresqlQuotaBook::take(QuotaKey key, ParisDay day, QuotaCall call,
                               Completion<QuotaUnit> done) {
  sweeper_.saw_day(key.establishment, day);
  worker_.add(Operation({std::move(key), kept_form_of(day)},
                        kept_form_of(QuotaMove{std::move(call), 1, {}}), std::move(done)));
}

void PostgresqlQuotaBook::refund(QuotaKey key, ParisDay day, QuotaCall call, Code why,
                                 Completion<void> done) {
  QuotaMove move{std::move(call), -1, std::string(entry_of(why).name)};
  worker_.add(Operation({std::move(key), kept_form_of(day)}, kept_form_of(move), is_our_fault(why),
                        std::move(done)));
}

void PostgresqlQuotaBook::standing(QuotaKey key, ParisDay day, Completion<QuotaStanding> done) {
  Values values(key.establishment, kept_form_of(day), key.tpp, key.psu, key.subject, key.method);
  auto read = [this](const Rows& rows) -> Outcome<QuotaStanding> {
    const std::int64_t taken = rows.count() == 0 ? 0 : rows.number(0, 0);
    return QuotaStanding{accesses_a_day_, static_cast<int>(taken)};
  };
  lookups_.ask<QuotaStanding>({units_taken, std::move(values)}, std::move(read), std::move(done));
}

void PostgresqlQuotaBook::counters(QuotaFilter filter, std::size_t limit,
                                   Completion<std::vector<QuotaCounter>> done) {
  auto read = [](const Rows& rows) -> Outcome<std::vector<QuotaCounter>> {
    return counters_in(rows);
  };
  lookups_.ask<std::vector<QuotaCounter>>(counters_that_fit(filter, limit), std::move(read),
                                          std::move(done));
}

// Refunds that found others in their way wait until those who take have been served.
void PostgresqlQuotaBook::work_on(Session& session, Batch& batch) {
  Refunds refunds;
  Wanted wanted;
  for (Operation& operation : batch)
    if (operation.is_refund())
      refunds.push_back(&operation);
    else
      wanted[operation.key()].push_back(&operation);
  refunds = refund_all(session, std::move(refunds), false);
  if (!wanted.empty()) take_all(session, std::move(wanted));
  for (int left = tries - 1; left > 0; --left)
    refunds = refund_all(session, std::move(refunds), left == 1);
}

// Each on its own, so that none holds a lock while it waits for another. Gives those that are to be
// tried again.
PostgresqlQuotaBook::Refunds PostgresqlQuotaBook::refund_all(Session& session, Refunds refunds,
                                                             bool is_last_try) {
  std::vector<Call> calls;
  for (const Operation* refund : refunds) {
    const auto& [key, day] = refund->key();
    calls.push_back(
        {give_back, Values(key.establishment, day, key.tpp, key.psu, key.subject, key.method,
                           refund->move(), refund->is_traced(), std::int64_t{kept_bytes})});
  }
  const auto answers = session.ask_all(calls);
  Refunds again;
  for (std::size_t number = 0; number < refunds.size(); ++number) {
    if (answers[number])
      refunds[number]->confirm_refund();
    else if (answers[number].error().is_transient() && !is_last_try)
      again.push_back(refunds[number]);
    else
      refunds[number]->refuse(refusal_of(answers[number].error()));
  }
  return again;
}

// All keys in one statement. Where that fails it is one of them that cannot be kept, or in whose
// row others are: then each is asked for on its own, and the others have what they would have had.
void PostgresqlQuotaBook::take_all(Session& session, Wanted wanted) {
  std::vector<Wanted> groups;
  groups.push_back(std::move(wanted));
  for (int left = tries; !groups.empty(); --left) {
    std::vector<Call> calls;
    for (const Wanted& group : groups) calls.push_back(taking(group));
    const std::vector<Answer> answers = session.ask_all(calls);
    std::vector<Wanted> again;
    for (std::size_t number = 0; number < groups.size(); ++number) {
      Wanted& group = groups[number];
      if (answers[number]) {
        hand_out(*answers[number], group);
        continue;
      }
      const PostgresqlFailure& failure = answers[number].error();
      const bool others_may_succeed = failure.is_constraint() && group.size() > 1;
      if (left > 1 && (failure.is_transient() || others_may_succeed)) {
        while (!group.empty()) again.emplace_back().insert(group.extract(group.begin()));
        continue;
      }
      for (const auto& [key, operations] : group)
        for (Operation* operation : operations) operation->refuse(refusal_of(failure));
    }
    groups = std::move(again);
  }
}

Call PostgresqlQuotaBook::taking(const Wanted& wanted) const {
  Columns columns;
  for (const auto& [key_of_day, operations] : wanted) {
    const auto& [key, day] = key_of_day;
    columns.establishments.push_back(key.establishment);
    columns.days.push_back(day);
    columns.tpps.push_back(key.tpp);
    columns.psus.push_back(key.psu);
    columns.subjects.push_back(key.subject);
    columns.methods.push_back(key.method);
    columns.moves.emplace_back();
    for (const Operation* operation : operations) columns.moves.back() += operation->move();
    columns.units.push_back(static_cast<std::int64_t>(operations.size()));
  }
  return {take_units, Values(columns.establishments, columns.days, columns.tpps, columns.psus,
                             columns.subjects, columns.methods, columns.moves, columns.units,
                             std::int64_t{accesses_a_day_}, std::int64_t{kept_bytes})};
}

void PostgresqlQuotaBook::hand_out(const Rows& rows, Wanted& wanted) {
  for (int row = 0; row < rows.count(); ++row) {
    const auto found = wanted.find({quota_key_in(rows, row), rows.number(row, 1)});
    if (found == wanted.end()) continue;
    const auto granted = static_cast<int>(rows.number(row, 7));
    int number = static_cast<int>(rows.number(row, 6)) - granted;
    for (int at = 0; at < granted; ++at)
      found->second[static_cast<std::size_t>(at)]->give({++number});
  }
  for (const auto& [key, operations] : wanted)
    for (Operation* operation : operations)
      if (!operation->is_answered()) operation->refuse({Code::quota_used_up});
}

}  // namespace guichet::store::postgresql
