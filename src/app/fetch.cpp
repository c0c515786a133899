// SPDX-License-Identifier: Apache-2.0
#include "app/fetch.hpp"

#include <curl/curl.h>

#include <memory>
#include <new>

namespace guichet::app {
namespace {

using Easy = std::unique_ptr<CURL, decltype([](CURL* easy) { curl_easy_cleanup(easy); })>;
using Lines =
    std::unique_ptr<curl_slist, decltype([](curl_slist* list) { curl_slist_free_all(list); })>;

struct Received {
  std::string bytes;
  std::size_t most;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& received = *static_cast<Received*>(into);
  if (received.bytes.size() + size * count > received.most) return 0;
  try {
    received.bytes.append(bytes, size * count);
  } catch (const std::bad_alloc&) {  // which must not pass through libcurl
    return 0;
  }
  return size * count;
}

}  // namespace

std::expected<std::string, std::string> fetch(const Errand& errand) {
  const Easy easy{curl_easy_init()};
  if (!easy) return std::unexpected("libcurl cannot be started");
  Received received{{}, errand.most_bytes};
  const std::string type = "Content-Type: " + errand.content_type;
  const Lines lines{curl_slist_append(nullptr, type.c_str())};
  bool set = true;
  const auto put = [&](CURLoption option, auto value) {
    set = set && curl_easy_setopt(easy.get(), option, value) == CURLE_OK;
  };
  put(CURLOPT_URL, errand.url.c_str());
  put(CURLOPT_PROTOCOLS_STR, "http");
  put(CURLOPT_FOLLOWLOCATION, 0L);
  put(CURLOPT_NOSIGNAL, 1L);
  put(CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
  put(CURLOPT_FORBID_REUSE, 1L);
  put(CURLOPT_TIMEOUT_MS, static_cast<long>(errand.patience.count()));
  put(CURLOPT_WRITEFUNCTION, take);
  put(CURLOPT_WRITEDATA, static_cast<void*>(&received));
  if (!errand.body.empty()) {
    put(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(errand.body.size()));
    put(CURLOPT_COPYPOSTFIELDS, errand.body.c_str());
    put(CURLOPT_HTTPHEADER, lines.get());
  }
  if (!set) return std::unexpected(errand.url + ": libcurl lacks an option");
  if (const CURLcode code = curl_easy_perform(easy.get()); code != CURLE_OK)
    return std::unexpected(errand.url + ": " + curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) return std::unexpected(errand.url + ": status " + std::to_string(status));
  return std::move(received.bytes);
}

}  // namespace guichet::app
