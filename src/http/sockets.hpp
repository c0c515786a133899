// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>

#include "domain/outcome.hpp"
#include "http/listener.hpp"

namespace guichet::http {

using Executor = boost::asio::io_context::executor_type;
using Tcp = boost::asio::ip::tcp;
using Socket = boost::asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<Tcp, Executor>;
using Steady = std::chrono::steady_clock;
using Timer = boost::asio::basic_waitable_timer<Steady, boost::asio::wait_traits<Steady>, Executor>;

/// Awaited, gives the error code as a value and needs no coroutine frame.
inline constexpr auto as_value = boost::asio::as_tuple(boost::asio::deferred);

/// The address of `settings`. Refuses with internal a host that is no address.
Outcome<Tcp::endpoint> endpoint_of(const ListenerSettings& settings);

/// Opens `acceptor` on `endpoint`. The first of a listener takes the port for itself and only then
/// lets its siblings in, so that a second process is refused whenever it comes. Refuses with
/// internal, in one line fit for a terminal.
Outcome<void> listen_first(Acceptor& acceptor, const Tcp::endpoint& endpoint, message::Door door);
/// For the others: beside a first one on the same endpoint.
Outcome<void> listen_beside(Acceptor& acceptor, const Tcp::endpoint& endpoint, message::Door door);

}  // namespace guichet::http
