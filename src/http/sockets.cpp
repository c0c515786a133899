// SPDX-License-Identifier: Apache-2.0
#include "http/sockets.hpp"

#include <sys/socket.h>

namespace guichet::http {
namespace {

using boost::system::error_code;

std::string text_of(const Tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
         std::to_string(endpoint.port());
}

std::unexpected<Refusal> refuse_port(const Tcp::endpoint& endpoint, message::Door door,
                                     const error_code& error) {
  const std::string where = text_of(endpoint);
  const std::string flag = door == message::Door::web ? "--web HOST:PORT" : "--listen HOST:PORT";
  if (error == boost::asio::error::address_in_use)
    return refuse(Code::internal, where + " is already in use: another guichet may be running " +
                                      "there; stop it or choose " + flag);
  if (error == boost::asio::error::access_denied)
    return refuse(Code::internal, where + " needs privileges; choose a port from 1024 in " + flag);
  if (error == boost::system::errc::address_not_available)
    return refuse(Code::internal, where + " is no address of this machine; choose " + flag);
  return refuse(Code::internal,
                where + " cannot be listened on (" + error.message() + "); choose " + flag);
}

void share_port(Acceptor& acceptor, error_code& error) {
  const int yes = 1;
  if (!error && ::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes))
    error.assign(errno, boost::system::system_category());
}

void open(Acceptor& acceptor, const Tcp::endpoint& endpoint, error_code& error) {
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  // Sockets inherit it from the one that accepts them: one system call less for each.
  if (!error) acceptor.set_option(Tcp::no_delay(true), error);
}

void listen(Acceptor& acceptor, const Tcp::endpoint& endpoint, error_code& error) {
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(Acceptor::max_listen_connections, error);
}

}  // namespace

Outcome<Tcp::endpoint> endpoint_of(const ListenerSettings& settings) {
  std::string host = settings.host == "localhost" ? "127.0.0.1" : settings.host;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  if (error)
    return refuse(Code::internal, "expected an IP address or localhost to listen on, got \"" +
                                      settings.host + "\"; 127.0.0.1 is this machine alone");
  return Tcp::endpoint(address, settings.port);
}

Outcome<void> listen_first(Acceptor& acceptor, const Tcp::endpoint& endpoint, message::Door door) {
  error_code error;
  open(acceptor, endpoint, error);
  listen(acceptor, endpoint, error);
  share_port(acceptor, error);
  if (error) return refuse_port(endpoint, door, error);
  return {};
}

Outcome<void> listen_beside(Acceptor& acceptor, const Tcp::endpoint& endpoint, message::Door door) {
  error_code error;
  open(acceptor, endpoint, error);
  share_port(acceptor, error);
  listen(acceptor, endpoint, error);
  if (error) return refuse_port(endpoint, door, error);
  return {};
}

}  // namespace guichet::http
