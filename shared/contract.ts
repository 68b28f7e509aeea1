/**
 * The one list of calls that a window or a terminal may make of the core, and of the events it sends back.
 * From it come the type that `procedures` must satisfy, the type of `window.bridge`, the functions that `preload`
 * exposes, and what the socket lets through. A call is declared here and nowhere else.
 */
import { z } from 'zod'
import { attentionCalls } from './contract-attention.ts'
import { bytes, call, nothing, secretName, versionId, windowOnly } from './contract-call.ts'
import { rotationCalls } from './contract-rotation.ts'
import { sshAgentCalls } from './contract-ssh-agent.ts'
import { syncCalls } from './contract-sync.ts'
import { type ImportProgress, transferCalls } from './contract-transfer.ts'
import type { Result } from './failure.ts'
import {
  type ApprovalQuestion,
  type AppStatus,
  type AuditEntry,
  auditActions,
  type BackupSummary,
  type DoctorFinding,
  type Draft,
  type DraftSummary,
  type EndpointStatus,
  type Facts,
  type IntegrityReport,
  type KeychainStatus,
  KINDS,
  type Kind,
  limits,
  type NewProgramKey,
  type Overview,
  type ProgramKeySummary,
  type RestorePreview,
  type RevealedValue,
  type SalvageReport,
  type SecretDetail,
  type SecretPage,
  type Settings,
  type SlotSummary,
  settingsChange,
  type VaultState,
  type VersionSummary,
} from './model.ts'
import type { SyncProgress } from './sync-model.ts'

export type { Door } from './contract-call.ts'

const name = secretName
/** Long enough to reach the rule's own sentence, short enough to refuse floods. */
const freeText = (max: number) => z.string().max(max * 2)
const tags = z.record(z.string().max(512), z.string().max(1_024))
const stage = z.string().max(1_024)
const password = bytes(8_192)
const path = z.string().min(1).max(4_096)
/** A keyfile, needed besides the password of a vault that asks for one: its content, or where the core finds it. */
const keyfile = z.union([bytes(64), path]).optional()

/** A new value. `fields` sets keys of the JSON object that AWSCURRENT holds (a new object when there is no value). */
const newValue = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('text'), bytes: bytes(limits.valueBytes * 4) }),
  z.strictObject({ form: z.literal('binary'), bytes: bytes(limits.valueBytes * 4) }),
  z.strictObject({
    form: z.literal('fields'),
    set: z.record(z.string().min(1).max(512), bytes(limits.valueBytes * 4)),
  }),
])
export type NewValue = z.infer<typeof newValue>

/** Which version of a secret: by id, by stage, or AWSCURRENT when neither is given. */
const selection = { name, versionId: versionId.optional(), stage: stage.optional() }

export const listQuery = z.strictObject({
  /** Free text and `key:value` terms: kind: tag:K=V stage: is:favourite is:scheduled is:pending. */
  query: z.string().max(2_048).default(''),
  scope: z.enum(['all', 'favourites', 'scheduled']).default('all'),
  /** A path prefix such as `prod/`, a kind, a tag: each narrows the scope. */
  prefix: z.string().max(limits.nameLength).optional(),
  kind: z.enum(KINDS).optional(),
  tag: z.strictObject({ key: z.string().max(512), value: z.string().max(1_024).optional() }).optional(),
  /** A name pattern in which `*` stops at `/` and `**` does not. */
  glob: z.string().max(1_024).optional(),
  sort: z.enum(['name', 'changed', 'created']).default('name'),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(1_000).default(200),
})
export type ListQuery = z.input<typeof listQuery>
/** The same with its defaults filled in, as the core sees it. */
export type ParsedListQuery = z.output<typeof listQuery>

export interface Recognition {
  readonly kind: Kind
  readonly confidence: 'certain' | 'likely' | 'guess'
  /** Why, as a short sentence for the editor: "Begins like an OpenSSH private key". */
  readonly why: string
  readonly facts: Facts
  /** What normalising would change, a sentence each. */
  readonly notes: readonly string[]
}

const grant = z.strictObject({
  glob: z.string().min(1).max(1_024),
  stages: z.array(stage).max(20).nullable().default(null),
  write: z.boolean().default(false),
  until: z.number().nullable().default(null),
})

const draftInput = z.strictObject({
  id: z.string().max(600),
  name: z.string().max(limits.nameLength * 2),
  kind: z.enum(KINDS).nullable(),
  description: freeText(limits.descriptionLength),
  tags,
  form: z.enum(['text', 'binary']),
  bytes: bytes(limits.valueBytes * 4),
  /** The version the editor was opened from; null for a new secret. */
  expected: versionId.nullable(),
})

const auditFilter = {
  secret: z.string().max(limits.nameLength).optional(),
  action: z.enum(auditActions).optional(),
  door: z.enum(['window', 'socket', 'endpoint', 'ssh-agent', 'core']).optional(),
  fromAt: z.number().optional(),
  toAt: z.number().optional(),
}

export const auditQuery = z.strictObject({
  /** Entries before this number; the newest when absent. */
  before: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(1_000).default(100),
  ...auditFilter,
})

export const contract = {
  'app.status': call<AppStatus>()(nothing),
  /** The secret of a `coffer://` link that was opened and not taken yet; answered once. */
  'app.takeLink': call<{ readonly name: string | null }>()(nothing, windowOnly),
  'vault.create': call<null>()(z.strictObject({ password, keyfile })),
  /** Asks for a vault file in the OS's dialog and takes a copy of it as this home's vault; null when none was chosen. */
  'vault.adopt': call<{ readonly path: string | null }>()(nothing, windowOnly),
  'vault.unlock': call<null>()(z.strictObject({ password, keyfile })),
  /** Ends the core process and with it every key and value; the answer comes before the end. */
  'vault.lock': call<null>()(nothing),
  /** Replaces every password slot, after checking the current password. */
  'vault.changePassword': call<null>()(
    z.strictObject({
      current: password,
      currentKeyfile: keyfile,
      next: password,
      /** Will be needed besides the new password; without it the password alone opens. */
      nextKeyfile: keyfile,
    }),
  ),
  /** Asks for a keyfile in the OS's dialog: one that is there, or a new one to make. Null when none was chosen. */
  'keyfile.choose': call<{ readonly path: string | null }>()(
    z.strictObject({ purpose: z.enum(['open', 'make']) }),
    windowOnly,
  ),
  /** Where the keyfile is that this vault was last opened with in a window; null when none is known. */
  'keyfile.last': call<{ readonly path: string | null }>()(nothing, windowOnly),
  /** Opens a locked vault with its recovery key and gives it a new password, which then opens it alone. */
  'vault.recover': call<null>()(z.strictObject({ recoveryKey: z.string().max(256), next: password })),
  /** A new recovery key in the place of any older one, shown this once. */
  'vault.addRecoveryKey': call<{ readonly recoveryKey: string }>()(nothing),
  /** Saves the recovery kit that the page shows (its print style sheet) as a PDF; null when the user chose no file. */
  'vault.saveRecoveryKit': call<{ readonly path: string | null }>()(nothing, windowOnly),
  'keychain.status': call<KeychainStatus>()(nothing, windowOnly),
  'keychain.enable': call<null>()(nothing, windowOnly),
  'keychain.disable': call<null>()(nothing, windowOnly),
  'keychain.unlock': call<null>()(nothing, windowOnly),
  'vault.slots': call<readonly SlotSummary[]>()(nothing),
  'vault.removeSlot': call<null>()(z.strictObject({ slotId: z.string().max(64) })),
  /** New keys for everything, in a new file; the old one stays aside. Locks at the end. Other slots are gone. */
  'vault.rekey': call<{ readonly aside: string }>()(z.strictObject({ password, keyfile })),
  /** The complete check of the open vault. */
  'vault.verify': call<IntegrityReport>()(nothing),
  /** Accepts a vault file older than what this machine saw, which was open for reading only until now. */
  'vault.acceptRollback': call<null>()(nothing),
  /** Saves what can be read of a damaged vault into a new one in its place; the damaged file stays aside, untouched. */
  'vault.salvage': call<SalvageReport & { readonly aside: string }>()(z.strictObject({ password, keyfile })),
  /** Checks everything around the vault; names no secret and no value. */
  'doctor.run': call<readonly DoctorFinding[]>()(nothing),
  'drafts.list': call<readonly DraftSummary[]>()(nothing, windowOnly),
  'drafts.get': call<Draft | null>()(z.strictObject({ id: z.string().max(600) }), windowOnly),
  /** Keeps what is typed in an editor, sealed, until it is saved or dropped. `id` is the secret's name, or "" for a new one. */
  'drafts.put': call<null>()(draftInput, windowOnly),
  'drafts.drop': call<null>()(z.strictObject({ id: z.string().max(600) }), windowOnly),
  'endpoint.status': call<EndpointStatus>()(nothing),
  /** Listens on loopback; port 0 or none keeps the last one, or lets the system choose the first time. */
  'endpoint.turnOn': call<EndpointStatus>()(z.strictObject({ port: z.number().int().min(0).max(65_535).optional() })),
  'endpoint.turnOff': call<EndpointStatus>()(nothing),
  'endpoint.keys': call<readonly ProgramKeySummary[]>()(nothing),
  /** A key for one program. `temporary` dies with the core or when removed. */
  'endpoint.addKey': call<NewProgramKey>()(
    z.strictObject({
      program: z.string().max(128),
      grants: z.array(grant).max(100),
      confirm: z.boolean().default(false),
      temporary: z.boolean().default(false),
    }),
  ),
  /** False: there was none. */
  'endpoint.removeKey': call<boolean>()(z.strictObject({ program: z.string().max(128) })),
  'approvals.list': call<readonly ApprovalQuestion[]>()(nothing, windowOnly),
  'approvals.answer': call<null>()(
    z.strictObject({ id: z.number().int(), answer: z.enum(['once', 'hour', 'session', 'always', 'deny']) }),
    windowOnly,
  ),
  'backups.list': call<readonly BackupSummary[]>()(nothing),
  /** A backup now, in the home's folder or at `path`. */
  'backups.create': call<BackupSummary>()(z.strictObject({ path: path.optional() })),
  /** Asks for a backup file in the OS's dialog; null when none was chosen. */
  'backups.choose': call<{ readonly path: string | null }>()(nothing, windowOnly),
  /** Opens and checks a backup completely and says what restoring it would do; changes nothing. */
  'backups.preview': call<RestorePreview>()(z.strictObject({ path, password, keyfile })),
  /** Restores a backup as this home's vault, locked; what was there stays aside. Refused while a vault is unlocked. */
  'backups.restore': call<RestorePreview & { readonly aside: string | null }>()(
    z.strictObject({ path, password, keyfile }),
  ),
  /** Newest first. `next` is the `before` of the next page; null at the end. */
  'audit.list': call<{ readonly entries: readonly AuditEntry[]; readonly next: number | null }>()(auditQuery),
  /** Writes these entries as JSON where the user says; null when the user chose nothing. Names of secrets are in it. */
  'audit.save': call<{ readonly path: string | null }>()(z.strictObject(auditFilter), windowOnly),
  'audit.verify': call<{ readonly fault: string | null; readonly entries: number }>()(nothing),
  'secrets.list': call<SecretPage>()(listQuery),
  /** `below`: the prefixes whose own prefixes are counted too. A vault can have as many of them as secrets. */
  'secrets.overview': call<Overview>()(
    z.strictObject({ below: z.array(z.string().min(1).max(512)).max(10_000).default([]) }),
  ),
  'secrets.describe': call<SecretDetail>()(z.strictObject({ name })),
  'secrets.versions': call<readonly VersionSummary[]>()(z.strictObject({ name })),
  /** The one call that answers with a value; audited. */
  'secrets.reveal': call<RevealedValue>()(z.strictObject(selection)),
  /** Puts the value (or one key of its JSON) on the clipboard; the value does not enter the page. */
  'secrets.copy': call<{ readonly clearsAt: number }>()(
    z.strictObject({ ...selection, field: z.string().max(512).optional() }),
    windowOnly,
  ),
  /** The one-time code of this moment, made from the value's `totp`; the value itself stays in the core. Audited. */
  'secrets.totp': call<{ readonly code: string; readonly expiresAt: number }>()(z.strictObject({ name }), windowOnly),
  /** Puts that code on the clipboard; it does not enter the page. */
  'secrets.copyTotp': call<{ readonly clearsAt: number }>()(z.strictObject({ name }), windowOnly),
  /** Writes the value's bytes to a file the user chooses (0600); it does not enter the page. Null when none was chosen. */
  'secrets.saveToFile': call<{ readonly path: string | null }>()(z.strictObject(selection), windowOnly),
  'secrets.create': call<{ readonly name: string; readonly versionId: string | null }>()(
    z.strictObject({
      name: freeText(limits.nameLength),
      /** Recognised from the value when absent. */
      kind: z.enum(KINDS).optional(),
      description: freeText(limits.descriptionLength).default(''),
      tags: tags.default({}),
      value: newValue.optional(),
      /** Bring the value into its kind's own shape (a `.env` into JSON); otherwise its bytes are kept as they are. */
      normalise: z.boolean().default(false),
      versionId: versionId.optional(),
    }),
  ),
  'secrets.put': call<{ readonly versionId: string; readonly stages: readonly string[] }>()(
    z.strictObject({
      name,
      value: newValue,
      normalise: z.boolean().default(false),
      /** The new version's id; a fresh UUID when absent. */
      versionId: versionId.optional(),
      stages: z.array(stage).max(100).optional(),
      /** The version that AWSCURRENT must still be on, or the save is `stale`. */
      expected: versionId.optional(),
      note: z.string().max(limits.noteLength).optional(),
    }),
  ),
  'secrets.update': call<null>()(
    z.strictObject({
      name,
      description: freeText(limits.descriptionLength).optional(),
      kind: z.enum(KINDS).optional(),
      favourite: z.boolean().optional(),
    }),
  ),
  'secrets.tag': call<null>()(z.strictObject({ name, tags })),
  'secrets.untag': call<null>()(z.strictObject({ name, keys: z.array(z.string().max(512)).max(200) })),
  'secrets.moveStage': call<null>()(
    z.strictObject({ name, stage, moveTo: versionId.optional(), removeFrom: versionId.optional() }),
  ),
  /** Replaces the note of a version; an empty one takes it away. */
  'secrets.note': call<null>()(z.strictObject({ name, versionId, note: z.string().max(limits.noteLength) })),
  /** `deletionAt` is null when `force` removed it at once. */
  'secrets.scheduleDeletion': call<{ readonly deletionAt: number | null }>()(
    z.strictObject({ name, recoveryWindowDays: z.number().optional(), force: z.boolean().default(false) }),
  ),
  'secrets.restore': call<null>()(z.strictObject({ name })),
  'kinds.recognise': call<Recognition>()(
    z.strictObject({ bytes: bytes(limits.valueBytes * 4), name: z.string().max(limits.nameLength).optional() }),
  ),
  ...syncCalls,
  ...rotationCalls,
  ...attentionCalls,
  ...transferCalls,
  ...sshAgentCalls,
  'settings.get': call<Settings>()(nothing),
  'settings.set': call<Settings>()(z.strictObject({ change: settingsChange }), windowOnly),
} as const

export type CallName = keyof typeof contract
export type CallInput<K extends CallName> = z.input<(typeof contract)[K]['input']>
export type CallParsed<K extends CallName> = z.output<(typeof contract)[K]['input']>
export type CallAnswer<K extends CallName> =
  | NonNullable<(typeof contract)[K]['answer']>
  | (null extends (typeof contract)[K]['answer'] ? null : never)

export const callNames = Object.keys(contract) as readonly CallName[]
export const isCallName = (text: string): text is CallName => Object.hasOwn(contract, text)

/** Events the core sends to every window; none ever carries a value. */
export interface Events {
  readonly 'vault.state': VaultState
  /** `names` is null when too much changed to list. */
  readonly 'secrets.changed': { readonly revision: number; readonly names: readonly string[] | null }
  readonly 'settings.changed': Settings
  /** The clipboard was cleared, or could not be: then `cleared` is false and the user is told. */
  readonly 'clipboard.cleared': { readonly cleared: boolean; readonly message: string }
  /** All questions that wait for an answer now. */
  readonly 'approvals.changed': readonly ApprovalQuestion[]
  /** A program called while the vault is locked. */
  readonly 'unlock.wanted': { readonly by: 'endpoint' | 'ssh-agent' }
  /** A link was opened: take it once the vault is unlocked. */
  readonly 'link.opened': null
  /** Null: nothing runs any more. At most ten a second. */
  readonly 'sync.progress': SyncProgress | null
  /** Targets, their standing, conflicts or approvals changed: ask anew. */
  readonly 'sync.changed': null
  /** How many things are due now, and how many rotations are at work. Rules, runs or due dates changed: ask anew. */
  readonly 'rotation.changed': { readonly due: number; readonly working: number }
  /** Null: no import runs any more. At most ten a second. */
  readonly 'import.progress': ImportProgress | null
}

export const eventNames = [
  'vault.state',
  'secrets.changed',
  'settings.changed',
  'clipboard.cleared',
  'approvals.changed',
  'unlock.wanted',
  'link.opened',
  'sync.progress',
  'sync.changed',
  'rotation.changed',
  'import.progress',
] as const satisfies readonly (keyof Events)[]
export type EventName = (typeof eventNames)[number]

/** What travels on the window's port. */
export interface CallRequest {
  readonly id: number
  readonly call: string
  readonly input: unknown
}
export interface CallAnswerMessage {
  readonly id: number
  readonly answer: Result<unknown>
}
export interface EventMessage {
  readonly event: EventName
  readonly payload: unknown
}

/** What `preload` puts on `window.bridge`: one function a call, one subscription a event; `on*` answers an unsubscribe. */
export type Bridge = {
  readonly [K in CallName]: (input: CallInput<K>) => Promise<Result<CallAnswer<K>>>
} & {
  readonly [E in EventName as `on:${E}`]: (listener: (payload: Events[E]) => void) => () => void
}
