// Blocks: `if`, `else`, `while` and plain scopes.

#include "language/openqasm3_reader.hpp"

namespace ketway::language {

/// One statement, or several in braces. False where one statement alone was wrong.
bool openqasm3_reader::block() {
  in_.skip_space();
  const std::size_t offset = in_.offset();
  if (depth_ >= circuit_limits::max_nesting) {
    in_.error(offset, "blocks are nested too deeply; at most " + std::to_string(circuit_limits::max_nesting) +
                          " levels are read");
    give_up();
    return true;
  }
  ++depth_;
  bool formed = true;
  if (!in_.accept('{')) {
    formed = in_.at_end() ? expected_here("a statement or '{'") : statement();
  } else {
    while (!found_.full()) {
      if (in_.accept('}')) break;
      if (in_.at_end()) {
        in_.error(offset, "expected '}' at the end of the block that begins here");
        break;
      }
      if (!statement()) in_.recover_statement(true);
    }
  }
  --depth_;
  return formed;
}

bool openqasm3_reader::conditional(std::size_t offset, bool loop) {
  outcome when;
  after_bad_if_ = true;
  condition_depth_ = 0;
  if (!in_.accept('(')) return expected_here("'(' and a condition");
  if (!conjunction(when)) return false;
  if (!in_.accept(')')) return expected_here("'&&' or ')'");
  after_bad_if_ = false;
  const bool plain = !when.never && !when.literals.empty();
  if (loop && when.negated) {
    in_.error(offset, "a loop that runs while a register differs from a value is not read");
    bad_ = true;
  }
  // A condition that was wrong, or that is settled already, makes no records.
  const bool always = !plain && !when.never && !loop;
  bool writes = !muted() && !when.never && !always;
  if (writes) {
    if (!has_budget(offset, 3, when.literals.size())) return true;
    const refusal why = columns_->begin(loop ? KW_OP_WHILE : KW_OP_IF, when.literals);
    write(offset, why);
    writes = why == refusal::none;
    if (writes && when.negated) write(offset, columns_->otherwise());
  }
  const bool wrong = bad_;
  const std::uint32_t outside = muted_;
  muted_ = outside + (wrong || when.never ? 1 : 0);
  bool formed = block();
  muted_ = outside;
  in_.skip_space();
  if (!loop && formed && in_.peek_word() == "else") {
    const std::size_t at = in_.offset();
    in_.word();
    if (when.negated) {
      in_.error(at, "'else' behind '!=' on a register is not read; swap the branches and compare with '=='");
    } else if (writes) {
      write(at, columns_->otherwise());
    }
    muted_ = outside + (wrong || always ? 1 : 0);
    in_.skip_space();
    formed = block();
    muted_ = outside;
  }
  after_bad_if_ = !formed;
  if (writes) write(offset, columns_->end());
  return formed;
}

}  // namespace ketway::language
