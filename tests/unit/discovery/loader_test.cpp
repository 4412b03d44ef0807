#include "ketway/discovery/loader.hpp"

#include <elf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "folder.hpp"
#include "ketway/digest.hpp"

namespace {

using ketway::errc;
using ketway::discovery::load_plugin;
using ketway::discovery::manifest;
using ketway::test::copy_plugin;
using ketway::test::folder;

manifest manifest_of(const std::filesystem::path& library) {
  manifest m;
  m.file = library.parent_path() / "org.example.acme.ketway.json";
  m.library = library;
  m.id = "org.example.acme";
  m.name = "acme";
  m.version = "1.0.0";
  m.abi_major = 1;
  return m;
}

/// One of the small plugins, copied into a folder of its own: every test loads a file that no other has loaded.
class Loader : public testing::Test {
 protected:
  manifest plugin(const std::string& name) { return manifest_of(copy_plugin(name, folder_ / "p" / "libacme.so")); }
  static void expect_refused(const manifest& m, errc code, std::string_view words) {
    const auto loaded = load_plugin(m);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code(), code) << loaded.error().message();
    EXPECT_NE(loaded.error().message().find(words), std::string::npos) << loaded.error().message();
    EXPECT_NE(loaded.error().message().find(m.library.string()), std::string::npos) << loaded.error().message();
  }
  struct place : folder {
    std::filesystem::path operator/(const std::string& name) const { return path() / name; }
  } folder_;
};

TEST_F(Loader, LoadsAPlugin) {
  const auto loaded = load_plugin(plugin("good"));
  ASSERT_TRUE(loaded) << loaded.error().message();
  const auto& p = **loaded;
  EXPECT_EQ(p.id, "org.example.acme");
  EXPECT_EQ(p.version, "1.0.0");
  ASSERT_NE(p.entry, nullptr);
  EXPECT_NE(p.entry->open, nullptr);
  EXPECT_EQ(p.abi_minor, KW_ABI_MINOR);
  EXPECT_GT(p.load_time.count(), 0);
  EXPECT_TRUE(p.notes.empty());
}
TEST_F(Loader, GivesTheSamePluginForTheSameFile) {
  const manifest m = plugin("good");
  const auto first = load_plugin(m);
  ASSERT_TRUE(first);
  EXPECT_EQ(*load_plugin(m), *first);
}
TEST_F(Loader, GivesTheSamePluginForAnotherNameOfTheFile) {
  const manifest m = plugin("good");
  const auto first = load_plugin(m);
  ASSERT_TRUE(first);
  std::filesystem::create_symlink("libacme.so", folder_ / "p/other.so");
  EXPECT_EQ(*load_plugin(manifest_of(folder_ / "p/other.so")), *first);
}
TEST_F(Loader, RefusesALoadedFileUnderAnotherId) {
  manifest m = plugin("good");
  ASSERT_TRUE(load_plugin(m));
  m.id = "org.example.other";
  expect_refused(m, errc::failed_precondition,
                 "it calls itself \"org.example.acme\", its manifest \"org.example.other\"");
}
TEST_F(Loader, KeepsTwoPluginsApart) {
  const auto one = load_plugin(plugin("good"));
  const auto two = load_plugin(manifest_of(copy_plugin("twin", folder_ / "q/libacme.so")));
  ASSERT_TRUE(one && two);
  EXPECT_NE((*one)->entry, (*two)->entry);
}
TEST_F(Loader, LoadsOnceFromManyThreads) {
  const manifest m = plugin("good");
  std::vector<const ketway::discovery::loaded_plugin*> answers(8);
  {
    std::vector<std::jthread> threads;
    for (auto& answer : answers)
      threads.emplace_back([&] {
        const auto loaded = load_plugin(m);
        if (loaded) answer = *loaded;
      });
  }
  ASSERT_NE(answers[0], nullptr);
  for (const auto* answer : answers) EXPECT_EQ(answer, answers[0]);
}
TEST_F(Loader, ListsWhatIsLoaded) {
  const auto loaded = load_plugin(plugin("good"));
  ASSERT_TRUE(loaded);
  EXPECT_EQ(ketway::discovery::loaded_plugins().back(), *loaded);
}
TEST_F(Loader, LoadsAPluginOfALaterMinor) {
  const auto loaded = load_plugin(plugin("newer"));
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ((*loaded)->abi_minor, 7u);
  EXPECT_EQ((*loaded)->notes.size(), 1u);
}
TEST_F(Loader, NotesAnotherVersionThanTheManifests) {
  const auto loaded = load_plugin(plugin("next_version"));
  ASSERT_TRUE(loaded);
  EXPECT_EQ((*loaded)->version, "2.0.0");
  ASSERT_EQ((*loaded)->notes.size(), 1u);
  EXPECT_EQ((*loaded)->notes[0], "the library says version 2.0.0, its manifest 1.0.0");
}
TEST_F(Loader, PrefersTheLibrarysOwnSchema) {
  manifest m = plugin("own_schema");
  m.config_schema = "{}";
  const auto loaded = load_plugin(m);
  ASSERT_TRUE(loaded) << loaded.error().message();
  EXPECT_EQ((*loaded)->config_schema, R"({"type": "object"})");
}
TEST_F(Loader, TakesTheManifestsSchemaWhereTheLibraryHasNone) {
  manifest m = plugin("good");
  m.config_schema = R"({"type":"object"})";
  EXPECT_EQ((*load_plugin(m))->config_schema, R"({"type":"object"})");
}

TEST_F(Loader, RefusesAnotherMajorBeforeLookingAtTheFile) {
  manifest m = manifest_of("/nowhere/libacme.so");
  m.abi_major = 2;
  expect_refused(m, errc::failed_precondition, "built for plugin interface 2.0, this program offers 1.0");
}
TEST_F(Loader, RefusesAManifestThatNeedsALaterMinor) {
  manifest m = plugin("good");
  m.abi_min_minor = KW_ABI_MINOR + 1;
  expect_refused(m, errc::failed_precondition, "which is too old for it");
}
TEST_F(Loader, RefusesAMissingFile) {
  expect_refused(manifest_of("/nowhere/libacme.so"), errc::not_found, "No such file");
}
TEST_F(Loader, RefusesATextFile) {
  expect_refused(
      manifest_of(folder_.write("libacme.so", "#!/bin/sh\necho this is no library at all, only a long text\n")),
      errc::invalid_argument, "it is no ELF file");
}
TEST_F(Loader, RefusesAnEmptyFile) {
  expect_refused(manifest_of(folder_.write("libacme.so", "")), errc::invalid_argument, "it is no ELF file");
}
TEST_F(Loader, RefusesALibraryThatIsCutShort) {
  const manifest m = plugin("good");
  std::filesystem::resize_file(m.library, 4000);
  expect_refused(m, errc::invalid_argument, "it is cut short");
  std::filesystem::resize_file(m.library, 40);
  expect_refused(m, errc::invalid_argument, "it is cut short");
}
// The system's loader maps what the headers promise, and touching a page behind the file's end kills the process.
TEST_F(Loader, RefusesALibraryWhereverItIsCutShort) {
  const manifest m = plugin("good");
  const auto whole = std::filesystem::file_size(m.library);
  for (auto size = whole - 1; size > 64; size = size * 9 / 10) {
    std::filesystem::resize_file(m.library, size);
    expect_refused(m, errc::invalid_argument, "it is cut short");
  }
}
TEST_F(Loader, RefusesALibraryWithoutItsDynamicTable) {
  const manifest m = plugin("good");
  std::fstream file(m.library, std::ios::in | std::ios::out | std::ios::binary);
  Elf64_Ehdr header{};
  file.read(reinterpret_cast<char*>(&header), sizeof header);
  for (int i = 0; i < header.e_phnum; ++i) {
    const auto at = static_cast<std::streamoff>(header.e_phoff + i * sizeof(Elf64_Phdr));
    Elf64_Phdr segment{};
    file.seekg(at).read(reinterpret_cast<char*>(&segment), sizeof segment);
    if (segment.p_type != PT_DYNAMIC) continue;
    segment.p_type = PT_NULL;
    file.seekp(at).write(reinterpret_cast<const char*>(&segment), sizeof segment);
  }
  file.close();
  expect_refused(m, errc::invalid_argument, "it has no dynamic table");
}
TEST_F(Loader, RefusesALibraryWhoseTablesLieOutsideOfIt) {
  const manifest m = plugin("good");
  std::fstream file(m.library, std::ios::in | std::ios::out | std::ios::binary);
  Elf64_Ehdr header{};
  file.read(reinterpret_cast<char*>(&header), sizeof header);
  for (int i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    file.seekg(static_cast<std::streamoff>(header.e_phoff + i * sizeof(Elf64_Phdr)));
    file.read(reinterpret_cast<char*>(&segment), sizeof segment);
    if (segment.p_type != PT_DYNAMIC) continue;
    for (auto at = segment.p_offset; at < segment.p_offset + segment.p_filesz; at += sizeof(Elf64_Dyn)) {
      Elf64_Dyn entry{};
      file.seekg(static_cast<std::streamoff>(at)).read(reinterpret_cast<char*>(&entry), sizeof entry);
      if (entry.d_tag != DT_STRTAB) continue;
      entry.d_un.d_ptr = 0x7fff'ffff'0000;
      file.seekp(static_cast<std::streamoff>(at)).write(reinterpret_cast<const char*>(&entry), sizeof entry);
    }
  }
  file.close();
  expect_refused(m, errc::invalid_argument, "its dynamic table names what it does not hold");
}
TEST_F(Loader, RefusesALibraryOfAnotherMachine) {
  const manifest m = plugin("good");
  std::fstream file(m.library, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(18);  // e_machine
  file.put('\x08').put('\0');
  file.close();
  expect_refused(m, errc::invalid_argument, "it is built for machine number 8");
}
TEST_F(Loader, RefusesAFolder) {
  std::filesystem::create_directory(folder_ / "libacme.so");
  expect_refused(manifest_of(folder_ / "libacme.so"), errc::invalid_argument, "expected a regular file");
}
TEST_F(Loader, RefusesAWorldWritableFile) {
  const manifest m = plugin("good");
  folder::set_mode(m.library, 0702);
  expect_refused(m, errc::permission_denied, "everyone may write to it");
}
TEST_F(Loader, RefusesAWorldWritableFolder) {
  const manifest m = plugin("good");
  folder::set_mode(folder_ / "p", 0707);
  const auto loaded = load_plugin(m);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code(), errc::permission_denied);
}
TEST_F(Loader, RefusesAFileOfAnotherUser) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file to another user";
  const manifest m = plugin("good");
  ASSERT_EQ(::chown(m.library.c_str(), 12345, 12345), 0);
  expect_refused(m, errc::permission_denied, "it belongs to another user");
}
TEST_F(Loader, RefusesALinkOutOfTheFolder) {
  const manifest m = plugin("good");
  std::filesystem::create_directory(folder_ / "q");
  std::filesystem::create_symlink(m.library, folder_ / "q/libacme.so");
  expect_refused(manifest_of(folder_ / "q/libacme.so"), errc::permission_denied, "leads out of its folder");
}
TEST_F(Loader, ChecksTheDigest) {
  manifest m = plugin("good");
  m.sha256 = *ketway::sha256_file(m.library);
  EXPECT_TRUE(load_plugin(m));
}
TEST_F(Loader, RefusesAnotherDigest) {
  manifest m = plugin("good");
  m.sha256 = std::string(64, '0');
  expect_refused(m, errc::data_loss, "its manifest says 0000");
}
TEST_F(Loader, RefusesALibraryWithoutTheEntry) {
  expect_refused(plugin("no_entry"), errc::invalid_argument, "it does not export kw_plugin_v1");
}
TEST_F(Loader, SaysThatAPluginIsForAnotherMajorOnly) {
  expect_refused(plugin("v2_only"), errc::failed_precondition, "it exports only kw_plugin_v2, plugin interface 2.x");
}
TEST_F(Loader, TakesNoAnswerForAWishForANewerHost) {
  expect_refused(plugin("null_entry"), errc::failed_precondition, "which is too old for it");
}
TEST_F(Loader, SurvivesAnEntryThatThrows) {
  expect_refused(plugin("throws_text"), errc::internal, "kw_plugin_v1 threw");
}
TEST_F(Loader, SurvivesAnEntryThatThrowsANumber) {
  expect_refused(plugin("throws_number"), errc::internal, "no std::exception");
}
TEST_F(Loader, RefusesAnotherId) {
  expect_refused(plugin("foreign_id"), errc::failed_precondition,
                 "it calls itself \"org.example.other\", its manifest \"org.example.acme\"");
}
TEST_F(Loader, RefusesAStructureThatIsTooShort) {
  expect_refused(plugin("short_struct"), errc::failed_precondition, "has struct_size 16");
}
TEST_F(Loader, RefusesAPluginWithoutOpen) {
  expect_refused(plugin("no_open"), errc::failed_precondition, "has no `open`");
}
TEST_F(Loader, RefusesAStringWithoutData) {
  expect_refused(plugin("bad_string"), errc::failed_precondition, "a string without data");
}
TEST_F(Loader, RefusesASchemaThatCannotBeUsed) {
  expect_refused(plugin("bad_schema"), errc::failed_precondition, "the keyword \"typ\" is not known here");
}
TEST_F(Loader, RefusesALibraryWithUnresolvedSymbols) {
  expect_refused(plugin("unresolved"), errc::unavailable, "a_function_that_no_library_has");
}
TEST_F(Loader, RepeatsWhatTheSystemSaidAndNothingElse) {
  const auto loaded = load_plugin(plugin("unresolved"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message().find("descriptor"), std::string::npos) << loaded.error().message();
  EXPECT_EQ(loaded.error().message().find("dlerror"), std::string::npos) << loaded.error().message();
}

}  // namespace
