// SPDX-License-Identifier: Apache-2.0
#include "app/sandbox_command.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>

#include "app/arguments.hpp"
#include "app/commands.hpp"
#include "app/ready.hpp"
#include "app/settings.hpp"
#include "app/wiring.hpp"
#include "sandbox/kept_file.hpp"

namespace guichet::app {
namespace {

struct Flags {
  std::string data = "./guichet-data";
  std::string listen, web, domain, clock, store, profile;
  bool preconsent = false;
};

void describe(CLI::App& app, Flags& flags) {
  app.add_option("--data", flags.data, "data directory")->capture_default_str();
  app.add_option("--listen", flags.listen, "HOST:PORT of the API over TLS");
  app.add_option("--web", flags.web, "HOST:PORT of the web port, loopback only");
  app.add_option("--domain", flags.domain, "last part of the host names");
  app.add_option("--clock", flags.clock, "RFC 3339 time at which the clock starts");
  app.add_option("--store", flags.store, "sqlite:PATH or postgresql://USER@HOST/DATABASE");
  app.add_option("--profile", flags.profile, "compatible or strict");
  app.add_flag("--preconsent", flags.preconsent, "the personas' consents are there from the start");
}

Settings with_flags(Settings settings, const Flags& flags) {
  if (!flags.listen.empty()) settings.listen = flags.listen;
  if (!flags.web.empty()) settings.web = flags.web;
  if (!flags.domain.empty()) settings.domain = flags.domain;
  if (!flags.clock.empty()) settings.clock = flags.clock;
  if (!flags.store.empty()) settings.store = flags.store;
  if (!flags.profile.empty()) settings.profile = flags.profile;
  if (flags.preconsent) settings.preconsent = true;
  return settings;
}

int fail(int code, const std::string& words) {
  std::fprintf(stderr, "guichet: %s\n", words.c_str());
  return code;
}

/// The settings of the data directory; of a first run, the defaults.
std::expected<Settings, StartFailure> settings_of(const std::string& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error)
    return std::unexpected(StartFailure{
        exit_failed, directory + ": " + error.message() + "; choose another --data DIR"});
  auto settings = read_settings_of(directory);
  if (!settings) return std::unexpected(StartFailure{exit_configuration, settings.error()});
  return *settings;
}

/// A first run writes down what is in force, its flags with it, once it is known to work. Later
/// runs leave the file to whoever edits it.
std::expected<void, StartFailure> keep_first_settings(const std::string& directory,
                                                      Settings in_force) {
  const std::string path = settings_path(directory);
  std::error_code error;
  if (std::filesystem::exists(path, error)) return {};
  // Where the clock starts is this start's alone: written here, it would put the clock back at each
  // later one.
  in_force.clock.clear();
  // The store's address may have a password in it.
  if (!sandbox::write_kept_file(path, settings_file(in_force), sandbox::Readers::owner))
    return std::unexpected(
        StartFailure{exit_failed, path + " cannot be written; choose another --data DIR"});
  return {};
}

/// Waits for a signal to end, looking after the clock and the TPPs each second and the certificates
/// once an hour.
void wait_for_the_end(Sandbox& sandbox, const sigset_t& endings) {
  using std::chrono::seconds;
  constexpr int ticks_an_hour = 3600;
  int ticks = 0;
  while (sandbox.fatal() == 0) {
    timespec second{1, 0};
    if (sigtimedwait(&endings, nullptr, &second) > 0) return;
    try {
      sandbox.keep_in_step();
      if (++ticks % ticks_an_hour == 0) sandbox.look_after_certificates();
    } catch (const std::bad_alloc&) {  // whoever is served stays served; the next round is near
    }
  }
}

}  // namespace

int sandbox_main(const std::vector<std::string>& arguments) {
  CLI::App app("The whole bank on this machine", "guichet sandbox");
  app.set_help_flag();
  Flags flags;
  describe(app, flags);
  if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h"))
    return run_command({"help", "sandbox"});
  if (const auto ended = ended_by_arguments(app, arguments)) return *ended;

  // Before any thread exists, so that all of them leave the signals to the waiting below.
  sigset_t endings;
  sigemptyset(&endings);
  sigaddset(&endings, SIGTERM);
  sigaddset(&endings, SIGINT);
  pthread_sigmask(SIG_BLOCK, &endings, nullptr);

  auto settings = settings_of(flags.data);
  if (!settings) return fail(settings.error().exit_code, settings.error().words);
  const Settings wanted = with_flags(*settings, flags);
  if (const auto checked = check_settings(wanted); !checked)
    return fail(exit_usage, checked.error());
  auto sandbox = Sandbox::build(wanted, flags.data);
  if (!sandbox) return fail(sandbox.error().exit_code, sandbox.error().words);
  if (const auto kept = keep_first_settings(flags.data, wanted); !kept)
    return fail(kept.error().exit_code, kept.error().words);
  (*sandbox)->start();
  print_ready((*sandbox)->reached(), flags.data, wanted);
  wait_for_the_end(**sandbox, endings);
  const int fatal = (*sandbox)->fatal();
  (*sandbox)->stop();
  return fatal;
}

}  // namespace guichet::app
