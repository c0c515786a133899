// SPDX-License-Identifier: Apache-2.0
#include "client/refusal_answer.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "client/json_member.hpp"

namespace guichet::client {
namespace {

bool is_code(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// The target of the first link with this relation (RFC 8288), whichever field it stands in.
std::string link_with(const Answer& answer, std::string_view relation) {
  const std::string wanted = "rel=\"" + std::string(relation) + "\"";
  for (const message::Header& header : answer.headers.all()) {
    if (!message::same_name(header.name, "Link")) continue;
    const std::size_t at = header.value.find(wanted);
    const std::size_t close = header.value.rfind('>', at);
    const std::size_t open = header.value.rfind('<', close);
    if (at != std::string::npos && close != std::string::npos && open != std::string::npos)
      return std::string(header.value.substr(open + 1, close - open - 1));
  }
  return {};
}

void read_body(const boost::json::object& body, RefusalAnswer& refusal) {
  if (std::string description = text_in(body, "error_description"); !description.empty()) {
    refusal.code = text_in(body, "error");
    refusal.message = std::move(description);
    if (refusal.help.empty()) refusal.help = text_in(body, "error_uri");
    return;
  }
  refusal.message = text_in(body, "message");
  const std::size_t colon = std::min(refusal.message.find(':'), refusal.message.size());
  if (is_code(std::string_view(refusal.message).substr(0, colon))) {
    refusal.code = refusal.message.substr(0, colon);
    refusal.message.erase(0, std::min(colon + 2, refusal.message.size()));
  } else if (refusal.message.empty()) {
    refusal.message = text_in(body, "error");
  }
}

}  // namespace

RefusalAnswer read_refusal(const Answer& answer) {
  RefusalAnswer refusal;
  refusal.status = answer.status;
  refusal.help = link_with(answer, "help");
  refusal.monitor = link_with(answer, "monitor");
  refusal.request_id = std::string(answer.headers.find("X-Request-ID").value_or(""));
  refusal.retry_after = std::string(answer.headers.find("Retry-After").value_or(""));
  if (const auto body = read_object(answer.body)) read_body(*body, refusal);
  return refusal;
}

}  // namespace guichet::client
