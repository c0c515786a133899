// SPDX-License-Identifier: Apache-2.0
#include "app/arguments.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "app/commands.hpp"
#include "app/nearest.hpp"

namespace guichet::app {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> names_of_commands(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands_of(app)) names.push_back(command->get_name());
  return names;
}

/// The flags of `app`; of a group those of its commands too.
std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  for (const CLI::App* command : commands_of(app)) {
    const auto more = flags_of(*command);
    flags.insert(flags.end(), more.begin(), more.end());
  }
  return flags;
}

/// The root, and behind it each command as far as they were understood.
std::vector<const CLI::App*> understood(const CLI::App& root) {
  std::vector<const CLI::App*> path{&root};
  while (!path.back()->get_subcommands().empty())
    path.push_back(path.back()->get_subcommands().front());
  return path;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
  return text;
}

std::string unknown(const char* what, const std::string& word,
                    const std::vector<std::string>& known) {
  return std::string("unknown ") + what + " \"" + word + "\"; did you mean \"" +
         nearest(word, known) + "\"?";
}

/// What is wrong with the words that `app` has no use for.
std::string fault_of(const CLI::App& app, const std::vector<std::string>& strays) {
  const auto is_flag = [](const std::string& word) { return word.starts_with('-'); };
  const bool is_group = !commands_of(app).empty();
  // A flag rather than the value that follows it; where a command is to come, the first word.
  const auto flag = std::ranges::find_if(strays, is_flag);
  const std::string& stray = is_group || flag == strays.end() ? strays.front() : *flag;
  const std::string word = stray.substr(0, is_flag(stray) ? stray.find('=') : std::string::npos);
  if (is_flag(word) && is_group)
    return "options stand behind the command, \"" + word + "\" too; did you mean \"" +
           nearest(word, flags_of(app)) + "\"?";
  if (is_flag(word)) return unknown("option", word, flags_of(app));
  if (is_group) return unknown("command", word, names_of_commands(app));
  return "\"" + word + "\" is one argument too many";
}

/// What is wrong, in the words of the innermost command if CLI11 has no word too many.
int usage_error(const CLI::App& root, const std::string& said) {
  std::string place;
  std::string command = root.get_name();
  const auto complain = [&](const std::string& fault) {
    std::fprintf(stderr, "%s: %s%s\n", root.get_name().c_str(), place.c_str(), fault.c_str());
    return exit_usage;
  };
  const auto path = understood(root);
  for (const CLI::App* app : path) {
    if (app != &root) {
      place += app->get_name() + ": ";
      command += " " + app->get_name();
    }
    if (const auto strays = app->remaining(); !strays.empty())
      return complain(fault_of(*app, strays));
  }
  if (const auto names = names_of_commands(*path.back()); !names.empty())
    return complain("name a command: " + joined(names, ", "));
  return complain(said + "; `" + command + " --help` lists the options");
}

}  // namespace

std::optional<int> ended_by_arguments(CLI::App& app, const std::vector<std::string>& arguments) {
  if (arguments.empty() && !commands_of(app).empty()) {
    std::fputs(app.help().c_str(), stdout);
    return exit_usage;
  }
  try {
    // CLI11 takes the arguments from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {  // CLI11 has no other way to say it
    return usage_error(app, error.what());
  }
  return std::nullopt;
}

}  // namespace guichet::app
