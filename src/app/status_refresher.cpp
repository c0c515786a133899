// SPDX-License-Identifier: Apache-2.0
#include "app/status_refresher.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "crypto/ocsp.hpp"
#include "crypto/revocation_list.hpp"
#include "message/http_date.hpp"

namespace guichet::app {
namespace {

using record::Log;
using std::chrono::milliseconds;
constexpr std::chrono::seconds tick{1};
constexpr std::chrono::seconds retry_of_the_silent{60};
constexpr std::chrono::seconds before_the_end{120};
constexpr milliseconds patience_of_a_request{2000};
constexpr milliseconds patience_with_lists{5000};
constexpr std::size_t most_answer_bytes = 64 * 1024;
/// So that a responder that does not answer holds up few others.
constexpr int threads = 4;
/// After so many questions one thing is refreshed, however many wait.
constexpr int most_questions_in_a_row = 8;

bool is_address(const std::string& source) { return source.starts_with("http://"); }

std::string key_of(const crypto::IssuedCertificate& certificate) {
  return certificate.issuer + certificate.serial_hex;
}

}  // namespace

StatusRefresher::StatusRefresher(StatusSources sources, tpp::RevocationBook& book,
                                 std::function<std::vector<std::string>()> issuers_der,
                                 const Clock& wall_clock, record::Log& log, Fetch fetch)
    : sources_(std::move(sources)),
      book_(book),
      issuers_der_(std::move(issuers_der)),
      clock_(wall_clock),
      log_(log),
      fetch_(std::move(fetch)) {
  for (const std::string& source : sources_.lists) {
    if (is_address(source))
      list_sources_.try_emplace(source);
    else
      files_.emplace_back(source);
  }
}

StatusRefresher::~StatusRefresher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  for (auto& [key, question] : questions_)
    for (Completion<void>& done : question.waiting) done({});
}

void StatusRefresher::start() {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

void StatusRefresher::ask(crypto::IssuedCertificate certificate, Completion<void> done) {
  std::unique_lock lock(mutex_);
  std::string key = key_of(certificate);
  if (!questions_.contains(key) && !book_.is_unasked(certificate)) {
    lock.unlock();
    return done({});
  }
  auto question = questions_.find(key);
  if (question == questions_.end()) {
    order_.push_back(key);  // first: what is in the order alone is passed over
    question = questions_.emplace(std::move(key), Question{std::move(certificate), {}}).first;
  }
  question->second.waiting.push_back(std::move(done));
  lock.unlock();
  woken_.notify_one();
}

void StatusRefresher::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    try {
      if (do_next(lock)) continue;
      woken_.wait_for(lock, tick, [this] { return stopping_ || !order_.empty(); });
      if (!stopping_ && clock_.now() - collected_at_ >= tick) collect_due();
    } catch (const std::bad_alloc&) {  // this errand is due again some time
      if (!lock.owns_lock()) lock.lock();
      woken_.wait_for(lock, tick, [this] { return stopping_; });
    }
  }
}

/// Does one errand, with the lock let go meanwhile; false if there is none.
bool StatusRefresher::do_next(std::unique_lock<std::mutex>& lock) {
  if (questions_in_a_row_ < most_questions_in_a_row && answer_a_question(lock)) return true;
  questions_in_a_row_ = 0;
  return refresh_something(lock) || answer_a_question(lock);
}

bool StatusRefresher::answer_a_question(std::unique_lock<std::mutex>& lock) {
  if (order_.empty()) return false;
  const std::string key = std::move(order_.front());
  order_.pop_front();
  ++questions_in_a_row_;
  const auto question = questions_.find(key);  // stays where it is: nobody else has its key
  if (question == questions_.end()) return true;
  lock.unlock();
  try {
    learn(question->second.certificate);
  } catch (const std::bad_alloc&) {  // nothing was learned: whoever waits asks again
  }
  lock.lock();
  auto waiting = std::move(question->second.waiting);
  questions_.erase(question);
  lock.unlock();
  for (Completion<void>& done : waiting) done({});
  lock.lock();
  return true;
}

bool StatusRefresher::refresh_something(std::unique_lock<std::mutex>& lock) {
  if (!due_.empty()) {
    const crypto::IssuedCertificate certificate = std::move(due_.front());
    due_.pop_front();
    lock.unlock();
    learn(certificate);
    lock.lock();
    return true;
  }
  const auto now = clock_.now();
  const auto source = std::ranges::find_if(list_sources_, [&](const auto& each) {
    return !each.second.is_on_its_way && each.second.due <= now;
  });
  if (source == list_sources_.end()) return false;
  const std::string url = source->first;
  ListSource& state = source->second;
  std::vector<std::string> issuers(state.issuers_der.begin(), state.issuers_der.end());
  state.is_on_its_way = true;
  lock.unlock();
  bool is_taken = false;
  try {
    if (issuers.empty()) issuers = issuers_der_();
    is_taken = fetch_list(url, issuers, patience_with_lists);
  } catch (const std::bad_alloc&) {  // it is tried again like a silent one
  }
  lock.lock();
  state.is_on_its_way = false;
  state.due = now + (is_taken ? sources_.refresh : retry_of_the_silent);
  return true;
}

/// Under the lock, once a second.
void StatusRefresher::collect_due() {
  const Instant now = clock_.now();
  collected_at_ = now;
  if (due_.empty())
    for (auto& certificate :
         book_.due(now - sources_.refresh, now - retry_of_the_silent, now + before_the_end))
      due_.push_back(std::move(certificate));
  warn_of_old_lists();
}

/// Asks the responder. Where it is silent and nobody's list speaks of the certificate, the list
/// that the certificate names decides, and is fetched while the request waits.
void StatusRefresher::learn(const crypto::IssuedCertificate& certificate) {
  const auto answer = ask_responder(certificate);
  std::vector<std::string> unknown;
  {
    const std::lock_guard lock(mutex_);
    if (!known_issuers_.contains(certificate.issuer))
      for (const std::string& url : certificate.list_urls)
        if (list_sources_[url].issuers_der.insert(certificate.issuer_der).second)
          unknown.push_back(url);
  }
  if (!answer && !unknown.empty()) {
    const bool is_taken =
        fetch_list(unknown.front(), {certificate.issuer_der}, patience_of_a_request);
    const std::lock_guard lock(mutex_);
    list_sources_[unknown.front()].due =
        clock_.now() + (is_taken ? sources_.refresh : retry_of_the_silent);
  }
  book_.take_answer(certificate, answer, clock_.now());
}

std::optional<crypto::OcspAnswer> StatusRefresher::ask_responder(
    const crypto::IssuedCertificate& certificate) {
  const bool names_responder = !certificate.responder_urls.empty();
  const std::string responder =
      names_responder ? certificate.responder_urls.front() : sources_.responder;
  if (responder.empty()) return std::nullopt;
  const auto bytes = fetch_({.url = responder,
                             .body = crypto::ocsp_request(certificate),
                             .content_type = "application/ocsp-request",
                             .most_bytes = most_answer_bytes,
                             .patience = patience_of_a_request});
  const auto read =
      bytes
          ? crypto::read_ocsp_answer(*bytes, certificate, clock_.now())
          : Outcome<crypto::OcspAnswer>(refuse(Code::cert_status, {}, std::string(bytes.error())));
  const std::lock_guard lock(mutex_);
  if (!read) {
    complain(responder, "OCSP responder: " + read.error().detail);
    return std::nullopt;
  }
  content_with(responder);
  return *read;
}

bool StatusRefresher::fetch_list(const std::string& url, const std::vector<std::string>& issuers,
                                 milliseconds patience) {
  const auto bytes = fetch_({.url = url, .body = {}, .content_type = {}, .patience = patience});
  const std::lock_guard lock(mutex_);
  if (bytes) return take_list(url, *bytes, issuers);
  complain(url, bytes.error());
  return false;
}

void StatusRefresher::read_changed_files() {
  for (WatchedFile& file : files_) {
    const auto bytes = file.changed();
    if (!bytes) continue;
    const std::vector<std::string> issuers = issuers_der_();
    const std::lock_guard lock(mutex_);
    if (*bytes)
      take_list(file.path(), **bytes, issuers);
    else
      complain(file.path(), bytes->error());
  }
}

void StatusRefresher::issuers_changed() {
  for (WatchedFile& file : files_) file = WatchedFile(file.path());
  const std::lock_guard lock(mutex_);
  for (auto& [url, source] : list_sources_) source.due = Instant{};
}

bool StatusRefresher::take_list(const std::string& from, const std::string& bytes,
                                const std::vector<std::string>& issuers) {
  auto list = crypto::read_revocation_list(bytes, issuers);
  if (!list) {
    complain(from, from + ": " + list.error().detail + "; the former list stays in force");
    return false;
  }
  std::string issuer = list->issuer;
  const std::string words = "revocation list " + from + " of " +
                            message::http_date(list->this_update) + ", " +
                            std::to_string(list->serials.size()) + " revoked";
  if (const auto taken = book_.take_list(*std::move(list)); !taken) {
    complain(from, from + ": " + taken.error().detail);
    return false;
  }
  known_issuers_.insert(std::move(issuer));
  content_with(from);
  log_.say(Log::Level::info, words);
  return true;
}

/// The alarm of row 8.
void StatusRefresher::warn_of_old_lists() {
  for (const std::string& issuer : known_issuers_) {
    const auto next_update = book_.next_update_of(issuer);
    if (!next_update || clock_.now() <= *next_update) {
      content_with(issuer);
      continue;
    }
    complain(issuer, "the revocation list of an authority should have been renewed by " +
                         message::http_date(*next_update) +
                         "; it counts 24 hours longer, then its certificates are refused with "
                         "CERT_STATUS: see why its source is silent");
  }
}

void StatusRefresher::complain(const std::string& about, const std::string& words) {
  std::string& said = complaints_[about];
  if (said == words) return;
  said = words;
  log_.say(Log::Level::warn, words);
}

void StatusRefresher::content_with(const std::string& about) { complaints_.erase(about); }

}  // namespace guichet::app
