// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/establishment.hpp"
#include "message/response.hpp"
#include "sandbox/personas.hpp"
#include "sca/texts.hpp"

namespace guichet::sandbox {

/// One screen of the simulated phone.
struct PhoneScreen {
  sca::Language language = sca::Language::french;
  const Persona* owner = nullptr;      ///< null: nobody's yet
  const Establishment* app = nullptr;  ///< the bank whose app fills the screen; null: the phone
  std::string link = {};               ///< the link that was opened, if one was
  std::string form_targets = {};       ///< where its forms may lead besides this host, for the CSP
  bool has_script = false;
};

/// The phone with `content` on its screen.
message::Response phone_response(const PhoneScreen& screen, const std::string& content);

/// The address of this phone's first screen, fit for an attribute.
std::string phone_address(const PhoneScreen& screen);

/// The beginning of a form that posts to the phone, with its hidden fields.
std::string phone_form(const PhoneScreen& screen, std::string_view attributes = {});

/// A label, an input with these attributes, and what stands in it. `described_by` names what
/// explains it, empty if nothing does.
struct PhoneField {
  std::string_view id;
  std::string label;
  std::string_view attributes;
  std::string_view value;
  std::string_view described_by = {};
};
std::string phone_field(const PhoneField& field);

}  // namespace guichet::sandbox
