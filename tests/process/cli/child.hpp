#pragma once
// The real command as a child process, in a home of its own: no configuration and no plugin of the machine is seen.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ketway::process_test {

/// A folder that is gone afterwards.
class temporary_folder {
 public:
  temporary_folder();
  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;
  ~temporary_folder();
  const std::filesystem::path& path() const noexcept { return path_; }
  /// Writes a file there, only for its owner to change, and returns its full name.
  std::string file(const std::string& name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

class outcome {
 public:
  int status = -1;  ///< exit status; -1: ended by a signal or still running when time was up
  int signal = 0;   ///< that ended it; 0: none
  bool out_of_time = false;
  long peak_kib = 0;  ///< largest resident size
  std::string out, err;

  /// Standard output as exactly one JSON document; discarded value where it is not.
  nlohmann::json json() const;
};

/// One call of the command. Waits are bounded: whatever takes longer than `patience_s` is killed and reported.
class child {
 public:
  static constexpr int patience_s = 300;

  explicit child(std::vector<std::string> arguments);
  child(const child&) = delete;
  child& operator=(const child&) = delete;
  ~child();

  child& variable(const std::string& name, const std::string& value);
  child& folder(const std::filesystem::path& path);  ///< working directory
  child& terminal_for_errors();                      ///< standard error is a terminal

  void start();
  /// Of the address space, from now on; to be called before the input that makes the command take memory.
  void limit_memory(std::uint64_t mebibytes) const;
  /// Returns when all is written; the command then has read most of it, since a pipe holds 64 KiB.
  void write(std::string_view text) const;
  void close_input();
  /// Reads standard error until `text` has come; false when the command ended or time was up before.
  bool wait_for_error(std::string_view text);
  /// Waits until something can be read of standard output, and reads none of it; false when time was up before.
  bool wait_for_output() const;
  /// Reads standard output until `text` has come, as above.
  bool wait_for_output(std::string_view text);
  /// Of standard output, what has been read so far.
  const std::string& said() const noexcept { return so_far_.out; }
  void interrupt() const;
  void terminate() const;
  void kill() const;  ///< as if the power had gone
  /// Waits for the end at most so long, without reading anything; false: it has not ended.
  bool ends_within(std::chrono::milliseconds limit) const;
  /// Waits for the end without reading anything; false when time was up before.
  bool wait_for_end() const;
  /// Closes the input, reads all, waits for the end.
  outcome finish();

 private:
  bool read_some(int timeout_ms);

  std::vector<std::string> arguments_;
  std::map<std::string, std::string> variables_;
  std::filesystem::path folder_;
  temporary_folder home_;
  bool terminal_ = false;
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
  outcome so_far_;
};

/// Starts, gives it `input`, waits.
outcome run(std::vector<std::string> arguments, std::string_view input = {});

/// OpenQASM of a Bell pair, measured into c.
std::string_view bell();

}  // namespace ketway::process_test
