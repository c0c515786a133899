// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "message/response.hpp"

namespace guichet::portal {

/// GET /errors/: every refusal, one line each.
message::Response errors_index_page();

/// GET /errors/CODE: what it means, how it comes about and what to do, in English and in French.
/// Several rows may share an OAuth word; all are shown. Nothing for a name that is in no row.
std::optional<message::Response> error_page(std::string_view name);

}  // namespace guichet::portal
