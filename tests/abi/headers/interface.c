/* Compiled as C99 and as C++20. Uses what a plugin's first lines use, so that macros are checked too. */
#include "ketway/plugin.h"

static int has_clock(const kw_host* host) { return KW_SLOT(host->vt, kw_host_vt, now_ns) ? 1 : 0; }
static int has_currency(const kw_job* job) { return KW_HAS(job, kw_job, currency) ? 1 : 0; }

int use_interface(const kw_host* host, const kw_job* job);
int use_interface(const kw_host* host, const kw_job* job) {
  return has_clock(host) + has_currency(job) + (int)KW_OP_LIMIT + (int)KW_ABI_MINOR;
}
