// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace guichet {

/// Every reason to refuse, in the order in which a request meets them. The rows are in
/// refusals.cpp, one a code and in this order.
enum class Code {
  // HTTP
  http_syntax,
  http_version,
  uri_too_long,
  headers_too_large,
  body_too_large,
  timeout,
  coding_unknown,
  expectation,
  body_not_allowed,
  misdirected,
  establishment_unavailable,
  route_unknown,
  version_unknown,
  method_not_allowed,
  header_duplicate,
  x_request_id,
  accept,
  media_type,
  parameter,
  // TPP identity
  cert_required,
  cert_untrusted,
  cert_expired,
  cert_not_yet_valid,
  cert_purpose,
  cert_weak,
  cert_no_psd2,
  cert_ambiguous,
  cert_bad_oid,
  cert_revoked,
  cert_status,
  role_missing,
  tpp_unknown,
  tpp_suspended,
  // tokens, towards the API
  token_missing,
  token_twice,
  invalid_token,
  insufficient_scope,
  token_abuse,
  // signature
  sig_missing,
  sig_ambiguous,
  sig_malformed,
  sig_headers,
  sig_coverage,
  sig_header_absent,
  sig_alg,
  sig_stale,
  digest_mismatch,
  sig_key_unknown,
  sig_key_foreign,
  sig_key_type,
  sig_key_expired,
  sig_key_revoked,
  sig_invalid,
  // body and parameters
  json_invalid,
  json_depth,
  field_missing,
  field_type,
  list_too_long,
  iban_invalid,
  date_format,
  period_not_allowed,
  // resources and rules
  no_eligible_account,
  account_unknown,
  consent_missing,
  transaction_unknown,
  consent_refused,
  quota_used_up,
  bank_unavailable,
  store_unavailable,
  internal,
  // enrolment: the words of RFC 7591 3.2.2 and two of ours
  enrol_invalid_redirect_uri,
  enrol_invalid_client_metadata,
  client_unknown,
  client_enrolled_by_hand,
  // OAuth: the words of RFC 6749, 6750 and 7636
  oauth_invalid_request,
  oauth_invalid_client,
  oauth_invalid_grant,
  oauth_invalid_scope,
  oauth_unauthorized_client,
  oauth_unsupported_grant_type,
  oauth_unsupported_response_type,
  oauth_access_denied,
  oauth_server_error,
  oauth_temporarily_unavailable,
  // pages
  page_client_unknown,
  page_redirect_unknown,
  page_session_unknown,
  page_form_foreign,
  page_source_limit,
  page_too_many,
  page_pass_refused,
  count_
};

/// One row: what a code means, to whom it may concern. `guichet explain` and the help page show all
/// of it, in both languages.
struct RefusalEntry {
  Code code;
  int status;                  ///< HTTP status
  std::string_view name;       ///< on the wire, in logs and in `guichet explain`: "CERT_EXPIRED"
  std::string_view text;       ///< what is said on the wire: English, at most 110 characters
  std::string_view cause;      ///< how it comes about; this and the next at most 140 characters
  std::string_view remedy;     ///< what to do
  std::string_view text_fr;    ///< French, for customers' pages
  std::string_view cause_fr;   ///< `cause` in French
  std::string_view remedy_fr;  ///< `remedy` in French
};

/// The row of `code`.
const RefusalEntry& entry_of(Code code);

/// The first row with this name, letter by letter, or null. Words of OAuth may have another row.
const RefusalEntry* find_refusal(std::string_view name);

/// All rows, in order.
std::span<const RefusalEntry> all_refusals();

}  // namespace guichet
