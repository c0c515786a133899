// SPDX-License-Identifier: Apache-2.0
#include "portal/assets.hpp"

namespace guichet::portal {
namespace {

constexpr std::string_view folder = "/_assets/";

std::string media_type_of(std::string_view name) {
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

/// Scripts are built from TypeScript.
std::string_view built_ending(std::string_view source_ending) {
  return source_ending == ".ts" ? ".js" : source_ending;
}

}  // namespace

std::string asset_path(std::string_view source_name) {
  const auto dot = source_name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string beginning = std::string(source_name.substr(0, dot)) + "-";
  const std::string_view ending = built_ending(source_name.substr(dot));
  for (const AssetFile& file : asset_files())
    if (file.name.starts_with(beginning) && file.name.ends_with(ending))
      return std::string(folder) + std::string(file.name);
  return {};
}

std::optional<message::Response> asset_response(std::string_view path) {
  if (!path.starts_with(folder)) return std::nullopt;
  const std::string_view name = path.substr(folder.size());
  for (const AssetFile& file : asset_files()) {
    if (file.name != name) continue;
    message::Response response;
    response.headers.add("Content-Type", media_type_of(name));
    response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.body = file.content;
    return response;
  }
  return std::nullopt;
}

}  // namespace guichet::portal
