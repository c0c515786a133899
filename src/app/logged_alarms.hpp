// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "domain/alarm.hpp"
#include "record/log.hpp"

namespace guichet::app {

/// Writes alarms into the log, at level "error", each sentence begun with "alarm: ".
class LoggedAlarms final : public AlarmBell {
 public:
  /// `log` outlives it.
  explicit LoggedAlarms(record::Log& log) : log_(log) {}
  void ring(std::string what) override { log_.say(record::Log::Level::error, "alarm: " + what); }

 private:
  record::Log& log_;
};

}  // namespace guichet::app
