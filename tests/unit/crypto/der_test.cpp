// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"

#include <gtest/gtest.h>

namespace guichet::crypto {
namespace {

using namespace std::string_view_literals;

TEST(Der, reads_what_it_writes_at_every_form_of_length) {
  for (const std::size_t length : {0UL, 1UL, 127UL, 128UL, 255UL, 256UL, 65'535UL, 65'536UL}) {
    const std::string content(length, 'x');
    DerReader reader{std::string_view{}};
    const std::string element = der_element(der_tag::utf8_string, content);
    reader = DerReader(element);
    EXPECT_EQ(reader.next(der_tag::utf8_string), content);
    EXPECT_TRUE(reader.at_end());
  }
}

TEST(Der, refuses_lengths_that_are_indefinite_too_long_or_past_the_end) {
  for (const std::string_view bytes : {
           "\x30"sv,                          // no length
           "\x30\x80\x00\x00"sv,              // indefinite
           "\x30\x01"sv,                      // one byte promised, none there
           "\x30\x81\x01\x00"sv,              // long form of a short length
           "\x30\x82\x00\x80"sv,              // a leading zero
           "\x30\x84\x00\x00\x00\x01\x00"sv,  // more length bytes than we take
           "\x30\x83\xff\xff\xff"sv,          // 16 MiB promised
           "\x30\xff"sv,                      // reserved
           "\x1f\x81\x01\x00"sv,              // a tag of two bytes
       })
    EXPECT_FALSE(DerReader(bytes).next());
}

TEST(Der, refuses_another_tag_than_the_one_asked_for) {
  EXPECT_FALSE(DerReader("\x0c\x00"sv).next(der_tag::sequence));
}

TEST(Der, object_identifiers_go_both_ways) {
  for (const std::string_view dotted :
       {"0.4.0.19495.1.3", "1.2.840.113549", "2.5.4.97", "2.999.4294967295", "0.0"}) {
    const std::string element = der_oid(dotted);
    const auto content = DerReader(element).next(der_tag::object_identifier);
    ASSERT_TRUE(content);
    EXPECT_EQ(dotted_oid(*content), dotted);
  }
}

TEST(Der, refuses_object_identifiers_that_are_empty_cut_off_padded_or_enormous) {
  for (const std::string_view content : {""sv, "\x81"sv, "\x2a\x86"sv, "\x2a\x80\x01"sv,
                                         "\x2a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv})
    EXPECT_FALSE(dotted_oid(content));
}

}  // namespace
}  // namespace guichet::crypto
