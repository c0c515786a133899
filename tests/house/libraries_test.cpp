// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "source_tree.hpp"

namespace guichet::house {
namespace {

/// A library of others, by how its headers begin, and where they may be included.
struct Library {
  std::string_view headers;
  std::vector<std::string_view> places;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> table{
      {"openssl/", {"src/crypto/", "src/http/tls"}},
      {"boost/asio",
       {"src/http/", "src/counter/conduct", "src/counter/wait.hpp", "src/client/", "src/app/"}},
      {"boost/beast", {"src/http/", "src/client/", "src/app/"}},
      {"boost/json",
       {"src/stet/", "src/tpp/", "src/counter/", "src/sandbox/", "src/client/", "src/app/",
        "src/bank/http/"}},
      {"rapidjson/",
       {"src/stet/", "src/oauth/", "src/sca/app2app", "src/counter/", "src/portal/", "src/record/",
        "src/sandbox/"}},
      {"sqlite3.h", {"src/store/sqlite/", "src/bank/imported/"}},
      {"libxml/", {"src/bank/camt/"}},
      {"libpq-fe.h", {"src/store/postgresql/"}},
      {"date/", {"src/domain/"}},
      {"curl/", {"src/client/", "src/app/", "src/bank/http/"}},
      {"spdlog/", {"src/record/", "src/app/"}},
      {"toml++/", {"src/app/"}},
      {"CLI/", {"src/app/"}},
      // the operating system
      {"unistd.h",
       {"src/http/", "src/store/sqlite/", "src/bank/imported/", "src/client/",
        "src/sandbox/kept_file", "src/app/"}},
      {"fcntl.h",
       {"src/http/", "src/store/sqlite/", "src/bank/imported/", "src/client/",
        "src/sandbox/kept_file", "src/app/"}},
      {"signal.h", {"src/http/", "src/app/"}},
      {"sys/", {"src/http/", "src/store/sqlite/", "src/bank/imported/", "src/client/", "src/app/"}},
      {"fnmatch.h", {"src/sandbox/phone_link.cpp"}},
      {"arpa/", {"src/http/", "src/counter/", "src/client/", "src/app/", "src/sca/turn.cpp"}},
      {"netinet/", {"src/http/", "src/client/", "src/app/"}},
      {"pwd.h", {"src/app/"}},
      {"spawn.h", {"src/app/"}},
      {"netdb.h", {"src/http/", "src/client/", "src/app/"}},
      {"poll.h", {"src/http/", "src/store/postgresql/", "src/client/", "src/app/"}}};
  return table;
}

bool is_of_the_standard_library(const std::string& header) {
  return std::ranges::all_of(header, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

TEST(Libraries, are_seen_only_where_the_drawing_says) {
  for (const Include& include : includes_of(program())) {
    if (include.quoted || is_of_the_standard_library(include.target)) continue;
    const auto library = std::ranges::find_if(
        libraries(), [&](const Library& row) { return include.target.starts_with(row.headers); });
    if (library == libraries().end()) {
      ADD_FAILURE() << include.file->path << ':' << include.line << ": <" << include.target
                    << "> is in no row";
      continue;
    }
    EXPECT_TRUE(std::ranges::any_of(
        library->places,
        [&](std::string_view place) { return include.file->path.starts_with(place); }))
        << include.file->path << ':' << include.line << " includes <" << include.target << '>';
  }
}

/// Fails wherever one of `calls` stands in the code of `files`, but for files below
/// `allowed_below`.
void expect_none(const std::vector<SourceFile>& files, const std::vector<std::string_view>& calls,
                 std::string_view allowed_below) {
  for (const SourceFile& file : files) {
    if (file.path.starts_with(allowed_below)) continue;
    for (const std::string_view call : calls) {
      const std::size_t at = find_words(file.code, call);
      EXPECT_EQ(at, std::string::npos)
          << file.path << ':' << line_of(file.code, at) << ": " << call;
    }
  }
}

TEST(Libraries, the_clock_of_the_machine_is_read_in_app_alone) {
  expect_none(program(),
              {"system_clock::now", "time(nullptr)", "time(NULL)", "time(0)", "gettimeofday",
               "clock_gettime"},
              "src/app/");
}

TEST(Libraries, randomness_and_environment_come_from_app_alone) {
  expect_none(program(), {"random_device", "getenv", "secure_getenv", "rand()", "srand"},
              "src/app/");
}

TEST(Libraries, unit_tests_do_not_sleep) {
  expect_none(files_under({"tests/unit"}, {".cpp", ".hpp"}),
              {"sleep_for", "sleep_until", "usleep", "sleep"}, "no exception");
}

}  // namespace
}  // namespace guichet::house
