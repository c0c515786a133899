// SPDX-License-Identifier: Apache-2.0
#include "app/explain.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <expected>

#include "app/arguments.hpp"
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

std::string fault_of_language(const std::string& language) {
  return language == "fr" || language == "en" ? "" : "expected fr or en, got \"" + language + "\"";
}

std::expected<Question, int> question_in(const std::vector<std::string>& arguments) {
  CLI::App app{"What a refusal code means", "guichet explain"};
  Question question;
  std::string language;
  bool list = false;
  app.add_option("CODE", question.code, "a code of the list");
  app.add_flag("--list", list, "all codes, a line each");
  app.add_option("--lang", language, "fr or en (default: both)")->check(fault_of_language);
  if (const auto ended = ended_by_arguments(app, arguments)) return std::unexpected(*ended);
  question.english = language != "fr";
  question.french = language != "en";
  if (list != question.code.empty())
    return std::unexpected(
        usage("explain takes one code, as in `guichet explain CERT_EXPIRED`, or --list"));
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
  const auto question = question_in(arguments);
  if (!question) return question.error();
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
