// SPDX-License-Identifier: Apache-2.0
//
// Reads one request's head again and again, with our reader and with Boost.Beast's parser, both
// into the message::Request that the counter wants, in interleaved rounds:
//   guichet_bench_heads FILE    (as bench/run.py writes it: a length on a line, then the bytes)
// Prints {"own_ns": ..., "beast_ns": ...}, medians of a head each.
#include <algorithm>
#include <array>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <optional>
#include <string>

#include "http/request_head.hpp"

namespace {

namespace beast = boost::beast;
using guichet::message::Request;

constexpr int rounds = 15;
constexpr int heads_a_round = 20'000;

std::optional<Request> read_by_us(std::string_view bytes) {
  static const guichet::http::Limits limits;
  guichet::http::RequestHead head(limits);
  if (head.read(bytes) != guichet::http::Progress::complete) return std::nullopt;
  return std::move(head.request());
}

std::optional<Request> read_by_beast(std::string_view bytes) {
  beast::http::request_parser<beast::http::empty_body> parser;
  beast::error_code error;
  parser.put(boost::asio::buffer(bytes), error);
  if (error || !parser.is_header_done()) return std::nullopt;
  Request request;
  request.method = std::string_view(parser.get().method_string());
  request.target = std::string_view(parser.get().target());
  for (const auto& field : parser.get())
    request.headers.add(std::string(field.name_string()), std::string(field.value()));
  return request;
}

template <class Reader>
double nanoseconds_a_head(Reader read, const std::string& bytes) {
  const auto begin = std::chrono::steady_clock::now();
  std::size_t fields = 0;
  for (int i = 0; i < heads_a_round; ++i) fields += read(bytes)->headers.all().size();
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  return fields == 0 ? 0 : took.count() / heads_a_round;
}

double median(std::array<double, rounds>& samples) {
  std::ranges::sort(samples);
  return samples[rounds / 2];
}

}  // namespace

int main(int count, char** arguments) {
  std::ifstream file(count == 2 ? arguments[1] : "");
  std::size_t length = 0;
  file >> length;
  file.ignore();
  std::string bytes(length, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(length));
  const auto ours = read_by_us(bytes);
  const auto theirs = read_by_beast(bytes);
  if (!ours || !theirs || ours->headers.all().size() != theirs->headers.all().size()) {
    std::fputs("guichet_bench_heads: the file holds no request that both read alike\n", stderr);
    return 1;
  }
  std::array<double, rounds> own{};
  std::array<double, rounds> beasts{};
  for (std::size_t round = 0; round < rounds; ++round) {
    own[round] = nanoseconds_a_head(read_by_us, bytes);
    beasts[round] = nanoseconds_a_head(read_by_beast, bytes);
  }
  std::printf("{\"own_ns\": %.1f, \"beast_ns\": %.1f}\n", median(own), median(beasts));
  return 0;
}
