// SPDX-License-Identifier: Apache-2.0
//
// guichet_bench_load: sends prepared requests over mutual TLS, closed loop or at a fixed rate, and
// prints what it saw as one line of JSON. The file of requests is a row of "LENGTH\n" and the
// bytes.

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "drive.hpp"

namespace guichet::bench {
namespace {

struct Options {
  Target target;
  std::string requests;
  Load load;
};

double number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::runtime_error("not a number: " + std::string{text});
  return number;
}

std::chrono::nanoseconds seconds_in(std::string_view text) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>{number_in(text)});
}

Options options_in(const std::vector<std::string_view>& arguments) {
  Options options;
  const std::map<std::string_view, std::function<void(std::string_view)>> flags{
      {"--port",
       [&](auto text) { options.target.port = static_cast<std::uint16_t>(number_in(text)); }},
      {"--name", [&](auto text) { options.target.name = text; }},
      {"--ca", [&](auto text) { options.target.authority = text; }},
      {"--certificate", [&](auto text) { options.target.certificate = text; }},
      {"--key", [&](auto text) { options.target.key = text; }},
      {"--requests", [&](auto text) { options.requests = text; }},
      {"--connections",
       [&](auto text) { options.load.connections = static_cast<int>(number_in(text)); }},
      {"--warm-up", [&](auto text) { options.load.warm_up = seconds_in(text); }},
      {"--seconds", [&](auto text) { options.load.measured = seconds_in(text); }},
      {"--rate", [&](auto text) { options.load.rate = number_in(text); }},
      {"--watch",
       [&](auto text) { options.load.watched.push_back(static_cast<int>(number_in(text))); }}};
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto flag = flags.find(arguments[i]);
    if (flag == flags.end() || i + 1 == arguments.size())
      throw std::runtime_error("no such flag, or no value for it: " + std::string{arguments[i]});
    flag->second(arguments[i + 1]);
  }
  return options;
}

std::vector<std::string> requests_in(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  std::vector<std::string> requests;
  std::size_t length = 0;
  while (in >> length && in.get() == '\n') {
    std::string request(length, '\0');
    if (!in.read(request.data(), static_cast<std::streamsize>(length)))
      throw std::runtime_error(path + " ends in the middle of a request");
    requests.push_back(std::move(request));
  }
  if (requests.empty()) throw std::runtime_error("no requests in " + path);
  return requests;
}

/// The latency that `share` of the requests did not exceed, in microseconds.
double percentile_us(std::vector<std::int64_t>& latencies, double share) {
  if (latencies.empty()) return 0;
  const auto place =
      std::min(latencies.size() - 1,
               static_cast<std::size_t>(share * static_cast<double>(latencies.size())));
  const auto at = latencies.begin() + static_cast<std::ptrdiff_t>(place);
  std::nth_element(latencies.begin(), at, latencies.end());
  return static_cast<double>(*at) / 1'000;
}

void print(Findings findings, const Load& load) {
  const auto count = static_cast<double>(findings.latencies_ns.size());
  const double seconds = std::chrono::duration<double>{load.measured}.count();
  const auto a_request_us = [&](std::int64_t ns) {
    return count > 0 ? static_cast<double>(ns) / count / 1'000 : 0;
  };
  std::string statuses;
  std::int64_t not_2xx = 0;
  for (const auto& [status, number] : findings.statuses) {
    statuses += (statuses.empty() ? "" : ",");
    statuses += '"' + std::to_string(status) + "\":" + std::to_string(number);
    if (status < 200 || status > 299) not_2xx += number;
  }
  std::printf(
      "{\"requests\":%.0f,\"requests_per_second\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,"
      "\"server_cpu_us\":%.2f,\"client_cpu_us\":%.2f,\"non_2xx\":%lld,\"statuses\":{%s},"
      "\"broken_connections\":%lld,\"not_sent\":%lld}\n",
      count, count / seconds, percentile_us(findings.latencies_ns, 0.50),
      percentile_us(findings.latencies_ns, 0.99), a_request_us(findings.server_processor_ns),
      a_request_us(findings.own_processor_ns), static_cast<long long>(not_2xx), statuses.c_str(),
      static_cast<long long>(findings.broken_connections),
      static_cast<long long>(findings.not_sent));
}

}  // namespace
}  // namespace guichet::bench

int main(int count, char** values) {
  using namespace guichet::bench;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    const Options options = options_in({values + 1, values + count});
    print(drive(options.target, requests_in(options.requests), options.load), options.load);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "guichet_bench_load: %s\n", error.what());
    return 1;
  }
}
