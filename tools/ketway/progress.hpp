#pragma once
// What a person sees while something takes long: one line on standard error, written over itself. Nothing where standard
// error is no terminal, and nothing for what ends at once.

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace ketway::cli {

class terminal;

class progress {
 public:
  /// `what` is said as "what, 1.2 s". Runs on the event loop until it is destroyed, which wipes the line.
  progress(boost::asio::io_context& io, const terminal& err, bool quiet, std::string what);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

 private:
  class line;
  std::shared_ptr<line> line_;
};

}  // namespace ketway::cli
