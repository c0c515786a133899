// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

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

/// Keeps the revocation book up to date by a thread of its own: lists in files are read within a
/// second of a change; lists and answers over the network every `refresh`, silent responders every
/// minute. Whatever cannot be had is said in the log once.
class StatusRefresher : public tpp::StatusSource {
 public:
  /// `issuers_der` gives the authorities whose lists are taken. All references outlive this.
  StatusRefresher(StatusSources sources, tpp::RevocationBook& book,
                  std::function<std::vector<std::string>()> issuers_der, const Clock& wall_clock,
                  record::Log& log);
  ~StatusRefresher() override;

  /// Reads the lists that are in files, so that the first request finds them, and starts the
  /// thread.
  void start();

  void ask(crypto::IssuedCertificate certificate, Completion<void> done) override;

  /// `check` runs every second on the thread, beside what the refresher does itself.
  void also(std::function<void()> check);

 private:
  struct Question {
    crypto::IssuedCertificate certificate;
    Completion<void> done;
  };
  void run();
  void read_changed_files();
  void refresh_over_network();
  void learn(const crypto::IssuedCertificate& certificate);
  void fetch_list(const std::string& url, const std::vector<std::string>& issuers);
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

  // Of the thread alone.
  std::vector<WatchedFile> files_;
  std::map<std::string, std::set<std::string>> list_urls_;  ///< url -> issuers' certificates
  std::set<std::string> known_issuers_;                     ///< whose lists were taken
  std::map<std::string, std::string> complaints_;           ///< what was said last of each source
  Instant refreshed_at_{};
  std::vector<std::function<void()>> checks_;

  std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<Question> questions_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace guichet::app
