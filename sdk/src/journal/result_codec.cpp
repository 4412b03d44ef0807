#include "journal/result_codec.hpp"

#include "journal/circuit_document.hpp"

namespace ketway {
namespace {

using json = nlohmann::json;

constexpr char kind = 'r';
constexpr std::uint8_t version = 1;

std::size_t key_bytes(const kw_result& r) { return static_cast<std::size_t>(r.rows) * ((r.num_bits + 7) / 8); }
std::size_t value_bytes(const kw_result& r) {
  const std::size_t each = r.value_size == 4 ? 4 : 8;
  return static_cast<std::size_t>(r.rows) * each * (r.kind == KW_RESULT_STATEVECTOR ? 2 : 1);
}

std::string_view bytes_at(const void* from, std::size_t size) { return {static_cast<const char*>(from), size}; }

}  // namespace

/// Both ways through the columns of a result.
class result_columns {
 public:
  static const result::data* of(const result& r) noexcept { return r.data_.get(); }
};

namespace {

class writer {
 public:
  explicit writer(const result::data& data) : data_(data) {}

  std::string write(bool with_state) && {
    const result::data& r = data_;
    json& head = d_.head;
    head["backend"] = r.backend, head["job"] = r.job_id, head["digest"] = r.digest ? *r.digest : r.program.digest();
    head["bits"] = write_registers(r.program.bit_registers());
    head["shots"] = r.shots;
    if (r.rounded) head["rounded"] = true;
    head["metadata"] = d_.column(r.metadata);
    if (!r.notices.empty()) head["notices"] = r.notices;
    json& time = head["timing"] = {{"total", r.timing.total.count()}};
    if (r.timing.queue) time["queue"] = r.timing.queue->count();
    if (r.timing.run) time["run"] = r.timing.run->count();
    json& paid = head["cost"] = {{"currency", r.cost.currency}, {"estimated", r.cost.estimated}};
    if (r.cost.amount) paid["amount"] = *r.cost.amount;
    write_columns(with_state);
    return std::move(d_).finish(kind, version);
  }

 private:
  void write_columns(bool with_state) {
    const result::data& r = data_;
    if (r.counts.kind) {
      json& to = start("counts", r.counts);
      to["counts"] = d_.column(std::span(r.counts.counts, r.counts.rows));
    }
    if (r.shots_in_order.kind) start("memory", r.shots_in_order);
    if (r.probabilities.kind) values(start("probabilities", r.probabilities), r.probabilities);
    if (with_state && r.state.kind) {
      json& to = d_.head["state"] = {{"rows", r.state.rows}, {"qubits", r.state.num_bits}};
      values(to, r.state);
    }
  }

  /// Counts that were made from probabilities share their keys.
  json& start(const char* name, const kw_result& part) {
    json& to = d_.head[name] = {{"rows", part.rows}};
    if (part.keys != last_keys_ || part.rows != last_rows_)
      number_ = d_.column(bytes_at(part.keys, key_bytes(part))), last_keys_ = part.keys, last_rows_ = part.rows;
    to["keys"] = number_;
    return to;
  }
  void values(json& to, const kw_result& part) {
    to["values"] = d_.column(bytes_at(part.values, value_bytes(part)));
    if (part.value_size == 4) to["single"] = true;
  }

  const result::data& data_;
  document_writer d_;
  const std::uint8_t* last_keys_ = nullptr;
  std::uint64_t last_rows_ = UINT64_MAX;
  std::size_t number_ = 0;
};

class reader {
 public:
  explicit reader(const document_reader& d) : d_(d), head_(d.head()), data_(std::make_shared<result::data>()) {}

  std::shared_ptr<result::data> read() && {
    result::data& r = *data_;
    r.backend = text_in(head_, "backend"), r.job_id = text_in(head_, "job"), r.digest = number_in(head_, "digest");
    r.program = read_bits(head_), r.num_bits = r.program.num_bits();
    r.shots = number_in(head_, "shots"), r.rounded = find_in(head_, "rounded") && flag_in(head_, "rounded");
    r.metadata = d_.text(number_in(head_, "metadata"));
    if (find_in(head_, "notices"))
      for (const json& notice : list_in(head_, "notices")) {
        if (!notice.is_string()) refuse_document("a notice is no text");
        r.notices.push_back(notice.get<std::string>());
      }
    read_timing(object("timing")), read_cost(object("cost"));
    read_columns();
    r.owner = d_.owner();
    return std::move(data_);
  }

 private:
  const json& object(const char* key) const {
    const json* const found = find_in(head_, key);
    if (!found || !found->is_object()) refuse_document(std::string("`") + key + "` is no object");
    return *found;
  }

  static std::chrono::nanoseconds time(const json& from, const char* key) {
    const json* const found = find_in(from, key);
    if (!found || !found->is_number_integer()) refuse_document(std::string("`") + key + "` is no time");
    return std::chrono::nanoseconds(found->get<std::int64_t>());
  }
  void read_timing(const json& from) {
    data_->timing.total = time(from, "total");
    if (find_in(from, "queue")) data_->timing.queue = time(from, "queue");
    if (find_in(from, "run")) data_->timing.run = time(from, "run");
  }
  void read_cost(const json& from) {
    data_->cost.currency = text_in(from, "currency"), data_->cost.estimated = flag_in(from, "estimated");
    if (const json* const amount = find_in(from, "amount")) {
      if (!amount->is_number()) refuse_document("`amount` is no number");
      data_->cost.amount = amount->get<double>();
    }
  }

  void read_columns() {
    result::data& r = *data_;
    if (find_in(head_, "counts")) {
      const json& from = object("counts");
      kw_result part = start(from, KW_RESULT_COUNTS);
      part.counts = column<std::uint64_t>(number_in(from, "counts"), part.rows);
      r.counts = checked(part);
    }
    if (find_in(head_, "memory")) r.shots_in_order = checked(start(object("memory"), KW_RESULT_SHOTS));
    if (find_in(head_, "probabilities")) {
      const json& from = object("probabilities");
      kw_result part = start(from, KW_RESULT_PROBABILITIES);
      values(from, part);
      r.probabilities = checked(part);
    }
    if (find_in(head_, "state")) {
      const json& from = object("state");
      kw_result part = sized<kw_result>();
      part.kind = KW_RESULT_STATEVECTOR, part.rows = number_in(from, "rows", UINT64_MAX / 16);
      part.num_bits = static_cast<std::uint32_t>(number_in(from, "qubits", UINT32_MAX));
      values(from, part);
      take_state(r, checked(part));
    }
  }

  kw_result start(const json& from, std::uint32_t what) const {
    kw_result part = sized<kw_result>();
    part.kind = what, part.num_bits = data_->num_bits, part.shots = data_->shots;
    part.rows = number_in(from, "rows", UINT64_MAX / 16);
    const std::uint64_t key_size = (part.num_bits + 7) / 8;
    const std::string_view keys = d_.text(number_in(from, "keys"));
    if (key_size ? keys.size() % key_size != 0 || keys.size() / key_size != part.rows : !keys.empty())
      refuse_document("keys that do not fit their rows");
    if (key_size == 0 && part.rows > std::max<std::uint64_t>(1, what == KW_RESULT_SHOTS ? data_->shots : 0))
      refuse_document("rows without keys");
    part.keys = reinterpret_cast<const std::uint8_t*>(keys.data());
    return part;
  }
  template <class T>
  const T* column(std::uint64_t number, std::uint64_t size) const {
    const std::span<const T> values = d_.column<T>(number);
    if (values.size() != size) refuse_document("a column that does not fit its rows");
    return values.data();
  }
  void values(const json& from, kw_result& part) const {
    const std::uint64_t size = part.kind == KW_RESULT_STATEVECTOR ? 2 * part.rows : part.rows;
    const std::uint64_t number = number_in(from, "values");
    part.value_size = find_in(from, "single") && flag_in(from, "single") ? 4 : 8;
    // As kw_result has it: `value_size` says what `values` points to.
    part.values = part.value_size == 4 ? reinterpret_cast<const double*>(column<float>(number, size))
                                       : column<double>(number, size);
  }
  const kw_result& checked(const kw_result& part) const {
    if (const auto what = contradiction(part, data_->num_bits, data_->shots)) refuse_document(*what);
    return part;
  }

  const document_reader& d_;
  const json& head_;
  std::shared_ptr<result::data> data_;
};

}  // namespace

expected<std::string> encode_result(const result& r, state_vector state) {
  static const result::data none;
  const result::data* const data = result_columns::of(r);
  if (bytes_of_columns(r) > document_reader::most_unpacked - document_reader::most_head)
    return error(errc::resource_exhausted, "a result of more than 8 GiB cannot be kept");
  return writer(data ? *data : none).write(state == state_vector::kept);
}

expected<std::shared_ptr<result::data>> decode_result_data(std::string_view bytes) {
  auto d = document_reader::open(bytes, kind, version);
  if (!d) return std::move(d.error());
  return decoded([&]() -> expected<std::shared_ptr<result::data>> { return reader(*d).read(); });
}

expected<result> decode_result(std::string_view bytes) {
  auto data = decode_result_data(bytes);
  if (!data) return std::move(data.error());
  return result(std::move(*data));
}

std::uint64_t bytes_of_columns(const result& r) noexcept {
  const result::data* const d = result_columns::of(r);
  if (!d) return 0;
  std::uint64_t all = d->metadata.size();
  if (d->counts.kind) all += key_bytes(d->counts) + d->counts.rows * 8;
  if (d->shots_in_order.kind) all += key_bytes(d->shots_in_order);
  if (d->probabilities.kind) all += key_bytes(d->probabilities) + value_bytes(d->probabilities);
  if (d->state.kind) all += value_bytes(d->state);
  return all;
}

}  // namespace ketway
