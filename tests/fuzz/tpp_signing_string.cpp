// SPDX-License-Identifier: Apache-2.0
//
// Signing strings. The first line of the input is the list of names, the second method and target,
// the others are headers: one line must come out for each name, and begin with it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tpp/signature.hpp"

namespace {

std::string_view take_until(char end, std::string_view& rest) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return taken;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  std::string_view list = take_until('\n', rest);
  std::vector<std::string> names;
  while (!list.empty()) names.emplace_back(take_until(' ', list));
  guichet::message::Request request;
  std::string_view first_line = take_until('\n', rest);
  request.method = take_until(' ', first_line);
  request.target = first_line;
  while (!rest.empty()) {
    std::string_view line = take_until('\n', rest);
    std::string name(take_until(':', line));
    request.headers.add(std::move(name), std::string(line));
  }
  const auto text = guichet::tpp::signing_string(request, names);
  if (!text) return 0;
  std::string_view lines = *text;
  for (const std::string& name : names)
    if (!take_until('\n', lines).starts_with(name + ": ")) std::abort();
  if (!lines.empty() || text->ends_with('\n')) std::abort();
  return 0;
}
