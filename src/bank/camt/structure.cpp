// SPDX-License-Identifier: Apache-2.0
#include "bank/camt/structure.hpp"

#include <algorithm>
#include <utility>

#include "bank/camt/camt_values.hpp"

namespace guichet::bank {
namespace {

using Form = Content::Form;

constexpr std::size_t bytes_a_character = 4;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Without blanks at either end, and with a blank for each break inside.
std::string on_one_line(std::string_view text) {
  const auto first = std::ranges::find_if_not(text, is_blank);
  const auto last = std::find_if_not(text.rbegin(), text.rend(), is_blank).base();
  std::string line = first < last ? std::string(first, last) : std::string{};
  std::ranges::replace_if(line, is_blank, ' ');
  return line;
}

std::string tag(std::string_view name) { return "<" + shown(name) + ">"; }

}  // namespace

Structure::Structure() { open_.push_back({nullptr, &camt_grammar()}); }

std::expected<Field, std::string> Structure::enter(std::string_view name) {
  if (depth_unread_ > 0) {
    ++depth_unread_;
    return Field::none;
  }
  const auto child = find(name);
  if (!child) return std::unexpected(child.error());
  open_.push_back({*child, (*child)->content});
  if (content() && content()->form == Form::anything) depth_unread_ = 1;
  return (*child)->field;
}

std::expected<const Child*, std::string> Structure::find(std::string_view name) {
  if (!content()) return std::unexpected(tag(this->name()) + " has text only, not " + tag(name));
  if (content()->form == Form::sequence) return find_in_order(name);
  Open& parent = open_.back();
  for (const Child& child : content()->children) {
    if (child.name != name || !(child.where & message_)) continue;
    if (parent.seen > 0)
      return std::unexpected(tag(this->name()) + " has one choice only, " + tag(name) +
                             " is a second");
    parent.seen = 1;
    return &child;
  }
  return std::unexpected(tag(name) + " is no choice of " + tag(this->name()));
}

std::expected<const Child*, std::string> Structure::find_in_order(std::string_view name) {
  Open& parent = open_.back();
  const auto children = content()->children;
  const auto is_it = [&](const Child& child) {
    return child.name == name && (child.where & message_);
  };
  const auto found = std::find_if(children.begin() + static_cast<std::ptrdiff_t>(parent.next),
                                  children.end(), is_it);
  if (found == children.end()) {
    const bool earlier = std::ranges::any_of(children, is_it);
    return std::unexpected(tag(name) +
                           (earlier ? " is out of its order in " : " has no place in ") +
                           tag(this->name()));
  }
  const auto at = static_cast<std::size_t>(found - children.begin());
  if (at != parent.next) {
    if (auto whole = check_nothing_missing(at); !whole) return std::unexpected(whole.error());
    parent.next = at;
    parent.seen = 0;
  }
  if (parent.seen == found->max)
    return std::unexpected(tag(this->name()) + " has at most " + std::to_string(found->max) + " " +
                           tag(name));
  ++parent.seen;
  return &*found;
}

/// Refuses if a child that must be there is not, of those before `until`.
std::expected<void, std::string> Structure::check_nothing_missing(std::size_t until) const {
  const Open& parent = open_.back();
  for (std::size_t i = parent.next; i < until; ++i) {
    const Child& child = content()->children[i];
    const int seen = i == parent.next ? parent.seen : 0;
    if (seen < child.min && (child.where & message_))
      return std::unexpected(tag(child.name) + " is missing in " + tag(name()));
  }
  return {};
}

std::expected<void, std::string> Structure::text(std::string_view bytes) {
  if (depth_unread_ > 0) return {};
  if (content()) {
    if (std::ranges::all_of(bytes, is_blank)) return {};
    return std::unexpected(tag(name()) + " has elements, not the text \"" + shown(bytes) + "\"");
  }
  std::string& text = open_.back().text;
  // Blanks around a text do not count, but nobody needs a page of them.
  constexpr std::size_t room_for_blanks = 1000;
  if (text.size() + bytes.size() >
      open_.back().child->longest * bytes_a_character + room_for_blanks)
    return std::unexpected(tag(name()) + " is longer than " +
                           std::to_string(open_.back().child->longest) + " characters");
  text += bytes;
  return {};
}

std::expected<Structure::Left, std::string> Structure::leave() {
  if (depth_unread_ > 1) {
    --depth_unread_;
    return Left{Field::none, {}, {}};
  }
  const bool unread = std::exchange(depth_unread_, 0) == 1;
  Left left{open_.back().child->field, name(), {}};
  if (!content()) {
    left.text = on_one_line(open_.back().text);
    if (left.text.empty()) return std::unexpected(tag(name()) + " is empty");
    if (characters_in(left.text) > open_.back().child->longest)
      return std::unexpected(tag(name()) + " is longer than " +
                             std::to_string(open_.back().child->longest) + " characters");
  } else if (!unread && content()->form == Form::sequence) {
    if (auto whole = check_nothing_missing(content()->children.size()); !whole)
      return std::unexpected(whole.error());
  } else if (!unread && open_.back().seen == 0) {
    return std::unexpected(tag(name()) + " is empty");
  }
  open_.pop_back();
  return left;
}

}  // namespace guichet::bank
