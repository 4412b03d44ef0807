#include "memo.hpp"

#include "facts.hpp"
#include "json_read.hpp"

namespace ketway::ionq {
namespace {

constexpr std::string_view piece_key = "ketway";

std::string key_of_piece(std::size_t i) { return std::string(piece_key) + (i ? "_" + std::to_string(i) : ""); }

}  // namespace

std::string job_memo::text() const {
  json j = {{"v", 1}, {"want", want}, {"shots", shots}, {"bits", programs.text()}};
  if (sharpen) j["sharpen"] = true;
  if (!aggregation.empty()) j["aggregation"] = aggregation;
  return written(j);
}

job_memo job_memo::read(std::string_view text) {
  job_memo m;
  const json j = read_json(text);
  if (whole_at(j, "v") != 1 || !m.programs.read(text_at(j, "bits"))) return {};
  m.want = whole_at(j, "want").value_or(0), m.shots = whole_at(j, "shots").value_or(0);
  m.sharpen = flag_at(j, "sharpen"), m.aggregation = text_at(j, "aggregation");
  return m;
}

bool is_own_key(std::string_view key) {
  if (key == token_key || key == piece_key) return true;
  return key.starts_with(piece_key) && key.substr(piece_key.size()).starts_with('_');
}

bool put_into(string_map& metadata, std::string_view memo) {
  const std::size_t pieces = (memo.size() + facts::metadata_value_bytes - 1) / facts::metadata_value_bytes;
  if (metadata.size() + pieces > facts::metadata_entries) return false;
  for (std::size_t i = 0; i < pieces; ++i)
    metadata[key_of_piece(i)] = memo.substr(i * facts::metadata_value_bytes, facts::metadata_value_bytes);
  return true;
}

std::string taken_from(const string_map& metadata) {
  std::string memo;
  for (std::size_t i = 0;; ++i) {
    const auto at = metadata.find(key_of_piece(i));
    if (at == metadata.end()) return memo;
    memo += at->second;
  }
}

}  // namespace ketway::ionq
