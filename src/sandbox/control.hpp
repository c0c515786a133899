// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "record/inspector.hpp"
#include "sandbox/clock_control.hpp"
#include "sandbox/faults.hpp"
#include "store/tpp_book.hpp"
#include "tpp/tpp_register.hpp"

namespace guichet::sandbox {

/// What lives and dies with the clock: counted before and after a move, so that the answer can tell what it caused.
struct Census {
  long access_tokens = 0;   ///< live at that instant
  long refresh_tokens = 0;  ///< live at that instant
  long quota_units = 0;     ///< taken on the Paris day of that instant
};

/// What the control port may touch. References live as long as the program.
struct ControlDoors {
  const HostNames& hosts;  ///< a Host that is not ours is a page of another site pointing its name at loopback
  MovableClock& clock;
  tpp::TppRegister& tpps;
  store::TppBook& tpp_book;
  record::Inspector& inspector;
  Faults& faults;
  std::function<Outcome<Census>(Instant)> census;
  std::function<Outcome<void>()> reset;        ///< back to the freshly seeded state, keys kept; blocks
  std::function<Outcome<void>()> clock_moved;  ///< keeps the clock's lead for the next start
  std::function<std::string()> personas_json;  ///< body of GET /_sandbox/personas
};

/// The sandbox control of the web port, `/_sandbox/...`: JSON in, JSON out. Absent outside `guichet sandbox`.
class Control {
 public:
  explicit Control(ControlDoors doors) : doors_(std::move(doors)) {}

  static bool is_for_me(std::string_view path) { return path.starts_with("/_sandbox/"); }

  /// Answers one request. May block for a write of the store: it serves one developer, not the public.
  message::Response answer(const message::Request& request);

 private:
  Outcome<message::Response> served(const message::Request& request);
  Outcome<message::Response> move_clock(const message::Request& request);
  Outcome<message::Response> show_requests(const message::Request& request);
  Outcome<message::Response> enrol_tpp(const message::Request& request);
  Outcome<message::Response> set_fault(const message::Request& request);

  ControlDoors doors_;
};

}  // namespace guichet::sandbox
