/** An open vault: what the doors and planners call. Made by `vault-file.ts` when a slot opened. */
import { type Result, succeed } from '../../../shared/failure.ts'
import { createAfterCommit } from './after-commit.ts'
import { type AnchorStore, savesBehind } from './anchor.ts'
import type { Actor, AuditEvent } from './audit.ts'
import { type AuditQuery, dropOldAudit, listAudit } from './audit-log.ts'
import { backUpAutomatically, createBackup } from './backup.ts'
import type { SecretBody } from './bodies.ts'
import { hex } from './bytes.ts'
import { auditEvent, type VaultContext } from './context.ts'
import type { Credential } from './credential.ts'
import { checkAtUnlock, verifyAudit, verifyVault } from './integrity.ts'
import type { Kdf, KdfCost } from './kdf.ts'
import { type VaultKeys, wipeKeys } from './keys.ts'
import { createLedger, type Ledger, stateHash } from './ledger.ts'
import { loadIndex } from './load-index.ts'
import { parseLockedEvent } from './locked-events.ts'
import { prepareOrder } from './matches.ts'
import { discardTemporary, temporaryBeside } from './new-file.ts'
import {
  changeRecords,
  deleteRecord,
  getRecord,
  listRecords,
  putRecord,
  type RecordChange,
  withRecords,
} from './records.ts'
import { formerIds, rekeyTo } from './rekey.ts'
import type { SealContext } from './seal.ts'
import { purgeExpired, purgeSecret, restoreSecret, scheduleDeletion } from './secret-deletion.ts'
import { createSecretIndex } from './secret-index.ts'
import { noteVersion } from './secret-notes.ts'
import {
  describeSecret,
  holdsVersion,
  listSecrets,
  listVersions,
  openCurrent,
  readSecretBody,
  revealValue,
  summariseVault,
} from './secret-reads.ts'
import {
  createSecret,
  extendSecret,
  moveSecretStage,
  putVersion,
  tagSecret,
  untagSecret,
  updateSecret,
} from './secret-writes.ts'
import { createSegments, type Segments } from './segments.ts'
import { addKeychainSecret, addRecoveryKey, changePassword, listSlots, removeSlot, type SlotBook } from './slots.ts'
import { openFrom } from './sodium.ts'
import { createStanding, type Standing } from './standing.ts'
import { copyDatabase, damaged, guard, type ReadDb } from './store/db.ts'
import { clearLockedEvents, readLockedEvents, readThrottle, writeThrottle } from './store/header-rows.ts'
import type { CheckStructure } from './structure.ts'

export interface VaultStart {
  readonly db: ReadDb
  readonly book: SlotBook
  readonly kdf: Kdf
  readonly checkStructure: CheckStructure | undefined
  readonly keys: VaultKeys
  readonly readOnly: boolean
  readonly anchor: AnchorStore
  readonly now: () => number
  readonly actor: Actor
  readonly failures: number
}

/** Verifies, loads the metadata and opens for work; `vault-damaged` when anything does not verify. */
export async function startVault(start: VaultStart): Promise<Result<Vault>> {
  const { db, book, keys, anchor, now } = start
  const context: SealContext = { vaultId: book.header.vaultId, keyEpoch: book.header.keyEpoch }
  const vaultId = hex(context.vaultId)
  const checked = checkAtUnlock(db, keys, context, book)
  if (!checked.ok) return checked
  const isOpen = () => db.open
  const index = createSecretIndex(isOpen)
  const loaded = await loadIndex({ db, keys, context }, checked.value, index)
  if (typeof loaded === 'string') return damaged(loaded)

  void index.settled().then(() => prepareOrder(index, isOpen))
  const seen = { generation: checked.value.generation, stateHash: hex(stateHash(db)) }
  const standing = createStanding({ readOnly: start.readOnly, behindBy: savesBehind(anchor.read(vaultId), seen) })
  const after = createAfterCommit(db, {
    seen: () => ({ generation: ledger.state().generation, stateHash: hex(ledger.stateHash()) }),
    writeAnchor: (latest) => {
      // A rollback that was only looked at must be told again at the next unlock.
      if (standing.behindBy() === 0) anchor.write(vaultId, latest)
    },
    refreshSegments: () => segments.refresh(),
  })
  const ledger = createLedger({
    db,
    keys,
    context,
    state: checked.value,
    isReadOnly: standing.isReadOnly,
    onCommit: after.committed,
  })
  const listeners = new Set<(names: readonly string[]) => void>()
  const vaultContext: VaultContext = {
    ledger,
    index,
    now,
    changed: (entry) => {
      segments.changed(entry)
      for (const listener of listeners) listener([entry.body.name])
    },
  }
  const segments = createSegments(vaultContext, loaded.idsBySegment, loaded.nameByStaleId)
  if (loaded.nameByStaleId.size > 0) after.committed('lazily')
  if (!ledger.isReadOnly()) {
    const folded = foldLockedEvents(vaultContext, start)
    if (!folded.ok && folded.failure.kind !== 'disk-full') return folded
  }
  return succeed(
    composeVault(vaultContext, {
      vaultId,
      path: db.name,
      segments,
      book,
      kdf: start.kdf,
      checkStructure: start.checkStructure,
      standing,
      acceptRollback: (actor) => {
        standing.acceptOlder()
        return writeAudit(vaultContext, actor, 'setting.change', { detail: 'older vault file accepted' })
      },
      onChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      isClosed: () => !db.open,
      close: () => {
        after.finish()
        db.close()
        wipeKeys(keys)
      },
    }),
  )
}

/** Appends an audit entry on its own. */
function writeAudit(context: VaultContext, ...event: Tail<Parameters<typeof auditEvent>>): Result<null> {
  return context.ledger.write((tx) => {
    tx.audit(auditEvent(context, ...event))
    return null
  })
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : never

/** Writes what happened while locked, and the unlock itself, into the audit log; the failures start from zero again. */
function foldLockedEvents(context: VaultContext, { db, keys, actor, failures }: VaultStart): Result<null> {
  return context.ledger.write((tx) => {
    let unreadable = 0
    for (const sealed of readLockedEvents(db)) {
      const plain = openFrom(keys.logPair, sealed)
      const event = plain === null ? null : parseLockedEvent(plain)
      if (event === null) unreadable += 1
      else tx.audit(event)
    }
    if (unreadable > 0)
      tx.audit(auditEvent(context, { door: 'core' }, 'vault.refused', { detail: `${unreadable} not readable` }))
    const { dropped } = readThrottle(db)
    if (dropped > 0)
      tx.audit(auditEvent(context, { door: 'core' }, 'vault.refused', { detail: `${dropped} more, not kept` }))
    clearLockedEvents(tx.db)
    writeThrottle(tx.db, { failures: 0, lastAt: 0, dropped: 0 })
    tx.audit(auditEvent(context, actor, 'vault.unlock', failures > 0 ? { detail: `after ${failures} failures` } : {}))
    return null
  })
}

interface VaultLife {
  readonly vaultId: string
  /** Of the file; meaningless where it was opened from memory. */
  readonly path: string
  readonly segments: Segments
  readonly book: SlotBook
  readonly kdf: Kdf
  readonly checkStructure: CheckStructure | undefined
  readonly standing: Standing
  acceptRollback(actor: Actor): Result<null>
  /** Told the names that changed, after commit and memory. Answers an unsubscribe. */
  onChange(listener: (names: readonly string[]) => void): () => void
  /** True when `close` was called: what still runs in the background has nothing to read any more. */
  isClosed(): boolean
  /** Ends the work: checkpoint, close, keys wiped. The process is to end too; only that erases memory. */
  close(): void
}

function composeVault(context: VaultContext, life: VaultLife) {
  const { bind, bindFile } = createBinders(context)
  return {
    ...life,
    behindBy: life.standing.behindBy,
    ...composeLife(context, life),
    isReadOnly: () => context.ledger.isReadOnly(),
    ledger: context.ledger satisfies Ledger,
    /** The number of secrets, deleted ones included. */
    size: () => context.index.size,
    revision: () => context.index.revision(),
    /** As `revision`, but a read, which only dates a secret, leaves it as it is. */
    contentRevision: () => context.index.contentRevision(),
    bodies: (): readonly SecretBody[] => context.index.all().map(({ body }) => body),
    list: bind(listSecrets),
    overview: bind(summariseVault),
    /** Resolves when the overview counts everything that the unlock brought. */
    settled: context.index.settled,
    describe: bindFile(describeSecret),
    body: bindFile(readSecretBody),
    versions: bindFile(listVersions),
    holds: bind(holdsVersion),
    reveal: bindFile(revealValue),
    openCurrent: bindFile(openCurrent),
    ...composeWrites(context),
    /** One of the writes, and these records with it, in one transaction. */
    alongside: <T>(
      changes: readonly RecordChange[],
      event: AuditEvent | undefined,
      operation: (writes: SecretWrites) => Result<T>,
      durability?: 'durably' | 'lazily',
    ): Result<T> => withRecords(context, changes, event, (inner) => operation(composeWrites(inner)), durability),
    purgeExpired: bind(purgeExpired),
    changeRecords: bindFile(changeRecords),
    getRecord: <T>(...rest: Rest<typeof getRecord>) => getRecord<T>(context, ...rest),
    listRecords: <T>(...rest: Rest<typeof listRecords>) => listRecords<T>(context, ...rest),
    putRecord: <T>(...[collection, key, value, event]: Rest<typeof putRecord<T>>) =>
      putRecord<T>(context, collection, key, value, event),
    deleteRecord: bindFile(deleteRecord),
    /** The complete check; `verifyRows` is it without SQLite's structure, cheap enough to follow each unlock. */
    verify: () => verifyVault(context.ledger, structureOfCopy(context, life)),
    verifyRows: () => verifyVault(context.ledger, () => null),
    /** Brings stale secrets into segments now, as the quiet time after writes does. */
    refreshSegments: () => life.segments.refresh(),
    verifyAudit: () => verifyAudit(context.ledger),
    audit: bind(writeAudit),
  }
}

function createBinders(context: VaultContext) {
  const bind =
    <A extends readonly unknown[], R>(operation: (context: VaultContext, ...rest: A) => R) =>
    (...rest: A): R =>
      operation(context, ...rest)
  /** For operations that touch the file: what SQLite says of a damaged or failing one is their failure. */
  const bindFile =
    <A extends readonly unknown[], T>(operation: (context: VaultContext, ...rest: A) => Result<T>) =>
    (...rest: A): Result<T> => {
      const done = guard(() => operation(context, ...rest))
      return done.ok ? done.value : done
    }
  return { bind, bindFile }
}

/** The operations that change a secret. */
function composeWrites(context: VaultContext) {
  const { bindFile } = createBinders(context)
  return {
    create: bindFile(createSecret),
    put: bindFile(putVersion),
    update: bindFile(updateSecret),
    extend: bindFile(extendSecret),
    tag: bindFile(tagSecret),
    untag: bindFile(untagSecret),
    moveStage: bindFile(moveSecretStage),
    noteVersion: bindFile(noteVersion),
    scheduleDeletion: bindFile(scheduleDeletion),
    restore: bindFile(restoreSecret),
    purge: bindFile(purgeSecret),
  }
}
export type SecretWrites = ReturnType<typeof composeWrites>

/** The operations on the file as a whole. */
function composeLife(context: VaultContext, life: VaultLife) {
  return {
    /** A verified backup at `path`, which must not exist. */
    backUp: (actor: Actor, path: string) => createBackup(context, actor, path, life.checkStructure),
    backUpAutomatically: (folder: string) => backUpAutomatically(context, folder, life.checkStructure),
    formerIds: () => formerIds(context),
    rekeyTo: (actor: Actor, target: string, credential: Credential) =>
      rekeyTo(context, life.kdf, actor, target, credential),
    auditLog: (query: AuditQuery) => listAudit(context, query),
    dropOldAudit: (olderThanAt: number) => dropOldAudit(context, olderThanAt),
    slots: () => listSlots(life.book),
    changePassword: (actor: Actor, credential: Parameters<typeof changePassword>[4], cost?: KdfCost) =>
      changePassword(context, life.book, life.kdf, actor, credential, cost),
    addRecoveryKey: (actor: Actor) => addRecoveryKey(context, life.book, life.kdf, actor),
    addKeychainSecret: (actor: Actor) => addKeychainSecret(context, life.book, life.kdf, actor),
    removeSlot: (actor: Actor, slotId: string) => removeSlot(context, life.book, actor, slotId),
  }
}

/** The structure of the open file, looked at in a copy when there is a way to do that away from the loop. */
function structureOfCopy({ ledger }: VaultContext, { checkStructure, path }: VaultLife) {
  if (checkStructure === undefined) return undefined
  return async () => {
    const copy = temporaryBeside(path)
    try {
      await copyDatabase(ledger.db, copy)
      return await checkStructure(copy)
    } finally {
      await discardTemporary(copy)
    }
  }
}

type Rest<F> = F extends (context: VaultContext, ...rest: infer R) => unknown ? R : never

export type Vault = ReturnType<typeof composeVault>
