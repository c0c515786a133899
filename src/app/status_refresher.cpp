// SPDX-License-Identifier: Apache-2.0
#include "app/status_refresher.hpp"

#include <utility>

#include "app/fetch.hpp"
#include "crypto/ocsp.hpp"
#include "crypto/revocation_list.hpp"
#include "message/http_date.hpp"

namespace guichet::app {
namespace {

using record::Log;
constexpr std::chrono::seconds tick{1};
constexpr std::chrono::seconds retry_of_the_silent{60};
constexpr std::chrono::milliseconds patience_with_responders{2000};
constexpr std::size_t most_answer_bytes = 64 * 1024;

bool is_address(const std::string& source) { return source.starts_with("http://"); }

}  // namespace

StatusRefresher::StatusRefresher(StatusSources sources, tpp::RevocationBook& book,
                                 std::function<std::vector<std::string>()> issuers_der,
                                 const Clock& wall_clock, record::Log& log)
    : sources_(std::move(sources)),
      book_(book),
      issuers_der_(std::move(issuers_der)),
      clock_(wall_clock),
      log_(log) {
  for (const std::string& source : sources_.lists)
    if (!is_address(source)) files_.emplace_back(source);
}

StatusRefresher::~StatusRefresher() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (thread_.joinable()) thread_.join();
  for (Question& question : questions_) question.done({});
}

void StatusRefresher::also(std::function<void()> check) { checks_.push_back(std::move(check)); }

void StatusRefresher::start() {
  for (const auto& check : checks_) check();
  read_changed_files();
  thread_ = std::thread([this] { run(); });
}

void StatusRefresher::ask(crypto::IssuedCertificate certificate, Completion<void> done) {
  {
    const std::lock_guard lock(mutex_);
    questions_.push_back({std::move(certificate), std::move(done)});
  }
  woken_.notify_one();
}

void StatusRefresher::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    woken_.wait_for(lock, tick, [this] { return stopping_ || !questions_.empty(); });
    if (stopping_) return;
    if (!questions_.empty()) {
      Question question = std::move(questions_.front());
      questions_.pop_front();
      lock.unlock();
      learn(question.certificate);
      question.done({});
    } else {
      lock.unlock();
      for (const auto& check : checks_) check();
      read_changed_files();
      refresh_over_network();
      warn_of_old_lists();
    }
    lock.lock();
  }
}

void StatusRefresher::read_changed_files() {
  for (WatchedFile& file : files_) {
    const auto bytes = file.changed();
    if (!bytes) continue;
    if (*bytes)
      take_list(file.path(), **bytes, issuers_der_());
    else
      complain(file.path(), bytes->error());
  }
}

void StatusRefresher::refresh_over_network() {
  const Instant now = clock_.now();
  for (const auto& certificate : book_.due(now - sources_.refresh, now - retry_of_the_silent))
    learn(certificate);
  if (now - refreshed_at_ < sources_.refresh) return;
  refreshed_at_ = now;
  for (const std::string& source : sources_.lists)
    if (is_address(source)) fetch_list(source, issuers_der_());
  for (const auto& [url, issuers] : list_urls_) fetch_list(url, {issuers.begin(), issuers.end()});
}

/// Asks the responder, and fetches the list that the certificate names if its issuer's is not
/// known.
void StatusRefresher::learn(const crypto::IssuedCertificate& certificate) {
  const bool names_responder = !certificate.responder_urls.empty();
  const std::string responder =
      names_responder ? certificate.responder_urls.front() : sources_.responder;
  std::optional<crypto::OcspAnswer> answer;
  if (!responder.empty()) {
    const auto bytes = fetch({.url = responder,
                              .body = crypto::ocsp_request(certificate),
                              .content_type = "application/ocsp-request",
                              .most_bytes = most_answer_bytes,
                              .patience = patience_with_responders});
    const auto read = bytes ? crypto::read_ocsp_answer(*bytes, certificate, clock_.now())
                            : Outcome<crypto::OcspAnswer>(
                                  refuse(Code::cert_status, {}, std::string(bytes.error())));
    if (read) {
      answer = *read;
      content_with(responder);
    } else {
      complain(responder, "OCSP responder: " + read.error().detail);
    }
  }
  if (!known_issuers_.contains(certificate.issuer))
    for (const std::string& url : certificate.list_urls)
      if (list_urls_[url].insert(certificate.issuer_der).second)
        fetch_list(url, {certificate.issuer_der});
  book_.take_answer(certificate, answer, clock_.now());
}

void StatusRefresher::fetch_list(const std::string& url, const std::vector<std::string>& issuers) {
  const auto bytes = fetch({.url = url, .body = {}, .content_type = {}});
  if (bytes)
    take_list(url, *bytes, issuers);
  else
    complain(url, bytes.error());
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
