// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guichet::crypto {

/// Tags of the ASN.1 types that are read and written here (X.690 8).
namespace der_tag {
inline constexpr std::uint8_t object_identifier = 0x06;
inline constexpr std::uint8_t utf8_string = 0x0c;
inline constexpr std::uint8_t sequence = 0x30;
}  // namespace der_tag

/// One element: its tag and its content, a view into the bytes that were read.
struct DerElement {
  std::uint8_t tag = 0;
  std::string_view content;
};

/// Reads the elements of a DER value one after the other. Never reads past the end, never recurses,
/// allocates nothing. The bytes must outlive the reader and what it gives.
class DerReader {
 public:
  explicit DerReader(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  /// What has not been read.
  std::string_view rest() const { return rest_; }
  /// The next element of any tag. Nothing if there is none, or its length is indefinite, longer
  /// than need be, over 16 MiB or past the end, or its tag takes more than one byte.
  std::optional<DerElement> next();
  /// The content of the next element if it has `tag`; nothing otherwise.
  std::optional<std::string_view> next(std::uint8_t tag);

 private:
  std::string_view rest_;
};

/// "0.4.0.19495.2" from the content of an OBJECT IDENTIFIER. Nothing if it is empty, cut off,
/// padded, or has a number above 2^32 - 1.
std::optional<std::string> dotted_oid(std::string_view content);

/// An element with this tag and content.
std::string der_element(std::uint8_t tag, std::string_view content);

/// The element of the OBJECT IDENTIFIER `dotted`, which must be well-formed.
std::string der_oid(std::string_view dotted);

}  // namespace guichet::crypto
