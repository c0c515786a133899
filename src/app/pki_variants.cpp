// SPDX-License-Identifier: Apache-2.0
#include "app/pki_variants.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "app/commands.hpp"
#include "domain/refusals.hpp"

namespace guichet::app {
namespace {

namespace json = boost::json;
using sandbox::BrokenVariant;
using sandbox::Meeting;

std::string_view code_of(const BrokenVariant& variant) {
  return variant.code == Code::count_ ? "" : entry_of(variant.code).name;
}

/// Absent answers are null: a program need not know which number stands for none.
json::object shown(const BrokenVariant& variant) {
  json::object row{{"name", variant.name},
                   {"kind", name_of(variant.kind)},
                   {"row", variant.row},
                   {"wrong", variant.wrong},
                   {"meeting", name_of(variant.meeting)},
                   {"status", nullptr},
                   {"code", nullptr},
                   {"alert", nullptr}};
  if (const int status = status_of(variant); status != 0) row["status"] = status;
  if (const auto code = code_of(variant); !code.empty()) row["code"] = code;
  if (variant.alert != 0) row["alert"] = variant.alert;
  return row;
}

void print_json() {
  const char* before = "[\n  ";
  for (const BrokenVariant& variant : sandbox::broken_variants()) {
    std::printf("%s%s", before, json::serialize(shown(variant)).c_str());
    before = ",\n  ";
  }
  std::printf("\n]\n");
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 1, width), ' ');
  return text;
}

void print_row(std::string_view name, std::string_view kind, const std::string& row,
               const std::string& answer, std::string_view wrong) {
  const std::string line = padded(std::string(name), 23) + padded(std::string(kind), 6) +
                           padded(row, 4) + padded(answer, 32) + std::string(wrong);
  std::printf("%s\n", line.c_str());
}

}  // namespace

std::string expected_answer(const BrokenVariant& variant) {
  std::string answer = std::to_string(status_of(variant)) + " " + std::string(code_of(variant));
  std::string alert =
      variant.alert == 0 ? "TLS alert" : "TLS alert " + std::to_string(variant.alert);
  switch (variant.meeting) {
    case Meeting::served:
      return "200";
    case Meeting::refused:
      return answer;
    case Meeting::cut_off:
      return alert;
    case Meeting::refused_or_cut_off:
      return answer + " or " + alert;
    case Meeting::not_enrolled:
      return "not enrolled";
  }
  return answer;
}

int pki_variants(const PkiVariantsOptions& options) {
  if (options.json) {
    print_json();
    return exit_done;
  }
  print_row("NAME", "KIND", "ROW", "A CORRECT BANK ANSWERS", "WHAT IS WRONG");
  for (const BrokenVariant& variant : sandbox::broken_variants())
    print_row(variant.name, name_of(variant.kind), std::to_string(variant.row),
              expected_answer(variant), variant.wrong);
  std::printf(
      "\nMake one with `guichet pki issue --broken NAME`. A bank that judges certificates in the "
      "handshake may end it with\nan alert instead; `--json` has its number where one is due. At "
      "the "
      "token endpoint a CERT_ code and TPP_UNKNOWN are\n401 invalid_client.\n");
  return exit_done;
}

void add_variants_command(CLI::App& pki, PkiVariantsOptions& options) {
  auto& command = *pki.add_subcommand(
      "variants", "list the broken certificates that issue --broken NAME makes");
  command.add_flag("--json", options.json, "as JSON, for test programs");
}

}  // namespace guichet::app
