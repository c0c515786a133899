// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "message/response.hpp"

namespace guichet::portal {

/// A style sheet or script of web/, as built: "sca-CQ2XDLHR.css" and its bytes. They are part of
/// the program.
struct AssetFile {
  std::string_view name;
  std::string_view content;
};

/// All of them, by name.
std::span<const AssetFile> asset_files();

/// The path of a file of web/src: "sca.css" gives "/_assets/sca-CQ2XDLHR.css". Empty if there is
/// none.
std::string asset_path(std::string_view source_name);

/// The answer to GET /_assets/...; it may be kept for ever, since its name changes with its
/// content. Nothing for a name that is not there.
std::optional<message::Response> asset_response(std::string_view path);

}  // namespace guichet::portal
