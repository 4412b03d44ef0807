#include "journal/document.hpp"

#include "journal/packing.hpp"

namespace ketway {
namespace {

using json = nlohmann::json;

constexpr std::size_t header_size = 24, deepest = 8;

struct header {
  char magic[3];
  char kind;
  std::uint8_t version, packed, reserved[2];
  std::uint32_t sum, head_size;
  std::uint64_t body_size;
};
static_assert(sizeof(header) == header_size && std::is_trivially_copyable_v<header>);

error damaged(const std::string& what) { return error(errc::data_loss, "an entry of the journal is damaged: " + what); }

/// The JSON library reads nested values by recursion: a hostile head must not get to the end of the stack.
class depth_check final : public json::json_sax_t {
 public:
  bool null() override { return true; }
  bool boolean(bool /*v*/) override { return true; }
  bool number_integer(json::number_integer_t /*v*/) override { return true; }
  bool number_unsigned(json::number_unsigned_t /*v*/) override { return true; }
  bool number_float(json::number_float_t /*v*/, const json::string_t& /*text*/) override { return true; }
  bool string(json::string_t& /*v*/) override { return true; }
  bool binary(json::binary_t& /*v*/) override { return true; }
  bool start_object(std::size_t /*n*/) override { return ++depth_ <= deepest; }
  bool key(json::string_t& /*v*/) override { return true; }
  bool end_object() override { return --depth_, true; }
  bool start_array(std::size_t /*n*/) override { return ++depth_ <= deepest; }
  bool end_array() override { return --depth_, true; }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*e*/) override {
    return false;
  }

 private:
  std::size_t depth_ = 0;
};

}  // namespace

void refuse_document(const std::string& what) { throw exception(damaged(what)); }

std::span<char> document_writer::open(std::size_t bytes) {
  const std::size_t begin = (body_.size() + 7) / 8 * 8;
  sizes_.push_back(bytes);
  body_.resize(begin + bytes);
  return {body_.data() + begin, bytes};
}

std::string document_writer::finish(char kind, std::uint8_t version) && {
  head["columns"] = sizes_;
  const std::size_t begin = body_.size();
  json::to_msgpack(head, body_);
  header h{{'K', 'W', 'J'}, kind, version, 0, {}, 0, 0, 0};
  h.head_size = static_cast<std::uint32_t>(body_.size() - begin);
  h.body_size = body_.size(), h.sum = checksum(body_);
  std::string out(header_size, '\0');
  if (pack(body_, out))
    h.packed = 1;
  else
    out.append(body_);
  std::memcpy(out.data(), &h, header_size);
  return out;
}

expected<document_reader> document_reader::open(std::string_view bytes, char kind, std::uint8_t newest) {
  return decoded([&]() -> expected<document_reader> {
    header h{};
    if (bytes.size() < header_size) return damaged("it ends too early");
    std::memcpy(&h, bytes.data(), header_size);
    if (std::string_view(h.magic, 3) != "KWJ" || h.kind != kind) return damaged("it does not begin as it should");
    if (h.version > newest) {
      error e(errc::failed_precondition, "an entry of the journal has form " + std::to_string(h.version) +
                                             ", and this version reads up to form " + std::to_string(newest));
      return e.advice("use the version of Ketway that has written it, or a later one");
    }
    if (h.version == 0 || h.packed > 1) return damaged("its form is not known");
    if (h.body_size > most_unpacked || h.head_size > most_head || h.head_size > h.body_size)
      return damaged("its size is beyond the limit");
    bytes.remove_prefix(header_size);
    auto body = std::make_shared<std::vector<char>>();
    if (h.packed) {
      if (!unpack(bytes, h.body_size, *body)) return damaged("it does not unpack");
    } else {
      if (bytes.size() != h.body_size) return damaged("its size is not what it says");
      body->assign(bytes.begin(), bytes.end());
    }
    const std::string_view all(body->data(), body->size());
    if (checksum(all) != h.sum) return damaged("its checksum is not what it says");
    document_reader r;
    r.body_ = std::move(body);
    r.read_head(all.substr(all.size() - h.head_size), all.size() - h.head_size);
    return r;
  });
}

void document_reader::read_head(std::string_view head, std::uint64_t end_of_columns) {
  depth_check check;
  if (!json::sax_parse(head.begin(), head.end(), &check, json::input_format_t::msgpack))
    refuse_document("its head does not read");
  head_ = json::from_msgpack(head.begin(), head.end(), true, false);
  if (!head_.is_object()) refuse_document("its head is no object");
  std::uint64_t at = 0;
  for (const json& size : list_in(head_, "columns")) {
    if (!size.is_number_unsigned()) refuse_document("a size of a column is no number");
    const auto bytes = size.get<std::uint64_t>();
    at = (at + 7) / 8 * 8;
    if (at > end_of_columns || bytes > end_of_columns - at) refuse_document("a column goes beyond its end");
    columns_.emplace_back(body_->data() + at, bytes);
    at += bytes;
  }
  if (at != end_of_columns) refuse_document("there is something between its columns and its head");
}

std::string_view document_reader::text(std::uint64_t number) const {
  if (number >= columns_.size()) refuse_document("a column is missing");
  return columns_[number];
}

const json* find_in(const json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() ? nullptr : &*at;
}

namespace {
const json& member(const json& object, const char* key) {
  const json* const found = find_in(object, key);
  if (!found) refuse_document(std::string("it has no `") + key + "`");
  return *found;
}
}  // namespace

std::uint64_t number_in(const json& object, const char* key, std::uint64_t most) {
  const json& value = member(object, key);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
    refuse_document(std::string("`") + key + "` is not a number that it may be");
  return value.get<std::uint64_t>();
}

bool flag_in(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) refuse_document(std::string("`") + key + "` is neither true nor false");
  return value.get<bool>();
}

const std::string& text_in(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_string()) refuse_document(std::string("`") + key + "` is no text");
  return value.get_ref<const std::string&>();
}

const json& list_in(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_array()) refuse_document(std::string("`") + key + "` is no list");
  return value;
}

}  // namespace ketway
