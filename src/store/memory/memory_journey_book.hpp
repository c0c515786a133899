// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>

#include "store/journey_book.hpp"

namespace guichet::store {

/// Journeys in memory. Every call completes before it returns.
class MemoryJourneyBook final : public JourneyBook {
 public:
  explicit MemoryJourneyBook(JourneyLimits limits = {}) : limits_(limits) {}

  void open(JourneyKey key, SecretHash source, std::string content, Instant now,
            Completion<void> done) override;
  void find(JourneyKey key, Completion<KeptJourney> done) override;
  void change(JourneyKey key, std::uint64_t version, std::string content,
              Completion<bool> done) override;

  void clear();

 private:
  struct Entry {
    KeptJourney journey;
    SecretHash source;
    Instant opened_at;
  };
  using Entries = std::map<JourneyKey, Entry>;

  bool make_room(const JourneyKey& key, const SecretHash& source, Instant now);

  JourneyLimits limits_;
  std::mutex mutex_;
  Entries entries_;
};

}  // namespace guichet::store
