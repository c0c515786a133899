// SPDX-License-Identifier: Apache-2.0
#include "store/memory/memory_tpp_book.hpp"

#include <algorithm>

namespace guichet::store {

void MemoryTppBook::enrol(EnrolledTpp tpp, Completion<void> done) {
  std::unique_lock lock(mutex_);
  std::string client_id = tpp.client_id;
  by_client_id_.insert_or_assign(std::move(client_id), std::move(tpp));
  ++version_;
  lock.unlock();
  done({});
}

void MemoryTppBook::change(EnrolledTpp tpp, Completion<EnrolledTpp> done) {
  std::unique_lock lock(mutex_);
  const auto former = by_client_id_.find(tpp.client_id);
  if (former == by_client_id_.end()) {
    lock.unlock();
    return done(refuse(Code::client_unknown));
  }
  tpp.profile = former->second.profile;
  tpp.suspended = former->second.suspended;
  former->second = tpp;
  ++version_;
  lock.unlock();
  done(std::move(tpp));
}

void MemoryTppBook::remove(std::string client_id, Completion<void> done) {
  std::unique_lock lock(mutex_);
  by_client_id_.erase(client_id);
  ++version_;
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

void MemoryTppBook::version(Completion<std::int64_t> done) {
  std::unique_lock lock(mutex_);
  const std::int64_t version = version_;
  lock.unlock();
  done(version);
}

void MemoryTppBook::clear() {
  const std::scoped_lock lock(mutex_);
  by_client_id_.clear();
  ++version_;
}

}  // namespace guichet::store
