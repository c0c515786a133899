// SPDX-License-Identifier: Apache-2.0
#include "app/explain.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>

#include "app/commands.hpp"
#include "app/nearest.hpp"
#include "domain/refusals.hpp"

namespace guichet::app {
namespace {

struct Question {
  std::string code;  ///< empty: the list
  bool english = true;
  bool french = true;
};

int usage(const std::string& words) {
  std::fprintf(stderr, "guichet: %s\n", words.c_str());
  return exit_usage;
}

std::optional<Question> question_in(const std::vector<std::string>& arguments, std::string& fault) {
  Question question;
  bool list = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--list") {
      list = true;
    } else if (word == "--lang") {
      const std::string language = i + 1 < arguments.size() ? arguments[++i] : "";
      if (language != "fr" && language != "en") {
        fault = "--lang: expected fr or en, got \"" + language + "\"";
        return std::nullopt;
      }
      question.english = language == "en";
      question.french = language == "fr";
    } else if (word.starts_with('-')) {
      const std::vector<std::string> known{"--list", "--lang"};
      fault = "unknown option \"" + word + "\"; did you mean \"" + nearest(word, known) + "\"?";
      return std::nullopt;
    } else if (question.code.empty()) {
      question.code = word;
    } else {
      fault = "explain takes one code, not also \"" + word + "\"";
      return std::nullopt;
    }
  }
  if (list != question.code.empty()) {
    fault = "explain takes one code, as in `guichet explain CERT_EXPIRED`, or --list";
    return std::nullopt;
  }
  return question;
}

void print(std::string_view before, std::string_view text) {
  std::printf("%.*s%.*s\n", static_cast<int>(before.size()), before.data(),
              static_cast<int>(text.size()), text.data());
}

void print(const RefusalEntry& entry, const Question& question) {
  std::printf("%.*s  (HTTP %d)\n", static_cast<int>(entry.name.size()), entry.name.data(),
              entry.status);
  if (question.english) {
    print("\n", entry.text);
    print("Cause: ", entry.cause);
    print("What to do: ", entry.remedy);
  }
  if (question.french) {
    print("\n", entry.text_fr);
    print("Cause\u00a0: ", entry.cause_fr);
    print("Que faire\u00a0: ", entry.remedy_fr);
  }
}

int print_list(const Question& question) {
  for (const RefusalEntry& entry : all_refusals()) {
    const std::string_view text = question.english ? entry.text : entry.text_fr;
    std::printf("%-26.*s %d  %.*s\n", static_cast<int>(entry.name.size()), entry.name.data(),
                entry.status, static_cast<int>(text.size()), text.data());
  }
  return exit_done;
}

}  // namespace

int explain_main(const std::vector<std::string>& arguments) {
  std::string fault;
  const auto question = question_in(arguments, fault);
  if (!question) return usage(fault);
  if (question->code.empty()) return print_list(*question);
  if (find_refusal(question->code) == nullptr) {
    std::vector<std::string> names;
    for (const RefusalEntry& known : all_refusals()) names.emplace_back(known.name);
    return usage("unknown code \"" + question->code + "\"; did you mean \"" +
                 nearest(question->code, names) + "\"?");
  }
  bool is_first = true;
  for (const RefusalEntry& entry : all_refusals()) {
    if (entry.name != question->code) continue;
    if (!is_first) std::printf("\n");
    is_first = false;
    print(entry, *question);
  }
  return exit_done;
}

}  // namespace guichet::app
