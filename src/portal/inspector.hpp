// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "message/response.hpp"
#include "record/inspector.hpp"

namespace guichet::portal {

/// GET /inspector/X-REQUEST-ID: what became of the requests with this id, check by check. 404 when
/// none is remembered.
message::Response inspector_page(std::string_view x_request_id,
                                 const std::vector<record::Inspection>& inspections);

}  // namespace guichet::portal
