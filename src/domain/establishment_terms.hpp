// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "domain/environment.hpp"
#include "domain/means.hpp"

namespace guichet {

struct Establishment;

/// A further host name of one establishment, in lower case and without a port.
struct HostAlias {
  std::string host;
  Environment environment = Environment::sandbox;
  bool operator==(const HostAlias&) const = default;
};

/// What one bank of the group sets for itself.
struct EstablishmentTerms {
  bool is_served = true;  ///< false: its hosts are nobody's
  /// False: its configuration could not be read at the start, so that nobody knows what it wants.
  bool is_readable = true;
  std::string name;          ///< on its pages; empty: the one of the reference page
  std::string online_bank;   ///< where the fallback leads; empty: the group's
  std::vector<Means> means;  ///< that its customers may choose, in this order; empty: the group's
  std::vector<HostAlias> aliases;
  bool operator==(const EstablishmentTerms&) const = default;
};

/// The terms in force of every establishment. Any thread; of() is for every request and waits for
/// nobody.
class TermsInForce {
 public:
  /// Nobody sets anything.
  TermsInForce();

  /// As they are now. Lives as long as this, also once they were replaced.
  const EstablishmentTerms& of(const Establishment& establishment) const;

  /// Puts others in their place.
  void replace(const Establishment& establishment, EstablishmentTerms terms);

  /// The establishment with this alias, and its environment; null if there is none. `host` in lower
  /// case.
  const Establishment* with_alias(std::string_view host, Environment& environment) const;

 private:
  std::mutex mutex_;
  /// All that ever were: whoever reads one may go on reading it. An operator's edit costs a few
  /// hundred bytes.
  std::vector<std::unique_ptr<const EstablishmentTerms>> ever_;
  std::vector<std::atomic<const EstablishmentTerms*>> now_;  ///< in the order of establishments()
};

}  // namespace guichet
