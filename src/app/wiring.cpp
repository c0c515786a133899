// SPDX-License-Identifier: Apache-2.0
#include "app/wiring.hpp"

#include <atomic>
#include <filesystem>
#include <functional>

#include "app/bank_service.hpp"
#include "app/commands.hpp"
#include "app/conversation.hpp"
#include "app/descriptors.hpp"
#include "app/establishment_files.hpp"
#include "app/file_watch.hpp"
#include "app/kept_clock.hpp"
#include "app/log_level.hpp"
#include "app/logged_alarms.hpp"
#include "app/page_settings.hpp"
#include "app/phone_line.hpp"
#include "app/policies.hpp"
#include "app/recognition.hpp"
#include "app/sandbox_clock.hpp"
#include "app/sandbox_files.hpp"
#include "app/seed.hpp"
#include "app/start_failure.hpp"
#include "app/store_settings.hpp"
#include "app/system_clock.hpp"
#include "app/version_settings.hpp"
#include "app/wait_here.hpp"
#include "bank/embedded/embedded_bank.hpp"
#include "bank/http/http_bank.hpp"
#include "bank/imported/imported_bank.hpp"
#include "bank/sound_banking.hpp"
#include "crypto/secret.hpp"
#include "http/listener.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {
namespace {

constexpr std::chrono::seconds drain_time{10};
constexpr std::size_t ports = 2;

}  // namespace

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
  std::atomic<int> fatal = 0;
  Reached reached;
  SystemClock wall_clock;
  record::Log log{log_level_of(settings.log_level)};
  LoggedAlarms alarms{log};
  KeptClock kept_clock{wall_clock, alarms};
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
  std::unique_ptr<store::SqliteStore> store;

  std::expected<void, StartFailure> set_clock();
  std::expected<void, StartFailure> open_store();
  std::expected<void, StartFailure> bind();
  bank::CoreBanking& open_bank();
  counter::References references();
  void furnish();
  Outcome<void> settle();
  void forget();
  Outcome<void> reset();
  std::filesystem::path snapshot_file(const std::string& name) const;
  Outcome<void> restore(const std::string& name);
  void close(std::chrono::milliseconds grace);
  std::string issuer_of(const Establishment& establishment, Environment environment) const;
};

std::expected<void, StartFailure> Sandbox::Parts::set_clock() {
  const auto lead = lead_asked_for(settings, kept_clock.now());
  if (!lead) return std::unexpected(lead.error());
  first_lead = lead->value_or(std::chrono::milliseconds{0});
  clock.put_ahead(lead->value_or(files->kept_lead()));
  return {};
}

std::expected<void, StartFailure> Sandbox::Parts::open_store() {
  auto opened = store::SqliteStore::open(store_file(settings, directory),
                                         store_settings(settings, log, fatal));
  if (!opened) return std::unexpected(failure_of(exit_configuration, opened.error()));
  store = *std::move(opened);
  return {};
}

std::string Sandbox::Parts::issuer_of(const Establishment& establishment,
                                      Environment environment) const {
  return "https://" + hosts.name_of(establishment, environment) + ":" + std::to_string(api->port());
}

bank::CoreBanking& Sandbox::Parts::open_bank() {
  bank = std::make_unique<bank::EmbeddedBank>(sandbox::persona_tables(), clock);
  imported = std::make_unique<bank::ImportedBank>(*bank, bank::bank_file_in(directory));
  service = connected_bank(settings, log);
  sound = std::make_unique<bank::SoundBanking>(
      service ? static_cast<bank::CoreBanking&>(*service) : *imported, alarms);
  return *sound;
}

counter::References Sandbox::Parts::references() {
  return {hosts,
          terms,
          recognition->recognisers(),
          tpps,
          recognition->licences(),
          profiles,
          clock,
          wall_clock,
          failed_tokens,
          calendar,
          psu_address_policy(settings)};
}

/// Everything between the doors and the store. The listeners know their ports by now.
void Sandbox::Parts::furnish() {
  const oauth::ClientFinder find_client =
      [this](std::string_view client_id) -> std::shared_ptr<const EnrolledTpp> {
    const auto found = tpps.by_client_id(client_id);
    return found ? std::shared_ptr<const EnrolledTpp>(found, &found->tpp) : nullptr;
  };
  const sca::PageSettings pages = page_settings(settings, page_secret, terms);
  wallet = std::make_unique<sandbox::Wallet>(page_secret, files->anchors(), wall_clock);
  bank::CoreBanking& core = open_bank();
  recognition = std::make_unique<Recognition>(
      recognition_settings(settings, directory, *files, *statuses, reached.web), wall_clock, log);
  tokens = std::make_unique<oauth::TokenDesk>(store->grants(), randomness, find_client, profiles);
  journeys = std::make_unique<sca::Journeys>(
      core, sca::Proofs{phone, phone, *wallet, *wallet, *wallet},
      sca::Journeys::Books{store->journeys(), store->grants(), store->tries()}, clock, randomness,
      pages);
  permissions = std::make_unique<sca::Permissions>(
      *journeys, core,
      sca::Permissions::Books{store->journeys(), store->grants(), store->consents(),
                              store->accesses(), store->withdrawal()},
      clock, randomness, [this](std::string_view oid) { return name_of_tpp(tpps, oid); }, pages);
  in_app = std::make_unique<sca::InApp>(core, store->grants(), clock, randomness);
  const ais::Desk desk{core, store->consents(), store->quota(), &alarms, details_quota(settings)};
  const auto issuer = std::bind_front(&Parts::issuer_of, this);
  online_bank = std::make_unique<sandbox::OnlineBank>(
      sandbox::FallbackGateSettings{reached.online_bank, files->fallback_key().certificate, issuer,
                                    clock.now()},
      sandbox::OnlineBankDoors{core, clock, randomness, log, std::string(sandbox_otp)});
  counter::Addresses addresses{
      {reached.web, reached.web},
      issuer,
      response_seals,
      {settings.online_bank.empty() ? reached.online_bank : settings.online_bank,
       files->fallback_key()}};
  counter::Desks desks{store->grants(),
                       desk,
                       store->accesses(),
                       *tokens,
                       find_client,
                       *journeys,
                       *permissions,
                       pages,
                       recognition->source(),
                       tpps,
                       store->tpps(),
                       enrolling,
                       randomness,
                       [this] { return start_page(reached); },
                       app_identities(settings)};
  conductor = std::make_unique<counter::Conductor>(
      references(), std::move(desks), counter::Records{log, &inspector}, std::move(addresses));
  control = std::make_unique<sandbox::Control>(sandbox::ControlDoors{
      hosts, clock, tpps, store->tpps(), recognition->recognisers().sandbox.trust, wall_clock,
      *statuses, recognition->licences(), inspector, faults,
      sandbox::PhoneDoors{phone, *wallet, phone_line(settings, hosts, *conductor, *in_app)},
      std::bind_front(&sandbox::OnlineBank::answer, online_bank.get()), *bank,
      [this](Instant at) {
        return wait_here<store::Census>([&](auto done) { store->census(at, std::move(done)); });
      },
      [this] { return reset(); },
      [this](const std::string& name) { return store->save(snapshot_file(name), clock.now()); },
      [this](const std::string& name) { return restore(name); },
      [this] { return files->keep_lead(clock.ahead()); }, personas_json});
  conversation.lead_to(*conductor, control.get(), &faults);
}

std::expected<void, StartFailure> Sandbox::Parts::bind() {
  const auto listen = read_endpoint(settings.listen);
  const auto web_endpoint = read_endpoint(settings.web);
  http::ListenerSettings on_api;
  on_api.host = listen->host;
  on_api.port = static_cast<std::uint16_t>(listen->port);
  on_api.threads = static_cast<int>(settings.threads);
  if (settings.listener == "split")
    on_api.judge = [this](const message::ClientCertificate& presented,
                          std::string_view server_name) -> Outcome<void> {
      const Environment environment = hosts.find(server_name).environment;
      GUICHET_CHECK(
          recognised,
          recognition->recognisers().of(environment).qwacs.judge(&presented, wall_clock.now()));
      return {};
    };
  const auto certificate = files->server_certificate(wall_clock.now());
  if (!certificate) return std::unexpected(failure_of(exit_failed, certificate.error()));
  auto bound_api = http::Listener::bind(on_api, &*certificate, conversation, wall_clock);
  if (!bound_api) return std::unexpected(failure_of(exit_failed, bound_api.error()));
  api = *std::move(bound_api);
  http::ListenerSettings on_web;
  on_web.host = web_endpoint->host;
  on_web.port = static_cast<std::uint16_t>(web_endpoint->port);
  on_web.threads = 1;
  on_web.door = message::Door::web;
  on_web.limits.takes_http_1_0 = true;
  auto bound_web = http::Listener::bind(on_web, nullptr, conversation, wall_clock);
  if (!bound_web) return std::unexpected(failure_of(exit_failed, bound_web.error()));
  web = *std::move(bound_web);
  reached.connect = text_of({listen->host, api->port()});
  reached.web = "http://" + text_of({web_endpoint->host, web->port()});
  reached.online_bank = reached.web + std::string(sandbox::online_bank_path);
  reached.authorize = reached.web + "/stet/psd2/oauth/authorize";
  reached.api =
      issuer_of(*establishment_by_code(sandbox::persona_establishment), Environment::sandbox);
  return {};
}

/// The sample TPP, everyone else who was enrolled, and the consents asked for.
Outcome<void> Sandbox::Parts::settle() {
  GUICHET_TRY(sample, files->sample_tpp());
  return seed(*store, tpps, sample, settings.preconsent, clock.now());
}

/// What stands in no store.
void Sandbox::Parts::forget() {
  journeys->clear();
  online_bank->clear();
  faults.clear();
  failed_tokens.clear();
  tpps.clear();
  bank->undo_changes();
}

Outcome<void> Sandbox::Parts::reset() {
  GUICHET_CHECK(emptied, wait_here<void>([&](auto done) { store->reset(false, std::move(done)); }));
  GUICHET_CHECK(forgotten, imported->forget());
  inspector.clear();
  phone.clear();
  forget();
  clock.put_ahead(first_lead);
  GUICHET_CHECK(kept, files->keep_lead(first_lead));
  return settle();
}

std::filesystem::path Sandbox::Parts::snapshot_file(const std::string& name) const {
  return std::filesystem::path(directory) / "snapshots" / (name + ".db");
}

/// Unlike a reset it keeps the inspector: whoever goes back wants to see what led there.
Outcome<void> Sandbox::Parts::restore(const std::string& name) {
  GUICHET_TRY(at, store->restore(snapshot_file(name)));
  forget();
  const auto lead = at - kept_clock.now();
  clock.put_ahead(lead);
  GUICHET_CHECK(kept, files->keep_lead(lead));
  return settle();
}

void Sandbox::Parts::close(std::chrono::milliseconds grace) {
  const auto deadline = std::chrono::steady_clock::now() + grace;
  // Both stop accepting before either is waited for, and both have the same time.
  web->wind_down();
  api->wind_down();
  web->finish(deadline);
  api->finish(deadline);
  // What is still being asked or written completes here, while all that a completion uses is there.
  if (service) service->end();
  recognition.reset();
  if (store) kept_clock.keep(*store);
  store.reset();
  log.flush();
}

Sandbox::Sandbox(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Sandbox::~Sandbox() { parts_->close(std::chrono::milliseconds{0}); }

std::expected<std::unique_ptr<Sandbox>, StartFailure> Sandbox::build(const Settings& settings,
                                                                     const std::string& directory) {
  auto parts = std::make_unique<Parts>(settings, directory);
  // The store first: it is what tells two sandboxes on one directory apart.
  if (auto opened = parts->open_store(); !opened) return std::unexpected(opened.error());
  if (auto taken_up = parts->kept_clock.take_up(*parts->store); !taken_up)
    return std::unexpected(failure_of(exit_try_again, taken_up.error()));
  parts->establishment_files.read_first();
  auto files = SandboxFiles::open(directory, parts->hosts, parts->wall_clock.now());
  if (!files) return std::unexpected(failure_of(exit_failed, files.error()));
  parts->files = std::make_unique<SandboxFiles>(*std::move(files));
  auto statuses = parts->files->status_authority();
  if (!statuses) return std::unexpected(failure_of(exit_failed, statuses.error()));
  parts->statuses = std::make_unique<sandbox::StatusAuthority>(*std::move(statuses));
  auto secret = parts->files->page_secret(parts->randomness);
  if (!secret) return std::unexpected(failure_of(exit_failed, secret.error()));
  parts->page_secret = *std::move(secret);
  auto seals = parts->files->response_seals(settings.response_seals, parts->wall_clock.now());
  if (!seals) return std::unexpected(failure_of(exit_configuration, seals.error()));
  parts->response_seals.give(*std::move(seals));
  if (auto set = parts->set_clock(); !set) return std::unexpected(set.error());
  if (auto bound = parts->bind(); !bound) return std::unexpected(bound.error());
  parts->furnish();
  if (auto read = parts->recognition->read_files(); !read)
    return std::unexpected(failure_of(exit_configuration, read.error()));
  if (auto settled = parts->settle(); !settled)
    return std::unexpected(failure_of(exit_failed, settled.error()));
  if (auto written = parts->files->write_app_json(parts->reached); !written)
    return std::unexpected(failure_of(exit_failed, written.error()));
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(parts)));
}

const Reached& Sandbox::reached() const { return parts_->reached; }
int Sandbox::fatal() const { return parts_->fatal; }
void Sandbox::keep_time() { parts_->kept_clock.keep(*parts_->store); }
void Sandbox::stop() { parts_->close(drain_time); }

void Sandbox::start() {
  make_room_for_connections(ports, parts_->log);
  parts_->recognition->start();
  parts_->establishment_watch.also([this] { parts_->establishment_files.read_changed(); });
  parts_->establishment_watch.start();
  parts_->api->start();
  parts_->web->start();
}

void Sandbox::look_after_certificates() {
  auto& parts = *parts_;
  const auto renewed = parts.files->renew(parts.hosts, parts.wall_clock.now());
  if (!renewed) {
    parts.log.say(record::Log::Level::error, failure_of(exit_failed, renewed.error()).words);
    return;
  }
  // Also where nothing was renewed: the stapled answer lasts a day.
  const auto certificate = parts.files->server_certificate(parts.wall_clock.now());
  if (!certificate || !parts.api->replace_certificate(*certificate))
    parts.log.say(record::Log::Level::error,
                  "the server certificate could not be put in place anew");
  if (!*renewed) return;
  if (!parts.settle())
    parts.log.say(record::Log::Level::error,
                  "the sample TPP could not be enrolled with its renewed certificates");
  // The key_id is made of the seal.
  if (!parts.files->write_app_json(parts.reached))
    parts.log.say(record::Log::Level::error, "app.json could not be written with the new key_id");
}

}  // namespace guichet::app
