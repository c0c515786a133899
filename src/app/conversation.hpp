// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "counter/conduct.hpp"
#include "http/conversation.hpp"
#include "sandbox/control.hpp"
#include "sandbox/faults.hpp"

namespace guichet::app {

/// Joins http/ to the counter, and in the sandbox puts the control port and the failures asked for
/// in between.
class Conversation final : public http::Conversation {
 public:
  /// Before the listener starts: a listener is bound before the counter can be built, because links
  /// need its port. `control` and `faults` are null outside the sandbox; all outlive the listener's
  /// threads.
  void lead_to(const counter::Conductor& conductor, sandbox::Control* control,
               sandbox::Faults* faults) {
    conductor_ = &conductor;
    control_ = control;
    faults_ = faults;
  }

  std::size_t body_limit(message::Door door, std::string_view method,
                         std::string_view target) const override;
  http::Task<message::Response> answer(message::Request request) override;
  message::Response refuse(const message::Request& so_far, Code code) override;

 private:
  bool is_for_control(message::Door door, std::string_view path) const;
  http::Task<message::Response> answer_control(message::Request request);
  http::Task<message::Response> answer_after(sandbox::Fault fault, message::Request request);

  const counter::Conductor* conductor_ = nullptr;
  sandbox::Control* control_ = nullptr;
  sandbox::Faults* faults_ = nullptr;
};

}  // namespace guichet::app
