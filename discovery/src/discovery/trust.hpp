#pragma once
// Whom a file can come from. Only root and the user may be able to write to what is loaded or obeyed.

#include <sys/stat.h>

#include <cstddef>
#include <filesystem>
#include <string>

#include "ketway/discovery/manifest.hpp"
#include "ketway/error.hpp"

namespace ketway::discovery {

/// `permission_denied` if everyone may write to it, or if it belongs to neither root nor the user.
expected<void> check_writers(const struct stat& facts, const std::filesystem::path& path);

/// Every folder on the way to `path`, which may be relative, and every link, those of the links' targets too: whoever may
/// rename one of them puts a folder of root's or of the user's own in its place, such as one with an old, broken plugin.
/// `permission_denied` if a folder belongs to neither root nor the user, or if everyone may write to it and it is not
/// sticky; in a sticky one, such as /tmp, if what the way leads on through belongs to somebody else. Else as
/// `file_error` where the way ends early or runs in circles.
expected<void> check_way(const std::filesystem::path& path);

/// The folder that a plugin lies in, links resolved: exists, is a folder, `check_writers`, `check_way`.
expected<void> check_folder(const std::filesystem::path& folder);

/// `not_found` where the path, links resolved, is nothing; `invalid_argument` where it is no regular file;
/// `permission_denied` where it lies outside the folder it is named in, or by `check_writers`.
expected<void> check_file_in_folder(const std::filesystem::path& file);

/// `ENOENT` and its kin as not_found, all else permission_denied; the message names the path and the reason.
error file_error(int reason, const std::filesystem::path& path);

struct text_file {
  std::string text;
  struct stat facts {};
};
/// A regular file of at most `most` bytes, with the facts of the very file that was read.
expected<text_file> read_text_file(const std::filesystem::path& file, std::size_t most);

}  // namespace ketway::discovery
