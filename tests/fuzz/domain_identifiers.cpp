// SPDX-License-Identifier: Apache-2.0
//
// IBANs and organizationIdentifiers. What is accepted has the grammar's shape, told here in other
// words, and no IBAN is printed whole.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "domain/iban.hpp"
#include "domain/tpp.hpp"

namespace {

/// The number that an authority gave may have blanks inside, an IBAN has none.
bool is_printable(std::string_view text, char first) {
  return std::ranges::all_of(text, [first](char c) { return c >= first && c < 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (guichet::is_organization_identifier(text) &&
      (!is_printable(text, ' ') || std::ranges::count(text, '-') < 2 || text.size() < 10))
    std::abort();
  const auto iban = guichet::Iban::parse(text);
  if (!iban) return 0;
  if (iban->text() != text || !is_printable(text, '!') || text.size() < 15 || text.size() > 34)
    std::abort();
  if (iban->masked().size() != 8 || iban->resource_id().size() > 21) std::abort();
  return 0;
}
