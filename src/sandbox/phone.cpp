// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone.hpp"

#include <algorithm>
#include <utility>

namespace guichet::sandbox {
namespace {

constexpr std::size_t most_kept = 1000;

bool is_for(const PhoneQuestion& question, std::string_view establishment, std::string_view psu) {
  return question.asked.establishment == establishment && question.asked.psu == psu;
}

bool is_for(const PhoneSms& message, std::string_view establishment, std::string_view psu) {
  return message.sms.establishment == establishment && message.sms.psu == psu;
}

template <class Thing>
std::vector<Thing> those_of(const std::deque<Thing>& all, std::string_view establishment,
                            std::string_view psu) {
  std::vector<Thing> found;
  for (const Thing& each : all)
    if (is_for(each, establishment, psu)) found.push_back(each);
  return found;
}

template <class Thing>
void put_first(std::deque<Thing>& all, Thing thing) {
  if (all.size() >= most_kept) all.pop_back();
  all.push_front(std::move(thing));
}

}  // namespace

void Phone::send(sca::Sms sms, Completion<void> done) {
  std::unique_lock lock(mutex_);
  put_first(messages_, {std::move(sms), clock_.now()});
  lock.unlock();
  done({});
}

void Phone::ask(sca::AppQuestion question, Completion<void> done) {
  std::unique_lock lock(mutex_);
  put_first(questions_, {std::move(question)});
  lock.unlock();
  done({});
}

void Phone::answer_to(std::string id, Completion<sca::AppAnswer> done) {
  std::unique_lock lock(mutex_);
  const auto found = std::ranges::find_if(
      questions_, [&](const PhoneQuestion& each) { return each.asked.id == id; });
  const auto answer = found == questions_.end() ? sca::AppAnswer::none_yet : found->answer;
  lock.unlock();
  done(answer);
}

std::vector<PhoneQuestion> Phone::questions_of(std::string_view establishment,
                                               std::string_view psu) const {
  const std::scoped_lock lock(mutex_);
  return those_of(questions_, establishment, psu);
}

std::vector<PhoneSms> Phone::messages_of(std::string_view establishment,
                                         std::string_view psu) const {
  const std::scoped_lock lock(mutex_);
  return those_of(messages_, establishment, psu);
}

bool Phone::answer(std::string_view establishment, std::string_view psu, std::string_view id,
                   sca::AppAnswer answer) {
  const std::scoped_lock lock(mutex_);
  const auto waits = [&](const PhoneQuestion& each) {
    return is_for(each, establishment, psu) && (id.empty() || each.asked.id == id) &&
           each.answer == sca::AppAnswer::none_yet && clock_.now() < each.asked.ends_at;
  };
  const auto found = std::ranges::find_if(questions_, waits);
  if (found == questions_.end()) return false;
  found->answer = answer;
  return true;
}

PhoneApp Phone::app_of(std::string_view establishment, std::string_view psu) const {
  const std::scoped_lock lock(mutex_);
  const auto found = apps_.find({std::string(establishment), std::string(psu)});
  return found == apps_.end() ? PhoneApp{} : found->second;
}

void Phone::put_app(std::string_view establishment, std::string_view psu, PhoneApp app) {
  const std::scoped_lock lock(mutex_);
  apps_[{std::string(establishment), std::string(psu)}] = std::move(app);
}

void Phone::clear() {
  const std::scoped_lock lock(mutex_);
  apps_.clear();
  questions_.clear();
  messages_.clear();
}

}  // namespace guichet::sandbox
