// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request_reader.hpp"

namespace guichet::http {

/// What came of reading bytes.
struct Reading {
  std::optional<Code> refusal;
  bool complete = false;
  message::Request request;
  bool closes = false;
  bool expects_continue = false;
  std::string rest;
};

/// Hands `pieces` to a reader that allows a body of 64 bytes.
inline Reading read(const std::vector<std::string_view>& pieces) {
  constexpr std::size_t body_limit = 64;
  const Limits limits;
  RequestReader reader(limits);
  Reading reading;
  std::string held;
  auto state = RequestReader::State::head;
  for (const std::string_view piece : pieces) {
    held += piece;
    std::string_view bytes = held;
    state = reader.read(bytes);
    if (state == RequestReader::State::admission) {
      state = reader.admit_body(body_limit);
      if (state == RequestReader::State::body) state = reader.read(bytes);
    }
    held = std::string(bytes);
  }
  reading.complete = state == RequestReader::State::complete;
  if (state == RequestReader::State::refused) reading.refusal = reader.refusal();
  reading.request = reader.request();
  reading.closes = reader.closes();
  reading.expects_continue = reader.expects_continue();
  reading.rest = std::move(held);
  return reading;
}

inline Reading read_in_pieces(std::string_view bytes, std::size_t length) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = 0; at < bytes.size(); at += length)
    pieces.push_back(bytes.substr(at, length));
  return read(pieces);
}

inline void expect_same(const Reading& a, const Reading& b, std::size_t cut) {
  EXPECT_EQ(a.refusal, b.refusal) << "cut at " << cut;
  EXPECT_EQ(a.complete, b.complete) << "cut at " << cut;
  EXPECT_EQ(a.request.method, b.request.method) << "cut at " << cut;
  EXPECT_EQ(a.request.target, b.request.target) << "cut at " << cut;
  EXPECT_EQ(a.request.body, b.request.body) << "cut at " << cut;
  EXPECT_EQ(a.request.headers.all().size(), b.request.headers.all().size()) << "cut at " << cut;
  // What stands behind a refused byte is never looked at, so how much of it is left says nothing.
  EXPECT_TRUE(a.refusal || a.rest == b.rest) << "cut at " << cut;
}

/// Reads `bytes` whole, cut in two at every place, and byte by byte, and expects the same each
/// time. What is not refused must be complete.
inline Reading read_in_every_way(std::string_view bytes) {
  Reading whole = read({bytes});
  EXPECT_TRUE(whole.refusal || whole.complete) << bytes;
  for (std::size_t cut = 1; cut < bytes.size(); ++cut)
    expect_same(whole, read({bytes.substr(0, cut), bytes.substr(cut)}), cut);
  expect_same(whole, read_in_pieces(bytes, 1), 0);
  return whole;
}

}  // namespace guichet::http
