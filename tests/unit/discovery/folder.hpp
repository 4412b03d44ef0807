#pragma once
// A folder of a test's own, and what goes into it.

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

namespace ketway::test {

namespace fs = std::filesystem;

class folder {
 public:
  folder() {
    std::string form = (fs::temp_directory_path() / "ketway-test-XXXXXX").string();
    if (::mkdtemp(form.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = fs::canonical(form);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  ~folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }
  fs::path operator/(const std::string& name) const { return path_ / name; }

  fs::path write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    fs::path file = path_ / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    set_mode(file, mode);
    return file;
  }

  static void set_mode(const fs::path& file, mode_t mode) {
    if (::chmod(file.c_str(), mode) != 0) throw std::runtime_error("chmod failed");
  }

 private:
  fs::path path_;
};

/// Copies one of the small plugins built beside the tests.
inline fs::path copy_plugin(const std::string& name, const fs::path& to) {
  const char* built = std::getenv("KETWAY_TEST_PLUGINS");
  if (built == nullptr) throw std::runtime_error("KETWAY_TEST_PLUGINS is not set");
  fs::create_directories(to.parent_path());
  fs::copy_file(fs::path(built) / (name + ".so"), to);
  folder::set_mode(to, 0700);
  return to;
}

/// The smallest manifest; `more` is put behind its last key.
inline std::string manifest_text(const std::string& id, const std::string& name, const std::string& library,
                                 const std::string& more = "") {
  return R"({"manifest": 1, "id": ")" + id + R"(", "name": ")" + name + R"(", "library": ")" + library +
         R"(", "abi": {"major": 1, "min_minor": 0}, "version": "1.0.0")" + more + "}";
}

using variables = std::map<std::string, std::string>;

/// An environment that holds only these.
inline auto environment_of(variables values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

}  // namespace ketway::test
