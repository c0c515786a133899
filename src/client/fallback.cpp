// SPDX-License-Identifier: Apache-2.0
#include "client/fallback.hpp"

#include "client/flow.hpp"
#include "client/html_form.hpp"
#include "domain/outcome.hpp"
#include "message/target.hpp"

namespace guichet::client {

Result<FallbackReply> ask_for_fallback(const Application& application, Transport& transport,
                                       Randomness& randomness) {
  message::Request request;
  request.method = "POST";
  request.target = application.endpoint(token_path);
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.add("X-Request-ID", new_request_id(randomness));
  request.headers.add("fallback", "1");
  request.body = "client_id=" + message::percent_encoded(application.client_id) +
                 "&grant_type=client_credentials&scope=aisp";
  GUICHET_TRY(answer, transport.send(application.api, request, Caller::tpp));
  FallbackReply reply{{}, std::move(answer)};
  if (reply.answer.status != 302) return reply;
  reply.location = reply.answer.headers.find("Location").value_or("");
  if (reply.location.empty()) return fail(Trouble::answer, "the bank's redirect has no Location");
  return reply;
}

Result<std::vector<ScrapedAccount>> accounts_at_online_bank(Transport& transport,
                                                            std::string_view location,
                                                            const Customer& customer) {
  const auto start = parse_url(location);
  if (!start) return fail(Trouble::answer, "the bank's Location is no http or https address");
  FormDriver driver(transport);
  GUICHET_TRY(page, driver.last_page(*start, customer));
  std::vector<ScrapedAccount> accounts;
  for (std::vector<std::string>& row : rows_of(page.body)) {
    if (row.size() != 3) return fail(Trouble::answer, "the page of accounts has another form");
    accounts.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2])});
  }
  return accounts;
}

}  // namespace guichet::client
