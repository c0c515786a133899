// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/conversation.hpp"
#include "http/limits.hpp"
#include "http/proxies.hpp"
#include "http/request_reader.hpp"
#include "http/response_writer.hpp"
#include "http/sockets.hpp"
#include "http/tls_stream.hpp"
#include "message/request.hpp"

namespace guichet::http {

class Connection;

/// What the connections of one thread have in common. References outlive the connections.
struct Surroundings {
  Conversation& conversation;
  const Limits& limits;
  message::Door door;
  std::atomic<std::size_t>& open_connections;  ///< of all threads of the listener
  ProxyComplaints& complaints;
  DateLine date;
  bool winding_down = false;  ///< each connection closes when its request is answered
  std::list<Connection*> connections = {};
  /// Lent to whoever is running, until it waits: so an idle connection has no buffers of its own.
  std::array<char, 16 * 1024> received = {};
  std::string wire = {};
};

/// One connection from accept to close: TLS, then requests and answers in turn. Lives on one
/// thread, in the coroutine that runs it.
class Connection {
 public:
  using Time = Steady::time_point;

  /// `tls` null: plain. `peer`: address of the other end; `of_proxy`: a proxy's, who says first for
  /// whom it is.
  Connection(Surroundings& around, Socket socket, const TlsContext* tls, std::string peer,
             bool of_proxy);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Returns when the connection is done with.
  Task<void> run();

  /// Ends a wait that has gone past its time.
  void judge_time(Time now);
  /// Closes soon: at once if no request is under way, else when it is answered.
  void wind_down();
  /// Closes the socket, whatever is under way.
  void close_now();

 private:
  enum class Phase { handshake, idle, head, body, answering, writing, lingering };
  enum class Arrival { nothing, request, refusal };

  Task<bool> hear_proxy(Time deadline);
  Task<bool> shake_hands(Time deadline);
  Task<void> converse();
  Task<Arrival> receive();
  Task<bool> fill();
  Task<bool> write_rest();
  Task<void> linger();
  Task<bool> wait(Wants wants, Time deadline);

  RequestReader::State read_on();
  Arrival arrival_without_bytes();
  message::Request& completed_request();
  bool begin_write(std::string_view bytes, std::string_view then = {});
  bool begin_response(const message::Response& response, Delivery delivery);
  void enter(Phase phase);
  bool has_nothing_under_way() const;
  Time reading_deadline();
  Time writing_deadline();

  Surroundings& around_;
  Socket socket_;
  TlsStream stream_;
  std::string peer_;
  const bool of_proxy_;
  std::string server_name_;
  std::shared_ptr<const message::ClientCertificate> certificate_;  // shared: by its requests
  std::list<Connection*>::iterator place_;

  Phase phase_ = Phase::handshake;
  std::optional<Time> began_;    ///< when this phase first had to wait
  Time deadline_ = Time::max();  ///< of the wait under way
  bool late_ = false;            ///< the last wait went past its time
  bool last_word_said_ = false;  ///< and the other end should have the time to read it

  std::optional<RequestReader> reader_;
  Code refusal_ = Code::timeout;
  bool continue_due_ = false;
  std::string input_;   ///< received and not yet read
  std::string output_;  ///< what the socket did not take at once
  std::size_t written_ = 0;
};

}  // namespace guichet::http
