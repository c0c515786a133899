// SPDX-License-Identifier: Apache-2.0
#include "sandbox/status_authority.hpp"

#include <chrono>
#include <sstream>
#include <system_error>

#include "crypto/ocsp.hpp"
#include "crypto/revocation_list.hpp"
#include "crypto/x509.hpp"
#include "sandbox/kept_file.hpp"

namespace guichet::sandbox {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::days list_life{7};
constexpr std::chrono::days renewed_before_end{3};
constexpr std::chrono::hours head_start{1};  // a verifier whose clock is behind takes it

std::int64_t milliseconds_of(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace

Outcome<StatusAuthority> StatusAuthority::open(const fs::path& directory) {
  const fs::path pki = directory / "pki";
  GUICHET_TRY(key_pem, read_kept_file(pki / "ca.key"));
  GUICHET_TRY(key, crypto::PrivateKey::from_pem(key_pem));
  GUICHET_TRY(pem, read_kept_file(pki / "ca.pem"));
  GUICHET_TRY(chain, crypto::der_of_pem(pem));
  return StatusAuthority(pki, std::move(key), std::move(chain.front()));
}

/// One line a certificate: its serial, when it was revoked (milliseconds since 1970), and where
/// that stands.
Outcome<StatusAuthority::Record> StatusAuthority::read_record() const {
  Record record;
  std::error_code error;
  if (!fs::exists(pki_ / "revoked", error)) return record;
  GUICHET_TRY(bytes, read_kept_file(pki_ / "revoked"));
  std::istringstream lines(bytes);
  std::string serial;
  std::int64_t at = 0;
  std::string where;
  while (lines >> serial >> at >> where)
    record[serial] = {Instant{std::chrono::milliseconds{at}}, where == "list"};
  return record;
}

Outcome<void> StatusAuthority::write_record(const Record& record) const {
  std::string bytes;
  for (const auto& [serial, entry] : record)
    bytes += serial + " " + std::to_string(milliseconds_of(entry.at)) +
             (entry.in_list ? " list\n" : " responder\n");
  return write_kept_file(pki_ / "revoked", bytes, Readers::everyone);
}

Outcome<bool> StatusAuthority::revoke(const std::string& serial_hex, Published published,
                                      Instant now) {
  GUICHET_TRY(record, read_record());
  const bool in_list = published == Published::in_list;
  const auto known = record.find(serial_hex);
  if (known != record.end() && (known->second.in_list || !in_list)) return false;
  record[serial_hex] = {known == record.end() ? now : known->second.at, in_list};
  GUICHET_CHECK(written, write_record(record));
  if (in_list) {
    GUICHET_CHECK(issued, issue_list(now - head_start, now + list_life, now));
  }
  return true;
}

Outcome<void> StatusAuthority::issue_list(Instant this_update, Instant next_update, Instant now) {
  GUICHET_TRY(record, read_record());
  crypto::RevocationListOrder order;
  order.this_update = this_update;
  order.next_update = next_update;
  order.number = milliseconds_of(now);  // rises without being kept anywhere
  for (auto& [serial, entry] : record) {
    entry.in_list = true;
    order.revoked.push_back({serial, entry.at});
  }
  const std::string pem = crypto::issue_revocation_list(order, key_, authority_der_);
  GUICHET_CHECK(list, write_kept_file(list_file(), pem, Readers::everyone));
  return record.empty() ? Outcome<void>{} : write_record(record);
}

Outcome<void> StatusAuthority::ensure_list(Instant now) {
  if (const auto bytes = read_kept_file(list_file())) {
    const std::vector<std::string> issuers{authority_der_};
    const auto list = crypto::read_revocation_list(*bytes, issuers);
    if (list && now + renewed_before_end <= list->next_update) return {};
  }
  return issue_list(now - head_start, now + list_life, now);
}

Outcome<std::string> StatusAuthority::answer(std::string_view ocsp_request_der, Instant now,
                                             std::chrono::minutes life) const {
  GUICHET_TRY(record, read_record());
  crypto::OcspOrder order;
  order.this_update = now;
  order.next_update = now + life;
  order.revoked_at = [&](const std::string& serial) -> std::optional<Instant> {
    const auto entry = record.find(serial);
    return entry == record.end() ? std::nullopt : std::optional(entry->second.at);
  };
  return crypto::answer_ocsp(ocsp_request_der, order, key_, authority_der_);
}

}  // namespace guichet::sandbox
