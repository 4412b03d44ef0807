#include "discovery/library_image.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace ketway::discovery {
namespace {

constexpr std::uint64_t most_dynamic_entries = 10'000;  // real ones have a few dozen

class image {
 public:
  image(std::FILE* in, const Elf64_Ehdr& header, std::uint64_t size) : in_(in), header_(header), size_(size) {}

  std::string fault() {
    if (header_.e_phentsize != sizeof(Elf64_Phdr) || header_.e_phnum == 0 || header_.e_phnum == PN_XNUM)
      return "its program headers cannot be read";
    if (!read(header_.e_phoff, header_.e_phnum, segments_)) return cut_short;
    for (const Elf64_Phdr& s : segments_)
      if (std::string found = fault_of(s); !found.empty()) return found;
    // Sections are not mapped; but a file that ends before its own table has lost something.
    const std::uint64_t sections = std::uint64_t{header_.e_shnum} * header_.e_shentsize;
    if (header_.e_shoff != 0 && !in_file(header_.e_shoff, sections)) return cut_short;
    return fault_of_dynamic();
  }

 private:
  static constexpr const char* cut_short = "it is cut short";
  static constexpr const char* tables_lost = "its dynamic table names what it does not hold";

  bool in_file(std::uint64_t from, std::uint64_t bytes) const { return from <= size_ && bytes <= size_ - from; }

  template <class T>
  bool read(std::uint64_t from, std::uint64_t number, std::vector<T>& out) {
    if (!in_file(from, number * sizeof(T)) || std::fseek(in_, static_cast<long>(from), SEEK_SET) != 0) return false;
    out.resize(number);
    return std::fread(out.data(), sizeof(T), number, in_) == number;
  }

  std::string fault_of(const Elf64_Phdr& s) {
    if (s.p_type != PT_LOAD && s.p_type != PT_DYNAMIC && s.p_type != PT_TLS) return {};
    if (!in_file(s.p_offset, s.p_filesz)) return cut_short;
    if (s.p_filesz > s.p_memsz || s.p_vaddr + s.p_memsz < s.p_vaddr) return "a segment of it cannot be";
    if (s.p_type != PT_LOAD) return {};
    if (s.p_vaddr < loaded_to_) return "its segments overlap";
    loaded_to_ = s.p_vaddr + s.p_memsz;
    return {};
  }

  bool is_loaded(std::uint64_t address, std::uint64_t bytes) const {
    return std::any_of(segments_.begin(), segments_.end(), [&](const Elf64_Phdr& s) {
      return s.p_type == PT_LOAD && address >= s.p_vaddr && address - s.p_vaddr <= s.p_memsz &&
             bytes <= s.p_memsz - (address - s.p_vaddr);
    });
  }

  std::string fault_of_dynamic() {
    const auto is_dynamic = [](const Elf64_Phdr& s) { return s.p_type == PT_DYNAMIC; };
    const auto at = std::find_if(segments_.begin(), segments_.end(), is_dynamic);
    if (at == segments_.end()) return "it has no dynamic table";
    std::vector<Elf64_Dyn> entries;
    const std::uint64_t number = std::min<std::uint64_t>(at->p_filesz / sizeof(Elf64_Dyn), most_dynamic_entries);
    if (!read(at->p_offset, number, entries)) return cut_short;
    std::map<std::int64_t, std::uint64_t> values;
    const auto last =
        std::find_if(entries.begin(), entries.end(), [](const Elf64_Dyn& e) { return e.d_tag == DT_NULL; });
    for (auto entry = entries.begin(); entry != last; ++entry) values.emplace(entry->d_tag, entry->d_un.d_val);
    if (last == entries.end() || !is_loaded(at->p_vaddr, at->p_memsz)) return tables_lost;
    for (const std::int64_t tag : {DT_STRTAB, DT_SYMTAB, DT_STRSZ})
      if (!values.contains(tag)) return tables_lost;
    return holds_tables(values) ? std::string() : tables_lost;
  }

  bool holds_tables(const std::map<std::int64_t, std::uint64_t>& values) const {
    class table {
     public:
      std::int64_t address, size;  // tags
      std::uint64_t least;         // bytes, where no tag says how many
    };
    static constexpr table all[] = {{DT_STRTAB, DT_STRSZ, 1},
                                    {DT_SYMTAB, 0, sizeof(Elf64_Sym)},
                                    {DT_HASH, 0, 2 * sizeof(Elf64_Word)},
                                    {DT_GNU_HASH, 0, 16},
                                    {DT_RELA, DT_RELASZ, 0},
                                    {DT_JMPREL, DT_PLTRELSZ, 0},
                                    {DT_RELR, DT_RELRSZ, 0},
                                    {DT_INIT_ARRAY, DT_INIT_ARRAYSZ, 0},
                                    {DT_FINI_ARRAY, DT_FINI_ARRAYSZ, 0},
                                    {DT_INIT, 0, 1},
                                    {DT_FINI, 0, 1},
                                    {DT_VERSYM, 0, sizeof(Elf64_Half)},
                                    {DT_VERNEED, 0, sizeof(Elf64_Verneed)},
                                    {DT_VERDEF, 0, sizeof(Elf64_Verdef)},
                                    {DT_PLTGOT, 0, 0}};
    for (const table& one : all) {
      const auto address = values.find(one.address), size = values.find(one.size);
      if (address == values.end()) continue;
      if (!is_loaded(address->second, one.size != 0 && size != values.end() ? size->second : one.least)) return false;
    }
    return true;
  }

  std::FILE* in_;
  const Elf64_Ehdr& header_;
  std::uint64_t size_, loaded_to_ = 0;
  std::vector<Elf64_Phdr> segments_;
};

}  // namespace

std::string fault_of_image(std::FILE* in, const Elf64_Ehdr& header, std::uint64_t size) {
  return image(in, header, size).fault();
}

}  // namespace ketway::discovery
