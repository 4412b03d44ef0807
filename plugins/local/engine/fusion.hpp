#pragma once
// Gate fusion: takes gates in program order and hands out operations, fused into blocks on one or two bits where that is
// cheaper than the gates one by one. Keeps the structure it finds: diagonal gates become phases, X becomes a flip.

#include <span>

#include "engine/operation.hpp"

namespace ketway::local {

class fuser {
 public:
  fuser(operation_list& out, unsigned num_bits);

  void global_phase(double angle) { out_.global_phase += angle; }
  void phase(std::uint64_t mask, double angle);
  void one(const matrix2& m, unsigned target, std::uint64_t controls = 0);
  void two(const matrix4& m, unsigned low, unsigned high, std::uint64_t controls = 0);
  /// Row-major, 4^k entries, targets[0] the lowest bit.
  void wide(std::span<const amplitude> m, std::span<const std::uint8_t> targets, std::uint64_t controls = 0);
  /// Everything still held back goes out. The fuser can be used on.
  void flush();

 private:
  struct item {  // a gate inside a block; its own bits are bit 0 and bit 1 of the block's
    enum class span_of : std::uint8_t { low, high, both } on = span_of::both;
    enum class shape : std::uint8_t { plain, controlled_by_low, controlled_by_high } form = shape::plain;
    matrix4 m{};  // 2 by 2 (first four) unless both and plain
  };
  struct block {
    unsigned low = 0, high = 0;
    bool pair = false;
    matrix4 product{};  // 2 by 2 (first four) where not a pair
    std::vector<item> items;
    int last_low = -1, last_high = -1;  // the item that ends with a one-bit gate on that bit
  };
  static constexpr std::size_t max_items = 16;

  void close(unsigned position);
  void close_all(std::uint64_t bits);
  block& pair_block(unsigned a, unsigned b);
  unsigned fresh_block();
  void add(block& b, const item& it);
  void emit(block& b);
  void emit_item(const block& b, const item& it);
  void emit_one(const matrix2& m, unsigned target, std::uint64_t controls);
  void emit_two(const matrix4& m, unsigned low, unsigned high);
  void emit_phase(std::uint64_t mask, double angle);
  void emit_dense(std::span<const amplitude> m, std::span<const std::uint8_t> targets, std::uint64_t controls);

  operation_list& out_;
  std::vector<int> open_;  // block of each bit, -1: none
  std::vector<block> blocks_;
  std::vector<unsigned> free_;
};

}  // namespace ketway::local
