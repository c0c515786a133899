// SPDX-License-Identifier: Apache-2.0
//
// A journey as a form of names and values. Sentences are kept by their number: a journey in its
// minutes meets another release at an upgrade only, and then may say a wrong sentence once.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <utility>

#include "crypto/base64.hpp"
#include "message/target.hpp"
#include "sca/journey_state.hpp"

namespace guichet::sca {
namespace {

constexpr std::array steps{std::pair{Step::identify, std::string_view("identify")},
                           std::pair{Step::prove, std::string_view("prove")},
                           std::pair{Step::judging, std::string_view("judging")},
                           std::pair{Step::ended, std::string_view("ended")},
                           std::pair{Step::signed_in, std::string_view("signed_in")}};

class Writer {
 public:
  void text(std::string_view name, std::string_view value) {
    if (!value.empty()) parameters_.emplace_back(name, value);
  }
  void text_if_any(std::string_view name, const std::optional<std::string>& value) {
    if (value) parameters_.emplace_back(name, *value);
  }
  void number(std::string_view name, std::int64_t value) {
    if (value != 0) parameters_.emplace_back(name, std::to_string(value));
  }
  void instant(std::string_view name, Instant value) {
    number(name, value.time_since_epoch().count());
  }
  void hash(std::string_view name, const SecretHash& value) {
    if (value == SecretHash{}) return;
    text(name, crypto::base64url({reinterpret_cast<const char*>(value.data()), value.size()}));
  }
  void words(std::string_view name, const std::optional<Text>& value) {
    if (value) parameters_.emplace_back(name, std::to_string(static_cast<int>(*value)));
  }
  std::string done() const { return message::form_text(parameters_); }

 private:
  message::Parameters parameters_;
};

class Reader {
 public:
  explicit Reader(message::Parameters parameters) : parameters_(std::move(parameters)) {}

  std::optional<std::string> text_if_any(std::string_view name) const {
    const auto value = message::single(parameters_, name);
    if (!value) return std::nullopt;
    return std::string(*value);
  }
  std::string text(std::string_view name) const { return text_if_any(name).value_or(""); }
  std::int64_t number(std::string_view name) const {
    const std::string digits = text(name);
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }
  Instant instant(std::string_view name) const {
    return Instant{std::chrono::milliseconds{number(name)}};
  }
  SecretHash hash(std::string_view name) const {
    SecretHash hash{};
    const auto bytes = crypto::base64url_decoded(text(name));
    if (bytes && bytes->size() == hash.size()) std::memcpy(hash.data(), bytes->data(), hash.size());
    return hash;
  }
  std::optional<Text> words(std::string_view name) const {
    if (!text_if_any(name)) return std::nullopt;
    const std::int64_t at = number(name);
    if (at < 0 || at >= static_cast<std::int64_t>(Text::count_)) return std::nullopt;
    return static_cast<Text>(at);
  }

 private:
  message::Parameters parameters_;
};

void write_customer(Writer& out, const Customer& customer) {
  out.text("psu", customer.psu);
  out.number("segment", static_cast<int>(customer.segment));
  std::string means;
  for (const Means each : customer.means)
    means += (means.empty() ? "" : " ") + std::string(word_of(each));
  out.text("has", means);
}

std::optional<Customer> read_customer(const Reader& in) {
  Customer customer;
  customer.psu = in.text("psu");
  if (customer.psu.empty()) return std::nullopt;
  customer.segment = static_cast<Segment>(in.number("segment"));
  customer.masked_phone = in.text("phone");
  customer.means.clear();
  const std::string means = in.text("has");
  for (std::size_t at = 0; at < means.size();) {
    const std::size_t end = std::min(means.find(' ', at), means.size());
    customer.means.push_back(means_of(std::string_view(means).substr(at, end - at)));
    at = end + 1;
  }
  return customer;
}

}  // namespace

std::string text_of(const Journey& journey) {
  const oauth::AuthorizationRequest& asked = journey.authorization;
  Writer out;
  out.text("step", steps[static_cast<std::size_t>(journey.step)].second);
  out.text("form_token", journey.form_token);
  out.hash("browser", journey.browser);
  out.hash("first_browser", journey.first_browser);
  out.instant("identified_at", journey.identified_at);
  out.hash("session", journey.session);
  out.text("issuer", journey.issuer);
  out.text("client_id", asked.client_id);
  out.text("tpp", asked.tpp);
  out.text("tpp_name", asked.tpp_name);
  out.text("redirect_uri", asked.redirect_uri);
  out.text_if_any("state", asked.state);
  out.text("scope", asked.scope);
  out.text_if_any("code_challenge", asked.code_challenge);
  out.text("language", tag_of(journey.language));
  out.instant("opened_at", journey.opened_at);
  out.text("identifier", journey.identifier);
  out.text("user_number", journey.user_number);
  out.hash("identifier_hash", journey.identifier_hash);
  if (journey.customer) write_customer(out, *journey.customer);
  out.text("means", word_of(journey.means));
  out.text("phone", journey.masked_phone);
  out.hash("challenge", journey.challenge);
  out.text("number", journey.number);
  out.text("question", journey.question);
  out.instant("challenge_ends_at", journey.challenge_ends_at);
  out.instant("judged_since", journey.judged_since);
  out.instant("seen_at", journey.seen_at);
  out.number("wrong_proofs", journey.wrong_proofs);
  out.number("challenges", journey.challenges);
  out.words("error", journey.error);
  out.words("news", journey.news);
  out.text("way_out", journey.way_out);
  return out.done();
}

std::optional<Journey> journey_from(std::string_view text) {
  auto parameters = message::parse_parameters(text, false);
  if (!parameters) return std::nullopt;
  const Reader in(*std::move(parameters));
  const auto step =
      std::ranges::find(steps, in.text("step"), &std::pair<Step, std::string_view>::second);
  if (step == steps.end()) return std::nullopt;
  Journey journey;
  journey.step = step->first;
  journey.form_token = in.text("form_token");
  journey.browser = in.hash("browser");
  journey.first_browser = in.hash("first_browser");
  journey.identified_at = in.instant("identified_at");
  journey.session = in.hash("session");
  journey.issuer = in.text("issuer");
  journey.authorization = {in.text("client_id"),
                           in.text("tpp"),
                           in.text("tpp_name"),
                           in.text("redirect_uri"),
                           in.text_if_any("state"),
                           in.text("scope"),
                           in.text_if_any("code_challenge")};
  journey.language = in.text("language") == "en" ? Language::english : Language::french;
  journey.opened_at = in.instant("opened_at");
  journey.identifier = in.text("identifier");
  journey.user_number = in.text("user_number");
  journey.identifier_hash = in.hash("identifier_hash");
  journey.customer = read_customer(in);
  journey.means = means_of(in.text("means"));
  journey.masked_phone = in.text("phone");
  journey.challenge = in.hash("challenge");
  journey.number = in.text("number");
  journey.question = in.text("question");
  journey.challenge_ends_at = in.instant("challenge_ends_at");
  journey.judged_since = in.instant("judged_since");
  journey.seen_at = in.instant("seen_at");
  journey.wrong_proofs = static_cast<int>(in.number("wrong_proofs"));
  journey.challenges = static_cast<int>(in.number("challenges"));
  journey.error = in.words("error");
  journey.news = in.words("news");
  journey.way_out = in.text("way_out");
  return journey;
}

}  // namespace guichet::sca
