// ketway demo: the tour that a newcomer sees first. No account, no configuration; the built-in simulator is enough.

#include <CLI/CLI.hpp>

#include "command.hpp"
#include "session.hpp"
#include "tour.hpp"

namespace ketway::cli {
namespace {

boost::asio::awaitable<exit_status> guide(session& s, const fleet& f) {
  const auto began = std::chrono::steady_clock::now();
  const expected<backend> local = co_await f.try_backend("local");
  if (!local) co_return s.fail(local.error(), exit_status::failed);
  tour t(s);
  co_await show_bell(t, *local);
  co_await show_bit_order(t, *local);
  co_await show_teleportation(t, *local);
  co_await show_probabilities(t, *local);
  co_await show_sweep(t, *local);
  co_await show_concurrency(t, *local);
  co_await show_cancellation(t, *local);
  co_await show_refusals(t, *local);
  co_return t.end(std::chrono::steady_clock::now() - began);
}

exit_status demo(session& s) {
  const expected<fleet> f = s.discover();
  if (!f) return s.fail(f.error(), exit_status::invalid);
  return s.drive(guide(s, *f));
}

}  // namespace

void add_demo(CLI::App& root, global_flags& globals, action& chosen) {
  CLI::App* command =
      root.add_subcommand("demo", "A tour of what there is: no account, no configuration, a few seconds");
  add_global_flags(*command, globals);
  command->callback([&chosen] { chosen = demo; });
}

}  // namespace ketway::cli
