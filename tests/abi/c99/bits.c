/* A plugin in C99, on ketway/plugin.h alone: classical bits, with x and measure. It remembers nothing: a job's id holds
 * its results, in hexadecimal:   <serial>.<shots>.<bits>:<key>[,<bits>:<key>...]
 *
 * With KETWAY_OLD it is built against a frozen header, and everything it hands out ends where an older header might have
 * ended: exactly so many bytes on the heap, so that a reader that goes on is caught. */
#ifdef KETWAY_OLD
#include "plugin-1.0.h"
#define SIZE_OF(type, end) ((uint32_t)offsetof(type, end))
#else
#include "ketway/plugin.h"
#define SIZE_OF(type, end) ((uint32_t)sizeof(type))
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PROGRAMS 8u
#define MOST_QUBITS 64u
#define MOST_SHOTS 100000u

static kw_str str(const char* s) {
  kw_str out;
  out.data = s;
  out.size = strlen(s);
  return out;
}
static int same(kw_str a, const char* b) {
  return a.size == strlen(b) && (a.size == 0 || memcmp(a.data, b, a.size) == 0);
}

/* A copy of `size` bytes that says so. */
static void* sized_copy(const void* from, uint32_t size) {
  void* to = malloc(size);
  if (!to) abort();
  memcpy(to, from, size);
  memcpy(to, &size, sizeof size);
  return to;
}

/* ---- completions ---- */
static void finish(kw_done done, uint32_t code, const char* message, const void* result) {
  kw_status s;
  void* lent;
  memset(&s, 0, sizeof s);
  s.code = code;
  s.message = str(message);
  lent = sized_copy(&s, SIZE_OF(kw_status, provider_code));
  done.call(done.ctx, lent, result);
  free(lent);
}

/* ---- operations: each waits a moment on the host's clock, then runs `finally` ---- */
typedef struct waiting {
  kw_op base;
  kw_done done;
  kw_op* sleep;
  int ended, released, cancelled;
  char text[600];
  void (*finally)(struct waiting*);
} waiting;

static void end(waiting* w) {
  w->ended = 1;
  if (w->cancelled)
    finish(w->done, KW_CANCELLED, "cancelled", NULL);
  else
    w->finally(w);
  if (w->released)
    free(w);
  else
    w->ended = 2;
}
static void slept(void* ctx, const kw_status* s, const void* result) {
  waiting* w = ctx;
  (void)result;
  w->sleep->vt->release(w->sleep);
  w->sleep = NULL;
  if (s->code == KW_CANCELLED) w->cancelled = 1;
  end(w);
}
static void cancel_op(kw_op* op) {
  waiting* w = (waiting*)op;
  if (w->sleep) w->sleep->vt->cancel(w->sleep);
}
static void release_op(kw_op* op) {
  waiting* w = (waiting*)op;
  w->released = 1; /* inside `done`: freed when that has returned */
  if (w->ended == 2) free(w);
}
static const kw_op_vt op_table = {sizeof(kw_op_vt), 0, cancel_op, release_op};

typedef struct backend {
  kw_backend base;
  kw_host* host;
  uint64_t jobs;
} backend;

static kw_op* later(kw_backend* b, kw_done done, const char* text, void (*finally)(waiting*)) {
  kw_host* host = ((backend*)b)->host;
  kw_done wake;
  waiting* w = calloc(1, sizeof *w);
  if (!w) abort();
  w->base.vt = &op_table;
  w->done = done;
  w->finally = finally;
  memcpy(w->text, text, strlen(text)); /* shorter than the field: all texts are made here */
  wake.ctx = w;
  wake.call = slept;
  if (KW_SLOT(host->vt, kw_host_vt, sleep)) {
    w->sleep = host->vt->sleep(host, 1000000u, wake);
    return &w->base;
  }
  /* An old host without a clock: answered inside the call, where the receiver cannot release it yet. */
  w->finally(w);
  w->ended = 2;
  return &w->base;
}
static void refuse_not_found(waiting* w) { finish(w->done, KW_NOT_FOUND, w->text, NULL); }
static void refuse_invalid(waiting* w) { finish(w->done, KW_INVALID_ARGUMENT, w->text, NULL); }
static void succeed(waiting* w) { finish(w->done, KW_OK, "", NULL); }

/* ---- the device ---- */
static const kw_device* describe(void) {
  static const kw_str no_text = {NULL, 0};
  static kw_str formats[1], basis[1];
  kw_device d;
  memset(&d, 0, sizeof d);
  formats[0] = str("kw.circuit/1");
  basis[0] = str("x");
  d.id = d.name = str("bits");
  d.detail = no_text;
  d.num_qubits = MOST_QUBITS;
  d.queue_length = UINT32_MAX;
  d.max_shots = MOST_SHOTS;
  d.max_programs = MOST_PROGRAMS;
  d.flags = KW_DEVICE_SIMULATOR | KW_DEVICE_FREE | KW_DEVICE_MID_CIRCUIT;
  d.formats = formats;
  d.num_formats = 1;
  d.basis = basis;
  d.num_basis = 1;
  d.queue_wait_ns = UINT64_MAX;
  d.state = KW_STATE_ONLINE;
  return sized_copy(&d, SIZE_OF(kw_device, queue_wait_ns));
}
static void give_devices(waiting* w) {
  const kw_device* d = describe();
  kw_devices list;
  memset(&list, 0, sizeof list);
  list.struct_size = sizeof list;
  list.count = 1;
  list.items = &d;
  finish(w->done, KW_OK, "", &list);
  free((void*)(uintptr_t)d);
}
static void give_device(waiting* w) {
  const kw_device* d = describe();
  finish(w->done, KW_OK, "", d);
  free((void*)(uintptr_t)d);
}
static kw_op* devices(kw_backend* b, kw_done done) { return later(b, done, "", give_devices); }
static kw_op* device(kw_backend* b, kw_str id, kw_done done) {
  return same(id, "bits") ? later(b, done, "", give_device)
                          : later(b, done, "the only device is named bits", refuse_not_found);
}

/* ---- programs ---- */
static int run(const kw_circuit* c, unsigned char* key, char* why, size_t why_size) {
  unsigned char qubits[MOST_QUBITS];
  uint64_t i;
  memset(qubits, 0, sizeof qubits);
  if (c->num_qubits > MOST_QUBITS || c->num_bits > MOST_QUBITS) {
    snprintf(why, why_size, "at most %u qubits and bits", MOST_QUBITS);
    return 0;
  }
  memset(key, 0, (c->num_bits + 7u) / 8u);
  for (i = 0; i < c->num_gates; ++i) {
    const kw_gate* g = &c->gates[i];
    const uint32_t* on;
    const uint32_t needed = g->op == KW_OP_X ? 1u : g->op == KW_OP_MEASURE ? 2u : 0u;
    if (g->op == KW_OP_BARRIER) continue;
    on = needed > 0 && g->operand < c->num_operands && c->num_operands - g->operand >= needed ? &c->operands[g->operand]
                                                                                              : NULL;
    if (!on || g->num_operands != needed || on[0] >= c->num_qubits || (needed == 2 && on[1] >= c->num_bits)) {
      snprintf(why, why_size, "record %lu is no x and no measure of this circuit", (unsigned long)i);
      return 0;
    }
    if (g->op == KW_OP_X) {
      qubits[on[0]] ^= 1u;
    } else {
      const unsigned char mask = (unsigned char)(1u << (on[1] % 8u));
      key[on[1] / 8u] = (unsigned char)((key[on[1] / 8u] & ~mask) | (qubits[on[0]] ? mask : 0u));
    }
  }
  return 1;
}

/* The job's id, or why there is none. */
static int read_submission(const kw_submission* s, uint64_t serial, char* text, size_t size) {
  uint32_t i;
  size_t at;
  if (!same(s->device, "bits")) {
    snprintf(text, size, "the only device is named bits");
    return KW_NOT_FOUND;
  }
  if (s->num_programs == 0 || s->num_programs > MOST_PROGRAMS || s->shots == 0 || s->shots > MOST_SHOTS) {
    snprintf(text, size, "1 to %u programs, 1 to %u shots", MOST_PROGRAMS, MOST_SHOTS);
    return KW_INVALID_ARGUMENT;
  }
  at = (size_t)snprintf(text, size, "%lu.%lu.", (unsigned long)serial, (unsigned long)s->shots);
  for (i = 0; i < s->num_programs; ++i) {
    const kw_program* p = s->programs[i];
    unsigned char key[MOST_QUBITS / 8u];
    char why[100];
    uint32_t k;
    if (!same(p->format, "kw.circuit/1") || !p->circuit) {
      snprintf(text, size, "the only format is kw.circuit/1");
      return KW_INVALID_ARGUMENT;
    }
    if (!run(p->circuit, key, why, sizeof why)) {
      snprintf(text, size, "%s", why);
      return KW_INVALID_ARGUMENT;
    }
    at += (size_t)snprintf(text + at, size - at, "%s%x:", i ? "," : "", p->circuit->num_bits);
    for (k = 0; k < (p->circuit->num_bits + 7u) / 8u; ++k) at += (size_t)snprintf(text + at, size - at, "%02x", key[k]);
  }
  return KW_OK;
}

static void give_job(waiting* w) {
  kw_job j;
  void* lent;
  memset(&j, 0, sizeof j);
  j.id = str(w->text);
  j.state = KW_JOB_DONE;
  j.queue_position = UINT32_MAX;
  lent = sized_copy(&j, SIZE_OF(kw_job, provider_state));
  finish(w->done, KW_OK, "", lent);
  free(lent);
}
static kw_op* answer_to(kw_backend* b, const kw_submission* s, kw_done done, void (*finally)(waiting*)) {
  char text[600];
  const int code = read_submission(s, ++((backend*)b)->jobs, text, sizeof text);
  if (code == KW_NOT_FOUND) return later(b, done, text, refuse_not_found);
  if (code != KW_OK) return later(b, done, text, refuse_invalid);
  return later(b, done, text, finally);
}
static kw_op* validate(kw_backend* b, const kw_submission* s, kw_done done) { return answer_to(b, s, done, succeed); }
static kw_op* submit(kw_backend* b, const kw_submission* s, kw_done done) { return answer_to(b, s, done, give_job); }

/* ---- jobs ---- */
static int read_id(kw_str id, char* text, size_t size) {
  if (id.size == 0 || id.size >= size) return 0;
  memcpy(text, id.data, id.size);
  text[id.size] = 0;
  return strchr(text, ':') != NULL;
}
static kw_op* with_job(kw_backend* b, const kw_job_ref* ref, kw_done done, void (*finally)(waiting*)) {
  char text[600];
  return read_id(ref->id, text, sizeof text) ? later(b, done, text, finally)
                                             : later(b, done, "there is no such job", refuse_not_found);
}
static kw_op* poll(kw_backend* b, const kw_job_ref* ref, kw_done done) { return with_job(b, ref, done, give_job); }

static void give_results(waiting* w) {
  kw_result* parts[MOST_PROGRAMS];
  unsigned char keys[MOST_PROGRAMS][MOST_QUBITS / 8u];
  uint64_t shots;
  kw_results list;
  char* at = w->text;
  uint32_t n = 0, i;
  memset(&list, 0, sizeof list);
  at = strchr(at, '.');
  shots = at ? strtoul(at + 1, &at, 10) : 0;
  while (at && n < MOST_PROGRAMS) {
    kw_result r;
    memset(&r, 0, sizeof r);
    memset(keys[n], 0, sizeof keys[n]);
    r.kind = KW_RESULT_COUNTS;
    r.program = n;
    r.rows = 1;
    r.shots = shots;
    r.num_bits = (uint32_t)strtoul(at + 1, &at, 16);
    for (i = 0; i < (r.num_bits + 7u) / 8u; ++i) {
      unsigned byte = 0;
      if (sscanf(at + 1 + 2 * i, "%2x", &byte) != 1) byte = 0;
      keys[n][i] = (unsigned char)byte;
    }
    r.keys = keys[n];
    r.counts = &shots;
    parts[n] = sized_copy(&r, SIZE_OF(kw_result, errors));
    ++n;
    at = strchr(at, ',');
  }
  list.count = n;
  list.items = (const kw_result* const*)parts;
  {
    kw_results* lent = sized_copy(&list, SIZE_OF(kw_results, owner));
    finish(w->done, KW_OK, "", lent);
    free(lent);
  }
  for (i = 0; i < n; ++i) free(parts[i]);
}
static kw_op* fetch(kw_backend* b, const kw_job_ref* ref, kw_done done) { return with_job(b, ref, done, give_results); }

/* ---- the backend and the plugin ---- */
static void destroy(kw_backend* b) {
  free((void*)(uintptr_t)b->vt);
  free(b);
}
static kw_backend* open_backend(kw_host* host, kw_str config, char* why, uint64_t why_size) {
  kw_backend_vt table;
  backend* b;
  uint64_t i, braces = 0;
  for (i = 0; i < config.size; ++i) {
    const char c = config.data[i];
    if (c == '{' && braces == 0)
      braces = 1;
    else if (c == '}' && braces == 1)
      braces = 2;
    else if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
      braces = 9;
  }
  if (config.size > 0 && braces != 2) {
    if (why_size > 0) snprintf(why, (size_t)why_size, "there is nothing to configure: use {}");
    return NULL;
  }
  b = calloc(1, sizeof *b);
  if (!b) abort();
  memset(&table, 0, sizeof table);
  table.devices = devices;
  table.device = device;
  table.validate = validate;
  table.submit = submit;
  table.poll = poll;
  table.fetch = fetch;
  table.destroy = destroy;
  b->base.vt = sized_copy(&table, SIZE_OF(kw_backend_vt, stop));
  b->host = host;
  return &b->base;
}

#define TEXT(s) \
  { s, sizeof(s) - 1 }
static const kw_plugin plugin = {sizeof(kw_plugin),
                                 0,
                                 TEXT("bits"),
                                 TEXT("1.0.0"),
                                 TEXT("{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}"),
                                 TEXT("{\"type\":\"object\"}"),
                                 KW_FIND_NONE,
                                 0,
                                 0,
                                 open_backend};

const kw_plugin* kw_plugin_v1(uint32_t host_minor) {
  (void)host_minor;
  return &plugin;
}
