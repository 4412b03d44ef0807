#pragma once
// Batches and sweeps over a set: what one candidate leaves undone goes to the next.

#include "execute/failover.hpp"

namespace ketway {

boost::asio::awaitable<std::vector<expected<result>>> run_batch(std::shared_ptr<const failover_set> s,
                                                                std::vector<circuit> all, execute_options o);
boost::asio::awaitable<std::vector<expected<result>>> run_sweep(std::shared_ptr<const failover_set> s, circuit c,
                                                                parameter_table table, execute_options o);

}  // namespace ketway
