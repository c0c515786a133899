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

void EstablishmentFiles::read_first() {
  name_strangers();
  for (Each& each : all_) {
    auto wanted = changed(each);
    if (wanted && *wanted) {
      put(each, **std::move(wanted));
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
}

void EstablishmentFiles::read_changed() {
  for (Each& each : all_) {
    auto wanted = changed(each);
    if (!wanted) continue;
    if (!*wanted) {
      log_.say(Log::Level::error, wanted->error() + "; establishment " +
                                      std::string(each.establishment->code) + " keeps what it had");
      continue;
    }
    put(each, **std::move(wanted));
    log_.say(Log::Level::warn, each.file.path() + ": in force");
  }
}

std::optional<std::expected<EstablishmentFiles::Wanted, std::string>> EstablishmentFiles::changed(
    Each& each) const {
  const auto bytes = each.file.changed();
  if (!bytes) return std::nullopt;
  if (*bytes) return read(each, **bytes);
  if (std::error_code error; !std::filesystem::exists(each.file.path(), error) && !error)
    return Wanted{};
  return std::unexpected(bytes->error());
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
    for (const Establishment& other : establishments())
      for (const RetiredHost& retired : hosts_.retired_names_of(other))
        if (retired.name == alias.host)
          return std::unexpected(alias.host + " is given up and cannot be taken again");
  }
  return {};
}

void EstablishmentFiles::put(const Each& each, Wanted wanted) {
  terms_.replace(*each.establishment, std::move(wanted.terms));
  seals_.set_own(each.establishment->code, std::move(wanted.seal));
}

/// A file that belongs to nobody is most often one whose name was mistyped.
void EstablishmentFiles::name_strangers() const {
  std::vector<std::string> known;
  for (const Each& each : all_)
    known.push_back(std::filesystem::path(each.file.path()).filename().string());
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(file_ending) || std::ranges::find(known, name) != known.end()) continue;
    log_.say(Log::Level::warn, entry.path().string() + " is of no establishment; did you mean " +
                                   nearest(name, known) + "?");
  }
}

}  // namespace guichet::app
