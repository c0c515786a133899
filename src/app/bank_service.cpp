// SPDX-License-Identifier: Apache-2.0
#include "app/bank_service.hpp"

#include <filesystem>

#include "client/url.hpp"

namespace guichet::app {
namespace {

std::expected<void, std::string> check_file(const std::string& path) {
  std::error_code error;
  if (path.empty() || std::filesystem::is_regular_file(path, error)) return {};
  return std::unexpected(path + " is no file that can be read");
}

}  // namespace

bank::BankService bank_service_of(const Settings& settings) {
  bank::BankService service;
  service.url = settings.bank_url;
  while (service.url.ends_with('/')) service.url.pop_back();
  service.authority_file = settings.bank_authority;
  service.certificate_file = settings.bank_certificate;
  service.key_file = settings.bank_key;
  return service;
}

std::unique_ptr<bank::HttpBank> connected_bank(const Settings& settings, record::Log& log) {
  if (settings.bank_url.empty()) return nullptr;
  auto reach = bank_service_of(settings);
  reach.on_trouble = [&log](const std::string& why) { log.say(record::Log::Level::error, why); };
  return std::make_unique<bank::HttpBank>(std::move(reach));
}

std::expected<void, std::string> check_bank_service(const bank::BankService& service) {
  const auto url = client::parse_url(service.url);
  if (!url || service.url.find_first_of("?# \"<>") != std::string::npos)
    return std::unexpected("\"" + service.url +
                           "\" must be an address such as https://core.bank.example:8443, "
                           "without a user or a query");
  if (url->target.ends_with("/v1"))
    return std::unexpected("\"" + service.url + "\" must end before /v1, which every call adds");
  // Plain HTTP would show customers' data to whoever listens, so it never leaves the machine.
  if (url->scheme != "https" && !client::is_loopback(*url))
    return std::unexpected("\"" + service.url +
                           "\" must begin with https://; http:// is for this machine alone");
  if (service.certificate_file.empty() != service.key_file.empty())
    return std::unexpected("a client certificate and its key go together; name both or neither");
  for (const std::string* file :
       {&service.authority_file, &service.certificate_file, &service.key_file})
    if (auto checked = check_file(*file); !checked) return checked;
  return {};
}

}  // namespace guichet::app
