// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/account.hpp"
#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "message/response.hpp"
#include "sca/texts.hpp"

namespace guichet::sandbox {

inline constexpr std::string_view online_bank_path = "/online-bank";
inline constexpr std::string_view sign_in_path = "/online-bank/se-connecter";
inline constexpr std::string_view accounts_path = "/online-bank/comptes";

/// What the customer did wrong, said at the field.
enum class SignInError { identifier_missing, code_wrong, code_expired };

/// What every page of a visit shows and carries.
struct VisitContext {
  sca::Language language = sca::Language::french;
  const Establishment& establishment;
  std::string_view visit;     ///< hidden field
  std::string_view tpp;       ///< organizationIdentifier; empty: the customer came himself
  std::string_view tpp_name;  ///< shown cut at 70 characters
  std::optional<SignInError> error = {};
};

/// An account and what is on it.
struct Holding {
  Account account;
  Balance balance;
};

message::Response bank_home_page(sca::Language language, const Establishment& establishment);
message::Response bank_identifier_page(const VisitContext& context);
message::Response bank_code_page(const VisitContext& context, std::string_view sandbox_otp);
message::Response bank_accounts_page(const VisitContext& context,
                                     const std::vector<Holding>& holdings);
/// A page with the refusal's status and words.
message::Response bank_refusal_page(sca::Language language, const Refusal& refusal,
                                    const Establishment& establishment);

}  // namespace guichet::sandbox
