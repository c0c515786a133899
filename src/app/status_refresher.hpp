// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <expected>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "app/fetch.hpp"
#include "app/watched_file.hpp"
#include "domain/clock.hpp"
#include "record/log.hpp"
#include "tpp/revocation.hpp"
#include "tpp/status_source.hpp"

namespace guichet::app {

/// Where the status of certificates is learned besides the addresses they carry themselves.
struct StatusSources {
  std::vector<std::string> lists;  ///< files or http addresses of revocation lists
  std::string responder;  ///< http address of the OCSP responder for certificates that name
                          ///< none; empty: none
  std::chrono::seconds refresh{900};  ///< how old what we know may become
};

/// How things are fetched: app::fetch, or what a test puts in its place.
using Fetch = std::function<std::expected<std::string, std::string>(const Errand&)>;

/// Keeps the revocation book up to date: a few threads ask responders and fetch lists, those that a
/// request waits for first. Answers and lists are fetched again every `refresh` and before they
/// end, silent sources every minute. Whatever cannot be had is said in the log once.
class StatusRefresher : public tpp::StatusSource {
 public:
  /// `issuers_der` gives the authorities whose lists are taken. All references outlive this.
  StatusRefresher(StatusSources sources, tpp::RevocationBook& book,
                  std::function<std::vector<std::string>()> issuers_der, const Clock& wall_clock,
                  record::Log& log, Fetch fetch);
  /// Waits for the errands that are on their way, some seconds at most.
  ~StatusRefresher() override;

  void start();

  void ask(crypto::IssuedCertificate certificate, Completion<void> done) override;

  /// Reads the lists that are in files and have changed. One thread at a time.
  void read_changed_files();
  /// What was refused for want of its issuer may be taken now. The thread of read_changed_files.
  void issuers_changed();

 private:
  struct Question {
    crypto::IssuedCertificate certificate;
    std::vector<Completion<void>> waiting;
  };
  struct ListSource {
    std::set<std::string> issuers_der;  ///< empty: all that are trusted
    Instant due{};
    bool is_on_its_way = false;
  };

  void run();
  bool do_next(std::unique_lock<std::mutex>& lock);
  bool answer_a_question(std::unique_lock<std::mutex>& lock);
  bool refresh_something(std::unique_lock<std::mutex>& lock);
  void collect_due();
  void learn(const crypto::IssuedCertificate& certificate);
  std::optional<crypto::OcspAnswer> ask_responder(const crypto::IssuedCertificate& certificate);
  bool fetch_list(const std::string& url, const std::vector<std::string>& issuers,
                  std::chrono::milliseconds patience);
  bool take_list(const std::string& from, const std::string& bytes,
                 const std::vector<std::string>& issuers);
  void warn_of_old_lists();
  void complain(const std::string& about, const std::string& words);
  void content_with(const std::string& about);

  StatusSources sources_;
  tpp::RevocationBook& book_;
  std::function<std::vector<std::string>()> issuers_der_;
  const Clock& clock_;
  record::Log& log_;
  Fetch fetch_;
  std::vector<WatchedFile> files_;  ///< of whoever calls read_changed_files

  std::mutex mutex_;  ///< of all that follows
  std::condition_variable woken_;
  std::map<std::string, Question> questions_;       ///< by issuer and serial
  std::deque<std::string> order_;                   ///< of those that nobody has taken up yet
  std::deque<crypto::IssuedCertificate> due_;       ///< to be asked about again
  std::map<std::string, ListSource> list_sources_;  ///< by url
  std::set<std::string> known_issuers_;             ///< whose lists were taken
  std::map<std::string, std::string> complaints_;   ///< what was said last of each source
  Instant collected_at_{};
  int questions_in_a_row_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace guichet::app
