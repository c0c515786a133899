// SPDX-License-Identifier: Apache-2.0
#include "sandbox/status_pages.hpp"

#include "message/target.hpp"
#include "sandbox/kept_file.hpp"

namespace guichet::sandbox {
namespace {

constexpr std::chrono::minutes answer_life{5};

message::Response document(std::string_view media_type, std::string bytes) {
  message::Response response;
  response.status = 200;
  response.headers.add("Content-Type", media_type);
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(bytes);
  return response;
}

}  // namespace

Outcome<message::Response> serve_status(const message::Request& request,
                                        const StatusAuthority& statuses, Instant now) {
  const std::string_view name = message::path_of(request.target).substr(status_path.size());
  const bool is_responder = name == "ocsp";
  if (!is_responder && name != "ca.crl" && name != "ca.pem")
    return refuse(Code::route_unknown, "Here are /_sandbox/pki/ca.pem, ca.crl and ocsp.");
  if (request.method != (is_responder ? "POST" : "GET")) return refuse(Code::method_not_allowed);
  if (!is_responder) {
    GUICHET_TRY(pem, read_kept_file(statuses.list_file().parent_path() / name));
    return document(
        name == "ca.crl" ? "application/x-pem-file" : "application/pem-certificate-chain",
        std::move(pem));
  }
  const auto type = request.headers.find("content-type");
  if (!type || !message::same_name(*type, "application/ocsp-request"))
    return refuse(Code::media_type, "Content-Type must be application/ocsp-request.");
  GUICHET_TRY(answer, statuses.answer(request.body, now, answer_life));
  return document("application/ocsp-response", std::move(answer));
}

}  // namespace guichet::sandbox
