// SPDX-License-Identifier: Apache-2.0
#include "client/transport.hpp"

#include <curl/curl.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace guichet::client {
namespace {

constexpr std::size_t largest_answer = std::size_t{64} * 1024 * 1024;

struct EasyClosed {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyClosed>;

/// A list of lines in libcurl's form.
class Lines {
 public:
  Lines() = default;
  Lines(Lines&& other) noexcept : first_(std::exchange(other.first_, nullptr)) {}
  Lines& operator=(Lines&&) = delete;
  ~Lines() { curl_slist_free_all(first_); }

  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(first_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    first_ = longer;
  }
  curl_slist* get() const { return first_; }

 private:
  curl_slist* first_ = nullptr;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A line of a response head: a status line starts the head anew (an interim answer came before).
std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* answer_in_work) {
  auto& answer = *static_cast<Answer*>(answer_in_work);
  const std::string_view line(bytes, size * count);
  const std::size_t colon = line.find(':');
  if (line.starts_with("HTTP/"))
    answer.headers = {};
  else if (colon != std::string_view::npos)
    answer.headers.add(std::string(line.substr(0, colon)),
                       std::string(trimmed(line.substr(colon + 1))));
  return size * count;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* answer_in_work) {
  auto& answer = *static_cast<Answer*>(answer_in_work);
  if (answer.body.size() + size * count > largest_answer) return 0;
  answer.body.append(bytes, size * count);
  return size * count;
}

/// Keeps what really leaves, as libcurl writes it to the socket.
int keep_sent(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* answer_in_work) {
  auto& answer = *static_cast<Answer*>(answer_in_work);
  if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_DATA_OUT) answer.sent.append(bytes, size);
  return 0;
}

bool is_nobody_there(CURLcode code) {
  return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST ||
         code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_OPERATION_TIMEDOUT ||
         code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
}

std::string port_of(const Url& url) { return std::to_string(url.port); }

}  // namespace

struct Transport::State {
  EasyHandle easy;
  Application application;
  std::chrono::seconds patience;
  std::array<char, CURL_ERROR_SIZE> error{};

  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(easy.get(), option, value) != CURLE_OK)
      throw std::runtime_error("libcurl does not know option " + std::to_string(option));
  }

  void set_limits() {
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_CONNECTTIMEOUT, 10L);
    set(CURLOPT_TIMEOUT, static_cast<long>(patience.count()));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, error.data());
  }

  void set_tls(Caller caller) {
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_CAINFO, application.ca.c_str());
    if (caller == Caller::browser) return;
    set(CURLOPT_SSLCERT, application.qwac.c_str());
    set(CURLOPT_SSLKEY, application.qwac_key.c_str());
  }

  /// *.localhost has no address for most resolvers; the socket opens where the application says.
  Lines set_place() {
    Lines places;
    const auto page = parse_url(application.authorize);
    if (page && !application.authorize_connect.empty())
      places.add(page->host + ":" + port_of(*page) + ":" + application.authorize_connect);
    const Url& api = application.api;
    if (!application.connect.empty())
      places.add(api.host + ":" + port_of(api) + ":" + application.connect);
    if (places.get() == nullptr) return places;
    set(CURLOPT_CONNECT_TO, places.get());
    set(CURLOPT_NOPROXY, "*");
    return places;
  }

  Lines set_message(const Url& to, const message::Request& request) {
    const std::string address = to.origin() + request.target;
    set(CURLOPT_URL, address.c_str());
    set(CURLOPT_PATH_AS_IS, 1L);
    set(CURLOPT_REQUEST_TARGET, request.target.c_str());
    const bool has_body =
        !request.body.empty() || request.method == "POST" || request.method == "PUT";
    if (has_body) {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_COPYPOSTFIELDS, request.body.c_str());
    }
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    Lines lines;
    for (const message::Header& header : request.headers.all())
      lines.add(
          std::string(header.name).append(header.value.empty() ? ";" : ": ").append(header.value));
    // What libcurl would add by itself would not be what was signed.
    lines.add("Expect:");
    if (request.headers.count("Accept") == 0) lines.add("Accept:");
    if (request.headers.count("Content-Type") == 0) lines.add("Content-Type:");
    set(CURLOPT_HTTPHEADER, lines.get());
    return lines;
  }

  void set_ears(Answer& answer) {
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_HEADERDATA, static_cast<void*>(&answer));
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_WRITEDATA, static_cast<void*>(&answer));
    set(CURLOPT_DEBUGFUNCTION, keep_sent);
    set(CURLOPT_DEBUGDATA, static_cast<void*>(&answer));
    set(CURLOPT_VERBOSE, 1L);
  }

  std::unexpected<Failure> failure(CURLcode code, const Url& to) const {
    const bool is_api = same_origin(to, application.api);
    const std::string place = is_api && !application.connect.empty()
                                  ? application.connect + " (" + to.origin() + ")"
                                  : to.origin();
    if (is_nobody_there(code))
      return fail(Trouble::unreachable,
                  "nobody answers at " + place + ": " + curl_easy_strerror(code));
    return fail(Trouble::answer, "the call to " + place + " failed: " +
                                     (error[0] != '\0' ? error.data() : curl_easy_strerror(code)));
  }
};

Transport::Transport(const Application& application, std::chrono::seconds patience)
    : state_(new State{EasyHandle{curl_easy_init()}, application, patience}) {
  if (!state_->easy) throw std::runtime_error("libcurl cannot be started");
}

Transport::~Transport() = default;

Result<Answer> Transport::send(const Url& to, const message::Request& request, Caller caller) {
  State& state = *state_;
  curl_easy_reset(state.easy.get());
  state.error[0] = '\0';
  Answer answer;
  state.set_limits();
  state.set_tls(caller);
  const Lines places = state.set_place();
  const Lines lines = state.set_message(to, request);
  state.set_ears(answer);
  const CURLcode code = curl_easy_perform(state.easy.get());
  if (code != CURLE_OK) return state.failure(code, to);
  long status = 0;
  curl_easy_getinfo(state.easy.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace guichet::client
