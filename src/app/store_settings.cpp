// SPDX-License-Identifier: Apache-2.0
#include "app/store_settings.hpp"

#include <string_view>

#include "app/commands.hpp"

namespace guichet::app {

std::filesystem::path store_file(const Settings& settings, const std::string& directory) {
  if (settings.store.empty()) return directory + "/guichet.db";
  return std::filesystem::path(directory) /
         settings.store.substr(std::string_view("sqlite:").size());
}

store::SqliteSettings store_settings(const Settings& settings, record::Log& log,
                                     std::atomic<int>& fatal) {
  store::SqliteSettings made;
  made.failures_of_a_source = static_cast<int>(settings.failures_of_a_source);
  made.accesses_a_day = static_cast<int>(settings.batch_accesses_a_day);
  made.on_fatal = [&log, &fatal](const std::string& why) {
    log.say(record::Log::Level::error, why);
    fatal = exit_try_again;
  };
  made.on_torn_end = [&log](const std::string& what) { log.say(record::Log::Level::warn, what); };
  made.on_accesses_dropped = [&log](std::uint64_t accesses) {
    log.say(record::Log::Level::error,
            "the disk refuses: " + std::to_string(accesses) +
                " accesses of TPPs are lost to what customers are shown of them");
  };
  return made;
}

}  // namespace guichet::app
