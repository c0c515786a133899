// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "app/establishment_file.hpp"
#include "app/watched_file.hpp"
#include "counter/response_seal.hpp"
#include "domain/establishment.hpp"
#include "record/log.hpp"

namespace guichet::app {

/// The configurations of establishments: FOLDER/<cdetab>.toml of each that sets something for
/// itself. They stand apart: what is wrong with one changes nothing for another. One thread at a
/// time.
class EstablishmentFiles {
 public:
  /// `hosts` are those of `terms`; all references live as long as this.
  EstablishmentFiles(std::filesystem::path folder, TermsInForce& terms,
                     counter::ResponseSeals& seals, const HostNames& hosts, record::Log& log);

  /// Whether there is a folder to read. One that nobody named may be missing.
  std::expected<void, std::string> check_folder(bool is_named) const;

  /// Reads all of them at the start. An establishment whose file cannot be read is refused service:
  /// it has no former configuration, and what it wanted is not known. A host name that several ask
  /// for is nobody's, for who had it first is not known either.
  void read_first();

  /// Reads again those that changed. One that cannot be read keeps what it had, as all do while the
  /// folder is gone; one whose file is gone has the group's.
  void read_changed();

 private:
  struct Each {
    const Establishment* establishment;
    WatchedFile file;
    std::vector<HostAlias> asked = {};  ///< what its file asks for, whether it has it or not
  };
  /// What a file asks for, checked as a whole before any of it comes into force.
  struct Wanted {
    EstablishmentTerms terms;
    std::shared_ptr<const counter::ResponseSeal> seal;
  };

  std::expected<Wanted, std::string> read(const Each& each, const std::string& bytes) const;
  std::expected<void, std::string> check_aliases(const Each& each,
                                                 const EstablishmentTerms& terms) const;
  /// Nothing if the file did not change.
  std::optional<std::expected<Wanted, std::string>> changed(Each& each) const;
  void put(Each& each, Wanted wanted);
  /// Whether another than `each` asks for this name too.
  bool is_contested(const Each& each, const HostAlias& alias) const;
  /// Takes from `wanted` what others ask for too.
  void leave_contested(const Each& each, EstablishmentTerms& wanted) const;
  void name_strangers();

  std::filesystem::path folder_;
  TermsInForce& terms_;
  counter::ResponseSeals& seals_;
  const HostNames& hosts_;
  record::Log& log_;
  std::vector<Each> all_;
  bool folder_was_there_ = false;
  Instant folder_changed_at_;
  std::set<std::string> strangers_;  ///< those that were named
};

}  // namespace guichet::app
