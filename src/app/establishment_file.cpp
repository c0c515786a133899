// SPDX-License-Identifier: Apache-2.0
#include "app/establishment_file.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <vector>

#include "app/host_name.hpp"
#include "app/nearest.hpp"
#include "app/settings.hpp"

namespace guichet::app {
namespace {

using Taken = std::expected<void, std::string>;

constexpr std::size_t longest_name = 60;

Taken take_served(EstablishmentFile& file, const toml::node& value) {
  const auto served = value.value_exact<bool>();
  if (!served) return std::unexpected("must be true or false");
  file.terms.is_served = *served;
  return {};
}

std::expected<std::string, std::string> text_in(const toml::node& value) {
  auto text = value.value_exact<std::string>();
  if (!text) return std::unexpected("must be a text in quotes");
  return *std::move(text);
}

Taken take_name(EstablishmentFile& file, const toml::node& value) {
  auto name = text_in(value);
  if (!name) return std::unexpected(name.error());
  const bool has_control = std::ranges::any_of(*name, [](char c) { return c >= 0 && c < ' '; });
  if (name->empty() || name->size() > longest_name || has_control)
    return std::unexpected("must have 1 to 60 bytes, none of them a control character");
  file.terms.name = *std::move(name);
  return {};
}

Taken take_online_bank(EstablishmentFile& file, const toml::node& value) {
  auto address = text_in(value);
  if (!address) return std::unexpected(address.error());
  if (auto checked = check_online_bank(*address); !checked) return checked;
  file.terms.online_bank = *std::move(address);
  return {};
}

Taken take_means(EstablishmentFile& file, const toml::node& value) {
  const auto text = text_in(value);
  if (!text) return std::unexpected(text.error());
  auto means = read_means(*text);
  if (!means) return std::unexpected("is not good: " + means.error());
  file.terms.means = *std::move(means);
  return {};
}

Taken take_seal(EstablishmentFile& file, const toml::node& value) {
  auto seal = text_in(value);
  if (!seal) return std::unexpected(seal.error());
  if (!seal->ends_with(".pem"))
    return std::unexpected("must be a file ending in .pem, with its key in .key beside it");
  file.seal = *std::move(seal);
  return {};
}

/// A name with a dot, in lower case, that is no address.
bool is_alias(std::string_view name) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return is_host_name(name) && name.contains('.') && std::ranges::any_of(name, is_small) &&
         std::ranges::none_of(name, is_capital);
}

Taken take_hosts(EstablishmentFile& file, const toml::node& value, Environment environment) {
  const auto text = text_in(value);
  if (!text) return std::unexpected(text.error());
  std::istringstream words(*text);
  for (std::string host; words >> host;) {
    if (!is_alias(host))
      return std::unexpected("has \"" + host +
                             "\"; write host names in lower case, without a port");
    if (std::ranges::find(file.terms.aliases, host, &HostAlias::host) != file.terms.aliases.end())
      return std::unexpected("has " + host + ", which the file has once before");
    file.terms.aliases.push_back({host, environment});
  }
  return {};
}

Taken take_sandbox_hosts(EstablishmentFile& file, const toml::node& value) {
  return take_hosts(file, value, Environment::sandbox);
}

Taken take_live_hosts(EstablishmentFile& file, const toml::node& value) {
  return take_hosts(file, value, Environment::live);
}

struct Key {
  std::string_view name;
  Taken (*take)(EstablishmentFile& file, const toml::node& value);
};
constexpr std::array keys{Key{"served", take_served},
                          Key{"name", take_name},
                          Key{"online_bank", take_online_bank},
                          Key{"means", take_means},
                          Key{"sandbox_hosts", take_sandbox_hosts},
                          Key{"live_hosts", take_live_hosts},
                          Key{"seal", take_seal}};

std::string place(const std::string& path, const toml::source_region& source) {
  return path + ":" + std::to_string(source.begin.line) + ":" +
         std::to_string(source.begin.column) + ": ";
}

std::string unknown_key(const std::string& name) {
  std::vector<std::string> known;
  for (const Key& key : keys) known.emplace_back(key.name);
  return "unknown key \"" + name + "\"; did you mean \"" + nearest(name, known) + "\"?";
}

}  // namespace

std::expected<EstablishmentFile, std::string> read_establishment_file(const std::string& path,
                                                                      std::string_view bytes) {
  EstablishmentFile file;
  try {
    const toml::table table = toml::parse(bytes, path);
    for (const auto& [name, value] : table) {
      const auto key = std::ranges::find(keys, name.str(), &Key::name);
      if (key == keys.end())
        return std::unexpected(place(path, name.source()) + unknown_key(std::string(name.str())));
      if (const auto taken = key->take(file, value); !taken)
        return std::unexpected(place(path, value.source()) + std::string(key->name) + " " +
                               taken.error());
    }
  } catch (const toml::parse_error& error) {  // toml++ has no other way to say it
    return std::unexpected(place(path, error.source()) + std::string(error.description()));
  }
  return file;
}

}  // namespace guichet::app
