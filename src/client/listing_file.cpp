// SPDX-License-Identifier: Apache-2.0
#include "client/listing_file.hpp"

#include <boost/json.hpp>

#include "client/application.hpp"
#include "client/json_member.hpp"
#include "client/tokens.hpp"

namespace guichet::client {
namespace {

boost::json::object read_all(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return {};
  auto all = read_object(*text);
  return all ? *std::move(all) : boost::json::object{};
}

}  // namespace

std::optional<std::string> ListingFile::find(std::string_view key) const {
  std::string body = text_in(read_all(path_), key);
  return body.empty() ? std::nullopt : std::optional(std::move(body));
}

Result<void> ListingFile::keep(std::string_view key, std::string_view body) const {
  boost::json::object all = read_all(path_);
  all[key] = body;
  return write_private_file(path_, boost::json::serialize(all) + "\n");
}

void ListingFile::forget() const {
  std::error_code gone;
  std::filesystem::remove(path_, gone);
}

}  // namespace guichet::client
