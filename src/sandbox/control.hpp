// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "bank/embedded/embedded_bank.hpp"
#include "domain/establishment.hpp"
#include "domain/outcome.hpp"
#include "message/request.hpp"
#include "message/response.hpp"
#include "record/inspector.hpp"
#include "sandbox/clock_control.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/online_bank.hpp"
#include "sandbox/phone_pages.hpp"
#include "sandbox/status_authority.hpp"
#include "store/census.hpp"
#include "store/tpp_book.hpp"
#include "tpp/licences.hpp"
#include "tpp/tpp_register.hpp"
#include "tpp/trust.hpp"

namespace guichet::sandbox {

/// What the control port may touch. References live as long as the program.
struct ControlDoors {
  const HostNames&
      hosts;  ///< a Host that is not ours is a page of another site pointing its name at loopback
  MovableClock& clock;
  tpp::TppRegister& tpps;
  store::TppBook& tpp_book;
  const tpp::Trust& trust;  ///< whose seals may be enrolled
  const Clock& wall_clock;
  const StatusAuthority&
      statuses;  ///< answers GET /_sandbox/pki/ca.crl and POST /_sandbox/pki/ocsp
  const tpp::Licences& licences;
  record::Inspector& inspector;
  Faults& faults;
  PhoneDoors phone;
  std::function<Outcome<message::Response>(const message::Request&, const Establishment& host)>
      online_bank;
  bank::EmbeddedBank& bank;  ///< what it says of accounts may be changed
  std::function<Outcome<store::Census>(Instant)>
      census;                            ///< before and after a move: what it caused
  std::function<Outcome<void>()> reset;  ///< back to the freshly seeded state, keys kept; blocks
  /// Keep everything that has happened under a name, and go back to it, the clock too; block.
  std::function<Outcome<void>(const std::string& name)> save;
  std::function<Outcome<void>(const std::string& name)> restore;
  std::function<Outcome<void>()> clock_moved;  ///< keeps the clock's lead for the next start
  std::function<std::string()> personas_json;  ///< body of GET /_sandbox/personas
};

/// The sandbox control of the web port, `/_sandbox/...`: JSON in, JSON out; the simulated phone
/// and the simulated online bank. Absent outside `guichet sandbox`.
class Control {
 public:
  explicit Control(ControlDoors doors) : doors_(std::move(doors)) {}

  static bool is_for_me(std::string_view path) {
    return path.starts_with("/_sandbox/") || path == phone_path || OnlineBank::is_for_me(path);
  }

  /// Answers one request. May block for a write of the store: it serves one developer, not the
  /// public.
  message::Response answer(const message::Request& request);

 private:
  Outcome<message::Response> served(const message::Request& request);
  Outcome<message::Response> move_clock(const message::Request& request);
  Outcome<message::Response> show_requests(const message::Request& request);
  Outcome<message::Response> serve_tpps(const message::Request& request);
  Outcome<message::Response> enrol_tpp(const message::Request& request);
  Outcome<message::Response> change_tpp(const message::Request& request,
                                        std::string_view client_id);
  Outcome<void> enrol(EnrolledTpp tpp);
  Outcome<message::Response> show_register();
  Outcome<message::Response> set_fault(const message::Request& request);
  Outcome<message::Response> serve_snapshot(const message::Request& request);

  ControlDoors doors_;
};

}  // namespace guichet::sandbox
