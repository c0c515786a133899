// SPDX-License-Identifier: Apache-2.0
#include "portal/inspector.hpp"

#include <string>

#include "message/html.hpp"
#include "portal/page.hpp"

namespace guichet::portal {
namespace {

using message::html_escaped;

std::string shown(const record::Inspection& inspection) {
  const record::Event& event = inspection.event;
  std::string html = "<h2>" + html_escaped(event.method) + " " + html_escaped(event.path) +
                     "</h2>\n<p>Answered " + std::to_string(event.status);
  if (!event.code.empty()) {
    const std::string code = html_escaped(event.code);
    html += ", <a href=\"/errors/" + code + "\"><code>" + code + "</code></a>";
  }
  html += ". " + std::string(event.batch ? "Batch access" : "Customer connected") + ".</p>\n";
  html +=
      "<table>\n<thead><tr><th scope=\"col\">Check</th><th "
      "scope=\"col\">Verdict</th></tr></thead>\n<tbody>\n";
  for (const record::Verdict& verdict : inspection.verdicts)
    html += "<tr><td>" + html_escaped(verdict.check) + "</td><td>" + html_escaped(verdict.outcome) +
            "</td></tr>\n";
  return html + "</tbody>\n</table>\n";
}

}  // namespace

message::Response inspector_page(std::string_view x_request_id,
                                 const std::vector<record::Inspection>& inspections) {
  if (inspections.empty())
    return page(404, "No such request",
                "<p>No request with this X-Request-ID is remembered; the last 1,000 are.</p>\n");
  std::string content =
      "<p>The checks in the order in which they ran; the first that did not pass answered.</p>\n";
  for (const record::Inspection& inspection : inspections) content += shown(inspection);
  return page(200, "Request " + std::string(x_request_id), content);
}

}  // namespace guichet::portal
