// A plugin that breaks rule R6 at its first chance.
#include <stdexcept>

#include "ketway/plugin.h"

const kw_plugin* kw_plugin_v1(uint32_t) { throw TEST_THROWN; }
