/* A plugin that was linked without -z defs and misses a function. */
#include "ketway/plugin.h"

const kw_plugin* a_function_that_no_library_has(void);

const kw_plugin* kw_plugin_v1(uint32_t host_minor) {
  (void)host_minor;
  return a_function_that_no_library_has();
}
