// SPDX-License-Identifier: Apache-2.0
#include "client/html_form.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

namespace guichet::client {
namespace {

constexpr std::string_view blanks = " \t\r\n\f";

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

struct Tag {
  std::string name;  ///< lower case, with "/" in front when it closes
  std::vector<std::pair<std::string, std::string>> attributes;
  std::size_t end = 0;  ///< behind its '>'

  const std::string* attribute(std::string_view wanted) const {
    for (const auto& [name_of_one, value] : attributes)
      if (name_of_one == wanted) return &value;
    return nullptr;
  }
  std::string text(std::string_view wanted) const {
    const std::string* value = attribute(wanted);
    return value == nullptr ? std::string() : *value;
  }
};

/// Reads name="value", name='value', name=value and name from `at` on, up to '>'.
void read_attributes(std::string_view html, std::size_t at, Tag& tag) {
  while (true) {
    at = html.find_first_not_of(" \t\r\n\f/", at);
    if (at == std::string_view::npos || html[at] == '>') break;
    const std::size_t name_end = std::min(html.find_first_of(" \t\r\n\f/>=", at + 1), html.size());
    std::string name = lower_case(html.substr(at, name_end - at));
    at = html.find_first_not_of(blanks, name_end);
    std::string_view value;
    if (at != std::string_view::npos && html[at] == '=') {
      at = html.find_first_not_of(blanks, at + 1);
      if (at == std::string_view::npos) break;
      const bool quoted = html[at] == '"' || html[at] == '\'';
      const std::size_t start = quoted ? at + 1 : at;
      const std::size_t end =
          quoted ? html.find(html[at], start) : html.find_first_of(" \t\r\n\f>", start);
      value = html.substr(start, std::min(end, html.size()) - start);
      at = end == std::string_view::npos ? html.size() : end + (quoted ? 1 : 0);
    }
    tag.attributes.emplace_back(std::move(name), without_references(value));
    if (at == std::string_view::npos) break;
  }
  tag.end = std::min(at, html.size()) + (at < html.size() ? 1 : 0);
}

/// The next tag at or behind `from`; comments are skipped.
std::optional<Tag> next_tag(std::string_view html, std::size_t from) {
  while (true) {
    const std::size_t open = html.find('<', from);
    if (open == std::string_view::npos || open + 1 >= html.size()) return std::nullopt;
    if (html.substr(open).starts_with("<!--")) {
      const std::size_t close = html.find("-->", open + 4);
      if (close == std::string_view::npos) return std::nullopt;
      from = close + 3;
      continue;
    }
    const std::size_t end = std::min(html.find_first_of(" \t\r\n\f>", open + 1), html.size());
    Tag tag;
    tag.name = lower_case(html.substr(open + 1, end - open - 1));
    read_attributes(html, end, tag);
    return tag;
  }
}

void add_control(const Tag& tag, std::string_view select, HtmlForm& form) {
  FormControl control;
  control.name = tag.text("name");
  control.value = tag.text("value");
  control.type = lower_case(tag.text("type"));
  control.chosen = tag.attribute("checked") != nullptr;
  if (tag.name == "option") {
    control.name = std::string(select);
    control.type = "option";
    control.chosen = tag.attribute("selected") != nullptr;
  } else if (tag.name == "button" && control.type.empty()) {
    control.type = "submit";
  } else if (tag.name == "input" && control.type.empty()) {
    control.type = "text";
  }
  if (!control.name.empty()) form.controls.push_back(std::move(control));
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | code_point >> 6);
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | code_point >> 12);
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | code_point >> 18);
    add(0x80 | (code_point >> 12 & 0x3F));
    add(0x80 | (code_point >> 6 & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

/// The character that "amp" or "#x27" names.
std::optional<std::string> character_of(std::string_view reference) {
  using Named = std::pair<std::string_view, std::string_view>;
  constexpr std::array named{Named{"amp", "&"},   Named{"lt", "<"},   Named{"gt", ">"},
                             Named{"quot", "\""}, Named{"apos", "'"}, Named{"nbsp", " "}};
  for (const auto& [name, character] : named)
    if (name == reference) return std::string(character);
  if (!reference.starts_with('#')) return std::nullopt;
  reference.remove_prefix(1);
  const bool hexadecimal = reference.starts_with('x') || reference.starts_with('X');
  if (hexadecimal) reference.remove_prefix(1);
  const std::string digits(reference);
  std::uint32_t code_point = 0;
  const char* const end = digits.c_str() + digits.size();
  const auto read = std::from_chars(digits.c_str(), end, code_point, hexadecimal ? 16 : 10);
  const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
  if (read.ec != std::errc{} || read.ptr != end || code_point == 0 || code_point > 0x10FFFF ||
      surrogate)
    return std::nullopt;
  std::string character;
  append_utf8(character, code_point);
  return character;
}

std::string collapsed(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = blanks.contains(c);
    if (!blank) line += c;
    if (blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  while (line.ends_with(' ')) line.pop_back();
  if (line.size() <= 200) return line;
  std::size_t cut = 200;
  while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
  return line.substr(0, cut);
}

/// What is written between `opened` and the tag that closes it, tags left out.
std::string inner_text(std::string_view html, const Tag& opened) {
  std::string text;
  std::size_t at = opened.end;
  int depth = 1;
  while (depth > 0) {
    const auto tag = next_tag(html, at);
    const std::size_t open = std::min(html.find('<', at), html.size());
    text += std::string(html.substr(at, open - at)) + ' ';
    if (!tag) break;
    if (tag->name == opened.name) ++depth;
    if (tag->name == "/" + opened.name) --depth;
    at = tag->end;
  }
  return collapsed(without_references(text));
}

}  // namespace

std::vector<HtmlForm> forms_of(std::string_view html) {
  std::vector<HtmlForm> forms;
  bool inside = false;
  std::string select;
  std::size_t at = 0;
  while (const auto tag = next_tag(html, at)) {
    at = std::max(tag->end, at + 1);
    if (tag->name == "form") {
      const std::string method = lower_case(tag->text("method"));
      forms.push_back({tag->text("action"), method.empty() ? "get" : method, {}});
      inside = true;
    } else if (tag->name == "/form") {
      inside = false;
    } else if (tag->name == "select") {
      select = tag->text("name");
    } else if (inside && (tag->name == "input" || tag->name == "button" || tag->name == "option")) {
      add_control(*tag, select, forms.back());
    }
  }
  return forms;
}

const FormControl* HtmlForm::find(std::string_view name) const {
  for (const FormControl& control : controls)
    if (control.name == name) return &control;
  return nullptr;
}

std::vector<std::vector<std::string>> rows_of(std::string_view html) {
  std::vector<std::vector<std::string>> rows;
  std::size_t at = 0;
  while (const auto tag = next_tag(html, at)) {
    at = std::max(tag->end, at + 1);
    if (tag->name == "tr") rows.emplace_back();
    if (tag->name == "td" && !rows.empty()) rows.back().push_back(inner_text(html, *tag));
  }
  std::erase_if(rows, [](const auto& row) { return row.empty(); });
  return rows;
}

std::string message_of_page(std::string_view html) {
  std::string title;
  std::size_t at = 0;
  while (const auto tag = next_tag(html, at)) {
    at = std::max(tag->end, at + 1);
    if (tag->text("role") == "alert") return inner_text(html, *tag);
    if (tag->name == "title" && title.empty()) title = inner_text(html, *tag);
  }
  return title;
}

std::string without_references(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text[i] == '&' ? text.find(';', i) : std::string_view::npos;
    const auto character = end != std::string_view::npos && end - i <= 10
                               ? character_of(text.substr(i + 1, end - i - 1))
                               : std::nullopt;
    if (!character) {
      plain += text[i];
      continue;
    }
    plain += *character;
    i = end;
  }
  return plain;
}

}  // namespace guichet::client
