// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "call.hpp"

namespace guichet::properties {

/// The rules of the house once more, as the reference page and the standard say them and as short
/// as they can be said: consent per data kind, eligibility, depth and dates, four batch accesses a
/// day, tokens. It has no more than this state, and shares no code with the product.
class Rules {
 public:
  /// `world` is looked at with every call, and outlives this.
  explicit Rules(const World& world) : world_(world) {}

  /// What must be answered. `bank_failed` is taken from the product: how often it asks core banking
  /// is its own matter, what it answers when it gets no answer is not.
  Reply answer(const Call& call, bool bank_failed);

 private:
  using Numbers = ConsentAsked::Numbers;
  using Slot = std::array<std::size_t, 3>;  ///< bank, customer, TPP
  struct Pair {
    Token access = 0, refresh = 0;
    Millis access_ends = 0, authenticated = 0;
  };
  struct Code {
    Slot of{};
    Millis issued = 0;
    bool taken = false;
    Token gave = 0;  ///< refresh token of the pair
  };
  struct Register {
    int version = 0;
    ConsentAsked in_force;
  };
  /// Day, slot, what, method.
  using QuotaOf = std::tuple<Day, Slot, std::string, Act>;

  Reply exchange(const Call& call);
  Reply refresh(const Call& call);
  Reply revoke(const Call& call);
  Reply withdraw(const Call& call);
  Reply put_consent(const Call& call, bool bank_failed);
  Reply read_list(const Call& call, bool bank_failed);
  Reply read_identity(const Call& call, bool bank_failed);
  Reply read_account(const Call& call, bool bank_failed);
  Reply entries(const Call& call) const;
  Reply details(const Call& call) const;

  bool token_is_good(const Call& call) const;
  bool is_eligible(const Step& step, std::size_t number) const;
  std::vector<std::size_t> eligible_accounts(const Step& step) const;
  Reply under_quota(const Call& call, const std::string& what, Reply answer);
  std::string append(Register& of, const ConsentAsked& consent);
  const CustomerFacts& customer(const Step& step) const;
  const AccountFacts& account(const Step& step) const;

  const World& world_;
  std::map<Token, Code> codes_;
  std::map<Slot, Pair> pairs_;
  std::map<Slot, Register> consents_;
  std::map<QuotaOf, int> accesses_;
};

}  // namespace guichet::properties
