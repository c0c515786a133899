// SPDX-License-Identifier: Apache-2.0
#include "sandbox/kept_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace guichet::sandbox {
namespace {

namespace fs = std::filesystem;

class KeptFile : public testing::Test {
 protected:
  KeptFile() {
    std::string name = testing::TempDir() + "guichet-kept-XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~KeptFile() override { fs::remove_all(directory_); }

  fs::perms mode_of(const fs::path& file) const { return fs::status(file).permissions(); }

  fs::path directory_;
};

TEST_F(KeptFile, of_the_owner_alone_has_mode_0600_whatever_the_umask_allows) {
  const fs::path file = directory_ / "deeper" / "a.key";
  const mode_t before = ::umask(0);
  EXPECT_TRUE(write_kept_file(file, "secret", Readers::owner));
  ::umask(before);
  EXPECT_EQ(mode_of(file), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(read_kept_file(file), "secret");
}

TEST_F(KeptFile, replaces_the_former_file_and_its_mode) {
  const fs::path file = directory_ / "a.key";
  std::ofstream(file) << "a longer secret, open to everyone";
  ASSERT_TRUE(write_kept_file(file, "secret", Readers::owner));
  EXPECT_EQ(mode_of(file), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(read_kept_file(file), "secret");
}

TEST_F(KeptFile, what_an_interrupted_run_left_beside_it_lends_it_neither_bytes_nor_mode) {
  const fs::path file = directory_ / "a.key";
  const fs::path beside = directory_ / "a.key.new";
  std::ofstream(beside) << "the beginning of another secret";
  ASSERT_TRUE(write_kept_file(file, "secret", Readers::owner));
  EXPECT_EQ(mode_of(file), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(read_kept_file(file), "secret");
  EXPECT_FALSE(fs::exists(beside));
}

TEST_F(KeptFile, that_cannot_be_written_is_named) {
  fs::create_directory(directory_ / "a.key");
  const auto written = write_kept_file(directory_ / "a.key", "secret", Readers::owner);
  ASSERT_FALSE(written);
  EXPECT_TRUE(written.error().said.contains("a.key")) << written.error().said;
}

}  // namespace
}  // namespace guichet::sandbox
