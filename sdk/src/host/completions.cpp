#include "host/completions.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <mutex>
#include <new>

namespace ketway::completions {
namespace {

enum phase : std::uint64_t { free_slot, armed, completing };

struct slot {
  std::atomic<std::uint64_t> state = 0;  // generation << 2 | phase
  std::atomic<completion_sink*> sink = nullptr;
  std::uint32_t next_free = 0;
};

constexpr std::uint32_t chunk_size = 1024;
constexpr std::uint32_t max_chunks = 1U << 12;
constexpr std::uint64_t generation_mask = 0xFFFFFFFFULL;

struct table {
  std::array<std::atomic<slot*>, max_chunks> chunks{};
  std::atomic<std::uint32_t> num_chunks = 0;
  std::mutex mutex;              // guards the free list
  std::uint32_t first_free = 0;  // index + 1; 0: none
  std::atomic<std::uint64_t> ignored = 0;
};

table& the_table() {
  static table* t = new table;  // leaked on purpose: a plugin may complete while the process ends
  return *t;
}

slot* find(std::uint32_t index) noexcept {
  auto& t = the_table();
  const std::uint32_t chunk = index / chunk_size;
  if (chunk >= t.num_chunks.load(std::memory_order_acquire)) return nullptr;
  return t.chunks[chunk].load(std::memory_order_acquire) + index % chunk_size;
}

std::uint64_t pack(std::uint64_t generation, phase p) { return ((generation & generation_mask) << 2) | p; }

std::uint64_t bits_of(const void* ctx) { return std::bit_cast<std::uintptr_t>(ctx); }

void complete(void* ctx, const kw_status* status, const void* result) {
  const std::uint64_t bits = bits_of(ctx);
  const std::uint64_t generation = bits >> 32;
  slot* s = find(static_cast<std::uint32_t>(bits));
  std::uint64_t expected = pack(generation, armed);
  if (!s || !s->state.compare_exchange_strong(expected, pack(generation, completing), std::memory_order_acq_rel)) {
    the_table().ignored.fetch_add(1, std::memory_order_relaxed);
    return;
  }
  static const kw_status none{sizeof(kw_status), KW_INTERNAL, 0, 0, 0, {}, {}, {}};
  s->sink.load(std::memory_order_acquire)->completed(status ? *status : none, result);
}

void grow(table& t) {
  const std::uint32_t chunk = t.num_chunks.load(std::memory_order_relaxed);
  if (chunk == max_chunks) throw std::bad_alloc();
  auto* slots = new slot[chunk_size];
  for (std::uint32_t i = 0; i < chunk_size; ++i) {
    slots[i].next_free = t.first_free;
    t.first_free = chunk * chunk_size + i + 1;
  }
  t.chunks[chunk].store(slots, std::memory_order_release);
  t.num_chunks.store(chunk + 1, std::memory_order_release);
}

void put_back(slot& s, std::uint32_t index, std::uint64_t generation) noexcept {
  s.state.store(pack(generation + 1, free_slot), std::memory_order_release);
  auto& t = the_table();
  const std::lock_guard lock(t.mutex);
  s.next_free = t.first_free;
  t.first_free = index + 1;
}

}  // namespace

kw_done arm(completion_sink& sink) {
  auto& t = the_table();
  std::uint32_t index = 0;
  {
    const std::lock_guard lock(t.mutex);
    if (t.first_free == 0) grow(t);
    index = t.first_free - 1;
    t.first_free = find(index)->next_free;
  }
  slot& s = *find(index);
  const std::uint64_t generation = s.state.load(std::memory_order_acquire) >> 2;
  s.sink.store(&sink, std::memory_order_release);
  s.state.store(pack(generation, armed), std::memory_order_release);
  static_assert(sizeof(void*) == 8, "a completion's index and generation share one pointer");
  return {std::bit_cast<void*>((generation << 32) | index), &complete};
}

void retire(const kw_done& d) noexcept {
  const std::uint64_t bits = bits_of(d.ctx);
  const auto index = static_cast<std::uint32_t>(bits);
  put_back(*find(index), index, bits >> 32);
}

bool abandon(const kw_done& d) noexcept {
  const std::uint64_t bits = bits_of(d.ctx);
  const auto index = static_cast<std::uint32_t>(bits);
  slot& s = *find(index);
  std::uint64_t expected = pack(bits >> 32, armed);
  // Leaves the slot in a phase of its own generation + 1, so that a late completion is ignored.
  if (!s.state.compare_exchange_strong(expected, pack((bits >> 32) + 1, free_slot), std::memory_order_acq_rel))
    return false;
  const std::lock_guard lock(the_table().mutex);
  s.next_free = the_table().first_free;
  the_table().first_free = index + 1;
  return true;
}

std::uint64_t ignored() noexcept { return the_table().ignored.load(std::memory_order_relaxed); }

}  // namespace ketway::completions
