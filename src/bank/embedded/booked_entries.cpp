// SPDX-License-Identifier: Apache-2.0
#include "bank/embedded/booked_entries.hpp"

#include <algorithm>
#include <cstdio>

namespace guichet::bank {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

std::string digits(int value, int width) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*d", width, value);
  return text;
}

int day_of_year(ParisDay day) {
  const ParisDay first{day.year(), std::chrono::January, std::chrono::day(1)};
  return static_cast<int>((sys_days(day) - sys_days(first)).count()) + 1;
}

std::vector<std::string> dated_lines(const std::vector<std::string>& patterns, ParisDay day) {
  std::vector<std::string> lines;
  lines.reserve(patterns.size());
  for (const std::string& pattern : patterns) lines.push_back(dated(pattern, day));
  return lines;
}

BookedEntry book(const EntryPlan& plan, ParisDay booking_day, ParisDay today, EntryIds id_of) {
  const ParisDay operation_day = days_after(booking_day, -plan.days_to_booking);
  const bool booked = !plan.refused && booking_day <= today;
  BookedEntry entry;
  Transaction& transaction = entry.transaction;
  transaction.id = id_of(plan.id, booking_day);
  if (plan.entry_reference && (booked || plan.refused || plan.reference_before_booking))
    transaction.entry_reference = dated(*plan.entry_reference, operation_day);
  transaction.amount = plan.amount;
  transaction.status = booked ? EntryStatus::book : EntryStatus::othr;
  transaction.booking_day = booking_day;
  transaction.bank_transaction_code = plan.bank_transaction_code;
  transaction.remittance = dated_lines(plan.remittance, operation_day);
  transaction.has_details = !plan.details.empty();
  entry.details = dated_lines(plan.details, operation_day);
  return entry;
}

/// The days on which a plan was or will be booked, as far as they show on `today`.
std::vector<ParisDay> booking_days(const EntryPlan& plan, ParisDay today) {
  if (plan.every_days <= 0) return {days_after(anchor_of(today), -plan.days_before_anchor)};
  std::vector<ParisDay> found;
  const ParisDay last = days_after(today, plan.announced_days);
  const int cycle = plan.every_days;
  const auto since_turn = sys_days(last).time_since_epoch().count() - plan.turn;
  const auto back = static_cast<int>((since_turn % cycle + cycle) % cycle);
  const ParisDay oldest = days_after(today, -recurring_depth_days);
  for (ParisDay day = days_after(last, -back); day >= oldest; day = days_after(day, -cycle))
    found.push_back(day);
  return found;
}

}  // namespace

std::vector<BookedEntry> book(std::span<const EntryPlan> plans, ParisDay today, EntryIds id_of) {
  std::vector<BookedEntry> entries;
  entries.reserve(plans.size());
  for (const EntryPlan& plan : plans)
    for (const ParisDay day : booking_days(plan, today))
      entries.push_back(book(plan, day, today, id_of));
  std::ranges::stable_sort(entries, std::ranges::greater(),
                           [](const BookedEntry& entry) { return entry.transaction.booking_day; });
  return entries;
}

std::string dated(std::string_view pattern, ParisDay day) {
  const int year = static_cast<int>(day.year());
  std::string text;
  text.reserve(pattern.size() + 8);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char letter = pattern[i] == '%' && i + 1 < pattern.size() ? pattern[i + 1] : '\0';
    switch (letter) {
      case 'Y':
        text += digits(year, 4);
        break;
      case 'y':
        text += digits(year % 100, 2);
        break;
      case 'm':
        text += digits(static_cast<int>(static_cast<unsigned>(day.month())), 2);
        break;
      case 'd':
        text += digits(static_cast<int>(static_cast<unsigned>(day.day())), 2);
        break;
      case 'j':
        text += digits(day_of_year(day), 3);
        break;
      default:
        text.push_back(pattern[i]);
        continue;
    }
    ++i;
  }
  return text;
}

ParisDay anchor_of(ParisDay today) {
  const auto since_1970 = sys_days(today).time_since_epoch().count();
  const auto steps =
      (since_1970 >= 0 ? since_1970 : since_1970 - (anchor_step_days - 1)) / anchor_step_days;
  return ParisDay(sys_days(days(steps * anchor_step_days)));
}

}  // namespace guichet::bank
