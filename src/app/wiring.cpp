// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <functional>
#include <thread>

#include "app/bank_service.hpp"
#include "app/commands.hpp"
#include "app/page_settings.hpp"
#include "app/phone_line.hpp"
#include "app/sandbox_clock.hpp"
#include "app/sandbox_parts.hpp"
#include "app/seed.hpp"
#include "app/served_store.hpp"
#include "app/start_failure.hpp"
#include "app/store_opening.hpp"
#include "app/wait_here.hpp"
#include "domain/paris_day.hpp"

namespace guichet::app {

namespace {

/// At the start nobody waits for an answer: a store that is slow is asked again for a while.
Outcome<void> patiently(const std::function<Outcome<void>()>& act) {
  constexpr std::chrono::seconds patience{10};
  constexpr std::chrono::milliseconds between{100};
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (true) {
    Outcome<void> outcome = act();
    if (outcome || outcome.error().code != Code::store_unavailable ||
        std::chrono::steady_clock::now() > give_up)
      return outcome;
    std::this_thread::sleep_for(between);
  }
}

/// A challenge that could not be sent is a line of the log, and names no customer.
sca::Proofs::NotSent told_to(record::Log& log) {
  return [&log](std::string_view establishment, Means means, const Refusal& why) {
    log.say(record::Log::Level::error,
            "a challenge by " + std::string(word_of(means)) + " could not be sent for " +
                std::string(establishment) + ": ",
            why);
  };
}

/// What an open store refused at the start.
StartFailure failure_of_store(const Settings& settings, int of_embedded, const Refusal& refusal) {
  if (!is_unreachable(settings, refusal)) return failure_of(of_embedded, refusal);
  return {exit_unreachable, "PostgreSQL: " + refusal.detail +
                                "; check that it runs and has six connections left for this user"};
}

}  // namespace

std::expected<void, StartFailure> Sandbox::Parts::set_clock() {
  const auto lead = lead_asked_for(settings, kept_clock.now());
  if (!lead) return std::unexpected(lead.error());
  first_lead = lead->value_or(std::chrono::milliseconds{0});
  clock.put_ahead(lead->value_or(files->kept_lead()));
  return {};
}

std::expected<void, StartFailure> Sandbox::Parts::open_store() {
  // The embedded store's own lock keeps others off the directory.
  if (is_postgresql(settings.store)) {
    const std::string file = directory + "/guichet.db";
    auto taken = store::StoreLock::take(file);
    if (!taken) {
      auto failure = failure_of(exit_configuration, taken.error());
      if (failure.words.starts_with(file + " is in use"))
        failure.words.replace(0, file.size(), directory);
      return std::unexpected(std::move(failure));
    }
    directory_lock.emplace(*std::move(taken));
  }
  auto opened = app::open_store(settings, directory, log, store_clock, fatal);
  if (!opened) {
    const bool may_come = is_unreachable(settings, opened.error());
    return std::unexpected(
        failure_of(may_come ? exit_unreachable : exit_configuration, opened.error()));
  }
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
      core, sca::Proofs{phone, phone, *wallet, *wallet, *wallet, told_to(log)},
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
                       [this] { return start_page(reached, directory); },
                       app_identities(settings)};
  conductor = std::make_unique<counter::Conductor>(
      references(), std::move(desks), counter::Records{log, &inspector}, std::move(addresses));
  control = std::make_unique<sandbox::Control>(sandbox::ControlDoors{
      hosts, clock, tpps, store->tpps(), recognition->recognisers().sandbox.trust, wall_clock,
      *statuses, recognition->licences(), inspector, faults,
      sandbox::PhoneDoors{phone, *wallet, phone_line(settings, hosts, *conductor, *in_app, log)},
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
  on_api.proxies = *http::Proxies::read(settings.proxies);
  on_api.proxy_complaint = [this](std::string_view line) {
    log.say(record::Log::Level::warn, line);
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

std::expected<std::unique_ptr<Sandbox>, StartFailure> Sandbox::build(const Settings& settings,
                                                                     const std::string& directory) {
  auto parts = std::make_unique<Parts>(settings, directory);
  // The store first: it is what tells two sandboxes on one directory apart.
  if (auto opened = parts->open_store(); !opened) return std::unexpected(opened.error());
  auto taken_up = patiently([&parts] { return parts->kept_clock.take_up(*parts->store); });
  if (!taken_up)
    return std::unexpected(failure_of_store(settings, exit_try_again, taken_up.error()));
  if (auto same = parts->witness.check(parts->kept_clock.acknowledged()); !same)
    return std::unexpected(failure_of(exit_configuration, same.error()));
  if (const auto words = parts->witness.words_of_new(parts->kept_clock.acknowledged()))
    parts->log.say(record::Log::Level::warn, *words);
  if (auto there = parts->establishment_files.check_folder(!settings.establishments.empty());
      !there)
    return std::unexpected(StartFailure{exit_configuration, there.error()});
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
  if (auto settled = patiently([&parts] { return parts->settle(); }); !settled)
    return std::unexpected(failure_of_store(settings, exit_failed, settled.error()));
  if (auto written = parts->files->write_app_json(parts->reached); !written)
    return std::unexpected(failure_of(exit_failed, written.error()));
  // A later start that asks for no time goes on from this one: at an earlier time what was used or
  // has expired would be new again.
  if (!settings.clock.empty()) {
    if (auto kept = parts->files->keep_lead(parts->first_lead); !kept)
      return std::unexpected(failure_of(exit_failed, kept.error()));
  }
  if (auto kept = remember_served_store(directory, settings.store); !kept)
    return std::unexpected(failure_of(exit_failed, kept.error()));
  return std::unique_ptr<Sandbox>(new Sandbox(std::move(parts)));
}

}  // namespace guichet::app
