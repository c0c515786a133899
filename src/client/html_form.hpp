// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace guichet::client {

/// One control of a form: an input, a button, or one option of a select.
struct FormControl {
  std::string name;
  std::string value;
  std::string type;     ///< lower case: "hidden", "text", "radio", "submit", "option", ...
  bool chosen = false;  ///< a checked radio or checkbox, a selected option
};

/// An HTML form as far as a program needs it to fill it in.
struct HtmlForm {
  std::string action;  ///< as written; empty means the page's own address
  std::string method;  ///< lower case, "get" if none is written
  std::vector<FormControl> controls;

  /// The first control of this name, or null.
  const FormControl* find(std::string_view name) const;
};

/// The forms of a page, in order. Forgiving: what is no form is skipped, an unclosed form ends with
/// the page.
std::vector<HtmlForm> forms_of(std::string_view html);

/// The rows of the page's tables, in order: the texts of their cells, headings left out, blanks
/// collapsed.
std::vector<std::vector<std::string>> rows_of(std::string_view html);

/// The text of the first element with role="alert", or else of the title; blanks collapsed, at most
/// 200 bytes.
std::string message_of_page(std::string_view html);

/// Character references resolved: the five of XML, &nbsp; and numeric ones.
std::string without_references(std::string_view text);

}  // namespace guichet::client
