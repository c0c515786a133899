// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <filesystem>
#include <memory>
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

  /// Reads all of them at the start. An establishment whose file cannot be read is refused service:
  /// it has no former configuration, and what it wanted is not known.
  void read_first();

  /// Reads again those that changed. One that cannot be read keeps what it had; one whose file is
  /// gone has the group's.
  void read_changed();

 private:
  struct Each {
    const Establishment* establishment;
    WatchedFile file;
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
  void put(const Each& each, Wanted wanted);
  void name_strangers() const;

  std::filesystem::path folder_;
  TermsInForce& terms_;
  counter::ResponseSeals& seals_;
  const HostNames& hosts_;
  record::Log& log_;
  std::vector<Each> all_;
};

}  // namespace guichet::app
