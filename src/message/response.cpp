// SPDX-License-Identifier: Apache-2.0
#include "message/response.hpp"

#include <array>

namespace guichet::message {
namespace {

struct StatusReason {
  int status;
  const char* reason;
};

// RFC 9110 15, and RFC 6585 for 428, 429, 431 and 511.
constexpr std::array reasons{StatusReason{200, "OK"},
                             StatusReason{100, "Continue"},
                             StatusReason{101, "Switching Protocols"},
                             StatusReason{201, "Created"},
                             StatusReason{202, "Accepted"},
                             StatusReason{203, "Non-Authoritative Information"},
                             StatusReason{204, "No Content"},
                             StatusReason{205, "Reset Content"},
                             StatusReason{206, "Partial Content"},
                             StatusReason{300, "Multiple Choices"},
                             StatusReason{301, "Moved Permanently"},
                             StatusReason{302, "Found"},
                             StatusReason{303, "See Other"},
                             StatusReason{304, "Not Modified"},
                             StatusReason{305, "Use Proxy"},
                             StatusReason{307, "Temporary Redirect"},
                             StatusReason{308, "Permanent Redirect"},
                             StatusReason{400, "Bad Request"},
                             StatusReason{401, "Unauthorized"},
                             StatusReason{402, "Payment Required"},
                             StatusReason{403, "Forbidden"},
                             StatusReason{404, "Not Found"},
                             StatusReason{405, "Method Not Allowed"},
                             StatusReason{406, "Not Acceptable"},
                             StatusReason{407, "Proxy Authentication Required"},
                             StatusReason{408, "Request Timeout"},
                             StatusReason{409, "Conflict"},
                             StatusReason{410, "Gone"},
                             StatusReason{411, "Length Required"},
                             StatusReason{412, "Precondition Failed"},
                             StatusReason{413, "Content Too Large"},
                             StatusReason{414, "URI Too Long"},
                             StatusReason{415, "Unsupported Media Type"},
                             StatusReason{416, "Range Not Satisfiable"},
                             StatusReason{417, "Expectation Failed"},
                             StatusReason{421, "Misdirected Request"},
                             StatusReason{422, "Unprocessable Content"},
                             StatusReason{426, "Upgrade Required"},
                             StatusReason{428, "Precondition Required"},
                             StatusReason{429, "Too Many Requests"},
                             StatusReason{431, "Request Header Fields Too Large"},
                             StatusReason{500, "Internal Server Error"},
                             StatusReason{501, "Not Implemented"},
                             StatusReason{502, "Bad Gateway"},
                             StatusReason{503, "Service Unavailable"},
                             StatusReason{504, "Gateway Timeout"},
                             StatusReason{505, "HTTP Version Not Supported"},
                             StatusReason{511, "Network Authentication Required"}};

}  // namespace

const char* reason_of(int status) {
  for (const StatusReason& row : reasons)
    if (row.status == status) return row.reason;
  return "Unknown";
}

}  // namespace guichet::message
