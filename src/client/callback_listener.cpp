// SPDX-License-Identifier: Apache-2.0
#include "client/callback_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "message/target.hpp"

namespace guichet::client {
namespace {

constexpr std::size_t longest_head = std::size_t{16} * 1024;
constexpr std::size_t most_visitors = 32;

struct Visitor {
  int socket;
  std::string head;
};

struct Address {
  sockaddr_storage bytes{};
  socklen_t length = 0;
};

Address address_of(const Url& url) {
  Address address;
  const auto port = htons(static_cast<std::uint16_t>(url.port));
  if (url.host == "[::1]") {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = port;
    six.sin6_addr = in6addr_loopback;
    std::memcpy(&address.bytes, &six, sizeof six);
    address.length = sizeof six;
    return address;
  }
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = port;
  if (::inet_pton(AF_INET, url.host.c_str(), &four.sin_addr) != 1)
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::memcpy(&address.bytes, &four, sizeof four);
  address.length = sizeof four;
  return address;
}

void answer(int socket, std::string_view status, std::string_view sentence) {
  const std::string page =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Guichet TPP</title><p>" +
      std::string(sentence) + "</p></html>\n";
  const std::string text = "HTTP/1.1 " + std::string(status) +
                           "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
                           std::to_string(page.size()) +
                           "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
                           "Connection: close\r\n\r\n" +
                           page;
  // The page is a courtesy: whether it arrives changes nothing for the flow.
  [[maybe_unused]] const ssize_t sent = ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

/// Those who have connected and not yet finished their request.
class Visitors {
 public:
  explicit Visitors(std::string path) : path_(std::move(path)) {}
  Visitors(const Visitors&) = delete;
  Visitors& operator=(const Visitors&) = delete;
  ~Visitors() {
    for (const Visitor& visitor : all_) ::close(visitor.socket);
  }

  std::vector<pollfd> watched(int listening) const {
    std::vector<pollfd> sockets{{listening, POLLIN, 0}};
    for (const Visitor& visitor : all_) sockets.push_back({visitor.socket, POLLIN, 0});
    return sockets;
  }

  void welcome(int listening) {
    const int socket = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    if (all_.size() == most_visitors) dismiss(0);
    all_.push_back({socket, {}});
  }

  /// Reads what the visitor on `socket` has sent; his target once he is the one awaited.
  std::optional<std::string> listen_to(int socket) {
    const std::size_t place = place_of(socket);
    if (place == all_.size()) return std::nullopt;  // dismissed in this round
    Visitor& visitor = all_[place];
    char bytes[4096];
    const ssize_t count = ::recv(visitor.socket, bytes, sizeof bytes, 0);
    if (count > 0) visitor.head.append(bytes, static_cast<std::size_t>(count));
    const bool complete = visitor.head.contains("\r\n\r\n");
    if (count > 0 && !complete && visitor.head.size() < longest_head) return std::nullopt;
    const std::string target = target_of_get(visitor.head);
    const bool awaited = message::path_of(target) == path_ && target.contains('?');
    if (complete && awaited)
      answer(visitor.socket, "200 OK",
             "Done. You can close this page and go back to the terminal.");
    if (complete && !awaited)
      answer(visitor.socket, "404 Not Found", "Only the bank's redirect is awaited here.");
    dismiss(place);
    return complete && awaited ? std::optional(target) : std::nullopt;
  }

 private:
  std::size_t place_of(int socket) const {
    std::size_t place = 0;
    while (place < all_.size() && all_[place].socket != socket) ++place;
    return place;
  }

  void dismiss(std::size_t place) {
    ::close(all_[place].socket);
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(place));
  }

  std::string path_;
  std::vector<Visitor> all_;
};

}  // namespace

Result<CallbackListener> CallbackListener::open(const Url& redirect_uri) {
  if (redirect_uri.scheme != "http" || !is_loopback(redirect_uri))
    return fail(Trouble::files,
                "cannot listen on " + redirect_uri.text() + ": it is not http on this machine");
  const Address address = address_of(redirect_uri);
  const int socket = ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return fail(Trouble::files, std::string("no socket: ") + std::strerror(errno));
  CallbackListener listener(socket, std::string(message::path_of(redirect_uri.target)));
  const int yes = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address.bytes), address.length) != 0 ||
      ::listen(socket, 16) != 0)
    return fail(Trouble::files, "cannot listen on " + redirect_uri.origin() + ": " +
                                    std::strerror(errno) +
                                    "; stop the program that holds the port");
  return listener;
}

CallbackListener::CallbackListener(CallbackListener&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), path_(std::move(other.path_)) {}

CallbackListener::~CallbackListener() {
  if (socket_ >= 0) ::close(socket_);
}

int CallbackListener::port() const {
  sockaddr_storage bytes{};
  socklen_t length = sizeof bytes;
  if (::getsockname(socket_, reinterpret_cast<sockaddr*>(&bytes), &length) != 0) return 0;
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bytes)->sin_port);
}

Result<std::string> CallbackListener::wait(std::chrono::seconds patience) {
  using Steady = std::chrono::steady_clock;
  const auto end = Steady::now() + patience;
  Visitors visitors(path_);
  while (Steady::now() < end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now());
    auto sockets = visitors.watched(socket_);
    const int ready = ::poll(sockets.data(), sockets.size(), static_cast<int>(left.count()));
    if (ready < 0 && errno != EINTR)
      return fail(Trouble::files, std::string("poll: ") + std::strerror(errno));
    if (ready <= 0) continue;
    for (std::size_t i = 1; i < sockets.size(); ++i) {
      if (sockets[i].revents == 0) continue;
      if (auto target = visitors.listen_to(sockets[i].fd)) return *std::move(target);
    }
    if (sockets[0].revents != 0) visitors.welcome(socket_);
  }
  return fail(Trouble::answer, "nobody came back to the redirect URI within " +
                                   std::to_string(patience.count()) + " s");
}

std::string target_of_get(std::string_view head) {
  const std::string_view line = head.substr(0, head.find("\r\n"));
  if (!head.contains("\r\n") || !line.starts_with("GET ")) return {};
  const std::size_t end = line.rfind(" HTTP/1.");
  if (end == std::string_view::npos || end <= 4) return {};
  return std::string(line.substr(4, end - 4));
}

}  // namespace guichet::client
