// SPDX-License-Identifier: Apache-2.0
#include "rooms.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <string>

#include "source_tree.hpp"

namespace guichet::house {
namespace {

constexpr std::string_view source_folder = "src/";

std::string inside_src(const SourceFile& file) { return file.path.substr(source_folder.size()); }

TEST(House, has_the_rooms_of_its_drawing) {
  const Rooms build = rooms_of_the_build();
  const Rooms drawing = rooms_of_the_drawing();
  ASSERT_GT(build.size(), 16u);
  for (const auto& [name, room] : build) {
    ASSERT_TRUE(drawing.contains(name))
        << name << " is missing from docs/architecture.md, ## Rooms";
    EXPECT_EQ(drawing.at(name).level, room.level) << name;
    EXPECT_EQ(drawing.at(name).may_include, room.may_include) << name;
  }
  for (const auto& [name, room] : drawing)
    EXPECT_TRUE(build.contains(name)) << name << " is drawn and not built";
}

TEST(House, includes_downwards_only) {
  const Rooms rooms = rooms_of_the_build();
  for (const auto& [name, room] : rooms)
    for (const std::string& lower : room.may_include) {
      const bool own_room = name.starts_with(lower + "/");
      ASSERT_TRUE(rooms.contains(lower)) << name << " names no room: " << lower;
      EXPECT_TRUE(own_room || rooms.at(lower).level < room.level) << name << " -> " << lower;
    }
}

TEST(House, every_source_lies_in_a_room) {
  const Rooms rooms = rooms_of_the_build();
  for (const SourceFile& file : program())
    EXPECT_TRUE(rooms.contains(room_of(inside_src(file), rooms))) << file.path;
}

TEST(House, a_room_includes_only_the_rooms_listed_for_it) {
  const Rooms rooms = rooms_of_the_build();
  for (const Include& include : includes_of(program())) {
    if (!include.quoted) continue;
    const std::string room = room_of(inside_src(*include.file), rooms);
    const std::string target = room_of(include.target, rooms);
    EXPECT_TRUE(room == target || rooms.at(room).may_include.contains(target))
        << include.file->path << ':' << include.line << " includes " << include.target;
  }
}

TEST(House, includes_name_the_room_and_never_climb) {
  for (const Include& include : includes_of(program()))
    EXPECT_TRUE(!include.target.starts_with('.') &&
                include.target.find("../") == std::string::npos &&
                (!include.quoted || include.target.find('/') != std::string::npos))
        << include.file->path << ':' << include.line << " includes " << include.target;
}

TEST(House, includes_run_in_no_circle) {
  std::map<std::string, std::set<std::string>> targets;
  for (const Include& include : includes_of(program()))
    if (include.quoted) targets[inside_src(*include.file)].insert(include.target);
  std::set<std::string> finished;
  std::set<std::string> open;
  const std::function<void(const std::string&)> visit = [&](const std::string& file) {
    if (finished.contains(file)) return;
    open.insert(file);
    for (const std::string& target : targets[file]) {
      EXPECT_FALSE(open.contains(target)) << file << " and " << target << " include each other";
      if (!open.contains(target)) visit(target);
    }
    open.erase(file);
    finished.insert(file);
  };
  for (const SourceFile& file : program()) visit(inside_src(file));
}

}  // namespace
}  // namespace guichet::house
