#pragma once
// A journal that many machines share. A library of its own, ketway::postgres, so that programs which do not want it do not
// load libpq.

#include "ketway/journal_store.hpp"
#include "ketway/secret.hpp"

namespace ketway {

/// PostgreSQL 13 or newer; the tables are in its schema `ketway`, which is made where it is missing. `conninfo` is libpq's:
/// "host=db.example dbname=jobs user=ketway", or a URI. What it leaves open is taken from libpq's environment (PGHOST,
/// PGPASSFILE, ...), except that `sslmode` is verify-full for every host that is not a Unix socket or the loopback unless
/// `conninfo` itself says otherwise. It must reach the server itself, or a pooler that keeps one session a connection.
/// An owner lives as long as its connection: the server knows its session by an advisory lock. A connection that was lost is
/// made anew by the next call; until then others may take its jobs.
/// Each call blocks for at most about 10 s. The password is in no error. Any thread may call the opener.
journal_opener journal_in_postgres(secret conninfo);

}  // namespace ketway
