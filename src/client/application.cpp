// SPDX-License-Identifier: Apache-2.0
#include "client/application.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "client/tokens.hpp"
#include "crypto/x509.hpp"
#include "domain/outcome.hpp"

namespace guichet::client {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::string_view head_of_host = "www.";
constexpr std::size_t code_length = 5;
constexpr std::uintmax_t largest_file = std::uintmax_t{1024} * 1024;

std::unexpected<Failure> damaged(const fs::path& file, const std::string& what) {
  return fail(Trouble::files, file.string() + ": " + what);
}

/// The members of app.json, each asked for by name so that the failure can say which one is wrong.
class Members {
 public:
  Members(fs::path file, json::object object)
      : file_(std::move(file)), object_(std::move(object)) {}

  bool has(std::string_view name) const { return object_.contains(name); }

  Result<std::string> text(std::string_view name) const {
    const json::value* value = object_.if_contains(name);
    if (value == nullptr) return damaged(file_, "\"" + std::string(name) + "\" is missing");
    if (!value->is_string())
      return damaged(file_, "\"" + std::string(name) + "\" must be a string");
    return std::string(value->get_string());
  }

  Result<std::vector<std::string>> texts(std::string_view name) const {
    std::vector<std::string> found;
    const json::value* value = object_.if_contains(name);
    if (value == nullptr || !value->is_array() || value->get_array().empty())
      return damaged(file_, "\"" + std::string(name) + "\" must be a list of strings, not empty");
    for (const json::value& item : value->get_array()) {
      if (!item.is_string())
        return damaged(file_, "\"" + std::string(name) + "\" must hold strings only");
      found.emplace_back(item.get_string());
    }
    return found;
  }

  Result<Url> url(std::string_view name) const {
    GUICHET_TRY(written, text(name));
    auto url = parse_url(written);
    if (!url)
      return damaged(file_, "\"" + std::string(name) +
                                "\" must be an http or https address, not \"" + written + "\"");
    return *std::move(url);
  }

 private:
  fs::path file_;
  json::object object_;
};

Result<Members> read_members(const fs::path& file) {
  GUICHET_TRY(text, read_file(file));
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error) return damaged(file, "not JSON (" + error.message() + ")");
  if (!value.is_object()) return damaged(file, "a JSON object is expected");
  return Members(file, std::move(value).as_object());
}

Result<crypto::PrivateKey> read_key(const fs::path& file) {
  GUICHET_TRY(pem, read_file(file));
  auto key = crypto::PrivateKey::from_pem(pem);
  if (!key) return damaged(file, "no unencrypted private key in PEM (-----BEGIN PRIVATE KEY-----)");
  return *std::move(key);
}

Result<crypto::PrivateKey> read_seal_key(const fs::path& file) {
  GUICHET_TRY(key, read_key(file));
  const auto half = crypto::PublicKey::from_spki(key.spki());
  if (!half || half->kind() != crypto::KeyKind::rsa)
    return damaged(file, "the seal must be an RSA key, because signatures are rsa-sha256");
  return key;
}

Result<void> check_certificate(const fs::path& file) {
  GUICHET_TRY(pem, read_file(file));
  if (!crypto::der_of_pem(pem))
    return damaged(file, "no certificate in PEM (-----BEGIN CERTIFICATE-----)");
  return {};
}

fs::path authority_file(const fs::path& written, const fs::path& folder, const fs::path& data) {
  if (written.is_absolute()) return written;
  const fs::path beside = folder / written;
  std::error_code error;
  return fs::exists(beside, error) ? beside : data / written;
}

std::string known_tpps(const fs::path& data) {
  std::string names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(data / "tpp", error))
    if (fs::exists(entry.path() / "app.json", error))
      names += (names.empty() ? "" : ", ") + entry.path().filename().string();
  return names;
}

Result<void> check_folder(const fs::path& data, const fs::path& folder) {
  std::error_code error;
  if (fs::is_regular_file(folder / "app.json", error)) return {};
  const std::string known = known_tpps(data);
  if (!known.empty())
    return fail(Trouble::files, "no " + (folder / "app.json").string() + "; TPPs here: " + known);
  return fail(Trouble::files,
              "no TPP under " + data.string() +
                  "; run `guichet sandbox` there first, or name its folder with --data");
}

/// The TPP whose certificates lie in `folder`, at the bank that the app.json in `described_in`
/// tells.
Result<Application> application_of(const fs::path& data, const fs::path& folder,
                                   const fs::path& described_in) {
  GUICHET_TRY(members, read_members(described_in / "app.json"));
  GUICHET_TRY(client_id, members.text("client_id"));
  GUICHET_TRY(redirect_uris, members.texts("redirect_uris"));
  GUICHET_TRY(key_id, members.text("key_id"));
  GUICHET_TRY(api, members.url("api"));
  GUICHET_TRY(authorize, members.url("authorize"));
  GUICHET_TRY(ca, members.text("ca"));
  std::string connect;
  if (members.has("connect")) {
    GUICHET_TRY(written, members.text("connect"));
    connect = written;
  }
  std::string issuer = api.origin();
  if (members.has("issuer")) {
    GUICHET_TRY(written, members.text("issuer"));
    issuer = written;
  }
  const fs::path ca_file = authority_file(ca, described_in, data);
  GUICHET_CHECK(authority, check_certificate(ca_file));
  GUICHET_CHECK(certificate, check_certificate(folder / "qwac.pem"));
  GUICHET_CHECK(certificate_key, read_key(folder / "qwac.key"));
  GUICHET_TRY(seal, read_seal_key(folder / "qseal.key"));
  return Application{folder,
                     client_id,
                     redirect_uris,
                     key_id,
                     api,
                     authorize.text(),
                     issuer,
                     ca_file,
                     connect,
                     folder / "qwac.pem",
                     folder / "qwac.key",
                     seal};
}

}  // namespace

Result<Application> read_application(const fs::path& data, std::string_view oid) {
  const fs::path folder = data / "tpp" / oid;
  GUICHET_CHECK(folder_found, check_folder(data, folder));
  return application_of(data, folder, folder);
}

Result<Application> read_applicant(const fs::path& data, std::string_view oid,
                                   std::string_view neighbour) {
  const fs::path folder = data / "tpp" / oid;
  std::error_code error;
  const bool was_here_before = fs::is_regular_file(folder / "app.json", error);
  const fs::path described_in = was_here_before ? folder : data / "tpp" / neighbour;
  GUICHET_CHECK(folder_found, check_folder(data, described_in));
  return application_of(data, folder, described_in);
}

Result<void> write_application(const Application& application) {
  json::object app;
  app["client_id"] = application.client_id;
  app["redirect_uris"] =
      json::array(application.redirect_uris.begin(), application.redirect_uris.end());
  app["key_id"] = application.key_id;
  app["api"] = application.api.target == "/" ? application.api.origin() : application.api.text();
  app["authorize"] = application.authorize;
  if (application.issuer != application.api.origin()) app["issuer"] = application.issuer;
  app["ca"] = fs::absolute(application.ca).lexically_normal().string();
  if (!application.connect.empty()) app["connect"] = application.connect;
  return write_private_file(application.folder / "app.json", json::serialize(app) + "\n");
}

std::string Application::endpoint(std::string_view path) const {
  std::string target = api.target;
  while (target.ends_with('/')) target.pop_back();
  return target + std::string(path);
}

std::string_view establishment_in(std::string_view host) {
  const std::size_t from = head_of_host.size();
  const std::string_view code = host.substr(std::min(from, host.size()), code_length);
  const bool is_code = code.size() == code_length &&
                       std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
  const bool is_of_the_form =
      host.starts_with(head_of_host) && is_code && host.substr(from + code_length).starts_with('.');
  return is_of_the_form ? code : std::string_view{};
}

std::string_view Application::establishment() const { return establishment_in(api.host); }

Result<Application> at_establishment(Application application, std::string_view code) {
  if (code == application.establishment()) return application;
  if (application.establishment().empty())
    return fail(Trouble::files, "the host of \"api\" in app.json, " + application.api.host +
                                    ", names no establishment that " + std::string(code) +
                                    " could take the place of");
  const bool is_issuer_of_api = application.issuer == application.api.origin();
  application.api.host.replace(head_of_host.size(), code_length, code);
  if (is_issuer_of_api) application.issuer = application.api.origin();
  auto page = parse_url(application.authorize);
  if (!page) return application;  // said by whoever goes there
  if (!establishment_in(page->host).empty()) {
    page->host.replace(head_of_host.size(), code_length, code);
  } else if (is_loopback(*page)) {
    application.authorize_connect = page->host + ":" + std::to_string(page->port);
    page->host = application.api.host;
  }
  application.authorize = page->text();
  return application;
}

const std::string* Application::loopback_redirect() const {
  for (const std::string& uri : redirect_uris) {
    const auto url = parse_url(uri);
    if (url && url->scheme == "http" && is_loopback(*url)) return &uri;
  }
  return nullptr;
}

Result<std::string> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return damaged(path, "no such file");
  if (fs::file_size(path, error) > largest_file) return damaged(path, "larger than 1 MiB");
  std::ifstream file(path, std::ios::binary);
  if (!file) return damaged(path, "cannot be read");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace guichet::client
