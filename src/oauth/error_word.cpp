// SPDX-License-Identifier: Apache-2.0
#include "oauth/error_word.hpp"

namespace guichet::oauth {

Code error_word_of(Code code) {
  if (code >= Code::oauth_invalid_request && code <= Code::oauth_temporarily_unavailable)
    return code;
  const bool is_about_the_certificate = code >= Code::cert_required && code <= Code::cert_revoked;
  if (is_about_the_certificate || code == Code::tpp_unknown) return Code::oauth_invalid_client;
  if (code == Code::tpp_suspended || code == Code::role_missing)
    return Code::oauth_unauthorized_client;
  if (code == Code::store_unavailable || code == Code::bank_unavailable ||
      code == Code::cert_status || code == Code::establishment_unavailable)
    return Code::oauth_temporarily_unavailable;
  if (code == Code::internal) return Code::oauth_server_error;
  return Code::oauth_invalid_request;
}

}  // namespace guichet::oauth
