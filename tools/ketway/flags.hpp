#pragma once
// How flags are declared, so that all of them are read, shown in --help and completed in the same way.

#include <functional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the name is CLI11's
class App;
class Option;
}  // namespace CLI

namespace ketway::cli {

/// Answers what is wrong with a value, or an empty string.
using shape_check = std::function<std::string(const std::string&)>;

CLI::Option* text_flag(CLI::App& command, const std::string& name, std::string& value, const std::string& description,
                       const std::string& type);
CLI::Option* checked_flag(CLI::App& command, const std::string& name, std::string& value,
                          const std::string& description, const std::string& type, const shape_check& check);
/// One value each time; the values add up.
CLI::Option* repeated_flag(CLI::App& command, const std::string& name, std::vector<std::string>& values,
                           const std::string& description, const std::string& type, const shape_check& check = {});
/// One of a few words.
CLI::Option* choice_flag(CLI::App& command, const std::string& name, std::string& value, const std::string& description,
                         const std::vector<std::string>& words);

/// The words that a choice flag takes, for completion; empty for other flags.
std::vector<std::string> choices_of(const CLI::Option& flag);

}  // namespace ketway::cli
