// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "domain/outcome.hpp"
#include "record/event.hpp"

namespace guichet::record {

/// The request log: one JSON object a line on stderr, by a thread of its own that flushes at least
/// every second; refusals at level "warn", our own faults and security alarms
/// (`"alarm":"security"`) at "error", also where a redirect tells them. Bounded queue; lines that
/// do not fit are counted, not waited for.
class Log {
 public:
  enum class Level { debug, info, warn, error, off };
  /// `level`: events below it are not written. A success counts as info.
  explicit Log(Level level);
  ~Log();
  /// True if an event with this status, the graver one if it has two, alarm or not, would be
  /// written; spares its making.
  bool wants(int status, bool alarm) const;
  void write(const Event& event);
  /// A message of the program itself.
  void say(Level level, std::string_view message);
  /// The same of something that was refused: code and detail of `why` stand behind the message.
  void say(Level level, std::string message, const Refusal& why);
  void flush();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace guichet::record
