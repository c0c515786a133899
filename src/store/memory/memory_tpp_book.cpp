// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_tpp_book.hpp"

#include <algorithm>

namespace guichet::store {

void MemoryTppBook::enrol(EnrolledTpp tpp, Completion<void> done) {
  std::unique_lock lock(mutex_);
  std::string client_id = tpp.client_id;
  by_client_id_.insert_or_assign(std::move(client_id), std::move(tpp));
  lock.unlock();
  done({});
}

void MemoryTppBook::remove(std::string client_id, Completion<void> done) {
  std::unique_lock lock(mutex_);
  by_client_id_.erase(client_id);
  lock.unlock();
  done({});
}

void MemoryTppBook::all(Completion<std::vector<EnrolledTpp>> done) {
  std::unique_lock lock(mutex_);
  std::vector<EnrolledTpp> everyone;
  everyone.reserve(by_client_id_.size());
  for (const auto& [client_id, tpp] : by_client_id_) everyone.push_back(tpp);
  lock.unlock();
  std::ranges::stable_sort(everyone, {}, &EnrolledTpp::enrolled_at);
  done(std::move(everyone));
}

void MemoryTppBook::clear() {
  const std::scoped_lock lock(mutex_);
  by_client_id_.clear();
}

}  // namespace guichet::store
