// SPDX-License-Identifier: Apache-2.0
//
// A TPP's registration: whatever is accepted is bounded, and its record, sent back, is accepted and
// says the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "stet/registration.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace guichet;
  const auto read = stet::read_registration({reinterpret_cast<const char*>(bytes), size});
  if (!read) {
    if (read.error().said.size() > 140) std::abort();
    return 0;
  }
  if (read->redirect_uris.empty() || read->redirect_uris.size() > 100 || read->keys.empty() ||
      read->keys.size() > 10 || read->client_name.empty())
    std::abort();
  stet::Registration expected = *read;
  expected.client_id = "1PSDFR-ACPR-13807-0-ABCD";  // which the bank gives
  const auto again = stet::read_registration(stet::registration_record(
      read->metadata, expected.client_id, "https://a.example/", Instant{}));
  if (!again || *again != expected) std::abort();
  return 0;
}
