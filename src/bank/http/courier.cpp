// SPDX-License-Identifier: Apache-2.0
#include "bank/http/courier.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <deque>
#include <list>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include "bank/http/breaker.hpp"

namespace guichet::bank {
namespace {

using Time = std::chrono::steady_clock::time_point;
using Easy = std::unique_ptr<CURL, decltype([](CURL* easy) { curl_easy_cleanup(easy); })>;
using Multi = std::unique_ptr<CURLM, decltype([](CURLM* multi) { curl_multi_cleanup(multi); })>;
using Lines =
    std::unique_ptr<curl_slist, decltype([](curl_slist* list) { curl_slist_free_all(list); })>;

constexpr int longest_sleep_ms = 1'000;

struct Waiting {
  ServiceCall call;
  Completion<ServiceAnswer> done;
  Time until;
};

/// A call on its way. It stays where it is in memory while libcurl has its address.
struct Journey {
  Waiting waiting;
  Easy easy;
  std::string received;
  std::size_t most = 0;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& journey = *static_cast<Journey*>(into);
  if (journey.received.size() + size * count > journey.most) return 0;
  try {
    journey.received.append(bytes, size * count);
  } catch (const std::bad_alloc&) {  // which must not pass through libcurl
    return 0;
  }
  return size * count;
}

Refusal unavailable(std::string why) { return Refusal{Code::bank_unavailable, {}, std::move(why)}; }

}  // namespace

struct Courier::Round {
  explicit Round(BankService settings)
      : service(std::move(settings)),
        multi(curl_multi_init()),
        lines(curl_slist_append(nullptr, "Content-Type: application/json")),
        breaker(service.failures, service.pause) {
    resting.reserve(service.at_once);
    thread = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }

  void work(const std::stop_token& stop);
  void go_round();
  void set_out();
  bool send(Journey& journey);
  bool equip(Journey& journey);
  void arrive(CURL* easy, CURLcode code);
  void finish(Waiting waiting, Outcome<ServiceAnswer> answer);
  void give_up_the_late(Time now);
  void end() noexcept;
  int sleep_ms(Time now);

  const BankService service;
  Multi multi;
  Lines lines;
  std::mutex door;  ///< of `waiting` and `ended`
  std::deque<Waiting> waiting;
  bool ended = false;
  // The rest is the thread's alone.
  std::list<Journey> on_their_way;
  std::vector<Easy> resting;  ///< handles that hold kept connections and options
  Breaker breaker;
  std::jthread thread;  // last: it uses all of the above
};

bool Courier::Round::equip(Journey& journey) {
  if (!journey.easy) return false;
  bool set = true;
  const auto put = [&](CURLoption option, auto value) {
    set = set && curl_easy_setopt(journey.easy.get(), option, value) == CURLE_OK;
  };
  const std::string url = service.url + journey.waiting.call.path;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      journey.waiting.until - std::chrono::steady_clock::now());
  put(CURLOPT_URL, url.c_str());
  put(CURLOPT_PROTOCOLS_STR, service.url.starts_with("https:") ? "https" : "http");
  put(CURLOPT_FOLLOWLOCATION, 0L);
  put(CURLOPT_NOSIGNAL, 1L);
  put(CURLOPT_PROXY, "");
  put(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  put(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(left.count())));
  put(CURLOPT_WRITEFUNCTION, take);
  put(CURLOPT_WRITEDATA, static_cast<void*>(&journey));
  put(CURLOPT_SSL_VERIFYPEER, 1L);
  put(CURLOPT_SSL_VERIFYHOST, 2L);
  if (!service.authority_file.empty()) put(CURLOPT_CAINFO, service.authority_file.c_str());
  if (!service.certificate_file.empty()) {
    put(CURLOPT_SSLCERT, service.certificate_file.c_str());
    put(CURLOPT_SSLKEY, service.key_file.c_str());
  }
  if (journey.waiting.call.body.empty()) {
    put(CURLOPT_HTTPGET, 1L);
    put(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
  } else {
    put(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(journey.waiting.call.body.size()));
    put(CURLOPT_COPYPOSTFIELDS, journey.waiting.call.body.c_str());
    put(CURLOPT_HTTPHEADER, lines.get());
  }
  return set;
}

/// Sends what waits as far as there is room.
void Courier::Round::set_out() {
  while (on_their_way.size() < service.at_once) {
    Waiting next;
    {
      const std::lock_guard lock(door);
      if (waiting.empty()) return;
      next = std::move(waiting.front());
      waiting.pop_front();
    }
    if (!breaker.admits(std::chrono::steady_clock::now())) {
      next.done(std::unexpected(unavailable("core banking is left alone for a moment")));
      continue;
    }
    Journey& journey = on_their_way.emplace_back();
    journey.waiting = std::move(next);
    journey.most = service.most_bytes;
    if (resting.empty()) {
      journey.easy.reset(curl_easy_init());
    } else {
      journey.easy = std::move(resting.back());
      resting.pop_back();
    }
    if (send(journey)) continue;
    Waiting stays = std::move(journey.waiting);
    on_their_way.pop_back();
    finish(std::move(stays), std::unexpected(unavailable("libcurl cannot be set up")));
  }
}

bool Courier::Round::send(Journey& journey) {
  try {
    return equip(journey) && curl_multi_add_handle(multi.get(), journey.easy.get()) == CURLM_OK;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

/// Tells the caller, and the breaker.
void Courier::Round::finish(Waiting ended_call, Outcome<ServiceAnswer> answer) {
  if (answer) {
    breaker.succeeded();
  } else if (breaker.failed(std::chrono::steady_clock::now()) && service.on_trouble) {
    service.on_trouble("core banking at " + service.url + " is left alone for " +
                       std::to_string(service.pause.count()) + " ms: " + answer.error().detail);
  }
  ended_call.done(std::move(answer));
}

void Courier::Round::arrive(CURL* easy, CURLcode code) {
  const auto found = std::ranges::find_if(
      on_their_way, [&](const Journey& each) { return each.easy.get() == easy; });
  if (found == on_their_way.end()) return;
  curl_multi_remove_handle(multi.get(), easy);
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  Waiting ended_call = std::move(found->waiting);
  Outcome<ServiceAnswer> answer =
      ServiceAnswer{static_cast<int>(status), std::move(found->received)};
  resting.push_back(std::move(found->easy));  // has room for all of them
  on_their_way.erase(found);
  if (code != CURLE_OK)
    answer = std::unexpected(unavailable(curl_easy_strerror(code)));
  else if (status >= 500)
    answer = std::unexpected(unavailable("core banking answers " + std::to_string(status)));
  finish(std::move(ended_call), std::move(answer));
}

/// Those whose turn has not come in time: the service had its chance, so the breaker is not told.
void Courier::Round::give_up_the_late(Time now) {
  std::vector<Waiting> late;
  {
    const std::lock_guard lock(door);
    while (!waiting.empty() && waiting.front().until <= now) {
      late.push_back(std::move(waiting.front()));
      waiting.pop_front();
    }
  }
  for (Waiting& each : late)
    each.done(std::unexpected(unavailable("too many calls to core banking before this one")));
}

int Courier::Round::sleep_ms(Time now) {
  const std::lock_guard lock(door);
  if (waiting.empty()) return longest_sleep_ms;
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(waiting.front().until - now).count();
  return static_cast<int>(std::clamp<std::int64_t>(left + 1, 1, longest_sleep_ms));
}

void Courier::Round::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    try {
      go_round();
    } catch (const std::bad_alloc&) {  // one caller learns it from the end of his completion
    }
  }
  end();
}

void Courier::Round::go_round() {
  set_out();
  int running = 0;
  curl_multi_perform(multi.get(), &running);
  int left = 0;
  bool arrived = false;
  while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    arrived = true;
    arrive(message->easy_handle, message->data.result);
  }
  give_up_the_late(std::chrono::steady_clock::now());
  if (arrived) return;  // there is room for others now
  curl_multi_poll(multi.get(), nullptr, 0, sleep_ms(std::chrono::steady_clock::now()), nullptr);
}

void Courier::Round::end() noexcept {
  {
    const std::lock_guard lock(door);
    ended = true;
  }
  const auto give_up = [](Waiting& each) {
    try {
      each.done(std::unexpected(unavailable("the program ends")));
    } catch (const std::bad_alloc&) {  // the caller learns it from the end of his completion
    }
  };
  for (Waiting& each : waiting) give_up(each);  // nobody else comes here any more
  for (Journey& journey : on_their_way) {
    curl_multi_remove_handle(multi.get(), journey.easy.get());
    give_up(journey.waiting);
  }
  on_their_way.clear();
  waiting.clear();
  resting.clear();  // before the multi handle that holds their connections
}

Courier::Courier(BankService service) : round_(std::make_unique<Round>(std::move(service))) {}

Courier::~Courier() { end(); }

void Courier::end() {
  if (!round_->thread.joinable()) return;
  round_->thread.request_stop();
  curl_multi_wakeup(round_->multi.get());
  round_->thread.join();
}

void Courier::carry(ServiceCall call, Completion<ServiceAnswer> done) {
  const Time until = std::chrono::steady_clock::now() + round_->service.patience;
  {
    const std::lock_guard lock(round_->door);
    if (!round_->ended && round_->waiting.size() < round_->service.waiting) {
      round_->waiting.push_back({std::move(call), std::move(done), until});
      curl_multi_wakeup(round_->multi.get());
      return;
    }
  }
  done(std::unexpected(unavailable("too many calls wait for core banking")));
}

}  // namespace guichet::bank
