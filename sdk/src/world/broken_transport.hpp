#pragma once
// A network that cannot be used, and says why to whoever tries.

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "ketway/transport.hpp"

namespace ketway {

std::unique_ptr<transport> make_broken_transport(boost::asio::any_io_executor where, error why);

}  // namespace ketway
