#include "conform/elf.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

namespace ketway::conform {
namespace {

class image {
 public:
  explicit image(std::string bytes) : bytes_(std::move(bytes)) {}
  template <class T>
  bool read(std::uint64_t at, T& to) const {
    if (at > bytes_.size() || bytes_.size() - at < sizeof to) return false;
    std::memcpy(&to, bytes_.data() + at, sizeof to);
    return true;
  }
  /// The terminated string at `at`; empty where it leaves the file.
  std::string text(std::uint64_t at) const {
    if (at >= bytes_.size()) return {};
    const auto end = bytes_.find('\0', at);
    return end == std::string::npos ? std::string() : bytes_.substr(at, end - at);
  }

 private:
  std::string bytes_;
};

bool visible(const Elf64_Sym& s) {
  const unsigned bind = ELF64_ST_BIND(s.st_info), type = ELF64_ST_TYPE(s.st_info),
                 how = ELF64_ST_VISIBILITY(s.st_other);
  return s.st_shndx != SHN_UNDEF && bind != STB_LOCAL && type != STT_SECTION &&
         (how == STV_DEFAULT || how == STV_PROTECTED);
}

void read_symbols(const image& file, const Elf64_Shdr& table, const Elf64_Shdr& strings, elf_facts& to) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size; at += sizeof(Elf64_Sym)) {
    Elf64_Sym s{};
    if (!file.read(table.sh_offset + at, s)) return;
    // An absolute symbol with no size is the name of a version, not something to call.
    if (!visible(s) || s.st_shndx == SHN_ABS) continue;
    to.exports.push_back(file.text(strings.sh_offset + s.st_name));
  }
}

void read_needed(const image& file, const Elf64_Shdr& table, const Elf64_Shdr& strings, elf_facts& to) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= table.sh_size; at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn d{};
    if (!file.read(table.sh_offset + at, d) || d.d_tag == DT_NULL) return;
    if (d.d_tag == DT_NEEDED) to.needed.push_back(file.text(strings.sh_offset + d.d_un.d_val));
  }
}

}  // namespace

elf_facts read_elf(const std::string& path) {
  elf_facts facts;
  std::ifstream in(path, std::ios::binary);
  const image file(std::string(std::istreambuf_iterator<char>(in), {}));
  Elf64_Ehdr header{};
  if (!in || !file.read(0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    facts.problem = "it is no ELF file";
  else if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
    facts.problem = "it is no 64-bit little-endian ELF file";
  else if (header.e_type != ET_DYN)
    facts.problem = "it is no shared library";
  else if (header.e_shnum == 0 || header.e_shentsize != sizeof(Elf64_Shdr))
    facts.problem = "its section table is missing";
  if (!facts.problem.empty()) return facts;
  const auto section = [&](std::uint64_t i, Elf64_Shdr& to) {
    return i < header.e_shnum && file.read(header.e_shoff + i * sizeof(Elf64_Shdr), to);
  };
  bool found = false;
  for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr table{}, strings{};
    if (!section(i, table) || (table.sh_type != SHT_DYNSYM && table.sh_type != SHT_DYNAMIC)) continue;
    if (!section(table.sh_link, strings)) continue;
    found |= table.sh_type == SHT_DYNSYM;
    if (table.sh_type == SHT_DYNSYM)
      read_symbols(file, table, strings, facts);
    else
      read_needed(file, table, strings, facts);
  }
  if (!found) facts.problem = "it has no table of dynamic symbols";
  return facts;
}

}  // namespace ketway::conform
