// SPDX-License-Identifier: Apache-2.0
#include "app/tpp_sign.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <sstream>
#include <string_view>

#include "app/commands.hpp"
#include "app/system_clock.hpp"
#include "app/tpp_session.hpp"
#include "client/application.hpp"
#include "client/flow.hpp"
#include "client/signer.hpp"
#include "client/signing_report.hpp"
#include "crypto/secret.hpp"

namespace guichet::app {
namespace {

constexpr std::size_t largest_body = std::size_t{1024} * 1024;

std::unexpected<int> usage(const std::string& line) {
  std::fprintf(stderr, "guichet tpp: sign: %s\n", line.c_str());
  return std::unexpected(exit_usage);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

/// A method or the name of a header (RFC 9110 5.6.2).
bool is_token(std::string_view word) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !word.empty() && std::ranges::all_of(word, [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           marks.contains(c);
  });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

/// Path and query of what was given, as curl sends them: without a fragment.
std::optional<std::string> target_of(const std::string& address) {
  if (!address.starts_with('/')) {
    const auto url = client::parse_url(address);
    return url ? std::optional(url->target) : std::nullopt;
  }
  const bool is_one_word =
      std::ranges::none_of(address, [](char c) { return c == ' ' || is_control(c); });
  return is_one_word ? std::optional(address.substr(0, address.find('#'))) : std::nullopt;
}

/// Adds the header that `line` says; false if it is none, or one that curl would not send.
bool add_header(message::Request& request, std::string_view line) {
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(std::min(colon + 1, line.size())));
  const bool is_one_line =
      std::ranges::none_of(value, [](char c) { return c != '\t' && is_control(c); });
  if (!is_token(name) || value.empty() || !is_one_line) return false;
  request.headers.add(name, value);
  return true;
}

Step<std::string> standard_input() {
  std::string bytes;
  std::array<char, 16384> piece;
  while (bytes.size() <= largest_body) {
    const std::size_t count = std::fread(piece.data(), 1, piece.size(), stdin);
    if (count == 0) break;
    bytes.append(piece.data(), count);
  }
  if (std::ferror(stdin) != 0)
    return std::unexpected(report({client::Trouble::files, "standard input cannot be read"}));
  if (bytes.size() > largest_body)
    return std::unexpected(report({client::Trouble::files, "standard input: larger than 1 MiB"}));
  return bytes;
}

Step<std::string> body_of(const TppOptions& options) {
  if (options.body.empty()) return std::string();
  if (options.body == "-") return standard_input();
  auto body = client::read_file(options.body);
  if (!body) return std::unexpected(report(body.error()));
  return *std::move(body);
}

/// The request that the words describe, before it is signed.
Step<message::Request> request_of(const TppOptions& options) {
  if (options.address.empty())
    return usage("say what to sign, as in `guichet tpp sign GET /stet/psd2/v1.6.2/accounts`");
  message::Request request;
  request.method = options.method;
  if (!is_token(options.method))
    return usage("\"" + options.method + "\" is no method; METHOD comes before URL-OR-PATH");
  const auto target = target_of(options.address);
  if (!target)
    return usage("\"" + options.address +
                 "\" is neither an http or https address nor a path that begins with /; blanks "
                 "are written %20");
  request.target = *target;
  for (const std::string& line : options.header_lines)
    if (!add_header(request, line))
      return usage("--header \"" + line + "\" is not \"Name: value\" on one line");
  if (request.headers.count("Signature") > 0)
    return usage("--header Signature: that header is what this command makes");
  auto body = body_of(options);
  if (!body) return std::unexpected(body.error());
  request.body = *std::move(body);
  if (!request.body.empty() && request.headers.count("Content-Type") == 0)
    request.headers.add("Content-Type", "application/json");
  return request;
}

Step<client::Departures> departures_of(const TppOptions& options) {
  if (std::ranges::any_of(options.method_word, [](char c) { return c == ' ' || is_control(c); }))
    return usage("--method-word is one word");
  client::Departures departures{options.method_word, {}};
  std::istringstream words(options.covered);
  for (std::string name; words >> name;) departures.names.push_back(name);
  if (!options.covered.empty() && departures.names.empty()) return usage("--headers names none");
  return departures;
}

void print_headers(const message::Request& request) {
  for (const auto& [name, value] : request.headers.all())
    std::printf("%.*s: %.*s\n", static_cast<int>(name.size()), name.data(),
                static_cast<int>(value.size()), value.data());
}

}  // namespace

int tpp_sign(const TppOptions& options) {
  const auto departures = departures_of(options);
  if (!departures) return departures.error();
  auto request = request_of(options);
  if (!request) return request.error();
  const auto application = client::read_application(options.data, options.oid);
  if (!application) return report(application.error());
  crypto::SystemRandomness randomness;
  const Instant now = SystemClock().now();
  const client::Signer signer(application->seal, application->key_id);
  const auto made =
      signer.sign_with(*departures, *request, client::new_request_id(randomness), now);
  if (!made)
    return usage("--headers: \"" + made.error() +
                 "\" cannot be signed, the request has no such header; give it with --header "
                 "'Name: value'")
        .error();
  print_headers(*request);
  if (options.explain) {
    std::fflush(stdout);
    const auto seal = client::read_seal_certificate(application->folder / "qseal.pem");
    std::fputs(client::signing_report(*made, *request, seal, now).c_str(), stderr);
  }
  return exit_done;
}

}  // namespace guichet::app
