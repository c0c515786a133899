// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace guichet::house {

/// What stands in the table for a room or an adapter ("store/sqlite").
struct Room {
  int level = 0;
  std::set<std::string> may_include;
  bool operator==(const Room&) const = default;
};

using Rooms = std::map<std::string, Room>;

/// The table as CMakeLists.txt builds it: guichet_room(NAME MAY_INCLUDE ...) under "# level N", and
/// guichet_adapter(ROOM/NAME USER...), which may include its room and domain, and is included by
/// app and by the further rooms it names.
Rooms rooms_of_the_build();

/// The table as docs/architecture.md prints it under "## Rooms".
Rooms rooms_of_the_drawing();

/// The room, or the adapter, in which the file or include `path` ("store/sqlite/schema.hpp") lies.
std::string room_of(std::string_view path, const Rooms& rooms);

}  // namespace guichet::house
