// SPDX-License-Identifier: Apache-2.0
#include "portal/inspector.hpp"

#include <string>

#include "message/html.hpp"
#include "portal/page.hpp"

namespace guichet::portal {
namespace {

using message::html_escaped;

std::string row_html(std::string_view check, std::string_view verdict) {
  return "<tr><td>" + html_escaped(check) + "</td><td>" + html_escaped(verdict) + "</td></tr>\n";
}

std::string term_html(std::string_view term, std::string_view value) {
  return "<dt>" + std::string(term) + "</dt>\n<dd><code>" + html_escaped(value) + "</code></dd>\n";
}

/// What the signature was compared with.
std::string seal_html(const SealReading& seal) {
  std::string html = "<h3>The signature</h3>\n";
  if (!seal.would_verify.empty())
    html += "<p><strong>What would have verified:</strong> " + html_escaped(seal.would_verify) +
            "</p>\n";
  if (!seal.signing_string.empty()) {
    html += "<p>The string as rebuilt here, its lines joined by LF:</p>\n<pre>";
    for (const std::string& line : seal.signing_string) html += html_escaped(line) + "\n";
    html += "</pre>\n";
  }
  html += "<dl>\n" + term_html("Digest of the body that arrived", seal.body_digest);
  if (!seal.rebuilt_hash.empty()) html += term_html("SHA-256 of this string", seal.rebuilt_hash);
  html +=
      seal.signed_hash.empty()
          ? "<dt>SHA-256 that was signed</dt>\n<dd>none of your seals made this signature</dd>\n"
          : term_html("SHA-256 that was signed", seal.signed_hash);
  html +=
      "</dl>\n<table>\n<thead><tr><th scope=\"col\">Header</th><th scope=\"col\">As it came"
      "</th></tr></thead>\n<tbody>\n";
  for (const auto& [name, value] : seal.headers)
    html += "<tr><td>" + html_escaped(name) + "</td><td><code>" + html_escaped(value) +
            "</code></td></tr>\n";
  return html + "</tbody>\n</table>\n";
}

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
  for (const std::string_view check : inspection.verdicts.passed) html += row_html(check, "passed");
  if (!inspection.verdicts.failed.empty())
    html += row_html(inspection.verdicts.failed, inspection.verdicts.refusal);
  html += "</tbody>\n</table>\n";
  if (inspection.seal) html += seal_html(*inspection.seal);
  return html;
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
