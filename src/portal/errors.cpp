// SPDX-License-Identifier: Apache-2.0
#include "portal/errors.hpp"

#include <string>

#include "domain/refusals.hpp"
#include "message/html.hpp"
#include "portal/page.hpp"

namespace guichet::portal {

using message::html_escaped;

message::Response errors_index_page() {
  std::string content =
      "<p>Every refusal has a stable code, at the beginning of <code>message</code> or as the "
      "OAuth <code>error</code>.</p>\n";
  content +=
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-label=\"Refusals\">\n<table>\n<thead><tr><th scope=\"col\">Code</th>"
      "<th scope=\"col\">Status</th><th scope=\"col\">Meaning</th></tr></thead>\n<tbody>\n";
  for (const RefusalEntry& entry : all_refusals()) {
    const std::string name = html_escaped(entry.name);
    content += "<tr><td><a href=\"/errors/" + name + "\"><code>" + name + "</code></a></td><td>" +
               std::to_string(entry.status) + "</td><td>" + html_escaped(entry.text) +
               "</td></tr>\n";
  }
  return page(200, "Refusals", content + "</tbody>\n</table>\n</div>\n");
}

std::optional<message::Response> error_page(std::string_view name) {
  std::string content;
  for (const RefusalEntry& entry : all_refusals()) {
    if (entry.name != name) continue;
    content += "<h2>HTTP " + std::to_string(entry.status) + "</h2>\n<p>" +
               html_escaped(entry.text) + "</p>\n<p lang=\"fr\" class=\"muted\">" +
               html_escaped(entry.text_fr) + "</p>\n<p><strong>What to do.</strong> " +
               html_escaped(entry.remedy) + "</p>\n";
  }
  if (content.empty()) return std::nullopt;
  content += command_html("guichet explain " + std::string(name)) +
             "<p><a href=\"/errors/\">All refusals</a></p>\n";
  return page(200, name, content);
}

}  // namespace guichet::portal
