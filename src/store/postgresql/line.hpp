// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "domain/outcome.hpp"
#include "store/postgresql/session.hpp"

namespace guichet::store::postgresql {

/// How long callers wait. A request is refused within two seconds of its coming: the time in the
/// queue, connecting anew and being answered are within this together.
struct Patience {
  std::chrono::milliseconds in_queue{500};
  std::chrono::milliseconds to_connect{900};
  std::chrono::milliseconds for_answer{1'100};
  std::chrono::milliseconds for_statement{1'000};
  std::chrono::milliseconds for_lock{200};  ///< each of four times
};

/// A session that is opened again whenever it has ended, and the breaker that goes with it: while
/// the database does not answer, whoever asks is told so at once, and it is tried again from time
/// to time. A commit that waits for a standby which is gone outlives its session at the server, and
/// keeps a connection there: until it has ended nothing is asked over the next session, as it would
/// end the same way. So a line has two connections at most. For one thread.
class Line {
 public:
  /// Looks at a new session before anything else is asked of it; refuses one that is not to be
  /// used, with store_unavailable.
  using Look = std::function<Outcome<void>(Session& session)>;

  Line(std::string url, Look look, Patience patience)
      : url_(std::move(url)), look_(std::move(look)), patience_(patience) {}

  const Patience& patience() const { return patience_; }

  /// A session in which answers may be waited for from now on, for as long as one caller's patience
  /// lasts; null while there is none. Tries to connect where it is time to.
  Session* session();

  /// The session ended, for this reason.
  void lost(const std::string& why);

  /// Why there is no session.
  const std::string& trouble() const { return trouble_; }

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// A process of the server's, wherever the server is now.
  struct Backend {
    std::int64_t process;
    std::int64_t started;  ///< microseconds since 1970 by the server's clock
  };

  void connect();
  void open();
  bool lives(const Backend& backend);

  std::string url_;
  Look look_;
  Patience patience_;
  std::optional<Session> session_;
  std::optional<Backend> own_;          ///< of session_
  std::optional<Backend> predecessor_;  ///< of the one that was given up; it may be at work still
  SteadyTime next_try_{};
  std::string trouble_ = "not connected yet";
};

}  // namespace guichet::store::postgresql
