#include "language/reading.hpp"

namespace ketway::language_tests {
namespace {

std::string refusal_of_file(const std::filesystem::path& path, const read_options& options = {}) {
  const auto read = read_circuit_file(path, options);
  if (read) return "(it was read)";
  return std::string(to_string(read.error().code())) + ": " + read.error().message();
}

TEST(Include, ReadsAFileBesideTheIncludingOne) {
  const temporary_folder folder;
  folder.write("gates.inc", "gate foo a { U(0,0,0) a; }");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"gates.inc\"; qreg q[1]; foo q[0];");
  const auto read = read_circuit_file(main);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(listing(read->circuit), "u(0,0,0) 0;");
}
TEST(Include, ReadsAFileInAFolderBelow) {
  const temporary_folder folder;
  folder.write("lib/gates.inc", "include \"more.inc\";");
  folder.write("lib/more.inc", "gate foo a { U(0,0,0) a; }");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"lib/gates.inc\"; qreg q[1]; foo q[0];");
  EXPECT_TRUE(read_circuit_file(main).has_value());
}
TEST(Include, NamesTheIncludedFileInDiagnostics) {
  const temporary_folder folder;
  folder.write("gates.inc", "\ngate foo a { bar a; }");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"gates.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main),
                  (folder.path() / "gates.inc").string() + ":2:14: error: gate 'bar' is not defined");
}
TEST(Include, GoesOnInTheIncludingFile) {
  const temporary_folder folder;
  folder.write("a.inc", "U(1,0,0) q[0];");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; qreg q[1]; include \"a.inc\"; U(2,0,0) q[0];");
  const auto read = read_circuit_file(main);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(listing(read->circuit), "u(1,0,0) 0;u(2,0,0) 0;");
}
TEST(Include, HasItsGatesBuiltInAndReadsNoFileOfThatName) {
  const temporary_folder folder;
  folder.write("qelib1.inc", "this is no gate file");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"qelib1.inc\"; qreg q[1]; h q[0];");
  EXPECT_TRUE(read_circuit_file(main).has_value());
}
TEST(Include, RefusesAnAbsolutePath) {
  const temporary_folder folder;
  const auto secret = folder.write("secret.inc", "");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"" + secret.string() + "\";");
  EXPECT_CONTAINS(refusal_of_file(main), "is refused: the path is absolute");
}
TEST(Include, RefusesToClimb) {
  const temporary_folder folder;
  folder.write("secret.inc", "");
  const auto main = folder.write("inner/main.qasm", "OPENQASM 2.0; include \"../secret.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "is refused: the path climbs with '..'");
}
TEST(Include, RefusesToClimbFromAnIncludedFile) {
  const temporary_folder folder;
  folder.write("secret.inc", "");
  folder.write("lib/a.inc", "include \"x/../../secret.inc\";");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"lib/a.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "is refused: the path climbs with '..'");
}
TEST(Include, RefusesASymbolicLinkThatLeadsOut) {
  const temporary_folder folder, other;
  const auto secret = other.write("secret.inc", "gate secret a { U(0,0,0) a; }");
  std::filesystem::create_symlink(secret, folder.path() / "link.inc");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"link.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "a symbolic link leads out");
}
TEST(Include, RefusesALinkedFolderThatLeadsOut) {
  const temporary_folder folder, other;
  other.write("secret.inc", "");
  std::filesystem::create_directory_symlink(other.path(), folder.path() / "lib");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"lib/secret.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "a symbolic link leads out");
}
TEST(Include, FollowsASymbolicLinkThatStaysInside) {
  const temporary_folder folder;
  folder.write("real.inc", "gate foo a { U(0,0,0) a; }");
  std::filesystem::create_symlink("real.inc", folder.path() / "link.inc");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"link.inc\";");
  EXPECT_TRUE(read_circuit_file(main).has_value());
}
TEST(Include, RefusesAFolderOfTheSamePrefix) {
  const temporary_folder folder;
  const auto secret = folder.write("libx/secret.inc", "");
  std::filesystem::create_directory(folder.path() / "lib");
  std::filesystem::create_symlink(secret, folder.path() / "lib" / "link.inc");
  const auto main = folder.write("lib/main.qasm", "OPENQASM 2.0; include \"link.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "a symbolic link leads out");
}
TEST(Include, RefusesAFolder) {
  const temporary_folder folder;
  std::filesystem::create_directory(folder.path() / "lib");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"lib\";");
  EXPECT_CONTAINS(refusal_of_file(main), "it is no regular file");
}
TEST(Include, RefusesADevice) {
  const temporary_folder folder;
  std::filesystem::create_symlink("/dev/zero", folder.path() / "zero.inc");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"zero.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "is refused");
}
TEST(Include, NamesAFileThatIsNotThere) {
  const temporary_folder folder;
  const auto main = folder.write("main.qasm", "OPENQASM 2.0;\ninclude \"nothere.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "main.qasm:2:9: error: nothere.inc: No such file or directory");
}
TEST(Include, RefusesACircle) {
  const temporary_folder folder;
  folder.write("a.inc", "include \"b.inc\";");
  folder.write("b.inc", "include \"a.inc\";");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"a.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "b.inc:1:9: error: include of 'a.inc' is circular");
}
TEST(Include, RefusesAFileThatIncludesItself) {
  const temporary_folder folder;
  folder.write("a.inc", "include \"a.inc\";");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"a.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "include of 'a.inc' is circular");
}
TEST(Include, RefusesATreeOfIncludesThatGrowsWithoutEnd) {
  const temporary_folder folder;
  for (int i = 0; i < 14; ++i) {
    const auto next = "include \"" + std::to_string(i + 1) + ".inc\";";
    folder.write(std::to_string(i) + ".inc", next + next);
  }
  folder.write("14.inc", "");
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"0.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main), "more than 1000 includes");
}
TEST(Include, CountsIncludedBytesAgainstTheLimit) {
  const temporary_folder folder;
  folder.write("large.inc", std::string(1000, ' '));
  const auto main = folder.write("main.qasm", "OPENQASM 2.0; include \"large.inc\";");
  EXPECT_CONTAINS(refusal_of_file(main, read_options().max_text_bytes(500)), "larger than the limit");
}
TEST(Include, ReadsNoFileForATextFromMemory) {
  EXPECT_CONTAINS(refusal_of("OPENQASM 2.0; include \"gates.inc\";"), "this text comes from no folder");
}
TEST(Include, ReadsFromTheFolderThatTheCallerNames) {
  const temporary_folder folder;
  folder.write("gates.inc", "gate foo a { U(0,0,0) a; }");
  EXPECT_EQ(listing_of("OPENQASM 2.0; include \"gates.inc\"; qreg q[1]; foo q[0];",
                       read_options().include_root(folder.path())),
            "u(0,0,0) 0;");
}
TEST(Include, RefusesANameWithANulByte) {
  const temporary_folder folder;
  EXPECT_CONTAINS(
      refusal_of(std::string("OPENQASM 2.0; include \"a\0b\";", 28), read_options().include_root(folder.path())),
      "1:25: error: expected a file name in UTF-8, found a NUL byte");
}

TEST(ReadCircuitFile, NamesAFileThatIsNotThere) {
  const temporary_folder folder;
  const auto read = read_circuit_file(folder.path() / "nothere.qasm");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), errc::not_found);
}
TEST(ReadCircuitFile, RefusesAFolder) {
  const temporary_folder folder;
  EXPECT_CONTAINS(refusal_of_file(folder.path()), "Is a directory");
}
TEST(ReadCircuitFile, RefusesAFileAboveTheLimit) {
  const temporary_folder folder;
  const auto file = folder.write("large.qasm", std::string(1000, ' '));
  EXPECT_CONTAINS(refusal_of_file(file, read_options().max_text_bytes(100)), "larger than the limit of 100 bytes");
}
TEST(ReadCircuitFile, StopsReadingADeviceAtTheLimit) {
  EXPECT_CONTAINS(refusal_of_file("/dev/zero", read_options().max_text_bytes(1 << 20)), "larger than the limit");
}
TEST(ReadCircuitFile, ReadsTheJsonForm) {
  const temporary_folder folder;
  const auto file = folder.write("bell.json", R"({"n_qubits": 1, "gates": [{"type": "h", "qubit": 0}]})");
  const auto read = read_circuit_file(file);
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(listing(read->circuit), "h 0;");
}

}  // namespace
}  // namespace ketway::language_tests
