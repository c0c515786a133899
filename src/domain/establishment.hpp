// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/brand.hpp"
#include "domain/environment.hpp"

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

/// Finds the establishment a host name stands for, and the environment. Upper case, ":port" and one
/// trailing dot are accepted. Names: www.<cdetab>.{sandbox,live}.api.<domain>, and the aliases of
/// the reference page. With `loopback_stands_for` set (sandbox only), "localhost", 127.0.0.1 and
/// [::1] name that establishment's sandbox.
class HostNames {
 public:
  HostNames(std::string domain, std::optional<std::string> loopback_stands_for);
  ServedHost find(std::string_view host) const;

  /// The name that stands first for `establishment` in `environment`.
  std::string name_of(const Establishment& establishment, Environment environment) const;

  /// Every name served for `establishment`, the sandbox name first; for certificates and hosts
  /// files.
  std::vector<std::string> names_of(const Establishment& establishment) const;

 private:
  std::string domain_;
  std::optional<std::string> loopback_stands_for_;
};

}  // namespace guichet
