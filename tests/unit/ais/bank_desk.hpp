// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ais/methods.hpp"
#include "bank/embedded/embedded_bank.hpp"
#include "bank/sound_banking.hpp"
#include "store/memory/memory_store.hpp"

namespace guichet::ais {

/// A clock that a test moves.
class HandClock : public Clock {
 public:
  explicit HandClock(Instant now) : now_(now) {}
  Instant now() const override { return now_; }
  void set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

inline constexpr std::string_view bank_code = "17515";
inline constexpr std::string_view other_bank_code = "14265";
inline const std::string main_iban = "FR7617515900000400358074026";
inline const std::string second_iban = "FR7617515900000800358074006";
inline const std::string blocked_iban = "FR7617515000920440878790811";
inline const std::string joint_iban = "FR7617515000920402428687756";
inline const std::string foreign_iban = "FR7617515900000800444555617";
inline const std::string unheard_iban = "DE89370400440532013000";
inline const std::string foreign_id = "175159000008004445556";
inline const std::string main_id = "175159000004003580740";

inline Iban iban_of(const std::string& text) { return Iban::parse(text).value(); }

/// A bank with a private customer, his co-holder, a company, and one who has only a blocked
/// account.
bank::BankTables small_bank();

/// What an outcome came to, for a completion that runs before the call returns.
template <class T>
class Answer {
 public:
  Completion<T> take() {
    return [this](Outcome<T> outcome) {
      ++times;
      got.emplace(std::move(outcome));
    };
  }
  bool refused_with(Code code) const {
    return times == 1 && got && !got->has_value() && got->error().code == code;
  }
  bool granted() const { return times == 1 && got && got->has_value(); }
  const T& value() const { return got->value(); }

  int times = 0;
  std::optional<Outcome<T>> got;
};

/// Remembers what was rung for.
class Bell : public AlarmBell {
 public:
  void ring(std::string what) override { rung.push_back(std::move(what)); }
  std::vector<std::string> rung;
};

/// The bank, a store in memory and a visit by which a TPP calls.
struct BankDesk {
  explicit BankDesk(bank::BankTables tables = small_bank()) : bank(std::move(tables), clock) {
    Grant grant;
    grant.key = GrantKey(std::string(bank_code), "customer", "PSDFR-ACPR-13807", "aisp");
    grant.client_id = grant.key.tpp;
    grant.access_hash = access;
    grant.refresh_hash = pair;
    grant.sca_at = start;
    store.grants().put_grant(std::move(grant), std::nullopt, [](Outcome<void>) {});
  }

  /// A call of the TPP for "customer" under `consent`; connected unless `batch`.
  Visit visit(Consent consent, bool batch = false) const {
    return Visit{std::string(bank_code),
                 "customer",
                 "PSDFR-ACPR-13807",
                 pair,
                 std::make_shared<const Consent>(std::move(consent)),
                 clock.now(),
                 batch};
  }

  static constexpr Instant start =
      std::chrono::sys_days(std::chrono::year(2027) / 3 / 10) + std::chrono::hours(9);
  static constexpr SecretHash access{std::byte{1}};
  static constexpr SecretHash pair{std::byte{2}};  ///< that of visit()
  HandClock clock{start};
  store::MemoryStore store;
  bank::EmbeddedBank bank;
  Bell bell;
  bank::SoundBanking sound{bank, bell};  ///< as in the program
  Desk desk{sound, store.consents(), store.quota(), &bell};
};

inline Consent consent_to(const std::string& iban) { return Consent{{iban}, {iban}, {iban}, true}; }

}  // namespace guichet::ais
