// SPDX-License-Identifier: Apache-2.0
//
// What a sandbox does once it is wired: start, go back to a former state, renew, stop.
#include "app/commands.hpp"
#include "app/descriptors.hpp"
#include "app/sandbox_parts.hpp"
#include "app/seed.hpp"
#include "app/start_failure.hpp"
#include "app/wait_here.hpp"

namespace guichet::app {
namespace {

constexpr std::chrono::seconds drain_time{10};
constexpr std::size_t ports = 2;

}  // namespace

/// The sample TPP, everyone else who was enrolled, and the consents asked for.
Outcome<void> Sandbox::Parts::settle() {
  GUICHET_TRY(sample, files->sample_tpp());
  return seed(*store, tpps, sample, settings.preconsent, clock.now());
}

/// What other gateways did to the TPPs.
void Sandbox::Parts::catch_up() {
  const std::scoped_lock lock(settling);
  tpps_in_step.catch_up(store->tpps());
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
  const std::scoped_lock lock(settling);
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
  const std::scoped_lock lock(settling);
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
  witness.keep_now(kept_clock.acknowledged());
  log.flush();
}

Sandbox::Sandbox(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Sandbox::~Sandbox() { parts_->close(std::chrono::milliseconds{0}); }

const Reached& Sandbox::reached() const { return parts_->reached; }
int Sandbox::fatal() const { return parts_->fatal; }
void Sandbox::stop() { parts_->close(drain_time); }

void Sandbox::start() {
  make_room_for_connections(ports, parts_->log);
  parts_->recognition->start();
  parts_->establishment_watch.also([this] { parts_->establishment_files.read_changed(); });
  parts_->establishment_watch.start();
  parts_->api->start();
  parts_->web->start();
}

void Sandbox::keep_in_step() {
  parts_->kept_clock.keep(*parts_->store);
  parts_->witness.keep(parts_->kept_clock.acknowledged());
  parts_->catch_up();
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
  const std::scoped_lock lock(parts.settling);
  if (!parts.settle())
    parts.log.say(record::Log::Level::error,
                  "the sample TPP could not be enrolled with its renewed certificates");
  // The key_id is made of the seal.
  if (!parts.files->write_app_json(parts.reached))
    parts.log.say(record::Log::Level::error, "app.json could not be written with the new key_id");
}

}  // namespace guichet::app
