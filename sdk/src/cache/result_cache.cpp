#include "ketway/result_cache.hpp"

#include <cstdlib>

#include "cache/result_cache_state.hpp"
#include "journal/result_codec.hpp"

namespace ketway {
namespace {

std::string file_of(const std::string& key, std::size_t i, std::size_t size) {
  return size == 1 ? key : key + '-' + std::to_string(i);
}

std::string variable(const char* name) {
  const char* const text = ::secure_getenv(name);
  return text ? text : "";
}

}  // namespace

std::filesystem::path result_cache_options::default_folder() {
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.starts_with('/')) return cache + "/ketway";
  const auto home = variable("HOME");
  return home.starts_with('/') ? home + "/.cache/ketway" : "";
}

result_cache::state::state(const runtime& rt, result_cache_options o)
    : rt_(rt.implementation()), options_(std::move(o)), files_(options_.folder() / "results", options_.limit()) {}

std::vector<std::shared_ptr<result::data>> result_cache::state::find(const std::string& key, std::size_t size) {
  std::vector<std::shared_ptr<result::data>> all;
  for (std::size_t i = 0; i < size; ++i) {
    const std::string name = file_of(key, i, size);
    const auto bytes = files_.get(name, rt_->world().unix_ns());
    if (!bytes) return {};
    auto data = decode_result_data(*bytes);
    if (!data) {
      // That of a later version is good for that one.
      if (data.error().code() == errc::data_loss) files_.remove(name);
      return {};
    }
    all.push_back(std::move(*data));
  }
  return all;
}

void result_cache::state::keep(const std::string& key, const std::vector<expected<result>>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i] || bytes_of_columns(*all[i]) > options_.largest_result()) continue;
    const auto bytes = encode_result(*all[i], state_vector::left_out);
    const auto kept =
        bytes ? files_.put(file_of(key, i, all.size()), *bytes, rt_->world().unix_ns()) : expected<void>(bytes.error());
    if (!kept && !warned_.exchange(true))
      rt_->log(log_level::warn, "result cache", "results are not kept: " + kept.error().message());
  }
}

result_cache::result_cache(runtime& rt, result_cache_options o) : state_(std::make_shared<state>(rt, std::move(o))) {}
const result_cache_options& result_cache::options() const noexcept { return state_->options(); }
expected<result_cache_usage> result_cache::usage() const { return state_->files().usage(); }
expected<result_cache_usage> result_cache::clear() const { return state_->files().clear(); }

}  // namespace ketway
