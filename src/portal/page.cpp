// SPDX-License-Identifier: Apache-2.0
#include "portal/page.hpp"

#include "message/html.hpp"
#include "portal/assets.hpp"

namespace guichet::portal {
namespace {

using message::html_escaped;

std::string account_rows(const std::vector<ShownAccount>& accounts) {
  std::string rows;
  for (const ShownAccount& account : accounts)
    rows += "<tr><td><code>" + html_escaped(account.login) + "</code></td><td>" +
            html_escaped(account.customer) + "</td><td><code>" + html_escaped(account.iban) +
            "</code></td><td>" + html_escaped(account.holder) + "</td><td class=\"amount\">" +
            html_escaped(account.balance) + "</td></tr>\n";
  return rows;
}

}  // namespace

message::Response page(int status, std::string_view title, const std::string& content) {
  message::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/html; charset=utf-8");
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                       "connect-src 'self'; form-action 'none'; "
                       "base-uri 'none'; frame-ancestors 'none'");
  response.headers.add("X-Frame-Options", "DENY");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.body =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      html_escaped(title) + (title.starts_with("Guichet") ? "" : " - Guichet") +
      "</title>\n<link rel=\"stylesheet\" href=\"" + asset_path("portal.css") +
      "\">\n<link rel=\"icon\" href=\"" + asset_path("icon.svg") +
      "\">\n<script type=\"module\" src=\"" + asset_path("portal.ts") +
      "\"></script>\n</head>\n<body>\n<header><p><strong>Guichet</strong> "
      "<a href=\"/errors/\">Refusals</a></p></header>\n<main>\n<h1>" +
      html_escaped(title) + "</h1>\n" + content + "</main>\n</body>\n</html>\n";
  return response;
}

std::string command_html(std::string_view command) {
  return "<pre data-copy tabindex=\"0\"><code>" + html_escaped(command) + "</code></pre>\n";
}

message::Response start_page(const StartPage& start) {
  std::string content =
      "<p>This is a whole bank counter for open banking, with invented customers. Everything stays "
      "on this machine.</p>\n";
  content += "<h2>Begin</h2>\n";
  for (const std::string& command : start.commands) content += command_html(command);
  content += "<h2>Addresses</h2>\n<ul>\n<li>API: <code>" + html_escaped(start.api) +
             "/stet/psd2/v1.6.2/accounts</code></li>\n";
  content += "<li>Authorization: <code>" + html_escaped(start.authorize) + "</code></li>\n";
  content += "<li><a href=\"/errors/\">What every refusal means</a></li>\n";
  content +=
      "<li><a href=\"/_sandbox/requests\">The last requests and the verdict of every check</a> "
      "(JSON)</li>\n<li><a href=\"/_sandbox/clock\">The clock</a> (JSON)</li>\n"
      "<li><a href=\"/_sandbox/personas\">The personas</a> (JSON)</li>\n"
      "<li><a href=\"/phone\">The customers' phones</a>, with the bank's app</li>\n"
      "<li><a href=\"/permissions\">The permission dashboard</a>, where customers withdraw</li>\n"
      "<li><a href=\"/online-bank\">The online bank</a>, where the fallback leads</li>\n</ul>\n";
  content += "<h2>Customers</h2>\n<p>The SMS code is always <code>" + html_escaped(start.otp) +
             "</code>.</p>\n";
  content +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Customers and "
      "accounts\">\n<table>\n<thead><tr><th scope=\"col\">"
      "Identifier</th><th scope=\"col\">Customer</th><th scope=\"col\">IBAN</th><th "
      "scope=\"col\">Holder</th>"
      "<th scope=\"col\" class=\"amount\">Balance</th></tr></thead>\n<tbody>\n" +
      account_rows(start.accounts) + "</tbody>\n</table>\n</div>\n";
  return page(200, "Guichet sandbox", content);
}

}  // namespace guichet::portal
