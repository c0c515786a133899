// SPDX-License-Identifier: Apache-2.0
#include "record/log.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>

#include "domain/json_memory.hpp"

namespace guichet::record {
namespace {

constexpr std::size_t queue_lines = 8192;

spdlog::level::level_enum level_of(Log::Level level) {
  switch (level) {
    case Log::Level::debug:
      return spdlog::level::debug;
    case Log::Level::info:
      return spdlog::level::info;
    case Log::Level::warn:
      return spdlog::level::warn;
    case Log::Level::error:
      return spdlog::level::err;
    case Log::Level::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

Log::Level level_for(int status, bool alarm) {
  if (status >= 500 || alarm) return Log::Level::error;
  return status >= 400 ? Log::Level::warn : Log::Level::info;
}

const char* name_of(Log::Level level) {
  switch (level) {
    case Log::Level::debug:
      return "debug";
    case Log::Level::info:
      return "info";
    case Log::Level::warn:
      return "warn";
    case Log::Level::error:
      return "error";
    case Log::Level::off:
      return "off";
  }
  return "off";
}

using Line = rapidjson::GenericStringBuffer<rapidjson::UTF8<>, JsonMemory>;
// Bytes of the wire may be anything; what is not UTF-8 would spoil the line, so it is escaped to
// ASCII.
using JsonLine = rapidjson::Writer<Line, rapidjson::UTF8<>, rapidjson::UTF8<>, JsonMemory>;

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  static constexpr char digits[] = "0123456789abcdef";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      out += c;
    } else {
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

void put(JsonLine& json, const char* key, std::string_view value) {
  if (value.empty()) return;
  json.Key(key);
  const std::string safe = printable(value);
  json.String(safe.data(), static_cast<rapidjson::SizeType>(safe.size()));
}

std::string line_of(const Event& event, Log::Level level) {
  Line buffer;
  JsonLine json(buffer);
  json.StartObject();
  json.Key("at_ms");
  json.Int64(event.at.time_since_epoch().count());
  put(json, "level", name_of(level));
  put(json, "door", event.door);
  put(json, "method", event.method);
  put(json, "path", event.path);
  put(json, "host", event.host);
  put(json, "establishment", event.establishment);
  put(json, "tpp", event.tpp);
  put(json, "x_request_id", event.x_request_id);
  json.Key("status");
  json.Int(event.status);
  put(json, "code", event.code);
  put(json, "alarm", event.alarm ? "security" : "");
  put(json, "detail", event.detail);
  json.Key("batch");
  json.Bool(event.batch);
  if (event.psu_ip_suspect) {
    json.Key("psu_ip_suspect");
    json.Bool(true);
  }
  json.Key("took_us");
  json.Int64(event.took.count());
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

struct Log::State {
  std::shared_ptr<spdlog::details::thread_pool> pool;  // shared: spdlog's own way of holding it
  std::shared_ptr<spdlog::async_logger> logger;
};

Log::Log(Level level) : state_(std::make_unique<State>()) {
  state_->pool = std::make_shared<spdlog::details::thread_pool>(queue_lines, 1);
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  state_->logger = std::make_shared<spdlog::async_logger>(
      "guichet", sink, state_->pool, spdlog::async_overflow_policy::overrun_oldest);
  state_->logger->set_pattern("%v");
  state_->logger->set_level(level_of(level));
}

Log::~Log() {
  flush();
  const std::size_t lost = state_->pool->overrun_counter();
  state_->logger.reset();
  state_->pool.reset();
  if (lost > 0)
    std::fprintf(stderr, "{\"level\":\"warn\",\"message\":\"log lines lost\",\"count\":%zu}\n",
                 lost);
}

bool Log::wants(int status, bool alarm) const {
  return state_->logger->should_log(level_of(level_for(status, alarm)));
}

void Log::write(const Event& event) {
  const int graver_status = std::max(event.status, event.told_status);
  if (!wants(graver_status, event.alarm)) return;
  const Level level = level_for(graver_status, event.alarm);
  state_->logger->log(level_of(level), line_of(event, level));
}

void Log::say(Level level, std::string_view message) {
  if (!state_->logger->should_log(level_of(level))) return;
  Line buffer;
  JsonLine json(buffer);
  json.StartObject();
  put(json, "level", name_of(level));
  put(json, "message", message);
  json.EndObject();
  state_->logger->log(level_of(level), spdlog::string_view_t(buffer.GetString(), buffer.GetSize()));
}

void Log::say(Level level, std::string message, const Refusal& why) {
  message.append(entry_of(why.code).name);
  if (!why.detail.empty()) message.append(", ").append(why.detail);
  say(level, message);
}

void Log::flush() { state_->logger->flush(); }

}  // namespace guichet::record
