// SPDX-License-Identifier: Apache-2.0
//
// A file of statements: what is taken is within its bounds, and it is the same in whatever pieces
// the bytes come.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bank/camt/camt_reader.hpp"
#include "domain/iban.hpp"

namespace {

using namespace guichet;

class Watching final : public bank::StatementSink {
 public:
  bank::Taken begin(const bank::StatementHead& head) override {
    if (!Iban::parse(head.iban) || head.id.empty() || !head.closing_day.ok()) std::abort();
    return {};
  }
  bank::Taken entry(const bank::StatementEntry& entry) override {
    ++entries;
    sum += static_cast<std::uint64_t>(entry.amount.minor_units);
    if (!entry.booking_day.ok() || entry.line < 1) std::abort();
    if (entry.entry_reference && entry.entry_reference->size() > std::size_t{4} * 35) std::abort();
    for (const std::string& line : entry.remittance)
      if (line.empty() || line.find('\n') != std::string::npos) std::abort();
    return {};
  }
  bank::Taken end() override { return {}; }

  int entries = 0;
  std::uint64_t sum = 0;
};

bool read(std::string_view file, std::size_t piece, Watching& sink) {
  bank::CamtReader reader(sink);
  for (; !file.empty(); file.remove_prefix(std::min(piece, file.size())))
    if (const auto taken = reader.feed(file.substr(0, piece)); !taken) {
      if (taken.error().line < 1 || taken.error().reason.find('\n') != std::string::npos)
        std::abort();
      return false;
    }
  return reader.finish().has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view file(reinterpret_cast<const char*>(bytes), size);
  Watching whole;
  Watching pieces;
  const bool taken = read(file, std::max<std::size_t>(size, 1), whole);
  if (read(file, 7, pieces) != taken) std::abort();
  if (taken && (whole.entries != pieces.entries || whole.sum != pieces.sum)) std::abort();
  return 0;
}
