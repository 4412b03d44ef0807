#include "world/broken_transport.hpp"

#include <boost/asio/post.hpp>

namespace ketway {
namespace {

class broken_transport final : public transport {
 public:
  broken_transport(boost::asio::any_io_executor where, error why) : where_(std::move(where)), why_(std::move(why)) {}
  std::shared_ptr<http_exchange> start(http_send, std::function<void(http_end)> done) override {
    boost::asio::post(where_, [done = std::move(done), why = why_] { done(http_end(why, false)); });
    return std::make_shared<nothing_to_cancel>();
  }

 private:
  struct nothing_to_cancel final : http_exchange {
    void cancel() override {}
  };
  boost::asio::any_io_executor where_;
  error why_;
};

}  // namespace

std::unique_ptr<transport> make_broken_transport(boost::asio::any_io_executor where, error why) {
  return std::make_unique<broken_transport>(std::move(where), std::move(why));
}

}  // namespace ketway
