// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "app/file_watch.hpp"
#include "app/settings.hpp"
#include "app/status_refresher.hpp"
#include "crypto/x509.hpp"
#include "domain/clock.hpp"
#include "record/log.hpp"
#include "tpp/licences.hpp"
#include "tpp/recogniser.hpp"
#include "tpp/revocation.hpp"

namespace guichet::sandbox {
class StatusAuthority;
}  // namespace guichet::sandbox

namespace guichet::app {

class SandboxFiles;

/// What the recognition of TPPs is built from.
struct RecognitionSettings {
  crypto::TrustStore anchors;  ///< until the file is read
  std::string anchors_file;
  std::string live_anchors_file;  ///< may be the same
  StatusSources sources;
  std::string register_file;  ///< empty: none
  std::string overrides_file;
  bool absent_is_refused = false;
};

/// Everything by which a TPP is recognised, and the threads that keep it up to date: trust anchors,
/// revocation, the public register and the operators' words against it. Files are read again within
/// a second of a change; one that cannot be read leaves what was read before in force and is
/// complained of in the log.
class Recognition {
 public:
  /// `wall_clock` and `log` outlive this.
  Recognition(const RecognitionSettings& settings, const Clock& wall_clock, record::Log& log);

  /// Reads all files for the first time, before anybody is served. Refuses with internal, and says
  /// in one line which key names a file that cannot be read, and why.
  Outcome<void> read_files();

  /// Goes on by itself.
  void start();

  tpp::Recognisers& recognisers() { return recognisers_; }
  const tpp::Licences& licences() const { return licences_; }
  tpp::StatusSource& source() { return refresher_; }

 private:
  template <class Take>
  void watch(std::string key, const std::string& path, Take take);
  void watch_anchors(const std::string& key, const std::string& path, tpp::Trust& trust);
  Outcome<void> take_register(const std::string& path, const std::string& bytes);
  Outcome<void> take_overrides(const std::string& bytes);

  record::Log& log_;
  tpp::RevocationBook revocations_;
  tpp::Recognisers recognisers_;
  tpp::Licences licences_;
  std::vector<std::move_only_function<Outcome<void>()>> readings_;  ///< of files_'s thread
  StatusRefresher refresher_;                                       ///< after what its threads use
  FileWatch files_;  ///< last: its thread uses all the others
};

/// What a sandbox's settings say: its own authority, list and responder where they say nothing.
RecognitionSettings recognition_settings(const Settings& settings, const std::string& directory,
                                         const SandboxFiles& files,
                                         const sandbox::StatusAuthority& statuses,
                                         const std::string& web);

}  // namespace guichet::app
