// SPDX-License-Identifier: Apache-2.0
#include "ais/batch_quota.hpp"

#include <string_view>

#include "domain/iban.hpp"

namespace guichet::ais {

std::string used_up(const QuotaKey& key, int limit) {
  std::string what = key.method;
  const std::string_view subject = key.subject;
  if (const auto account = Iban::parse(subject.substr(0, subject.find('/'))))
    what.append(" of ").append(account->masked());
  return "Used up this Paris day: " + std::to_string(limit) + " batch accesses to " + what +
         "; wait for Retry-After, or send PSU-IP-Address if he is there.";
}

}  // namespace guichet::ais
