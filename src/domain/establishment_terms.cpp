// SPDX-License-Identifier: Apache-2.0
#include "domain/establishment_terms.hpp"

#include <algorithm>
#include <utility>

#include "domain/establishment.hpp"

namespace guichet {
namespace {

std::size_t place_of(const Establishment& establishment) {
  return static_cast<std::size_t>(&establishment - establishments().data());
}

}  // namespace

TermsInForce::TermsInForce() : now_(establishments().size()) {
  ever_.push_back(std::make_unique<const EstablishmentTerms>());
  for (auto& terms : now_) terms.store(ever_.front().get());
}

const EstablishmentTerms& TermsInForce::of(const Establishment& establishment) const {
  return *now_.at(place_of(establishment)).load(std::memory_order_acquire);
}

void TermsInForce::replace(const Establishment& establishment, EstablishmentTerms terms) {
  auto kept = std::make_unique<const EstablishmentTerms>(std::move(terms));
  const std::scoped_lock lock(mutex_);
  now_.at(place_of(establishment)).store(kept.get(), std::memory_order_release);
  ever_.push_back(std::move(kept));
}

const Establishment* TermsInForce::with_alias(std::string_view host,
                                              Environment& environment) const {
  for (const Establishment& establishment : establishments()) {
    const auto& aliases = of(establishment).aliases;
    const auto found = std::ranges::find(aliases, host, &HostAlias::host);
    if (found == aliases.end()) continue;
    environment = found->environment;
    return &establishment;
  }
  return nullptr;
}

}  // namespace guichet
