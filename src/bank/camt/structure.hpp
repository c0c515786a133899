// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "bank/camt/grammar.hpp"

namespace guichet::bank {

/// Follows a document through the grammar, element by element, and refuses what stands where the
/// standard does not have it. For one document.
class Structure {
 public:
  Structure();

  /// The message the document is one of; to be said before its first element.
  void set_message(unsigned message) { message_ = message; }

  /// An element begins. Gives what it means, or what is wrong with it.
  std::expected<Field, std::string> enter(std::string_view name);

  /// Text inside the element that is open.
  std::expected<void, std::string> text(std::string_view bytes);

  struct Left {
    Field field;
    std::string_view name;
    std::string text;  ///< of an element that has text: without blanks around it, on one line
  };

  /// The element that is open ends.
  std::expected<Left, std::string> leave();

 private:
  struct Open {
    const Child* child;  ///< null for the document
    const Content* content;
    std::size_t next = 0;  ///< where in the content's children
    int seen = 0;          ///< how many of that child
    std::string text = {};
  };

  const Content* content() const { return open_.back().content; }
  std::string_view name() const { return open_.back().child ? open_.back().child->name : "file"; }
  std::expected<const Child*, std::string> find(std::string_view name);
  std::expected<const Child*, std::string> find_in_order(std::string_view name);
  std::expected<void, std::string> check_nothing_missing(std::size_t until) const;

  unsigned message_ = 0;
  std::vector<Open> open_;
  int depth_unread_ = 0;  ///< how deep inside an element that is not read
};

}  // namespace guichet::bank
