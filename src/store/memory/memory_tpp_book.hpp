// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "store/tpp_book.hpp"

namespace guichet::store {

/// Enrolled TPPs in memory. Every call completes before it returns.
class MemoryTppBook final : public TppBook {
 public:
  void enrol(EnrolledTpp tpp, Completion<void> done) override;
  void change(EnrolledTpp tpp, Completion<EnrolledTpp> done) override;
  void remove(std::string client_id, Completion<void> done) override;
  void all(Completion<std::vector<EnrolledTpp>> done) override;
  void version(Completion<std::int64_t> done) override;

  /// Forgets everyone.
  void clear();

 private:
  std::mutex mutex_;
  std::map<std::string, EnrolledTpp> by_client_id_;
  std::int64_t version_ = 0;
};

}  // namespace guichet::store
