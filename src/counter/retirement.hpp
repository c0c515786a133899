// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/paris_day.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "stet/version.hpp"

namespace guichet::counter {

/// When one version of the API is taken back.
struct Retirement {
  bool served = true;                         ///< false: as if it had never been
  std::optional<ParisDay> announced_on = {};  ///< deprecated from its first moment on
  std::optional<ParisDay> last_day = {};      ///< served to its end; none: until further notice
};

/// Which versions of the API are served at a moment, and what TPPs are told of those that will not
/// be for long. Days are of Paris, moments of the bank's clock. Never changed once in use.
class RetirementCalendar {
 public:
  /// Every version of stet::versions, until further notice.
  RetirementCalendar() = default;

  void retire(const stet::Version& version, const Retirement& retirement);

  /// Refuses with version_unknown what asks under a version whose time is over or that is switched
  /// off. Lets everything else pass, unknown versions too.
  Outcome<void> admit(const message::Request& request, Instant now) const;

  /// Tells of the version that `request` asked under, where the answer is a 2xx or a 4xx: Warning
  /// 299 (STET part 2, common headers), Deprecation (RFC 9745), Sunset (RFC 8594) and Link
  /// rel=successor-version (RFC 5829) from the day on that it is deprecated; the link alone after
  /// its end.
  void announce(const message::Request& request, Instant now, message::Response& response) const;

 private:
  struct Entry {
    bool served = true;
    std::optional<Instant> deprecated_at = {};
    std::optional<Instant> ends_at = {};
    std::optional<ParisDay> last_day = {};
    bool is_over(Instant now) const { return ends_at && now >= *ends_at; }
  };
  /// Null if `version` is the newest that is served.
  const stet::Version* successor_of(const stet::Version& version) const;
  const Entry& entry_of(const stet::Version& version) const;

  std::array<Entry, stet::versions.size()> entries_;
};

}  // namespace guichet::counter
