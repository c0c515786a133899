// SPDX-License-Identifier: Apache-2.0
#include "sandbox/online_bank.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "crypto/secret.hpp"
#include "message/html.hpp"
#include "sca/browser.hpp"

namespace guichet::sandbox {
namespace {

using message::Parameters;
using message::Request;
using message::Response;

constexpr std::chrono::minutes visit_lifetime{10};
constexpr std::chrono::seconds code_lifetime_here{180};
constexpr std::size_t most_visits = 1000;
constexpr std::size_t most_counted = 10'000;    // identifiers
constexpr std::size_t longest_identifier = 64;  // characters

/// Core banking's answer. It serves one developer: a thread may wait.
template <class T, class Ask>
Outcome<T> answer_to(Ask ask) {
  std::promise<Outcome<T>> promise;
  ask(Completion<T>([&](Outcome<T> outcome) { promise.set_value(std::move(outcome)); }));
  return promise.get_future().get();
}

std::string cookie_name(std::string_view visit) {
  return "guichet-bank-" + std::string(visit.substr(0, 8));
}

std::string_view as_bytes(const crypto::Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Response see_other(const std::string& location) {
  Response response;
  response.status = 303;
  response.headers.add("Location", location);
  response.headers.add("Cache-Control", "no-store");
  response.headers.add("Referrer-Policy", "no-referrer");
  return response;
}

std::string with_visit(std::string_view path, const std::string& visit) {
  return std::string(path) + "?visit=" + visit;
}

}  // namespace

Outcome<Response> OnlineBank::answer(const Request& request, const Establishment& host) {
  auto answered = page(request, host);
  if (answered) return answered;
  const Code code = answered.error().code;
  if (code == Code::method_not_allowed || code == Code::route_unknown) return answered;
  return bank_refusal_page(
      sca::choose_language("", request.headers.find("accept-language").value_or("")),
      answered.error(), host);
}

Outcome<Response> OnlineBank::page(const Request& request, const Establishment& host) {
  const sca::Language language =
      sca::choose_language("", request.headers.find("accept-language").value_or(""));
  const std::string_view path = message::path_of(request.target);
  const bool post = request.method == "POST";
  if ((!post && request.method != "GET") || (post && path != sign_in_path))
    return refuse(Code::method_not_allowed);
  const auto parameters = message::parse_parameters(
      post ? std::string_view(request.body) : message::query_of(request.target), true);
  if (!parameters) return refuse(Code::page_session_unknown);
  if (path == online_bank_path) return bank_home_page(language, host);
  if (path.substr(online_bank_path.size()) == counter::pass_path)
    return take_pass(*parameters, host, language);
  if (path != sign_in_path && path != accounts_path) return refuse(Code::route_unknown);
  if (post) return take_form(request, *parameters, language);
  if (path == sign_in_path && message::occurrences(*parameters, "visit") == 0)
    return open_visit(host, {}, {});
  const std::scoped_lock lock(mutex_);
  GUICHET_TRY(visit, find(request, *parameters));
  return current_page(*visit, language);
}

Outcome<Response> OnlineBank::take_pass(const Parameters& query, const Establishment& host,
                                        sca::Language language) {
  const Establishment* const named =
      establishment_by_code(message::single(query, "cdetab").value_or(""));
  if (message::occurrences(query, "fallback") == 0)
    return bank_home_page(language, named ? *named : host);
  const std::string_view jwt = message::single(query, "fallback").value_or("");
  auto pass = named ? gate_.admit(jwt, *named, doors_.clock.now())
                    : Outcome<counter::FallbackPass>(
                          refuse(Code::page_pass_refused, {}, "pass to no bank of the group"));
  if (pass) return open_visit(*named, std::move(pass->tpp), std::move(pass->tpp_name));
  doors_.log.say(record::Log::Level::warn, "alarm: online bank " +
                                               std::string(named ? named->code : "") +
                                               " refused a fallback: " + pass.error().detail);
  return bank_refusal_page(language, pass.error(), named ? *named : host);
}

/// The pass goes out of the address bar, so that a second look at the page is no second use of it.
Response OnlineBank::open_visit(const Establishment& establishment, std::string tpp,
                                std::string tpp_name) {
  Visit visit;
  visit.id = crypto::new_secret(doors_.randomness);
  visit.establishment = &establishment;
  visit.tpp = std::move(tpp);
  visit.tpp_name = std::move(tpp_name);
  visit.opened_at = doors_.clock.now();
  const std::scoped_lock lock(mutex_);
  std::erase_if(visits_, [&](const Visit& each) {
    return visit.opened_at >= each.opened_at + visit_lifetime;
  });
  if (visits_.size() >= most_visits) visits_.pop_front();
  visits_.push_back(std::move(visit));
  return next_level(visits_.back());
}

/// Leads the browser to the visit's page, with a new secret in its cookie.
Response OnlineBank::next_level(Visit& visit) {
  const std::string secret = crypto::new_secret(doors_.randomness);
  visit.browser = crypto::sha256(secret);
  Response response =
      see_other(with_visit(visit.step == Step::signed_in ? accounts_path : sign_in_path, visit.id));
  response.headers.add("Set-Cookie", cookie_name(visit.id) + "=" + secret +
                                         "; Path=" + std::string(online_bank_path) +
                                         "; HttpOnly; SameSite=Lax; Max-Age=600");
  return response;
}

/// The visit that `parameters` name, if this browser is the one that makes it. `mutex_` is held.
Outcome<OnlineBank::Visit*> OnlineBank::find(const Request& request, const Parameters& parameters) {
  const std::string_view id = message::single(parameters, "visit").value_or("");
  const auto found = std::ranges::find(visits_, id, &Visit::id);
  if (found == visits_.end() || doors_.clock.now() >= found->opened_at + visit_lifetime)
    return refuse(Code::page_session_unknown);
  const auto browser = crypto::sha256(sca::cookie_value(request, cookie_name(id)));
  if (!crypto::equal_in_constant_time(as_bytes(browser), as_bytes(found->browser)))
    return refuse(Code::page_session_unknown);
  return &*found;
}

Outcome<Response> OnlineBank::take_form(const Request& request, const Parameters& form,
                                        sca::Language language) {
  const std::scoped_lock lock(mutex_);
  GUICHET_TRY(visit, find(request, form));
  if (message::single(form, "action") == "end") {
    end(*visit);
    return see_other(std::string(online_bank_path));
  }
  if (visit->step == Step::identify) return identify(*visit, form, language);
  if (visit->step == Step::prove) return prove(*visit, form, language);
  return see_other(with_visit(accounts_path, visit->id));
}

/// An identifier that nobody has goes on like any other.
Outcome<Response> OnlineBank::identify(Visit& visit, const Parameters& form,
                                       sca::Language language) {
  const std::string_view typed = message::single(form, "identifier").value_or("");
  const std::string_view user_number = message::single(form, "user_number").value_or("");
  if (typed.empty()) return current_page(visit, language, SignInError::identifier_missing);
  visit.identifier = message::first_characters(typed, longest_identifier);
  auto customer = answer_to<Customer>([&](Completion<Customer> done) {
    doors_.bank.customer_of(std::string(visit.establishment->code), std::string(typed),
                            std::string(user_number), std::move(done));
  });
  if (!customer && customer.error().code != Code::oauth_access_denied)
    return std::unexpected(std::move(customer).error());
  if (customer) visit.customer = *std::move(customer);
  visit.step = Step::prove;
  visit.code_ends_at = doors_.clock.now() + code_lifetime_here;
  return next_level(visit);
}

Outcome<Response> OnlineBank::prove(Visit& visit, const Parameters& form, sca::Language language) {
  const Instant now = doors_.clock.now();
  if (now >= visit.code_ends_at) {
    visit.code_ends_at = now + code_lifetime_here;
    return current_page(visit, language, SignInError::code_expired);
  }
  const bool is_right =
      crypto::equal_in_constant_time(message::single(form, "otp").value_or(""), doors_.otp);
  const TryVerdict verdict = judge(visit, is_right && visit.customer);
  if (verdict == TryVerdict::accepted) {
    visit.step = Step::signed_in;
    return next_level(visit);
  }
  // Whoever is locked sees the same as anyone who is wrong.
  if (++visit.wrong_codes < most_failed_tries && verdict != TryVerdict::locks)
    return current_page(visit, language, SignInError::code_wrong);
  end(visit);
  return refuse(Code::oauth_access_denied);
}

TryVerdict OnlineBank::judge(const Visit& visit, bool is_right) {
  const Instant now = doors_.clock.now();
  TryKey key{std::string(visit.establishment->code), crypto::sha256(visit.identifier)};
  if (tries_.size() >= most_counted && !tries_.contains(key))
    tries_.erase(std::ranges::min_element(
        tries_, {}, [](const auto& counted) { return counted.second.last_at; }));
  return judge_try(tries_[std::move(key)], is_right, now);
}

Outcome<Response> OnlineBank::current_page(const Visit& visit, sca::Language language,
                                           std::optional<SignInError> error) const {
  if (visit.step == Step::signed_in) return show_accounts(visit, language);
  const VisitContext context{language,  *visit.establishment, visit.id,
                             visit.tpp, visit.tpp_name,       error};
  return visit.step == Step::identify ? bank_identifier_page(context)
                                      : bank_code_page(context, doors_.otp);
}

Outcome<Response> OnlineBank::show_accounts(const Visit& visit, sca::Language language) const {
  const std::string bank(visit.establishment->code);
  const std::string& psu = visit.customer->psu;
  GUICHET_TRY(accounts, answer_to<std::vector<Account>>(
                            [&](auto done) { doors_.bank.accounts(bank, psu, std::move(done)); }));
  std::vector<Holding> holdings;
  for (Account& account : accounts) {
    GUICHET_TRY(balance, answer_to<Balance>([&](auto done) {
                  doors_.bank.balance(bank, psu, account.iban, std::move(done));
                }));
    holdings.push_back({std::move(account), balance});
  }
  return bank_accounts_page({language, *visit.establishment, visit.id, visit.tpp, visit.tpp_name},
                            holdings);
}

void OnlineBank::end(const Visit& visit) {
  std::erase_if(visits_, [&](const Visit& each) { return &each == &visit; });
}

void OnlineBank::clear() {
  const std::scoped_lock lock(mutex_);
  visits_.clear();
  tries_.clear();
}

}  // namespace guichet::sandbox
