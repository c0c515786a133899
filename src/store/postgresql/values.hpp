// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/clock.hpp"
#include "domain/grant.hpp"

namespace guichet::store::postgresql {

/// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};

/// The values of a statement's $1, $2 and so on, in the form in which they travel (binary). Holds
/// copies.
class Values {
 public:
  Values() = default;
  template <class... T>
  explicit Values(const T&... values) {
    (add(values), ...);
  }

  void add(std::string_view text);
  void add(const std::string& text) { add(std::string_view(text)); }
  void add(const char* text) { add(std::string_view(text)); }
  void add(const std::optional<std::string>& text);
  void add(std::int64_t number);
  void add(bool truth);
  void add(Instant instant) { add(std::int64_t{instant.time_since_epoch().count()}); }
  void add(const SecretHash& hash);
  void add(Blob blob);
  void add(const std::vector<std::string>& texts);
  void add(const std::vector<std::int64_t>& numbers);
  void add(const std::vector<bool>& truths);

  /// For libpq; pointers into this.
  struct Wire {
    std::vector<unsigned> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
  };
  Wire wire() const;

 private:
  struct Value {
    unsigned type;
    std::optional<std::string> bytes;
  };
  std::vector<Value> values_;
};

/// A statement and its values. `sql` must outlive the session: it is a constant of the program.
struct Call {
  std::string_view sql;
  Values values;
};

}  // namespace guichet::store::postgresql
