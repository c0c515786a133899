// SPDX-License-Identifier: Apache-2.0
#include "sandbox/phone.hpp"

#include <algorithm>
#include <utility>

#include "crypto/secret.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::size_t most_questions = 1000;

bool is_for(const PhoneQuestion& question, std::string_view establishment, std::string_view psu) {
  return question.asked.establishment == establishment && question.asked.psu == psu;
}

}  // namespace

void Phone::ask(sca::AppQuestion question, Completion<std::string> done) {
  std::string id = crypto::new_secret(randomness_);
  std::unique_lock lock(mutex_);
  if (questions_.size() >= most_questions) questions_.pop_back();
  questions_.push_front({id, std::move(question)});
  lock.unlock();
  done(std::move(id));
}

void Phone::answer_to(std::string id, Completion<sca::AppAnswer> done) {
  std::unique_lock lock(mutex_);
  const auto found = std::ranges::find(questions_, id, &PhoneQuestion::id);
  const auto answer = found == questions_.end() ? sca::AppAnswer::none_yet : found->answer;
  lock.unlock();
  done(answer);
}

std::vector<PhoneQuestion> Phone::questions_of(std::string_view establishment,
                                               std::string_view psu) const {
  const std::scoped_lock lock(mutex_);
  std::vector<PhoneQuestion> found;
  for (const PhoneQuestion& each : questions_)
    if (is_for(each, establishment, psu)) found.push_back(each);
  return found;
}

bool Phone::answer(std::string_view establishment, std::string_view psu, std::string_view id,
                   sca::AppAnswer answer) {
  const std::scoped_lock lock(mutex_);
  const auto waits = [&](const PhoneQuestion& each) {
    return is_for(each, establishment, psu) && (id.empty() || each.id == id) &&
           each.answer == sca::AppAnswer::none_yet && clock_.now() < each.asked.ends_at;
  };
  const auto found = std::ranges::find_if(questions_, waits);
  if (found == questions_.end()) return false;
  found->answer = answer;
  return true;
}

void Phone::clear() {
  const std::scoped_lock lock(mutex_);
  questions_.clear();
}

}  // namespace guichet::sandbox
