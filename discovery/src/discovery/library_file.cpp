#include "discovery/library_file.hpp"

#include <elf.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "discovery/library_image.hpp"
#include "discovery/trust.hpp"

namespace ketway::discovery {
namespace {

#if defined(__x86_64__)
constexpr int this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr int this_machine = EM_AARCH64;
#else
constexpr int this_machine = EM_NONE;  // not checked here; the system's loader does
#endif

std::string machine_name(int machine) {
  switch (machine) {
    case EM_X86_64: return "x86-64";
    case EM_AARCH64: return "AArch64";
    case EM_386: return "32-bit x86";
    case EM_ARM: return "32-bit ARM";
    case EM_RISCV: return "RISC-V";
    default: return "machine number " + std::to_string(machine);
  }
}

}  // namespace

expected<void> check_library_format(const std::filesystem::path& library) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(library.c_str(), "rbe"), &std::fclose);
  struct stat facts {};
  if (!in || ::fstat(::fileno(in.get()), &facts) != 0) return file_error(errno, library);
  const auto refused = [&](const std::string& why) {
    return error(errc::invalid_argument, library.string() + ": not a library for this program: " + why);
  };
  Elf64_Ehdr header{};
  const std::size_t got = std::fread(&header, 1, sizeof header, in.get());
  if (got < SELFMAG || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return refused("it is no ELF file");
  if (got < sizeof header) return refused("it is cut short");
  if (header.e_ident[EI_CLASS] != ELFCLASS64) return refused("it is a 32-bit file");
  if (header.e_type != ET_DYN) return refused("it is no shared object");
  if (this_machine != EM_NONE && header.e_machine != this_machine)
    return refused("it is built for " + machine_name(header.e_machine) + ", this is " + machine_name(this_machine));
  const std::string fault = fault_of_image(in.get(), header, static_cast<std::uint64_t>(facts.st_size));
  return fault.empty() ? expected<void>() : refused(fault);
}

}  // namespace ketway::discovery
