/** Attacks on the rows of a closed vault by somebody who can write the file and has no key, as SQL. */

export interface RowAttack {
  readonly attack: string
  readonly sql: readonly string[]
}

/** Refused before anything of the vault is shown. */
export const refusedAtUnlock: readonly RowAttack[] = [
  {
    attack: 'a secret deleted',
    sql: [`DELETE FROM secret WHERE secret_id = (SELECT secret_id FROM secret LIMIT 1)`],
  },
  { attack: 'a version deleted', sql: [`DELETE FROM version WHERE rowid = (SELECT max(rowid) FROM version)`] },
  { attack: 'a record deleted', sql: [`DELETE FROM record WHERE collection = 1`] },
  {
    attack: 'a record moved to another collection',
    sql: [`UPDATE record SET collection = 2 WHERE collection = 1`],
  },
  {
    attack: 'a record hidden in a collection number 2^32 higher',
    sql: [`UPDATE record SET collection = collection + 4294967296 WHERE collection = 3`],
  },
  {
    attack: 'the bodies of two secrets swapped',
    sql: [
      `CREATE TEMP TABLE t AS SELECT secret_id, body, revision FROM secret`,
      `UPDATE secret SET body = (SELECT body FROM t WHERE t.secret_id <> secret.secret_id), revision = (SELECT revision FROM t WHERE t.secret_id <> secret.secret_id)`,
    ],
  },
  {
    attack: 'the data keys of two secrets swapped',
    sql: [
      `CREATE TEMP TABLE t AS SELECT secret_id, wrapped_key FROM secret`,
      `UPDATE secret SET wrapped_key = (SELECT wrapped_key FROM t WHERE t.secret_id <> secret.secret_id)`,
    ],
  },
  {
    attack: 'the names of two secrets swapped in the blind index',
    sql: [
      `CREATE TEMP TABLE t AS SELECT secret_id, name_index FROM secret`,
      `UPDATE secret SET name_index = randomblob(16)`,
      `UPDATE secret SET name_index = (SELECT name_index FROM t WHERE t.secret_id <> secret.secret_id)`,
    ],
  },
  {
    attack: 'a secret row of noise added',
    sql: [`INSERT INTO secret VALUES (randomblob(16), randomblob(16), 1, randomblob(104), randomblob(104))`],
  },
  {
    attack: 'a version row copied',
    sql: [
      `INSERT INTO version SELECT randomblob(16), secret_id, randomblob(16), number + 10, revision, body, value FROM version LIMIT 1`,
    ],
  },
  { attack: 'the revision of a secret raised', sql: [`UPDATE secret SET revision = revision + 1`] },
  { attack: 'the generation raised', sql: [`UPDATE state SET generation = generation + 1`] },
  { attack: 'the state row deleted', sql: [`DELETE FROM state`] },
  { attack: 'the last audit entry deleted', sql: [`DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)`] },
  {
    attack: 'the last audit entry changed',
    sql: [`UPDATE audit SET mac = randomblob(32) WHERE number = (SELECT max(number) FROM audit)`],
  },
  { attack: 'an audit entry in the middle deleted', sql: [`DELETE FROM audit WHERE number = 2`] },
  { attack: 'the first audit entry deleted', sql: [`DELETE FROM audit WHERE number = 1`] },
  { attack: 'the whole audit log deleted', sql: [`DELETE FROM audit`] },
  {
    attack: 'an audit entry of noise appended',
    sql: [`INSERT INTO audit SELECT max(number) + 1, randomblob(104), randomblob(32) FROM audit`],
  },
  {
    attack: 'a trigger added',
    sql: [`CREATE TRIGGER evil AFTER INSERT ON audit BEGIN DELETE FROM audit WHERE number < new.number; END`],
  },
  {
    attack: 'a trigger added under a name of SQLite’s own statistics',
    sql: [
      `CREATE TRIGGER evil AFTER INSERT ON audit BEGIN DELETE FROM version; END`,
      `UPDATE sqlite_schema SET name = 'sqlite_stat9', sql = replace(sql, 'evil', 'sqlite_stat9') WHERE name = 'evil'`,
    ],
  },
  { attack: 'a view added', sql: [`CREATE VIEW secrets AS SELECT * FROM secret`] },
  {
    attack: 'a table shadowed by a view of the same rows',
    sql: [`ALTER TABLE header RENAME TO hidden`, `CREATE VIEW header AS SELECT * FROM hidden`],
  },
  {
    attack: 'a table shadowed by a view of other types',
    sql: [
      `ALTER TABLE header RENAME TO hidden`,
      `CREATE VIEW header AS SELECT 1 AS id, 1 AS format, 0 AS required_features, 'x' AS vault_id, 1 AS key_epoch, NULL AS log_public_key, 7 AS mac`,
    ],
  },
  {
    attack: 'a table shadowed by a view that never ends',
    sql: [
      `ALTER TABLE slot RENAME TO hidden`,
      `CREATE VIEW slot AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT hidden.* FROM n, hidden`,
    ],
  },
  { attack: 'an index added', sql: [`CREATE INDEX evil ON secret (revision)`] },
  { attack: 'a table added', sql: [`CREATE TABLE evil (a)`] },
  { attack: 'a table missing', sql: [`DROP TABLE locked_event`] },
  { attack: 'the header missing', sql: [`DELETE FROM header`] },
  { attack: 'every slot missing', sql: [`DELETE FROM slot`] },
  { attack: 'the vault id changed', sql: [`UPDATE header SET vault_id = randomblob(16)`] },
  { attack: 'the key epoch raised', sql: [`UPDATE header SET key_epoch = key_epoch + 1`] },
  { attack: 'the key epoch raised by 2^32', sql: [`UPDATE header SET key_epoch = key_epoch + 4294967296`] },
  { attack: 'the key of the locked log replaced', sql: [`UPDATE header SET log_public_key = randomblob(32)`] },
  { attack: 'the header’s MAC changed', sql: [`UPDATE header SET mac = randomblob(32)`] },
  {
    attack: 'a slot of noise added',
    sql: [
      `INSERT INTO slot SELECT randomblob(16), 3, kdf, memory_kib, passes, salt, key_epoch, wrapped, commitment FROM slot`,
    ],
  },
  { attack: 'the wrapped key of the slot changed', sql: [`UPDATE slot SET wrapped = randomblob(72)`] },
  { attack: 'the commitment of the slot changed', sql: [`UPDATE slot SET commitment = randomblob(32)`] },
  { attack: 'the salt of the slot changed', sql: [`UPDATE slot SET salt = randomblob(16)`] },
  { attack: 'the id of the slot changed', sql: [`UPDATE slot SET slot_id = randomblob(16)`] },
  { attack: 'the memory of the slot’s hash lowered', sql: [`UPDATE slot SET memory_kib = 8`] },
  { attack: 'the passes of the slot’s hash lowered', sql: [`UPDATE slot SET passes = 1`] },
  { attack: 'the slot asks for no hash at all', sql: [`UPDATE slot SET kdf = 0`] },
  { attack: 'the slot asks for no hash and no cost', sql: [`UPDATE slot SET kdf = 0, memory_kib = 0, passes = 0`] },
  { attack: 'the slot asks for more memory than the cap', sql: [`UPDATE slot SET memory_kib = 4194304`] },
  { attack: 'the slot asks for more passes than the cap', sql: [`UPDATE slot SET passes = 1000000`] },
  { attack: 'the type of the slot changed', sql: [`UPDATE slot SET type = 2`] },
  { attack: 'the type of the slot raised by 256', sql: [`UPDATE slot SET type = type + 256`] },
  { attack: 'the hash of the slot raised by 256', sql: [`UPDATE slot SET kdf = kdf + 256`] },
  { attack: 'the epoch of the slot raised by 2^32', sql: [`UPDATE slot SET key_epoch = key_epoch + 4294967296`] },
]

/** Found by the complete check; until then nothing false may be shown, which the tests try too. */
export const foundByTheCompleteCheck: readonly RowAttack[] = [
  {
    attack: 'the values of two versions swapped',
    sql: [
      `CREATE TEMP TABLE t AS SELECT number, secret_id, value FROM version`,
      `UPDATE version SET value = (SELECT value FROM t WHERE t.secret_id = version.secret_id AND t.number <> version.number) WHERE (SELECT count(*) FROM t WHERE t.secret_id = version.secret_id) = 2`,
    ],
  },
  {
    attack: 'the ids of two versions swapped',
    sql: [
      `CREATE TEMP TABLE t AS SELECT number, secret_id, version_index FROM version`,
      `UPDATE version SET version_index = randomblob(16) WHERE (SELECT count(*) FROM t WHERE t.secret_id = version.secret_id) = 2`,
      `UPDATE version SET version_index = (SELECT version_index FROM t WHERE t.secret_id = version.secret_id AND t.number <> version.number) WHERE (SELECT count(*) FROM t WHERE t.secret_id = version.secret_id) = 2`,
    ],
  },
  {
    attack: 'a version given to another secret',
    sql: [
      `UPDATE version SET number = 9, secret_id = (SELECT secret_id FROM secret WHERE secret_id <> version.secret_id) WHERE rowid = 1`,
    ],
  },
  { attack: 'the number of a version changed', sql: [`UPDATE version SET number = number + 5 WHERE rowid = 1`] },
  { attack: 'the revision of a version raised', sql: [`UPDATE version SET revision = revision + 1 WHERE rowid = 1`] },
  {
    attack: 'the row id of a version changed',
    sql: [`UPDATE version SET version_row = randomblob(16) WHERE rowid = 1`],
  },
  {
    attack: 'the facts of a version replaced by noise',
    sql: [`UPDATE version SET body = randomblob(length(body)) WHERE rowid = 1`],
  },
  {
    attack: 'an audit entry in the middle changed',
    sql: [`UPDATE audit SET body = randomblob(length(body)) WHERE number = 2`],
  },
  {
    attack: 'a version replaced by noise of the same count',
    sql: [
      `UPDATE version SET version_row = randomblob(16), version_index = randomblob(16), body = randomblob(80), value = randomblob(80) WHERE rowid = 1`,
    ],
  },
]
