// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "app/wiring.hpp"
#include "domain/clock.hpp"
#include "domain/outcome.hpp"
#include "domain/tpp.hpp"
#include "message/response.hpp"
#include "store/store.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::app {

/// The SMS code of every sandbox challenge (reference page, personas).
inline constexpr std::string_view sandbox_otp = "12345678";

/// Brings a store and the register to where a sandbox begins: everyone who was enrolled, the sample
/// TPP, and with `preconsent` the consents of the reference page's persona table for whoever has
/// none. Blocks.
Outcome<void> seed(store::Store& store, tpp::TppRegister& tpps, const EnrolledTpp& sample,
                   bool preconsent, Instant now);

/// Body of GET /_sandbox/personas.
std::string personas_json();

/// The start page of the web port. Its commands name `directory`, the data directory.
message::Response start_page(const Reached& reached, std::string_view directory);

}  // namespace guichet::app
