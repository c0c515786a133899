// SPDX-License-Identifier: Apache-2.0
//
// The qcStatements extension. What was read, written again, must be read as the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tpp/qc_statements.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace guichet::tpp;
  const std::string_view der(reinterpret_cast<const char*>(bytes), size);
  const QcTypes types = read_qc_types(der);
  const auto read = read_qc_statements(der);
  if (!read) return 0;
  if (types.web != read->type_web || types.seal != read->type_seal) std::abort();
  if (read->nca_id.empty()) return 0;  // none is written without
  const auto again = read_qc_statements(write_qc_statements(*read));
  if (!again || again->roles != read->roles || again->nca_id != read->nca_id ||
      again->nca_name != read->nca_name || again->type_web != read->type_web ||
      again->type_seal != read->type_seal || again->compliance != read->compliance)
    std::abort();
  return 0;
}
