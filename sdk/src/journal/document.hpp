#pragma once
// The form of what the journal keeps as bytes: a head of named values and columns of numbers and texts, checked and packed.
//
//   0  "KWJ", then what it is: 's' a submission, 'r' a result
//   4  version of that kind; 1: whether the body is packed (deflate, RFC 1951); 2 bytes of zero
//   8  CRC-32 of the body as it was (u32); size of the head (u32); size of the body as it was (u64)
//   24 the body: columns, each from a multiple of 8 on, and the head (MessagePack)
//
// A head tells its columns by number; "columns" in it holds their sizes in bytes. Numbers lie with the lowest byte first.

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "ketway/error.hpp"

namespace ketway {

static_assert(std::endian::native == std::endian::little, "columns are written as they lie in memory");

/// Refuses what is read: thrown inside decoders only, which give it back as a value.
[[noreturn]] void refuse_document(const std::string& what);

class document_writer {
 public:
  document_writer() = default;
  nlohmann::json head = nlohmann::json::object();

  /// The number of a new column. The spans must hold numbers or characters.
  template <class T>
  std::size_t column(std::span<const T> values) {
    const std::span<char> to = open(values.size_bytes());
    if (!values.empty()) std::memcpy(to.data(), values.data(), values.size_bytes());
    return sizes_.size() - 1;
  }
  std::size_t column(std::string_view text) { return column(std::span(text.data(), text.size())); }
  /// Room for a new column, to be filled before the next call.
  template <class T>
  T* room(std::size_t size) {
    return reinterpret_cast<T*>(open(size * sizeof(T)).data());
  }
  std::size_t columns() const noexcept { return sizes_.size(); }
  void expect(std::size_t bytes) { body_.reserve(bytes); }
  /// Once.
  std::string finish(char kind, std::uint8_t version) &&;

 private:
  std::span<char> open(std::size_t bytes);
  std::string body_;
  std::vector<std::uint64_t> sizes_;
};

/// The body lives as long as a copy of `owner()`.
class document_reader {
 public:
  /// Errors: data_loss, also for what unpacks to more than `most_unpacked`; failed_precondition where a version above
  /// `newest` has written it; resource_exhausted where it does not fit into memory.
  static expected<document_reader> open(std::string_view bytes, char kind, std::uint8_t newest);
  static constexpr std::uint64_t most_unpacked = std::uint64_t{1} << 33, most_head = std::uint64_t{1} << 26;

  const nlohmann::json& head() const noexcept { return head_; }
  std::shared_ptr<const void> owner() const noexcept { return body_; }
  /// Refuses where there is no such column, or its size is no multiple.
  template <class T>
  std::span<const T> column(std::uint64_t number) const {
    const std::string_view bytes = text(number);
    if (bytes.size() % sizeof(T) != 0) refuse_document("a column of a broken size");
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};  // columns begin at multiples of 8
  }
  std::string_view text(std::uint64_t number) const;

 private:
  document_reader() = default;
  void read_head(std::string_view head, std::uint64_t end_of_columns);
  std::shared_ptr<const std::vector<char>> body_;
  nlohmann::json head_;
  std::vector<std::string_view> columns_;
};

// Members of an object in a head; each refuses where it is not there or is something else.
std::uint64_t number_in(const nlohmann::json& object, const char* key, std::uint64_t most = UINT64_MAX);
bool flag_in(const nlohmann::json& object, const char* key);
const std::string& text_in(const nlohmann::json& object, const char* key);
const nlohmann::json& list_in(const nlohmann::json& object, const char* key);
/// nullptr: there is none.
const nlohmann::json* find_in(const nlohmann::json& object, const char* key);

/// Runs a decoder: what it refuses and what it cannot get memory for become errors.
template <class F>
auto decoded(const F& decode) -> decltype(decode()) {
  try {
    return decode();
  } catch (const exception& e) {
    return e.error();
  } catch (const std::bad_alloc&) {
    return error(errc::resource_exhausted, "there is not enough memory to read what the journal has");
  }
}

}  // namespace ketway
