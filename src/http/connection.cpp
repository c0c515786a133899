// SPDX-License-Identifier: Apache-2.0
#include "http/connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "http/proxy_greeting.hpp"

namespace guichet::http {
namespace {

using State = RequestReader::State;

constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::size_t kept_when_idle = 2 * 1024;
constexpr std::size_t tls_record = 16 * 1024;  // RFC 8446 5.1
constexpr std::size_t most_drained = 1024 * 1024;

std::chrono::milliseconds time_for(std::size_t bytes, std::size_t bytes_a_second) {
  return std::chrono::milliseconds(bytes * 1000 / bytes_a_second);
}

}  // namespace

Connection::Connection(Surroundings& around, Socket socket, const TlsContext* tls, std::string peer,
                       bool of_proxy)
    : around_(around),
      socket_(std::move(socket)),
      stream_(socket_.native_handle(), tls),
      peer_(std::move(peer)),
      of_proxy_(of_proxy),
      place_(around.connections.insert(around.connections.end(), this)) {
  ++around_.open_connections;
}

Connection::~Connection() {
  around_.connections.erase(place_);
  --around_.open_connections;
}

Task<void> Connection::run() {
  const Time deadline = Steady::now() + around_.limits.handshake;
  bool connected = true;
  if (of_proxy_) connected = co_await hear_proxy(deadline);
  if (connected && stream_.is_secure()) connected = co_await shake_hands(deadline);
  if (connected) co_await converse();
  stream_.finish();
  if (last_word_said_) co_await linger();
}

Task<bool> Connection::hear_proxy(Time deadline) {
  ProxyGreeting greeting;
  auto state = greeting.hear(socket_.native_handle());
  while (state == ProxyGreeting::State::waits) {
    const bool ready = co_await wait(Wants::readable, deadline);
    if (!ready) break;
    state = greeting.hear(socket_.native_handle());
  }
  if (state == ProxyGreeting::State::heard) {
    if (greeting.client()) peer_ = greeting.client()->to_string();
    co_return true;
  }
  // A probe that only connects, and a connection that our own end cut short, are no faults.
  std::string_view fault;
  if (state == ProxyGreeting::State::wrong) fault = "it begins with no PROXY header";
  if (late_) fault = "its PROXY header took too long";
  if (state == ProxyGreeting::State::gone && greeting.has_begun())
    fault = "it ended within its PROXY header";
  if (!fault.empty()) around_.complaints.add(peer_, fault, Steady::now());
  co_return false;
}

Task<bool> Connection::shake_hands(Time deadline) {
  while (true) {
    const Wants wants = stream_.shake_hands();
    if (wants == Wants::nothing) break;
    last_word_said_ = wants == Wants::end;  // OpenSSL has sent its alert
    if (wants == Wants::end) co_return false;
    const bool ready = co_await wait(wants, deadline);
    if (!ready) co_return false;
  }
  server_name_ = stream_.server_name();
  certificate_ = stream_.client_certificate();
  co_return true;
}

Task<void> Connection::converse() {
  bool open = true;
  while (open) {
    const Arrival arrival = co_await receive();
    if (arrival == Arrival::nothing) co_return;
    message::Request& request = completed_request();
    Delivery delivery;
    delivery.without_body = request.method == "HEAD";
    message::Response response;
    enter(Phase::answering);
    if (arrival == Arrival::request) {
      auto answering = around_.conversation.answer(std::move(request));
      response = co_await std::move(answering);
    } else {
      response = around_.conversation.refuse(request, refusal_);
      response.close = true;
    }
    open = !response.close && !reader_->closes() && !around_.winding_down;
    delivery.closes = !open;
    bool written = begin_response(response, delivery);
    if (!written) written = co_await write_rest();
    if (!written) co_return;
  }
  last_word_said_ = true;
}

/// Reads one request, or what there is of it.
Task<Connection::Arrival> Connection::receive() {
  reader_.emplace(around_.limits);
  enter(Phase::idle);
  while (true) {
    const State state = read_on();
    if (state == State::complete) co_return Arrival::request;
    if (state == State::refused) co_return Arrival::refusal;
    if (continue_due_) {
      continue_due_ = false;
      bool written = begin_write(go_on);
      if (!written) written = co_await write_rest();
      if (!written) co_return Arrival::nothing;
      enter(Phase::body);
    }
    const bool filled = co_await fill();
    if (!filled) co_return arrival_without_bytes();
  }
}

/// Reads what has been received.
State Connection::read_on() {
  std::string_view bytes = input_;
  State state = reader_->read(bytes);
  if (state == State::admission) {
    const message::Request& request = reader_->request();
    state = reader_->admit_body(
        around_.conversation.body_limit(around_.door, request.method, request.target));
    if (state == State::body) {
      enter(Phase::body);
      state = reader_->read(bytes);
      continue_due_ = state == State::body && reader_->expects_continue();
    }
  }
  input_.erase(0, input_.size() - bytes.size());
  if (phase_ == Phase::idle && !input_.empty()) enter(Phase::head);
  if (state == State::refused) refusal_ = reader_->refusal();
  return state;
}

/// Gets more bytes from the socket. False: the time is up, or the other end has gone.
Task<bool> Connection::fill() {
  if (input_.empty() && input_.capacity() > kept_when_idle) std::string().swap(input_);
  Wants wants = stream_.has_pending() ? Wants::nothing : Wants::readable;
  while (true) {
    if (wants != Wants::nothing) {
      const bool ready = co_await wait(wants, reading_deadline());
      if (!ready) co_return false;
    }
    const auto moved = stream_.read(around_.received);
    if (moved.bytes > 0) {
      input_.append(around_.received.data(), moved.bytes);
      if (phase_ == Phase::idle) enter(Phase::head);
      co_return true;
    }
    wants = moved.wants;
    if (wants == Wants::end) co_return false;
  }
}

Connection::Arrival Connection::arrival_without_bytes() {
  const bool begun =
      phase_ == Phase::body || (phase_ == Phase::head && reader_->request_line_seen());
  if (!late_ || !begun) return Arrival::nothing;
  refusal_ = Code::timeout;
  return Arrival::refusal;
}

message::Request& Connection::completed_request() {
  message::Request& request = reader_->request();
  request.door = around_.door;
  request.server_name = server_name_;
  request.peer = peer_;
  request.certificate = certificate_;
  return request;
}

bool Connection::begin_response(const message::Response& response, Delivery delivery) {
  std::string& wire = around_.wire;
  wire.clear();
  append_head(wire, response, around_.date.now(), delivery);
  // A short body goes out in one record with its head; of a long one no more than that is copied.
  const std::string_view body = body_on_wire(response, delivery);
  const auto beside_head = body.substr(0, tls_record - std::min(wire.size(), tls_record));
  wire += beside_head;
  return begin_write(wire, body.substr(beside_head.size()));
}

/// Writes what the socket takes at once and keeps the rest for write_rest(). True if all is
/// written.
bool Connection::begin_write(std::string_view bytes, std::string_view then) {
  auto moved = stream_.write(bytes);
  if (moved.wants == Wants::nothing) {
    bytes = std::exchange(then, {});
    moved = stream_.write(bytes);
  }
  if (moved.wants == Wants::nothing) return true;
  enter(Phase::writing);
  written_ = 0;
  output_.clear();
  if (moved.wants != Wants::end) output_.append(bytes.substr(moved.bytes)).append(then);
  return false;
}

/// False: the other end has gone, or does not read.
Task<bool> Connection::write_rest() {
  if (output_.empty()) co_return false;
  Wants wants = Wants::writable;
  while (wants != Wants::nothing) {
    if (wants == Wants::end) co_return false;
    const bool ready = co_await wait(wants, writing_deadline());
    if (!ready) co_return false;
    const auto moved = stream_.write(std::string_view(output_).substr(written_));
    written_ += moved.bytes;
    wants = moved.wants;
  }
  std::string().swap(output_);
  co_return true;
}

/// Lets the other end read our last words: closing at once on unread bytes would throw them away.
Task<void> Connection::linger() {
  enter(Phase::lingering);
  const Time deadline = Steady::now() + around_.limits.linger;
  std::size_t drained = 0;
  while (drained < most_drained) {
    const ssize_t count =
        ::recv(socket_.native_handle(), around_.received.data(), around_.received.size(), 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) co_return;
    if (count > 0) {
      drained += static_cast<std::size_t>(count);
      continue;
    }
    const bool ready = co_await wait(Wants::readable, deadline);
    if (!ready) co_return;
  }
}

Task<bool> Connection::wait(Wants wants, Time deadline) {
  if (around_.winding_down && has_nothing_under_way()) co_return false;
  const auto direction = wants == Wants::writable ? Socket::wait_write : Socket::wait_read;
  deadline_ = deadline;
  late_ = false;
  auto waiting = socket_.async_wait(direction, as_value);
  const auto [error] = co_await std::move(waiting);
  deadline_ = Time::max();
  co_return !error;
}

void Connection::judge_time(Time now) {
  if (now < deadline_) return;
  deadline_ = Time::max();
  late_ = true;
  socket_.cancel();
}

void Connection::wind_down() {
  if (has_nothing_under_way()) socket_.cancel();
}

bool Connection::has_nothing_under_way() const {
  return phase_ == Phase::idle || phase_ == Phase::handshake;
}

void Connection::close_now() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  began_.reset();
}

Connection::Time Connection::reading_deadline() {
  const Limits& limits = around_.limits;
  if (!began_) began_ = Steady::now();
  if (phase_ == Phase::idle) return *began_ + limits.idle;
  if (phase_ == Phase::head) return *began_ + limits.headers;
  return *began_ + limits.body_grace + time_for(reader_->request().body.size(), limits.body_rate);
}

Connection::Time Connection::writing_deadline() {
  const Limits& limits = around_.limits;
  const Time now = Steady::now();
  if (!began_) began_ = now;
  // A reader who takes a few bytes now and then is as bad as one who takes none.
  const Time at_least = *began_ + limits.write_stall + time_for(written_, limits.body_rate);
  return std::min(now + limits.write_stall, at_least);
}

}  // namespace guichet::http
