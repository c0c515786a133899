// SPDX-License-Identifier: Apache-2.0
#include "postgresql_server.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace guichet::store {
namespace {

std::string first_line_from(int descriptor) {
  std::string line;
  char byte = 0;
  while (::read(descriptor, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

/// In memory where that can be: the server is never without power, and what the disk is doing
/// decides no test.
std::filesystem::path place_of_servers() {
  const std::filesystem::path in_memory = "/dev/shm";
  return ::access(in_memory.c_str(), W_OK) == 0 ? in_memory
                                                : std::filesystem::temp_directory_path();
}

}  // namespace

PostgresqlServer& PostgresqlServer::of_this_process() {
  static PostgresqlServer server;
  return server;
}

PostgresqlServer::PostgresqlServer() {
  folder_ = (place_of_servers() / "guichet-postgresql-XXXXXX").string();
  if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  if (pipe2(to.data(), O_CLOEXEC) != 0 || pipe2(from.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  const std::string script = GUICHET_SOURCE_DIR "/scripts/private-postgresql";
  keeper_ = fork();
  if (keeper_ == 0) {
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    execl(script.c_str(), script.c_str(), folder_.c_str(), nullptr);
    _exit(127);
  }
  ::close(to[0]);
  ::close(from[1]);
  to_keeper_ = to[1];
  url_ = first_line_from(from[0]);
  ::close(from[0]);
  if (url_.empty())
    throw std::runtime_error("the PostgreSQL of the tests did not start: " + script);
}

PostgresqlServer::~PostgresqlServer() {
  ::close(to_keeper_);
  waitpid(keeper_, nullptr, 0);
  std::filesystem::remove_all(folder_);
}

pid_t PostgresqlServer::main_process() const {
  std::ifstream file(folder_ + "/data/postmaster.pid");
  pid_t process = -1;
  file >> process;
  return process;
}

}  // namespace guichet::store
