// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "bank/statement.hpp"

namespace guichet::bank {

/// Reads a file of ISO 20022 statements (camt.053.001.02 or .08, camt.052.001.02 or .08) as its
/// bytes come, in memory that does not grow with it, and gives each statement and entry on at once.
/// UTF-8 only. A document type declaration is refused at its first word, so there is no entity to
/// expand and nothing to fetch. For one file and one thread.
class CamtReader {
 public:
  explicit CamtReader(StatementSink& sink);
  ~CamtReader();
  CamtReader(const CamtReader&) = delete;
  CamtReader& operator=(const CamtReader&) = delete;

  /// The next bytes. The first damage, the sink's included, ends the reading; what was given to the
  /// sink before is then worth nothing.
  Taken feed(std::string_view bytes);

  /// There are no more bytes. Only now is the file known to be whole.
  Taken finish();

  /// Entries read so far.
  std::int64_t entries() const;

 private:
  class Parsing;
  std::unique_ptr<Parsing> parsing_;
};

}  // namespace guichet::bank
