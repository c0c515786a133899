// SPDX-License-Identifier: Apache-2.0
#include "client/form_driver.hpp"

#include <algorithm>

#include "domain/outcome.hpp"
#include "message/target.hpp"

namespace guichet::client {
namespace {

constexpr int most_pages = 12;

void add(std::string& form, std::string_view name, std::string_view value) {
  if (!form.empty()) form += '&';
  form += message::percent_encoded(name) + "=" + message::percent_encoded(value);
}

bool is_choice(const FormControl& control) {
  return control.type == "radio" || control.type == "option";
}

/// Among several means of authentication the SMS code is the one that a program can answer.
std::string chosen_method(const HtmlForm& form) {
  std::string choice;
  for (const FormControl& control : form.controls) {
    if (control.name != "method") continue;
    if (control.value == "otp_sms") return control.value;
    if (choice.empty() || control.chosen) choice = control.value;
  }
  return choice;
}

const HtmlForm* form_to_fill(const std::vector<HtmlForm>& forms) {
  for (const HtmlForm& form : forms)
    for (const std::string_view name : {"otp", "identifier", "user_number", "method"})
      if (form.method == "post" && form.find(name) != nullptr) return &form;
  return nullptr;
}

std::unexpected<Failure> stopped(const Answer& answer) {
  return fail(Trouble::answer, "the bank's page answered " + std::to_string(answer.status) +
                                   ": \"" + message_of_page(answer.body) + "\"");
}

bool is_redirect(int status) { return status == 302 || status == 303; }

}  // namespace

Result<std::string> filled_in(const HtmlForm& form, const Customer& customer,
                              std::vector<std::string>& answered) {
  std::string fields;
  const auto answer = [&](const std::string& name, const std::string& value) {
    add(fields, name, value);
    answered.push_back(name);
  };
  const std::vector<std::string> before = answered;
  for (const FormControl& control : form.controls) {
    if (control.type == "hidden") {
      add(fields, control.name, control.value);
      continue;
    }
    if (control.type == "submit" || control.type == "checkbox") continue;
    if (std::ranges::find(before, control.name) != before.end())
      return fail(Trouble::answer, "the bank asks for \"" + control.name + "\" again");
    if (control.name == "identifier") answer(control.name, customer.identifier);
    if (control.name == "otp") answer(control.name, customer.otp);
    if (control.name == "user_number") answer(control.name, customer.user_number);
  }
  const FormControl* method = form.find("method");
  if (method != nullptr && is_choice(*method)) answer("method", chosen_method(form));
  if (answered.size() == before.size())
    return fail(Trouble::answer, "the form asks for nothing that this program can answer");
  add(fields, "action", "continue");
  return fields;
}

Result<std::string> FormDriver::walk(const Url& start, std::string_view redirect_uri,
                                     const Customer& customer) {
  GUICHET_TRY(answer, go(start, redirect_uri, customer));
  if (!is_redirect(answer.status)) return stopped(answer);
  return std::string(answer.headers.find("Location").value_or(""));
}

Result<Answer> FormDriver::last_page(const Url& start, const Customer& customer) {
  return go(start, std::nullopt, customer);
}

Result<Answer> FormDriver::go(const Url& start, std::optional<std::string_view> redirect_uri,
                              const Customer& customer) {
  std::vector<std::string> answered;
  Url here = start;
  std::string method = "GET";
  std::string form;
  for (int page = 0; page < most_pages; ++page) {
    GUICHET_TRY(answer, visit(here, method, std::move(form)));
    form.clear();
    if (is_redirect(answer.status)) {
      std::string location(answer.headers.find("Location").value_or(""));
      if (redirect_uri && location.starts_with(*redirect_uri)) return std::move(answer);
      const auto next = resolved(here, location);
      if (!next || !same_origin(*next, here))
        return fail(Trouble::answer,
                    "the bank redirects to \"" + location + "\", which is not our redirect URI");
      here = *next;
      method = "GET";
      continue;
    }
    const auto forms = forms_of(answer.body);
    if (answer.status != 200) return stopped(answer);
    const HtmlForm* asked = form_to_fill(forms);
    if (asked == nullptr) return std::move(answer);
    auto fields = filled_in(*asked, customer, answered);
    if (!fields)
      return fail(Trouble::answer,
                  fields.error().said + ": \"" + message_of_page(answer.body) + "\"");
    const auto next = resolved(here, asked->action);
    if (!next || !same_origin(*next, here))
      return fail(Trouble::answer, "the form posts to another host");
    here = *next;
    method = "POST";
    form = *std::move(fields);
  }
  return fail(Trouble::answer, "the bank shows page after page; gave up at the twelfth");
}

Result<Answer> FormDriver::visit(const Url& url, std::string_view method, std::string form) {
  message::Request request;
  request.method = std::string(method);
  request.target = url.target;
  request.headers.add("Accept", "text/html");
  std::string cookies;
  for (const auto& [name, value] : cookies_) {
    if (!cookies.empty()) cookies += "; ";
    cookies.append(name).append("=").append(value);
  }
  if (!cookies.empty()) request.headers.add("Cookie", cookies);
  if (method == "POST") {
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("Origin", url.origin());
  }
  request.body = std::move(form);
  GUICHET_TRY(answer, transport_.send(url, request, Caller::browser));
  keep_cookies(answer);
  return std::move(answer);
}

void FormDriver::keep_cookies(const Answer& answer) {
  for (const message::Header& header : answer.headers.all()) {
    if (!message::same_name(header.name, "Set-Cookie")) continue;
    const std::string pair(header.value.substr(0, header.value.find(';')));
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos) continue;
    cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
}

}  // namespace guichet::client
