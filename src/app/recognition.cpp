// SPDX-License-Identifier: Apache-2.0
#include "app/recognition.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>
#include <utility>

#include "app/sandbox_files.hpp"
#include "app/watched_file.hpp"
#include "message/http_date.hpp"
#include "sandbox/status_pages.hpp"

namespace guichet::app {

using record::Log;

namespace {

std::vector<std::string> every_anchor(const tpp::Recognisers& recognisers) {
  auto anchors = recognisers.sandbox.trust.anchors().anchors_der();
  const crypto::TrustStore of_live = recognisers.live.trust.anchors();
  for (const std::string& anchor : of_live.anchors_der())
    if (std::ranges::find(anchors, anchor) == anchors.end()) anchors.push_back(anchor);
  return anchors;
}

}  // namespace

Recognition::Recognition(const RecognitionSettings& settings, const Clock& wall_clock,
                         record::Log& log)
    : log_(log),
      recognisers_(settings.anchors, &revocations_),
      licences_(settings.absent_is_refused),
      refresher_(
          settings.sources, revocations_, [this] { return every_anchor(recognisers_); }, wall_clock,
          log, fetch) {
  watch_anchors("trust.anchors", settings.anchors_file, recognisers_.sandbox.trust);
  watch_anchors("live.anchors", settings.live_anchors_file, recognisers_.live.trust);
  if (!settings.register_file.empty())
    watch("register.file", settings.register_file,
          [this, path = settings.register_file](const std::string& bytes) {
            return take_register(path, bytes);
          });
  // So that it is there to be watched.
  if (std::error_code error; !std::filesystem::exists(settings.overrides_file, error))
    std::ofstream(settings.overrides_file, std::ios::app).close();
  watch("the operators' overrides", settings.overrides_file,
        [this](const std::string& bytes) { return take_overrides(bytes); });
  files_.also([this] {
    for (auto& reading : readings_)
      if (const auto read = reading(); !read)
        log_.say(Log::Level::error, read.error().said + " What was read before stays in force.");
  });
  files_.also([this] { refresher_.read_changed_files(); });
}

/// What cannot be read at the beginning has no former state that could stay in force: to go on
/// would mean to admit whom the operator meant to refuse.
Outcome<void> Recognition::read_files() {
  for (auto& reading : readings_) {
    GUICHET_CHECK(read, reading());
  }
  refresher_.read_changed_files();
  return {};
}

void Recognition::start() {
  files_.start();
  refresher_.start();
}

template <class Take>
void Recognition::watch(std::string key, const std::string& path, Take take) {
  auto read = [take, key = std::move(key)](WatchedFile& file) -> Outcome<void> {
    const auto bytes = file.changed();
    if (!bytes) return {};
    if (!*bytes) return refuse(Code::internal, key + ": " + bytes->error());
    const Outcome<void> taken = take(**bytes);
    if (!taken) return refuse(Code::internal, key + ": " + file.path() + ": " + taken.error().said);
    return {};
  };
  readings_.push_back(
      [file = WatchedFile(path), read = std::move(read)]() mutable -> Outcome<void> {
        try {
          return read(file);
        } catch (const std::bad_alloc&) {
          file.forget();  // it is not in force yet
          throw;
        }
      });
}

void Recognition::watch_anchors(const std::string& key, const std::string& path,
                                tpp::Trust& trust) {
  watch(key, path, [this, path, &trust](const std::string& bytes) -> Outcome<void> {
    GUICHET_TRY(anchors, crypto::der_of_pem(bytes));
    trust.replace_anchors(crypto::TrustStore(anchors));
    refresher_.issuers_changed();
    const bool is_live = &trust == &recognisers_.live.trust;
    log_.say(Log::Level::info, path + ": trust anchors in force at the " +
                                   (is_live ? "live" : "sandbox") +
                                   " hosts: " + std::to_string(anchors.size()));
    return {};
  });
}

Outcome<void> Recognition::take_register(const std::string& path, const std::string& bytes) {
  GUICHET_TRY(read, tpp::PublicRegister::read(bytes));
  const Instant refreshed = last_change_of(path);
  log_.say(Log::Level::info, std::string(read.name()) + " of " + message::http_date(refreshed) +
                                 ": " + std::to_string(read.size()) + " providers");
  licences_.take_register(std::make_shared<const tpp::PublicRegister>(std::move(read)), refreshed);
  return {};
}

/// The file is the record of the operators' words; the log says once more when one comes into
/// force.
Outcome<void> Recognition::take_overrides(const std::string& bytes) {
  GUICHET_TRY(words, tpp::read_overrides(bytes));
  for (std::size_t i = licences_.state()->overrides.size(); i < words.size(); ++i)
    log_.say(Log::Level::warn, "register override: " + words[i].operator_name +
                                   (words[i].admit ? " admits " : " refuses ") + words[i].oid +
                                   ": " + words[i].reason);
  licences_.take_overrides(std::move(words));
  return {};
}

RecognitionSettings recognition_settings(const Settings& settings, const std::string& directory,
                                         const SandboxFiles& files,
                                         const sandbox::StatusAuthority& statuses,
                                         const std::string& web) {
  RecognitionSettings made{.anchors = files.anchors(),
                           .anchors_file = settings.trust_anchors,
                           .live_anchors_file = settings.live_anchors,
                           .sources = {},
                           .register_file = settings.register_file,
                           .overrides_file = directory + "/" + std::string(overrides_file),
                           .absent_is_refused = settings.register_absent == "refuse"};
  if (made.anchors_file.empty()) made.anchors_file = files.anchors_file();
  if (made.live_anchors_file.empty()) made.live_anchors_file = made.anchors_file;
  std::istringstream lists(settings.revocation_lists);
  for (std::string list; lists >> list;) made.sources.lists.push_back(list);
  if (made.sources.lists.empty()) made.sources.lists.push_back(statuses.list_file().string());
  made.sources.responder = settings.revocation_responder;
  if (made.sources.responder.empty())
    made.sources.responder = web + std::string(sandbox::status_path) + "ocsp";
  if (made.sources.responder == "none") made.sources.responder.clear();
  made.sources.refresh = std::chrono::seconds{settings.revocation_refresh_seconds};
  return made;
}

}  // namespace guichet::app
