/* A plugin that does nothing, with one thing wrong where a definition says so. */
#include "ketway/plugin.h"

#ifndef TEST_ID
#define TEST_ID "org.example.acme"
#endif
#ifndef TEST_VERSION
#define TEST_VERSION "1.0.0"
#endif
#ifndef TEST_VERSION_DATA
#define TEST_VERSION_DATA TEST_VERSION
#endif
#ifndef TEST_CONFIG_SCHEMA
#define TEST_CONFIG_SCHEMA ""
#endif
#ifndef TEST_ABI_MINOR
#define TEST_ABI_MINOR KW_ABI_MINOR
#endif
#ifndef TEST_STRUCT_SIZE
#define TEST_STRUCT_SIZE (uint32_t)sizeof(answer_type)
#endif
#ifndef TEST_OPEN
#define TEST_OPEN open_nothing
#endif
#ifndef TEST_ENTRY
#define TEST_ENTRY kw_plugin_v1
#endif
#ifndef TEST_ENTRY_ANSWER
#define TEST_ENTRY_ANSWER &the_plugin
#endif

#ifdef TEST_TAIL
typedef struct answer_type { /* as a later minor version would have it */
  kw_plugin known;
  uint64_t later;
} answer_type;
#else
typedef kw_plugin answer_type;
#endif

/* Neither is used in every variant. */
kw_backend* open_nothing(kw_host* host, kw_str config, char* why, uint64_t why_size);
kw_backend* open_nothing(kw_host* host, kw_str config, char* why, uint64_t why_size) {
  (void)host;
  (void)config;
  if (why_size != 0) why[0] = '\0';
  return NULL;
}

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }
#define FIELDS                                                                                    \
  TEST_STRUCT_SIZE, TEST_ABI_MINOR, TEXT(TEST_ID), {TEST_VERSION_DATA, sizeof(TEST_VERSION) - 1}, \
      TEXT(TEST_CONFIG_SCHEMA), TEXT(""), KW_FIND_NONE, 0, 0, TEST_OPEN
#ifdef TEST_TAIL
extern const answer_type the_whole;
const answer_type the_whole = {{FIELDS}, 1};
#define the_plugin the_whole.known
#else
extern const answer_type the_plugin;
const answer_type the_plugin = {FIELDS};
#endif

__attribute__((visibility("default"))) const kw_plugin* TEST_ENTRY(uint32_t host_minor);
const kw_plugin* TEST_ENTRY(uint32_t host_minor) {
  (void)host_minor;
  return TEST_ENTRY_ANSWER;
}
