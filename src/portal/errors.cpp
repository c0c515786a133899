// SPDX-License-Identifier: Apache-2.0
#include "portal/errors.hpp"

#include <string>

#include "domain/refusals.hpp"
#include "message/html.hpp"
#include "portal/page.hpp"

namespace guichet::portal {

using message::html_escaped;

namespace {

struct Words {
  std::string_view text;
  std::string_view cause;
  std::string_view remedy;
};

/// One language's half of a row; "Cause" is a word of both.
std::string explained(std::string_view language, const Words& words, std::string_view to_do) {
  return "<section lang=\"" + std::string(language) + "\">\n<p>" + html_escaped(words.text) +
         "</p>\n<p><strong>Cause.</strong> " + html_escaped(words.cause) + "</p>\n<p><strong>" +
         std::string(to_do) + ".</strong> " + html_escaped(words.remedy) + "</p>\n</section>\n";
}

}  // namespace

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
  for (const RefusalEntry& entry : all_refusals())
    if (entry.name == name)
      content += "<h2>HTTP " + std::to_string(entry.status) + "</h2>\n" +
                 explained("en", {entry.text, entry.cause, entry.remedy}, "What to do") +
                 explained("fr", {entry.text_fr, entry.cause_fr, entry.remedy_fr}, "Que faire");
  if (content.empty()) return std::nullopt;
  content += command_html("guichet explain " + std::string(name)) +
             "<p><a href=\"/errors/\">All refusals</a></p>\n";
  return page(200, name, content);
}

}  // namespace guichet::portal
