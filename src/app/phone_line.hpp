// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/settings.hpp"
#include "counter/conduct.hpp"
#include "record/log.hpp"
#include "sandbox/phone_link.hpp"
#include "sca/in_app.hpp"

namespace guichet::app {

/// What the simulated phones reach: the counter that everybody reaches, and the server of the
/// bank's app. What the app sends back is written into `log`. All outlive the line.
sandbox::PhoneLine phone_line(const Settings& settings, const HostNames& hosts,
                              const counter::Conductor& conductor, sca::InApp& in_app,
                              record::Log& log);

}  // namespace guichet::app
