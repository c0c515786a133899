// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/brand.hpp"
#include "domain/clock.hpp"
#include "domain/environment.hpp"
#include "domain/establishment_terms.hpp"
#include "domain/paris_day.hpp"

namespace guichet {

/// A bank of the group, named by its five-digit code (CDETAB). First part of every key in the
/// store.
struct Establishment {
  std::string_view code;        ///< "17515"
  std::string_view name;        ///< "Caisse d'Epargne Ile De France"
  std::string_view short_name;  ///< "CEIDF"
  const Brand* brand;           ///< never null
};

/// All that are served, by code: the 18 of the reference page, and the sister banks of its App2App
/// table.
std::span<const Establishment> establishments();

/// The establishment with this code, or null.
const Establishment* establishment_by_code(std::string_view code);

/// What a host name stands for. Without an establishment the host is not ours (421).
struct ServedHost {
  const Establishment* establishment = nullptr;
  Environment environment = Environment::sandbox;
  explicit operator bool() const { return establishment != nullptr; }
  bool operator==(const ServedHost&) const = default;
};

/// A host name that is given up: served before the Paris day `gone_on` begins, never after.
struct RetiredHost {
  std::string name;
  ParisDay gone_on;
};

/// What host names go by beside their form, both optional and living as long as the names: without
/// terms, no establishment sets anything; without a clock, what is to retire has retired.
struct HostCircumstances {
  const TermsInForce* terms = nullptr;
  const Clock* clock = nullptr;
};

/// Finds the establishment a host name stands for, and the environment. Upper case, ":port" and one
/// trailing dot are accepted. Names: www.<cdetab>.{sandbox,live}.api.<domain>, the aliases of the
/// reference page, the retired ones until their day, and those an establishment sets for itself.
/// With `loopback_stands_for` set (sandbox only), the loopback's names (is_loopback) are that
/// establishment's sandbox, even if it is not served.
class HostNames {
 public:
  HostNames(std::string domain, std::optional<std::string> loopback_stands_for,
            HostCircumstances circumstances = {});
  ServedHost find(std::string_view host) const;

  /// The name that stands first for `establishment` in `environment`.
  std::string name_of(const Establishment& establishment, Environment environment) const;

  /// Every name served for `establishment` from now on, the sandbox name first; for certificates
  /// and hosts files.
  std::vector<std::string> names_of(const Establishment& establishment) const;

  /// The names of `establishment` that have retired or are to.
  std::vector<RetiredHost> retired_names_of(const Establishment& establishment) const;

 private:
  /// What `name` stands for by its form, in lower case and without port or dot at its end.
  ServedHost find_by_form(std::string_view name) const;
  bool is_retired(ParisDay gone_on) const;

  std::string domain_;
  std::optional<std::string> loopback_stands_for_;
  HostCircumstances circumstances_;
};

}  // namespace guichet
