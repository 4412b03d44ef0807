#pragma once
// The real transport: Asio, Beast and OpenSSL below ketway/transport.hpp.

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "ketway/transport.hpp"

namespace ketway {

/// HTTP/1.1 over pooled connections. `invalid_argument` where the CA file or a proxy setting cannot be used.
expected<std::unique_ptr<transport>> make_http_transport(boost::asio::any_io_executor where,
                                                         const network_settings& settings);

}  // namespace ketway
