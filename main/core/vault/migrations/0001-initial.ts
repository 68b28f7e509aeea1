/** Schema 1. Released files are never edited: a change is a new file. What each column holds is in docs/format.md. */
export const version = 1

export const up = `
CREATE TABLE header (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  required_features INTEGER NOT NULL,
  vault_id BLOB NOT NULL CHECK (length(vault_id) = 16),
  key_epoch INTEGER NOT NULL,
  log_public_key BLOB NOT NULL CHECK (length(log_public_key) = 32),
  mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

CREATE TABLE slot (
  slot_id BLOB PRIMARY KEY CHECK (length(slot_id) = 16),
  type INTEGER NOT NULL,
  kdf INTEGER NOT NULL,
  memory_kib INTEGER NOT NULL,
  passes INTEGER NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  key_epoch INTEGER NOT NULL,
  wrapped BLOB NOT NULL,
  commitment BLOB NOT NULL CHECK (length(commitment) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  generation INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE secret (
  secret_id BLOB PRIMARY KEY CHECK (length(secret_id) = 16),
  name_index BLOB NOT NULL UNIQUE CHECK (length(name_index) = 16),
  revision INTEGER NOT NULL,
  wrapped_key BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
  version_row BLOB PRIMARY KEY CHECK (length(version_row) = 16),
  secret_id BLOB NOT NULL REFERENCES secret (secret_id),
  version_index BLOB NOT NULL UNIQUE CHECK (length(version_index) = 16),
  number INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  body BLOB NOT NULL,
  value BLOB NOT NULL,
  UNIQUE (secret_id, number)
) STRICT;

CREATE TABLE record (
  record_id BLOB PRIMARY KEY CHECK (length(record_id) = 16),
  collection INTEGER NOT NULL,
  key_index BLOB NOT NULL CHECK (length(key_index) = 16),
  revision INTEGER NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (collection, key_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment (
  number INTEGER PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE stale (
  secret_id BLOB PRIMARY KEY CHECK (length(secret_id) = 16),
  revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  body BLOB NOT NULL,
  mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

CREATE TABLE locked_event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE throttle (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  failures INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  dropped INTEGER NOT NULL
) STRICT;
`
