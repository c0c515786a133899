// SPDX-License-Identifier: Apache-2.0
#include "sandbox/costly_variants.hpp"

#include <string>

#include "crypto/der.hpp"

namespace guichet::sandbox {
namespace {

namespace tag = crypto::der_tag;
using crypto::der_element;
using crypto::der_oid;

constexpr std::uint8_t integer = 0x02;
constexpr std::uint8_t octet_string = 0x04;
constexpr std::uint8_t permitted_subtrees = 0xa0;  // RFC 5280 4.2.1.10
constexpr std::uint8_t dns_name = 0x82;            // RFC 5280 4.2.1.6

std::string integer_of(int value) {
  std::string bytes;
  for (int rest = value; rest > 0 || bytes.empty(); rest >>= 8)
    bytes.insert(bytes.begin(), static_cast<char>(rest & 0xff));
  if ((bytes.front() & 0x80) != 0) bytes.insert(bytes.begin(), '\0');
  return der_element(integer, bytes);
}

std::string name_number(int number) { return "d" + std::to_string(number) + ".example"; }

std::string policy(int number) { return der_oid("1.3.6.1.4.1.99999." + std::to_string(number)); }

}  // namespace

void put_on_no_curve(IssuePlan& plan) {
  // 697 = 17 * 41 is no prime, and x = 1 asks for a root of 696, which has none.
  constexpr int no_prime = 697;
  constexpr int order = 691;
  const std::string compressed("\x02\x00\x01", 3);
  const std::string a("\x00\x01", 2);
  const std::string b("\x02\xb6", 2);
  std::string all = integer_of(1);
  all += der_element(tag::sequence, der_oid("1.2.840.10045.1.1") + integer_of(no_prime));
  all += der_element(tag::sequence, der_element(octet_string, a) + der_element(octet_string, b));
  all += der_element(octet_string, compressed) + integer_of(order) + integer_of(1);
  plan.order.raw_key = crypto::RawEcKey{der_element(tag::sequence, all), compressed};
}

void put_constraints_above(IssuePlan& plan) {
  constexpr int permitted = 1500;
  constexpr int used = 1200;
  std::string trees;
  for (int i = 0; i < permitted; ++i)
    trees += der_element(tag::sequence, der_element(dns_name, name_number(i)));
  plan.between = Between::line;
  plan.line_length = 1;
  plan.extensions_in_each = {
      {"2.5.29.30", der_element(tag::sequence, der_element(permitted_subtrees, trees))}};
  for (int i = 0; i < used; ++i)
    plan.order.dns_names.push_back(name_number(i) + "." + name_number(permitted - 1));
}

void put_policies_above(IssuePlan& plan) {
  constexpr int width = 12;
  std::string policies;
  std::string mappings;
  for (int one = 0; one < width; ++one) {
    policies += der_element(tag::sequence, policy(one));
    for (int other = 0; other < width; ++other)
      mappings += der_element(tag::sequence, policy(one) + policy(other));
  }
  plan.between = Between::line;
  plan.line_length = 4;
  plan.extensions_in_each = {{"2.5.29.32", der_element(tag::sequence, policies)},
                             {"2.5.29.33", der_element(tag::sequence, mappings)}};
  plan.order.more_extensions = {
      {"2.5.29.32", der_element(tag::sequence, der_element(tag::sequence, policy(0)))}};
}

}  // namespace guichet::sandbox
