// SPDX-License-Identifier: Apache-2.0
#include "rooms.hpp"

#include <cstddef>
#include <vector>

#include "source_tree.hpp"

namespace guichet::house {
namespace {

/// The words between the parentheses of a command that begins at `at`.
std::vector<std::string> arguments_at(const std::string& text, std::size_t at) {
  const std::size_t open = text.find('(', at) + 1;
  return words_of(std::string_view{text}.substr(open, text.find(')', open) - open));
}

void add_room(Rooms& rooms, const std::vector<std::string>& arguments, int level) {
  Room& room = rooms[arguments.at(0)];
  room.level = level;
  for (std::size_t i = 2; i < arguments.size(); ++i) room.may_include.insert(arguments[i]);
}

void add_adapter(Rooms& rooms, const std::vector<std::string>& arguments) {
  const std::string& adapter = arguments.at(0);
  const std::string room = adapter.substr(0, adapter.find('/'));
  rooms[adapter] = Room{rooms.at(room).level, {room, "domain"}};
  rooms.at("app").may_include.insert(adapter);
  for (std::size_t i = 1; i < arguments.size(); ++i)
    rooms.at(arguments[i]).may_include.insert(adapter);
}

}  // namespace

Rooms rooms_of_the_build() {
  const std::string text = text_of("CMakeLists.txt");
  Rooms rooms;
  int level = 0;
  std::size_t at = 0;
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with("# level ")) level = std::stoi(std::string{line.substr(8)});
    if (line.starts_with("guichet_room(")) add_room(rooms, arguments_at(text, at), level);
    if (line.starts_with("guichet_adapter(")) add_adapter(rooms, arguments_at(text, at));
    at += line.size() + 1;
  }
  return rooms;
}

Rooms rooms_of_the_drawing() {
  const std::string text = text_of("docs/architecture.md");
  Rooms rooms;
  bool in_table = false;
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with("## ")) in_table = line == "## Rooms";
    if (!in_table || !line.starts_with("| `")) continue;
    std::string plain{line};
    std::erase(plain, '`');
    std::vector<std::string> cells;
    for (std::size_t from = 1; from < plain.size();) {
      const std::size_t end = plain.find('|', from);
      cells.push_back(plain.substr(from, end - from));
      from = end + 1;
    }
    const auto includes = words_of(cells.at(2));
    rooms[words_of(cells.at(0)).at(0)] =
        Room{std::stoi(cells.at(1)), {includes.begin(), includes.end()}};
  }
  return rooms;
}

std::string room_of(std::string_view path, const Rooms& rooms) {
  const std::size_t first = path.find('/');
  if (first == std::string_view::npos) return "";
  const std::size_t second = path.find('/', first + 1);
  if (second != std::string_view::npos && rooms.contains(std::string{path.substr(0, second)}))
    return std::string{path.substr(0, second)};
  return std::string{path.substr(0, first)};
}

}  // namespace guichet::house
