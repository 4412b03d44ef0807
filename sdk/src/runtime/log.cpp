#include "runtime/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace ketway {

void log_to_stderr(log_level level, std::string_view source, std::string_view text) {
  static spdlog::logger* logger = [] {
    auto* l = new spdlog::logger("ketway", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    l->set_level(spdlog::level::trace);
    l->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
    return l;  // leaked on purpose: a plugin may log while the process ends
  }();
  logger->log(static_cast<spdlog::level::level_enum>(level), "{}: {}", source, text);
}

}  // namespace ketway
