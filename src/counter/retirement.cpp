// SPDX-License-Identifier: Apache-2.0
#include "counter/retirement.hpp"

#include <algorithm>

#include "message/http_date.hpp"
#include "message/target.hpp"

namespace guichet::counter {
namespace {

constexpr std::string_view root = "/stet/psd2/";

/// The segment where a version stands: "v1.6.2"; empty if `path` is elsewhere.
std::string_view version_segment(std::string_view path) {
  if (!path.starts_with(root)) return {};
  path.remove_prefix(root.size());
  return path.substr(0, path.find('/'));
}

/// The version of the API that is asked; null if none of ours is.
const stet::Version* version_asked(const message::Request& request) {
  if (request.door != message::Door::api) return nullptr;
  return stet::version_named(version_segment(message::path_of(request.target)));
}

std::size_t index_of(const stet::Version& version) {
  return static_cast<std::size_t>(
      std::ranges::find(stet::versions, version.name, &stet::Version::name) -
      stet::versions.begin());
}

bool fits_into_a_link(std::string_view path) {
  return std::ranges::all_of(
      path, [](char c) { return c > ' ' && c < '\x7f' && c != '<' && c != '>' && c != '"'; });
}

/// The same resource in another version; its list of accounts if the path cannot stand in a header.
std::string link_to(const stet::Version& version, std::string_view path) {
  std::string_view rest = path.substr(root.size() + version_segment(path).size());
  if (!fits_into_a_link(rest)) rest = "/accounts";
  std::string link("<");
  return link.append(root)
      .append(version.name)
      .append(rest)
      .append(R"(>; rel="successor-version")");
}

long long epoch_seconds(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant.time_since_epoch()).count();
}

}  // namespace

void RetirementCalendar::retire(const stet::Version& version, const Retirement& retirement) {
  Entry& entry = entries_.at(index_of(version));
  entry.served = retirement.served;
  entry.last_day = retirement.last_day;
  if (retirement.announced_on) entry.deprecated_at = midnight_of(*retirement.announced_on);
  if (retirement.last_day) entry.ends_at = midnight_of(days_after(*retirement.last_day, 1));
}

Outcome<void> RetirementCalendar::admit(const message::Request& request, Instant now) const {
  const stet::Version* version = version_asked(request);
  if (version == nullptr) return {};
  const Entry& entry = entry_of(*version);
  if (entry.served && !entry.is_over(now)) return {};
  std::string said(version->name);
  said += entry.served ? " ended on " + iso_date(*entry.last_day) : " is not served here";
  if (const stet::Version* successor = successor_of(*version))
    said.append("; use ").append(root).append(successor->name).append("/.");
  return refuse(Code::version_unknown, std::move(said));
}

void RetirementCalendar::announce(const message::Request& request, Instant now,
                                  message::Response& response) const {
  const int hundred = response.status / 100;
  if (hundred != 2 && hundred != 4) return;
  const stet::Version* version = version_asked(request);
  if (version == nullptr) return;
  const Entry& entry = entry_of(*version);
  if (!entry.served || !entry.deprecated_at || now < *entry.deprecated_at) return;
  const stet::Version* successor = successor_of(*version);
  if (!entry.is_over(now)) {
    std::string warning = "299 - \"" + std::string(version->name) + " is deprecated";
    if (entry.last_day) warning += " and ends on " + iso_date(*entry.last_day);
    if (successor != nullptr) warning.append("; use ").append(successor->name);
    response.headers.add("Warning", warning + '"');
    response.headers.add("Deprecation", "@" + std::to_string(epoch_seconds(*entry.deprecated_at)));
    if (entry.ends_at) response.headers.add("Sunset", message::http_date(*entry.ends_at));
  }
  if (successor != nullptr)
    response.headers.add("Link", link_to(*successor, message::path_of(request.target)));
}

const stet::Version* RetirementCalendar::successor_of(const stet::Version& version) const {
  for (std::size_t newer = index_of(version) + 1; newer < entries_.size(); ++newer)
    if (entries_[newer].served) return &stet::versions[newer];
  return nullptr;
}

const RetirementCalendar::Entry& RetirementCalendar::entry_of(const stet::Version& version) const {
  return entries_.at(index_of(version));
}

}  // namespace guichet::counter
