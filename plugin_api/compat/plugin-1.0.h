/* ketway/plugin.h: the whole contract between the host and a provider plugin. C99, no dependencies.
 *
 * The rules. Conformance cases (plugin_api/conform) carry these numbers; docs/plugin_rules.md explains each at length.
 * R1 A growing struct begins with its size: the writer sets it, the reader takes missing fields as zero. Such structs
 *    travel by pointer, never by value nor packed in arrays. FROZEN structs never change, so they may be packed.
 * R2 Arguments are borrowed: until return for a plain call, until `done` has returned for an operation.
 * R3 Results are borrowed during `done`, unless they carry `release`: then the receiver may keep them, and calls it once,
 *    on any thread.
 * R4 Calls into one backend never overlap; a host completion never arrives inside the call that started it. So a plugin
 *    needs no locks; in return it must not block: work goes to `offload`, waiting to `sleep`.
 * R5 Every operation completes exactly once, also after cancel; its handle lives until the starter releases it, which
 *    happens once, during or after `done`. A plugin may complete inside the call that started the operation.
 * R6 No exception, longjmp or signal handler crosses. Unknown enum values are tolerated. Plugins are never unloaded.
 * R7 A NULL or missing slot is answered by its caller as KW_UNIMPLEMENTED. A start slot never returns NULL.
 * R8 Strings are UTF-8 and not terminated; an empty one may have data == NULL.
 * R9 On the host's thread-free slots: `log`, `now_ns`, `post` and `random` may be called on any thread, every other slot
 *    only on the backend's queue. `done` and `post` are the only ways from a foreign thread back into the host.
 */
#ifndef KW_PLUGIN_H
#define KW_PLUGIN_H
#include <stddef.h>
#include <stdint.h>

#include "ketway/ops.h"

#define KW_ABI_MAJOR 1u
#define KW_ABI_MINOR 0u /* the major version is in the name of the one exported symbol */
#define KW_HAS(p, type, field) ((p)->struct_size >= (uint32_t)(offsetof(type, field) + sizeof(((type*)0)->field)))
#define KW_SLOT(p, type, slot) (KW_HAS(p, type, slot) && (p)->slot) /* for function slots and pointers */
#ifdef __cplusplus
extern "C" {
#endif

typedef struct kw_str { /* FROZEN */
  const char* data;
  uint64_t size; /* bytes */
} kw_str;
typedef struct kw_bytes { /* FROZEN */
  const uint8_t* data;
  uint64_t size;
} kw_bytes;

/* ---- status ---- */
enum {
  KW_OK,
  KW_CANCELLED,
  KW_UNKNOWN,
  KW_INVALID_ARGUMENT,
  KW_DEADLINE_EXCEEDED,
  KW_NOT_FOUND,
  KW_ALREADY_EXISTS,
  KW_PERMISSION_DENIED,
  KW_RESOURCE_EXHAUSTED,
  KW_FAILED_PRECONDITION,
  KW_ABORTED,
  KW_OUT_OF_RANGE,
  KW_UNIMPLEMENTED,
  KW_INTERNAL,
  KW_UNAVAILABLE,
  KW_DATA_LOSS,
  KW_UNAUTHENTICATED
};
enum {
  KW_RETRYABLE = 1u,      /* the same call may succeed later; the host decides whether and when */
  KW_MAYBE_EXECUTED = 2u, /* the provider may have acted: nothing is sent again before `find` */
  KW_NEEDS_USER = 4u,     /* only a person can mend it: credentials, terms, budget */
  KW_BILLED = 8u,         /* neither of these two: not known */
  KW_NOT_BILLED = 16u,
  KW_MISCONFIGURED = 32u, /* what is wrong was set on this machine, and was found before anything was sent */
  KW_UNREACHABLE = 64u    /* nobody was reached: no address for the name, no route, no connection */
};
typedef struct kw_status {
  uint32_t struct_size, code, flags, http_status; /* http_status 0: none */
  uint64_t retry_after_ns;                        /* 0: no advice */
  kw_str message, provider_code, request_id;      /* for a person; the other two verbatim, for a support ticket */
} kw_status;

/* ---- operations: one protocol, both directions ---- */
typedef struct kw_op kw_op;
typedef struct kw_op_vt { /* both on the backend's queue */
  uint32_t struct_size, reserved;
  void (*cancel)(
      kw_op*); /* a request: sticky, idempotent, never blocks, harmless after `done`, which may come inside */
  void (*release)(kw_op*); /* once, by the starter, during or after `done` */
} kw_op_vt;
struct kw_op {
  const kw_op_vt* vt;
};
typedef struct kw_done { /* FROZEN; may be called on any thread. `result` is what the starting call names with ->,
                            NULL unless the code is KW_OK; the status is never NULL */
  void* ctx;
  void (*call)(void* ctx, const kw_status*, const void* result);
} kw_done;

/* ---- what the host does for a plugin ---- */
typedef struct kw_header { /* FROZEN */
  kw_str name, value;
} kw_header;
enum {
  KW_HTTP_IDEMPOTENT = 1u, /* the host may send it again */
  KW_HTTP_SUBMITS = 2u,   /* may start a bill: the intent is synced before its first byte, a cancel waits for the answer
                              or the deadline, a failure after that byte sets MAYBE_EXECUTED */
  KW_HTTP_H2 = 4u,        /* HTTP/2 wanted (gRPC) */
  KW_HTTP_SECRET_URL = 8u /* the query is a secret (a signed link): never logged */
};
typedef struct kw_sink { /* FROZEN; non-zero: stop */
  void* ctx;
  int32_t (*write)(void* ctx, kw_bytes part);
} kw_sink;
/* A body that is read while it is sent: `size` bytes in all, asked for in order, and from the start again where the
   request is repeated. Called on the plugin's queue until `done`; non-zero: it cannot be read, and the request ends with
   KW_ABORTED. */
typedef struct kw_source { /* FROZEN */
  void* ctx;
  uint64_t size;
  int32_t (*read)(void* ctx, uint64_t offset, uint8_t* to, uint64_t n);
} kw_source;
typedef struct kw_http_request {
  uint32_t struct_size, flags;
  kw_str method, url;
  const kw_header* headers;
  uint64_t num_headers;
  kw_bytes body;
  kw_str auth;    /* a credential named in the manifest: the host signs, the secret stays out of the plugin */
  kw_str limiter; /* rate-limit bucket; empty: one per origin */
  uint64_t timeout_ns, max_response; /* 0: the host's defaults; never longer than the operation's own deadline */
  kw_str auth_args;                  /* what the credential's scheme needs per call: "s3/us-east-1", an OAuth scope */
  const kw_sink* sink;               /* the answer's body in parts instead of whole; NULL: whole */
  const kw_source* source;           /* the request's body in parts, instead of `body`; NULL: `body` */
} kw_http_request;
typedef struct kw_http_response { /* any status is KW_OK here: a plugin reads `status` */
  uint32_t struct_size, status;
  const kw_header* headers;
  uint64_t num_headers;
  kw_bytes body;
  const kw_header* trailers;
  uint64_t num_trailers;
} kw_http_response;
/* A byte stream: tcp:, unix:, exec: (a child's stdin and stdout); by manifest permission */
typedef struct kw_stream kw_stream;
typedef struct kw_stream_vt {
  uint32_t struct_size, reserved;
  kw_op* (*read)(kw_stream*, uint64_t max, kw_done); /* -> kw_bytes; empty: end */
  kw_op* (*write)(kw_stream*, kw_bytes, kw_done);    /* -> nothing; all of it */
  void (*close)(kw_stream*);                         /* once; after it the stream is gone */
} kw_stream_vt;
struct kw_stream {
  const kw_stream_vt* vt;
};
enum { KW_CLOCK_MONOTONIC, KW_CLOCK_UNIX };
enum { KW_LOG_TRACE, KW_LOG_DEBUG, KW_LOG_INFO, KW_LOG_WARN, KW_LOG_ERROR };
typedef struct kw_host kw_host; /* one per backend; outlives it */
typedef struct kw_host_vt {
  uint32_t struct_size, abi_minor;
  void (*log)(kw_host*, uint32_t level, kw_str);             /* any thread */
  uint64_t (*now_ns)(kw_host*, uint32_t clock);              /* any thread; virtual in tests */
  void (*post)(kw_host*, void (*fn)(void*), void* arg);      /* any thread -> runs on the backend's queue, in order */
  kw_op* (*sleep)(kw_host*, uint64_t ns, kw_done);           /* -> nothing */
  kw_op* (*http)(kw_host*, const kw_http_request*, kw_done); /* -> kw_http_response */
  kw_op* (*offload)(kw_host*, void (*work)(void*), void* arg, kw_done); /* -> nothing; `work` runs on a host worker
                                    thread, where it calls nothing but log, now_ns, post and random. Cancelled before it
                                    starts: KW_CANCELLED and `work` never runs; later: it runs to its end, KW_OK */
  kw_op* (*secret)(kw_host*, kw_str name, kw_done);                     /* -> kw_str; needs permission raw_secret */
  kw_op* (*connect)(kw_host*, kw_str uri, kw_done);                     /* -> kw_stream, owned by the plugin */
  void (*random)(kw_host*, void* to, uint64_t size);                    /* any thread; seeded in tests */
  uint32_t (*workers)(kw_host*);                                        /* offloads that run at once; at least 1 */
  const void* (*extension)(kw_host*, kw_str id);                        /* "name/revision"; NULL: not here */
} kw_host_vt;
struct kw_host {
  const kw_host_vt* vt;
};

/* ---- programs: the SDK's own columns, not a copy ---- */
typedef struct kw_gate { /* FROZEN, 16 bytes; the last three are offsets into the columns below. Ops: ketway/ops.h */
  uint16_t op, num_operands;
  uint32_t operand, param, symbol; /* symbol 0: none */
} kw_gate;
typedef struct kw_register { /* FROZEN; classical bits, in order of declaration, without gaps */
  kw_str name;
  uint32_t first, size;
} kw_register;
typedef struct kw_circuit {
  uint32_t struct_size, num_qubits, num_bits, reserved;
  const kw_gate* gates;
  uint64_t num_gates;
  const uint32_t* operands;
  uint64_t num_operands;
  const double* params;
  uint64_t num_params;
  const kw_str* symbols; /* [0] is empty */
  uint64_t num_symbols;
  const kw_register* registers;
  uint64_t num_registers;
} kw_circuit;
typedef struct kw_sweep { /* parameter sets: values is num_sets rows of num_symbols */
  uint32_t struct_size, num_symbols;
  const kw_str* symbols;
  uint64_t num_sets;
  const double* values;
} kw_sweep;
typedef struct kw_observable { /* a Pauli sum: term t acts with paulis[t * num_qubits + q], 0..3 = I X Y Z */
  uint32_t struct_size, num_qubits;
  uint64_t num_terms;
  const uint8_t* paulis;
  const double* coefficients;
} kw_observable;
typedef struct kw_program {
  uint32_t struct_size, reserved;
  kw_str name, format;       /* one the device listed: "kw.circuit/1", "openqasm3", "quil", ... */
  const kw_circuit* circuit; /* for "kw.circuit/1"; already validated by the host */
  kw_bytes text;             /* for the others: the host has already lowered and printed it */
  const kw_sweep* sweep;     /* NULL: none; handed only to devices with that ability, else the host expands */
  const kw_observable* const* observables;
  uint64_t num_observables;
  double precision; /* likewise; target standard error of an expectation value, 0: from shots */
} kw_program;

/* ---- devices, jobs, results; UINT32_MAX (UINT64_MAX in 64 bits): not known ---- */
enum {
  KW_DEVICE_SIMULATOR = 1u,
  KW_DEVICE_FREE = 2u,
  KW_DEVICE_SWEEP = 4u,       /* takes kw_program.sweep, and symbols in its program */
  KW_DEVICE_OBSERVABLES = 8u, /* takes kw_program.observables */
  KW_DEVICE_MEMORY = 16u,     /* per-shot outcomes */
  KW_DEVICE_MID_CIRCUIT = 32u,
  KW_DEVICE_CONDITIONS = 64u,
  KW_DEVICE_STATEVECTOR = 128u,
  KW_DEVICE_EXACT = 256u /* shots = 0 asks for exact probabilities */
};
enum {
  KW_STATE_UNKNOWN,
  KW_STATE_ONLINE,
  KW_STATE_BUSY,
  KW_STATE_OFFLINE,
  KW_STATE_MAINTENANCE,
  KW_STATE_RESERVED,
  KW_STATE_RETIRED
};
typedef struct kw_device {
  uint32_t struct_size, flags, num_qubits, queue_length;
  uint64_t max_shots, max_programs;
  kw_str id, name;
  const kw_str* formats; /* best first */
  uint64_t num_formats;
  const kw_str* basis; /* gate names of ketway/ops.h; none: every gate */
  uint64_t num_basis;
  const uint32_t* coupling;         /* pairs; none: all to all */
  uint64_t num_coupling;            /* pairs, not numbers */
  kw_str detail;                    /* JSON, schema kw.device/1: gates per edge and direction, calibration, prices */
  const kw_str* qubit_names;        /* NULL: "0".."n-1"; else the provider's own labels ("6_5", 1..20, with gaps) */
  uint64_t queue_wait_ns, as_of_ns; /* as_of: unix clock */
  uint32_t state, reserved;
  kw_str snapshot, status_text; /* id of the calibration; the provider's own words */
} kw_device;
typedef struct kw_devices { /* the first is the default device */
  uint32_t struct_size, count;
  const kw_device* const* items;
} kw_devices;
enum {
  KW_SUBMIT_INLINE = 1u /* the caller waits for the result and nothing is billed: an in-process plugin may complete
                           `submit` with the finished job, which saves a poll */
};
typedef struct kw_submission {
  uint32_t struct_size, num_programs;
  const kw_program* const* programs;
  uint64_t shots;              /* per program and parameter set; 0: exact */
  kw_str device, client_token; /* the token is journaled before submit and is the same on every retry */
  kw_str options;              /* JSON object, already checked against options_schema; empty: {} */
  uint64_t seed, want;         /* seed: always set, drawn by the host where the caller gave none. want: bits
                                  1 << kind of result asked for */
  kw_str session;
  kw_bytes memo; /* the plugin's own from an earlier step of the same intent */
  uint64_t flags;
} kw_submission; /* client_token: a lower-case UUIDv4, 36 bytes */
enum { KW_RESULT_COUNTS = 1, KW_RESULT_SHOTS, KW_RESULT_PROBABILITIES, KW_RESULT_STATEVECTOR, KW_RESULT_EXPECTATION };
typedef struct kw_result { /* columns of `rows`; a key is ceil(num_bits/8) bytes, bit 0 of byte 0 is classical bit 0.
   COUNTS         keys, counts; keys distinct; counts add up to `shots`
   SHOTS          keys, one row a shot, in order
   PROBABILITIES  keys, values
   STATEVECTOR    keys NULL, row = basis index with qubit 0 lowest, values re, im; num_bits = qubits
   EXPECTATION    values[0], errors[0] of observable number `observable` */
  uint32_t struct_size, kind, program, num_bits;
  uint64_t rows;
  const uint8_t* keys;
  const uint64_t* counts;
  const double* values;
  kw_str metadata; /* JSON object or empty */
  uint64_t set, observable, shots;
  const double* errors;          /* standard errors beside values, or NULL */
  const kw_status* failure;      /* one part of a job can fail alone */
  uint32_t value_size, reserved; /* 8 (or 0), or 4: values points to floats */
} kw_result;
typedef struct kw_results {
  uint32_t struct_size, count;
  const kw_result* const* items;
  void* owner;
  void (*release)(void* owner); /* NULL: borrowed */
} kw_results;
enum { KW_JOB_QUEUED = 1, KW_JOB_RUNNING, KW_JOB_DONE, KW_JOB_FAILED, KW_JOB_CANCELLED };
typedef struct kw_job {
  uint32_t struct_size, state, queue_position, reserved;
  kw_str id;                 /* the provider's own: durable */
  uint64_t poll_after_ns;    /* a hint; the host decides */
  const kw_status* failure;  /* for KW_JOB_FAILED */
  const kw_results* results; /* may already be here for KW_JOB_DONE */
  kw_bytes memo;         /* the plugin's own, up to 64 KiB, no secret and no signed link in it; journaled with the id */
  kw_str provider_state; /* verbatim, also where `state` is the nearest known one */
  uint64_t created_ns, started_ns, finished_ns, execution_ns; /* unix clock; 0: not known */
  double cost;                                                /* NaN: not known */
  kw_str currency;
} kw_job;
typedef struct kw_job_ref { /* how the host names a job, also long after, in another process */
  uint32_t struct_size, reserved;
  kw_str id, device, client_token; /* id empty: not known yet (find) */
  uint64_t submitted_ns;
  kw_bytes memo;
} kw_job_ref;
typedef struct kw_job_refs {
  uint32_t struct_size, count;
  const kw_job_ref* const* items;
} kw_job_refs;
typedef struct kw_jobs { /* in the order asked; NULL: not found */
  uint32_t struct_size, count;
  const kw_job* const* items;
} kw_jobs;
typedef struct kw_estimate {
  uint32_t struct_size, reserved;
  double cost, low, high;
  uint64_t wait_ns, run_ns;
  kw_str currency, source, as_of;
} kw_estimate;

/* ---- what a plugin does ---- */
typedef struct kw_backend kw_backend;
typedef struct kw_backend_vt {
  uint32_t struct_size, reserved;
  kw_op* (*devices)(kw_backend*, kw_done);           /* -> kw_devices */
  kw_op* (*device)(kw_backend*, kw_str id, kw_done); /* -> kw_device, fresh: health asks here */
  kw_op* (*validate)(kw_backend*, const kw_submission*,
                     kw_done); /* -> nothing, or INVALID_ARGUMENT with every reason */
  kw_op* (*estimate)(kw_backend*, const kw_submission*, kw_done); /* -> kw_estimate */
  kw_op* (*submit)(kw_backend*, const kw_submission*, kw_done);   /* -> kw_job */
  kw_op* (*find)(kw_backend*, const kw_job_ref*, kw_done);        /* -> kw_job, by client_token; see find_kind */
  kw_op* (*poll)(kw_backend*, const kw_job_ref*, kw_done);        /* -> kw_job; an in-process plugin may hold the answer
                                                                       until the state changes (poll_after_ns 0) */
  kw_op* (*poll_many)(kw_backend*, const kw_job_refs*,
                      kw_done);                              /* -> kw_jobs; where the provider lists many in one call */
  kw_op* (*fetch)(kw_backend*, const kw_job_ref*, kw_done);  /* -> kw_results */
  kw_op* (*cancel)(kw_backend*, const kw_job_ref*, kw_done); /* -> kw_job */
  const void* (*extension)(kw_backend*, kw_str id);          /* "name/revision"; NULL: not here */
  void (*destroy)(kw_backend*);                              /* the host has first seen every operation complete */
  void (*stop)(kw_backend*); /* `destroy` comes soon: work that nobody waits for should end; no new call follows */
} kw_backend_vt;
struct kw_backend { /* one configured account; its devices are what people call backends */
  const kw_backend_vt* vt;
};
enum {
  KW_FIND_NONE,     /* a lost submit cannot be settled: it stays unknown, and is never sent again by itself */
  KW_FIND_BY_TOKEN, /* NOT_FOUND after find_settle_ns means that it never was: safe to submit */
  KW_FIND_RESEND    /* sending the same bytes with the same token gives the same job */
};
typedef struct kw_plugin {
  uint32_t struct_size, abi_minor;
  kw_str id, version, config_schema; /* JSON Schema of the configuration `open` receives */
  kw_str options_schema;             /* and of a submission's options */
  uint32_t find_kind, reserved;
  uint64_t find_settle_ns; /* listings lag behind submits */
  /* No I/O. NULL and `why` (terminated, at most why_size bytes) on failure. Config keys that a credential names are
     removed before. Any thread, never two at once for one plugin. */
  kw_backend* (*open)(kw_host*, kw_str config, char* why, uint64_t why_size);
} kw_plugin;

/* ---- extension "kw.session/1": reserved time; asked for with kw_backend_vt.extension ---- */
#define KW_SESSION_1 "kw.session/1"
typedef struct kw_session_request {
  uint32_t struct_size, reserved;
  kw_str device, mode;  /* mode: "dedicated" or "batch"; a plugin refuses one it has not */
  uint64_t max_time_ns; /* 0: the provider's own limit */
} kw_session_request;
enum { KW_SESSION_OPEN = 1, KW_SESSION_CLOSING, KW_SESSION_CLOSED };
typedef struct kw_session {
  uint32_t struct_size, state;
  kw_str id;           /* the provider's own; goes into kw_submission.session */
  uint64_t expires_ns; /* unix clock; 0: not known */
} kw_session;
typedef struct kw_session_vt { /* same rules as kw_backend_vt */
  uint32_t struct_size, reserved;
  kw_op* (*open)(kw_backend*, const kw_session_request*, kw_done); /* -> kw_session */
  kw_op* (*close)(kw_backend*, kw_str id, kw_done);                /* -> kw_session; jobs already accepted still run */
  kw_op* (*poll)(kw_backend*, kw_str id, kw_done);                 /* -> kw_session */
} kw_session_vt;

/* The only exported symbol (linker version script); pure; may be called before anything else, on any thread. It answers
   the same pointer to every host_minor, or NULL where it needs a newer host than that. */
#define KW_ENTRY_NAME "kw_plugin_v1"
__attribute__((visibility("default"))) const kw_plugin* kw_plugin_v1(uint32_t host_minor);
#ifdef __cplusplus
}
#endif
#endif
