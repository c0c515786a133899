// SPDX-License-Identifier: Apache-2.0
#include "client/tokens.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "client/application.hpp"
#include "client/json_member.hpp"
#include "domain/outcome.hpp"

namespace guichet::client {
namespace {

namespace json = boost::json;

// Beside the banks' names, and like none of them.
constexpr std::string_view last_bank = "last";

std::unexpected<Failure> unwritable(const std::filesystem::path& path) {
  return fail(Trouble::files, path.string() + " cannot be written: " + std::strerror(errno));
}

/// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

bool written(int number, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(number, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(number) == 0;
}

Result<json::object> read_all(const std::filesystem::path& path) {
  std::error_code missing;
  if (!std::filesystem::exists(path, missing)) return json::object{};
  GUICHET_TRY(text, read_file(path));
  auto all = read_object(text);
  if (!all)
    return fail(Trouble::files, path.string() + ": not a JSON object; delete it and connect again");
  return *std::move(all);
}

Instant instant_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return Instant{
      std::chrono::milliseconds{value != nullptr && value->is_int64() ? value->get_int64() : 0}};
}

}  // namespace

Result<std::optional<Tokens>> TokenFile::find(std::string_view bank) const {
  GUICHET_TRY(all, read_all(path_));
  const json::value* entry = all.if_contains(bank);
  if (entry == nullptr) return std::nullopt;
  Tokens tokens;
  if (entry->is_object()) {
    const json::object& object = entry->get_object();
    tokens = {text_in(object, "access_token"), text_in(object, "refresh_token"),
              text_in(object, "scope"), instant_in(object, "obtained_at_ms"),
              instant_in(object, "expires_at_ms")};
  }
  if (tokens.access_token.empty())
    return fail(Trouble::files, path_.string() + ": no access_token for " + std::string(bank) +
                                    "; delete the file and connect again");
  return tokens;
}

Result<std::string> TokenFile::last() const {
  GUICHET_TRY(all, read_all(path_));
  return text_in(all, last_bank);
}

Result<void> TokenFile::keep(std::string_view bank, const Tokens& tokens) const {
  GUICHET_TRY(all, read_all(path_));
  all[bank] = json::object{{"access_token", tokens.access_token},
                           {"refresh_token", tokens.refresh_token},
                           {"scope", tokens.scope},
                           {"obtained_at_ms", tokens.obtained_at.time_since_epoch().count()},
                           {"expires_at_ms", tokens.expires_at.time_since_epoch().count()}};
  all[last_bank] = bank;
  return write_private_file(path_, json::serialize(all) + "\n");
}

Result<void> write_private_file(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path fresh = path.string() + ".new";
  ::unlink(fresh.c_str());
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.number() < 0 || !written(file.number(), content)) return unwritable(fresh);
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return unwritable(path);
  return {};
}

}  // namespace guichet::client
