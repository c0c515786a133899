// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "sandbox/phone.hpp"
#include "sca/in_app.hpp"

namespace guichet::sandbox {

/// What a phone and the bank's app on it reach over the air. The functions may block.
struct PhoneLine {
  const HostNames& hosts;
  std::string app;  ///< Apple's identifier of the app of the customers' bank; empty: it has none
  /// A GET without certificate of what is open to everybody.
  std::function<Outcome<message::Response>(const message::Request&)> fetch;
  /// The server of the app: counter::Conductor::read_in_app and sca::InApp.
  std::function<std::expected<sca::InAppRequest, Outcome<message::Response>>(
      const message::Request&)>
      read;
  std::function<Outcome<bool>(std::string establishment, std::string psu)> serves;
  std::function<Outcome<std::string>(sca::InAppRequest, std::string psu, bool approves)> decide;
};

/// Whose phone, and what is on it.
struct PhoneOwner {
  std::string psu;
  PhoneApp app;
};

enum class LinkEnd {
  app_asks,     ///< the app opened and shows who asks
  app_refuses,  ///< the app opened and cannot say to whom it should return
  to_tpp,       ///< the phone is sent back to the TPP
  browser,      ///< the phone's browser opens the bank's pages
  nowhere       ///< no address of a bank here; a phone would let its browser try
};

/// Why it was not the app.
enum class WhyPages {
  none,
  not_installed,
  too_old,
  never_opened,
  not_associated,   ///< the host's association file has not this app with this path
  not_for_customer  ///< the app sends on: PRO or ENT, without Sécur'Pass, or of another bank
};

/// "not_installed", ...; empty for none.
std::string_view word_of(WhyPages why);

/// What became of a link.
struct OpenedLink {
  LinkEnd end = LinkEnd::nowhere;
  WhyPages why = WhyPages::none;
  std::string address;                    ///< to_tpp and browser: where
  std::optional<sca::InAppRequest> asks;  ///< app_asks
  std::optional<Refusal> refusal;         ///< app_refuses
};

/// True for three numbers of at most four digits with points between: "6.4.0".
bool is_app_version(std::string_view text);

/// Does with a link what a phone does: it looks at the association file of the link's host whether
/// the app may open it, and else leaves it to the browser. `web_host`: host and port at which this
/// sandbox's pages are reached over plain HTTP; the name of the link's bank takes the place of the
/// host where it is another one.
OpenedLink open_link(const PhoneLine& line, const PhoneOwner& owner, std::string_view link,
                     std::string_view web_host);

/// The same, and presses one of the two buttons where the app asks.
OpenedLink answer_link(const PhoneLine& line, const PhoneOwner& owner, std::string_view link,
                       std::string_view web_host, bool approves);

}  // namespace guichet::sandbox
