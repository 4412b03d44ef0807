#pragma once
// What a submission that is ready would cost: the plugin's word, else the device's price list. Sends nothing that costs.

#include <memory>

#include "execute/work.hpp"
#include "host/call.hpp"
#include "ketway/estimate.hpp"

namespace ketway {

/// Of one circuit. Errors: those of the plugin's `estimate`.
flow<expected<cost_estimate>> price_of(std::shared_ptr<work> w, std::shared_ptr<const device> d);

}  // namespace ketway
