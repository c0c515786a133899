// SPDX-License-Identifier: Apache-2.0
#include "app/establishment_files.hpp"

#include <algorithm>
#include <utility>

#include "app/nearest.hpp"
#include "app/seal_files.hpp"

namespace guichet::app {
namespace {

using record::Log;

constexpr std::string_view file_ending = ".toml";

std::string words_of(const Refusal& refusal) {
  const std::string& words = refusal.said.empty() ? refusal.detail : refusal.said;
  return words.empty() ? std::string(entry_of(refusal.code).text) : words;
}

}  // namespace

EstablishmentFiles::EstablishmentFiles(std::filesystem::path folder, TermsInForce& terms,
                                       counter::ResponseSeals& seals, const HostNames& hosts,
                                       record::Log& log)
    : folder_(std::move(folder)), terms_(terms), seals_(seals), hosts_(hosts), log_(log) {
  for (const Establishment& establishment : establishments()) {
    const std::string name = std::string(establishment.code) + std::string(file_ending);
    all_.push_back({&establishment, WatchedFile((folder_ / name).string())});
  }
}

std::expected<void, std::string> EstablishmentFiles::check_folder(bool is_named) const {
  std::error_code error;
  if (std::filesystem::is_directory(folder_, error)) return {};
  if (!is_named && !std::filesystem::exists(folder_, error)) return {};
  return std::unexpected("establishments.folder: " + std::filesystem::absolute(folder_).string() +
                         " is no folder; what establishments set for themselves is not known");
}

void EstablishmentFiles::read_first() {
  std::error_code error;
  folder_was_there_ = std::filesystem::is_directory(folder_, error);
  name_strangers();
  std::vector<std::pair<Each*, Wanted>> good;
  for (Each& each : all_) {
    auto wanted = changed(each);
    if (wanted && *wanted) {
      good.emplace_back(&each, **std::move(wanted));
      continue;
    }
    if (!wanted) continue;
    EstablishmentTerms unknown;
    unknown.is_readable = false;
    terms_.replace(*each.establishment, std::move(unknown));
    log_.say(Log::Level::error,
             wanted->error() + "; establishment " + std::string(each.establishment->code) +
                 " is refused (503 ESTABLISHMENT) until the file is corrected, the others are "
                 "served");
  }
  for (auto& [each, wanted] : good) each->asked = wanted.terms.aliases;
  for (auto& [each, wanted] : good) {
    leave_contested(*each, wanted.terms);
    put(*each, std::move(wanted));
  }
}

void EstablishmentFiles::read_changed() {
  std::error_code error;
  folder_was_there_ = folder_was_there_ || std::filesystem::is_directory(folder_, error);
  name_strangers();
  bool is_any_changed = false;
  for (Each& each : all_) {
    auto wanted = changed(each);
    if (!wanted) continue;
    if (!*wanted) {
      log_.say(Log::Level::error, wanted->error() + "; establishment " +
                                      std::string(each.establishment->code) + " keeps what it had");
      continue;
    }
    each.asked = (*wanted)->terms.aliases;
    put(each, **std::move(wanted));
    is_any_changed = true;
    const bool is_there = std::filesystem::exists(each.file.path(), error);
    log_.say(Log::Level::warn, each.file.path() + (is_there ? ": in force"
                                                            : " is gone: what the group has is in "
                                                              "force"));
  }
  if (!is_any_changed) return;
  // Somebody may have given up a name that another was refused at the start.
  for (Each& each : all_)
    if (each.asked != terms_.of(*each.establishment).aliases) each.file.forget();
}

std::optional<std::expected<EstablishmentFiles::Wanted, std::string>> EstablishmentFiles::changed(
    Each& each) const {
  const auto bytes = each.file.changed();
  if (!bytes) return std::nullopt;
  if (*bytes) return read(each, **bytes);
  std::error_code error;
  if (folder_was_there_ && !std::filesystem::is_directory(folder_, error))
    return std::unexpected(folder_.string() + " is gone; put it back");
  if (!std::filesystem::exists(each.file.path(), error) && !error) return Wanted{};
  return std::unexpected(bytes->error());
}

bool EstablishmentFiles::is_contested(const Each& each, const HostAlias& alias) const {
  return std::ranges::any_of(all_, [&](const Each& other) {
    return &other != &each &&
           std::ranges::find(other.asked, alias.host, &HostAlias::host) != other.asked.end();
  });
}

void EstablishmentFiles::leave_contested(const Each& each, EstablishmentTerms& wanted) const {
  std::erase_if(wanted.aliases, [&](const HostAlias& alias) {
    if (!is_contested(each, alias)) return false;
    log_.say(Log::Level::error, each.file.path() + ": " + alias.host +
                                    " is asked for by another establishment's file too, and is "
                                    "nobody's until one of them gives it up");
    return true;
  });
}

std::expected<EstablishmentFiles::Wanted, std::string> EstablishmentFiles::read(
    const Each& each, const std::string& bytes) const {
  auto file = read_establishment_file(each.file.path(), bytes);
  if (!file) return std::unexpected(file.error());
  if (const auto checked = check_aliases(each, file->terms); !checked)
    return std::unexpected(each.file.path() + ": " + checked.error());
  Wanted wanted{std::move(file->terms), nullptr};
  if (file->seal.empty()) return wanted;
  const std::filesystem::path certificate = folder_ / file->seal;
  auto key = certificate;
  auto seal = read_response_seal(certificate, key.replace_extension(".key"));
  if (!seal)
    return std::unexpected(each.file.path() + ": seal " + certificate.string() + ": " +
                           words_of(seal.error()));
  wanted.seal = std::make_shared<const counter::ResponseSeal>(*std::move(seal));
  return wanted;
}

/// No establishment takes a name of another, nor one that is given up.
std::expected<void, std::string> EstablishmentFiles::check_aliases(
    const Each& each, const EstablishmentTerms& terms) const {
  for (const HostAlias& alias : terms.aliases) {
    const Establishment* const named = hosts_.find(alias.host).establishment;
    if (named != nullptr && named != each.establishment)
      return std::unexpected(alias.host + " is a name of establishment " +
                             std::string(named->code));
    if (is_contested(each, alias))
      return std::unexpected(alias.host + " is asked for by another establishment's file too");
    for (const Establishment& other : establishments())
      for (const RetiredHost& retired : hosts_.retired_names_of(other))
        if (retired.name == alias.host)
          return std::unexpected(alias.host + " is given up and cannot be taken again");
  }
  return {};
}

void EstablishmentFiles::put(Each& each, Wanted wanted) {
  terms_.replace(*each.establishment, std::move(wanted.terms));
  seals_.set_own(each.establishment->code, std::move(wanted.seal));
}

/// A file that belongs to nobody is most often one whose name was mistyped. Each is named once.
void EstablishmentFiles::name_strangers() {
  const Instant changed_at = last_change_of(folder_);
  if (std::exchange(folder_changed_at_, changed_at) == changed_at) return;
  std::vector<std::string> known;
  for (const Each& each : all_)
    known.push_back(std::filesystem::path(each.file.path()).filename().string());
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::filesystem::path& path = entry.path();
    const std::string name = path.filename().string();
    const bool is_a_seal = path.extension() == ".pem" || path.extension() == ".key";
    const bool may_be_meant =
        path.extension() == file_ending ||
        (establishment_by_code(path.stem().string()) != nullptr && !is_a_seal);
    const bool is_known = std::ranges::find(known, name) != known.end();
    if (!may_be_meant || is_known || !strangers_.insert(name).second) continue;
    log_.say(Log::Level::warn,
             path.string() + " is of no establishment; did you mean " + nearest(name, known) + "?");
  }
}

}  // namespace guichet::app
