// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/books_witness.hpp"
#include "app/conversation.hpp"
#include "app/establishment_files.hpp"
#include "app/file_watch.hpp"
#include "app/kept_clock.hpp"
#include "app/log_level.hpp"
#include "app/logged_alarms.hpp"
#include "app/policies.hpp"
#include "app/recognition.hpp"
#include "app/sandbox_files.hpp"
#include "app/system_clock.hpp"
#include "app/tpps_in_step.hpp"
#include "app/version_settings.hpp"
#include "app/wiring.hpp"
#include "bank/embedded/embedded_bank.hpp"
#include "bank/http/http_bank.hpp"
#include "bank/imported/imported_bank.hpp"
#include "bank/sound_banking.hpp"
#include "crypto/secret.hpp"
#include "http/listener.hpp"
#include "sandbox/personas.hpp"
#include "store/postgresql/store_clock.hpp"
#include "store/sqlite/store_lock.hpp"
#include "store/store.hpp"

namespace guichet::app {

// What a sandbox consists of: wiring.cpp makes it, sandbox_life.cpp looks after it.
//
// Members stand in dependency order: each uses only those above it, and they are destroyed from
// below. The store is used by nearly all of them and stands last all the same: when it goes it
// completes the operations still waiting, and those completions use the desks, which go on from
// there, and the io_contexts of the listeners, which the answers are posted to. No destructor of
// the others needs the store. The listeners come next: with their io_contexts go the coroutines of
// connections that were closed in the middle of a request.
struct Sandbox::Parts {
  Parts(const Settings& wanted, const std::string& data_directory)
      : settings(wanted),
        directory(data_directory),
        hosts(wanted.domain, std::string(sandbox::persona_establishment), {&terms, &clock}),
        establishment_files(wanted.establishments.empty() ? data_directory + "/establishments"
                                                          : wanted.establishments,
                            terms, response_seals, hosts, log),
        profiles{
            *profile_named(wanted.profile),
            *profile_named(wanted.live_profile.empty() ? wanted.profile : wanted.live_profile)},
        calendar(*retirement_calendar(wanted)) {}

  Settings settings;
  std::string directory;
  std::optional<store::StoreLock> directory_lock;
  std::atomic<int> fatal = 0;
  Reached reached;
  SystemClock wall_clock;
  record::Log log{log_level_of(settings.log_level)};
  LoggedAlarms alarms{log};
  store::StoreClock store_clock{wall_clock, time_since_boot};
  KeptClock kept_clock{store_clock, alarms};
  BooksWitness witness{directory, settings.store};
  sandbox::MovableClock clock{kept_clock, std::chrono::milliseconds{0}};
  std::chrono::milliseconds first_lead{0};  ///< what a reset puts the clock back to
  crypto::SystemRandomness randomness;
  TermsInForce terms;
  HostNames hosts;
  counter::ResponseSeals response_seals;
  EstablishmentFiles establishment_files;
  FileWatch establishment_watch;
  record::Inspector inspector;
  std::mutex enrolling;
  sandbox::Phone phone{clock};
  std::unique_ptr<sandbox::OnlineBank> online_bank;
  const Profiles profiles;
  const counter::RetirementCalendar calendar;
  std::string page_secret;
  std::unique_ptr<SandboxFiles> files;
  Conversation conversation;
  std::unique_ptr<bank::EmbeddedBank> bank;
  std::unique_ptr<bank::ImportedBank> imported;  ///< that, and what was imported
  std::unique_ptr<bank::HttpBank> service;       ///< null: the embedded bank is asked
  std::unique_ptr<bank::SoundBanking> sound;     ///< whichever is asked, and looked at
  std::unique_ptr<sandbox::StatusAuthority> statuses;
  std::unique_ptr<sandbox::Wallet> wallet;
  tpp::TppRegister tpps;
  TppsInStep tpps_in_step{tpps, [this] { return files->sample_tpp(); }};
  std::mutex settling;  ///< held while register and book are brought to what they were or are
  sandbox::Faults faults;
  counter::FailedTokens failed_tokens;
  std::unique_ptr<oauth::TokenDesk> tokens;
  std::unique_ptr<sca::Journeys> journeys;
  std::unique_ptr<sca::Permissions> permissions;
  std::unique_ptr<sca::InApp> in_app;
  std::unique_ptr<counter::Conductor> conductor;
  std::unique_ptr<sandbox::Control> control;
  std::unique_ptr<http::Listener> api;
  std::unique_ptr<http::Listener> web;
  std::unique_ptr<Recognition> recognition;
  std::unique_ptr<store::Store> store;

  std::expected<void, StartFailure> set_clock();
  std::expected<void, StartFailure> open_store();
  std::expected<void, StartFailure> bind();
  bank::CoreBanking& open_bank();
  counter::References references();
  void furnish();
  Outcome<void> settle();
  void catch_up();
  void forget();
  Outcome<void> reset();
  std::filesystem::path snapshot_file(const std::string& name) const;
  Outcome<void> restore(const std::string& name);
  void close(std::chrono::milliseconds grace);
  std::string issuer_of(const Establishment& establishment, Environment environment) const;
};

}  // namespace guichet::app
