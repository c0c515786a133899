// SPDX-License-Identifier: Apache-2.0
#include "tpp/tpp_register.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>
#include <tuple>
#include <utility>

#include "tpp/qc_statements.hpp"

namespace guichet::tpp {
namespace {

constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 6144;  // a Signature header holds 1,024 characters of base64, no more

Outcome<void> judge_seal(const crypto::Certificate& certificate, std::string_view oid) {
  const bool is_rsa = certificate.key.kind() == crypto::KeyKind::rsa;
  const int bits = certificate.key.bits();
  if (!is_rsa || bits < least_rsa_bits || bits > most_rsa_bits)
    return refuse(Code::cert_weak, "A seal needs an RSA key of 2048 to 6144 bits; this one is " +
                                       std::string(is_rsa ? "RSA of " : "no RSA key, ") +
                                       std::to_string(bits) + " bits.");
  const auto& identifiers = certificate.organization_identifiers;
  if (identifiers.size() != 1 || identifiers.front().bytes != oid)
    return refuse(Code::cert_bad_oid, "The seal's organizationIdentifier is not " +
                                          std::string(oid) + ", as enrolled.");
  return {};
}

/// The value under `key`, or null.
template <class Map>
std::shared_ptr<const RegisteredTpp> found_in(const Map& map, std::string_view key) {
  const auto entry = map.find(key);
  return entry == map.end() ? nullptr : entry->second;
}

auto all_of(const EnrolledTpp& tpp) {
  return std::tie(tpp.client_id, tpp.oid, tpp.name, tpp.roles, tpp.redirect_uris, tpp.key_ids,
                  tpp.seals, tpp.qwacs, tpp.environment, tpp.profile, tpp.registration,
                  tpp.enrolled_at, tpp.suspended);
}

}  // namespace

Outcome<std::vector<Seal>> judge_seals(const EnrolledTpp& tpp) {
  std::vector<Seal> seals;
  for (const std::string& der : tpp.seals) {
    GUICHET_TRY(certificate, crypto::read_certificate(der));
    GUICHET_CHECK(seal, judge_seal(certificate, tpp.oid));
    const bool is_eseal =
        certificate.qc_statements && read_qc_types(*certificate.qc_statements).seal;
    seals.push_back({std::move(certificate), is_eseal});
  }
  return seals;
}

Outcome<void> TppRegister::admit(EnrolledTpp tpp) {
  GUICHET_TRY(seals, judge_seals(tpp));
  auto registered =
      std::make_shared<const RegisteredTpp>(RegisteredTpp{std::move(tpp), std::move(seals)});
  const std::unique_lock lock(mutex_);
  put(std::move(registered));
  return {};
}

Outcome<EnrolledTpp> TppRegister::change(EnrolledTpp next, bool is_new) {
  GUICHET_TRY(seals, judge_seals(next));
  const std::unique_lock lock(mutex_);
  const auto former = found_in(by_client_id_, next.client_id);
  if (is_new == (former != nullptr)) return refuse(Code::client_unknown);
  if (former) {
    next.profile = former->tpp.profile;
    next.suspended = former->tpp.suspended;
  }
  GUICHET_CHECK(free, refuse_taken(next));
  put(std::make_shared<const RegisteredTpp>(RegisteredTpp{next, std::move(seals)}));
  return next;
}

/// What may not be shared between registrations of an environment: the name customers see, and
/// seals, which say whose request it is.
Outcome<void> TppRegister::refuse_taken(const EnrolledTpp& candidate) const {
  for (const auto& other : in_order_) {
    const EnrolledTpp& tpp = other->tpp;
    if (tpp.registration.empty() || tpp.environment != candidate.environment ||
        tpp.client_id == candidate.client_id)
      continue;
    if (tpp.name == candidate.name)
      return refuse(Code::enrol_invalid_client_metadata,
                    "client_name is registered already; it must be unique.");
    for (const std::string& seal : candidate.seals)
      if (std::ranges::find(tpp.seals, seal) != tpp.seals.end())
        return refuse(Code::enrol_invalid_client_metadata,
                      "A QSEAL of jwks belongs to another registration; a second one needs "
                      "certificates of its own.");
  }
  return {};
}

void TppRegister::put(std::shared_ptr<const RegisteredTpp> registered) {
  const auto same = [&](const auto& other) {
    return other->tpp.client_id == registered->tpp.client_id;
  };
  const auto former = std::ranges::find_if(in_order_, same);
  if (former == in_order_.end()) return index(in_order_.emplace_back(std::move(registered)));
  *former = std::move(registered);
  index_all();
}

void TppRegister::index(const std::shared_ptr<const RegisteredTpp>& registered) {
  const EnrolledTpp& tpp = registered->tpp;
  by_client_id_.emplace(tpp.client_id, registered);  // emplace keeps the first
  for (const Environment environment : {Environment::sandbox, Environment::live})
    if (is_enrolled_in(tpp, environment)) {
      const auto at = static_cast<std::size_t>(environment);
      by_oid_[at].emplace(tpp.oid, registered);
      if (tpp.suspended) suspended_[at].insert(tpp.oid);
      if (tpp.suspended) some_suspended_[at].store(true);
    }
  for (const std::string& key_id : tpp.key_ids) by_key_id_.emplace(key_id, registered);
  for (const Seal& seal : registered->seals) {
    by_seal_.emplace(seal.certificate.sha256_hex, registered);
    by_seal_.emplace(seal.certificate.sha1_hex, registered);
  }
}

void TppRegister::index_all() {
  by_client_id_.clear();
  for (Index& environment : by_oid_) environment.clear();
  for (auto& environment : suspended_) environment.clear();
  by_key_id_.clear();
  by_seal_.clear();
  for (const auto& registered : in_order_) index(registered);
  // Not before all are back: it is read without the lock.
  for (std::size_t at = 0; at < suspended_.size(); ++at)
    some_suspended_[at].store(!suspended_[at].empty());
}

bool TppRegister::dismiss(std::string_view client_id) {
  const std::unique_lock lock(mutex_);
  const auto dismissed =
      std::erase_if(in_order_, [&](const auto& each) { return each->tpp.client_id == client_id; });
  if (dismissed != 0) index_all();
  return dismissed != 0;
}

TppRegister::Changing::Changing(TppRegister& tpps, std::string client_id)
    : tpps_(tpps), client_id_(std::move(client_id)) {
  const std::unique_lock lock(tpps_.mutex_);
  ++tpps_.changes_[client_id_].under_way;
}

TppRegister::Changing::~Changing() {
  const std::unique_lock lock(tpps_.mutex_);
  Change& change = tpps_.changes_.find(client_id_)->second;
  --change.under_way;
  change.ended = ++tpps_.moment_;
}

std::uint64_t TppRegister::moment() const {
  const std::shared_lock lock(mutex_);
  return moment_;
}

bool TppRegister::catch_up(std::vector<EnrolledTpp> everyone, std::uint64_t moment) {
  Everyone next = ready_for_use(std::move(everyone));
  const std::unique_lock lock(mutex_);
  std::erase_if(changes_, [&](const auto& each) {
    return each.second.under_way == 0 && each.second.ended <= moment;
  });
  for (const auto& [client_id, change] : changes_) {
    const auto here = found_in(by_client_id_, client_id);
    const auto read = std::ranges::find_if(
        next, [&](const auto& each) { return each->tpp.client_id == client_id; });
    if (here && read != next.end())
      *read = here;
    else if (here)
      next.push_back(here);
    else if (read != next.end())
      next.erase(read);
  }
  in_order_ = std::move(next);
  index_all();
  return changes_.empty();
}

/// Certificates of those that have not changed are not read again.
TppRegister::Everyone TppRegister::ready_for_use(std::vector<EnrolledTpp> everyone) const {
  Everyone ready;
  for (EnrolledTpp& tpp : everyone) {
    auto former = by_client_id(tpp.client_id);
    if (former && all_of(former->tpp) == all_of(tpp)) {
      ready.push_back(std::move(former));
    } else if (auto seals = judge_seals(tpp)) {
      ready.push_back(
          std::make_shared<const RegisteredTpp>(RegisteredTpp{std::move(tpp), *std::move(seals)}));
    }
  }
  return ready;
}

bool TppRegister::is_suspended(std::string_view oid, Environment environment) const {
  const auto at = static_cast<std::size_t>(environment);
  if (!some_suspended_[at].load()) return false;
  const std::shared_lock lock(mutex_);
  return suspended_[at].contains(oid);
}

void TppRegister::clear() {
  const std::unique_lock lock(mutex_);
  in_order_.clear();
  index_all();
}

std::shared_ptr<const RegisteredTpp> TppRegister::by_client_id(std::string_view client_id) const {
  const std::shared_lock lock(mutex_);
  return found_in(by_client_id_, client_id);
}

std::shared_ptr<const RegisteredTpp> TppRegister::by_oid(std::string_view oid,
                                                         Environment environment) const {
  const std::shared_lock lock(mutex_);
  return found_in(by_oid_[static_cast<std::size_t>(environment)], oid);
}

std::vector<std::shared_ptr<const RegisteredTpp>> TppRegister::everyone() const {
  const std::shared_lock lock(mutex_);
  return in_order_;
}

std::shared_ptr<const RegisteredTpp> TppRegister::by_key_id(std::string_view key_id) const {
  const std::shared_lock lock(mutex_);
  return found_in(by_key_id_, key_id);
}

std::shared_ptr<const RegisteredTpp> TppRegister::by_seal(std::string_view fingerprint) const {
  const std::shared_lock lock(mutex_);
  return found_in(by_seal_, fingerprint);
}

}  // namespace guichet::tpp
