// SPDX-License-Identifier: Apache-2.0
#include "app/phone_line.hpp"

#include <utility>

#include "app/page_settings.hpp"
#include "app/wait_here.hpp"
#include "sandbox/personas.hpp"

namespace guichet::app {

sandbox::PhoneLine phone_line(const Settings& settings, const HostNames& hosts,
                              const counter::Conductor& conductor, sca::InApp& in_app) {
  const auto apps = app_identities(settings);
  const auto own = apps.find(establishment_by_code(sandbox::persona_establishment)->brand->word);
  return {hosts,
          own == apps.end() ? std::string() : own->second.apple,
          [&conductor](const message::Request& request) { return conductor.answer_open(request); },
          [&conductor](const message::Request& request) { return conductor.read_in_app(request); },
          [&in_app](std::string establishment, std::string psu) {
            return wait_here<bool>([&](auto done) {
              in_app.serves(std::move(establishment), std::move(psu), std::move(done));
            });
          },
          [&in_app](sca::InAppRequest request, std::string psu, bool approves) {
            return wait_here<std::string>([&](auto done) {
              in_app.decide(std::move(request), std::move(psu), approves, std::move(done));
            });
          }};
}

}  // namespace guichet::app
