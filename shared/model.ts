/** Words and shapes that every zone shares. Times are epoch milliseconds UTC. Nothing here ever holds a value. */
import { z } from 'zod'
import type { AuditAction, Kind } from './limits.ts'

export {
  type AuditAction,
  auditActions,
  CURRENT,
  KINDS,
  type Kind,
  kindTitles,
  limits,
  PENDING,
  PREVIOUS,
} from './limits.ts'

/** How a value is to be read: `text` is UTF-8 (JSON is text), `binary` any bytes. AWS: SecretString, SecretBinary. */
export type ValueForm = 'text' | 'binary'

/** Public facts of a value, derived by its kind and shown in clear. `summary` is the one line of a list row. */
export type Facts = { readonly [label: string]: string | number } & { readonly summary?: string }

export type Tags = Readonly<Record<string, string>>

export interface SecretSummary {
  readonly name: string
  /** Of the local endpoint in its default region. Never changes, and is another one for a later secret of that name. */
  readonly arn: string
  readonly kind: Kind
  readonly description: string
  readonly tags: Tags
  readonly facts: Facts
  readonly favourite: boolean
  /** Stage → version id, for every labelled version. Empty while the secret has no value. */
  readonly stages: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly changedAt: number
  /** Midnight UTC of the last day its value was read; null when never. */
  readonly accessedAt: number | null
  /** When the recovery window ends; null unless scheduled for deletion. */
  readonly deletionAt: number | null
}

export interface SecretDetail extends SecretSummary {
  /** Keys of a JSON object value of AWSCURRENT in their order; null when the value is not a JSON object. */
  readonly keys: readonly string[] | null
  readonly form: ValueForm | null
  readonly sizeBytes: number | null
  readonly versionCount: number
}

export interface VersionSummary {
  readonly versionId: string
  readonly stages: readonly string[]
  readonly createdAt: number
  readonly form: ValueForm
  readonly sizeBytes: number
  /** Midnight UTC of the last day this version was read; null when never. */
  readonly accessedAt: number | null
  readonly facts: Facts
  readonly note: string
}

/** A value on its way to the one who asked. The receiver owns `bytes` and wipes them when done. */
export interface RevealedValue {
  readonly name: string
  readonly arn: string
  readonly versionId: string
  readonly stages: readonly string[]
  readonly createdAt: number
  readonly form: ValueForm
  readonly bytes: Uint8Array
}

/** Who made a call. `program` is a path or a program key's name. */
export interface AuditActor {
  readonly door: 'window' | 'socket' | 'endpoint' | 'ssh-agent' | 'core'
  readonly pid?: number
  readonly program?: string
}

export interface AuditEvent {
  /** Epoch milliseconds, from the clock of the machine. Order is by number, not by time. */
  readonly at: number
  readonly actor: AuditActor
  readonly action: AuditAction
  readonly secret?: string
  readonly versionId?: string
  /** Short and free of values: a stage, a count, a failure's kind. */
  readonly detail?: string
}

export interface AuditEntry extends AuditEvent {
  readonly number: number
}

/** What a complete check found wrong, in words without names or values; no faults when all is well. */
export interface IntegrityReport {
  readonly faults: readonly string[]
  readonly rows: number
  readonly auditEntries: number
}

/** A backup file as its header says; opened and checked only when it is restored. */
export interface BackupSummary {
  readonly path: string
  readonly createdAt: number
  readonly generation: number
  /** Of the vault inside. */
  readonly sizeBytes: number
  readonly vaultId: string
  readonly automatic: boolean
}

/** What restoring a backup would bring and do. */
export interface RestorePreview {
  readonly createdAt: number
  readonly generation: number
  readonly secrets: number
  readonly versions: number
  readonly auditEntries: number
  /** A vault is there now; it would be moved aside, whole. */
  readonly replaces: boolean
  /** The restored vault would get an id and keys of its own, because the one it came from lives or was seen newer. */
  readonly fork: boolean
  /** How many saves of the same vault this machine saw after the backup. */
  readonly savesBehind: number
}

/** The local Secrets Manager. `port` is kept while it is off; 0 before it was ever on. */
export type EndpointStatus =
  | { readonly on: false; readonly port: number }
  | { readonly on: true; readonly port: number; readonly url: string; readonly socketPath: string | null }

/** What a program may do at the endpoint: `*` stops at `/`, `**` does not; null stages are all, null `until` has no end. */
export interface GrantSummary {
  readonly glob: string
  readonly stages: readonly string[] | null
  readonly write: boolean
  readonly until: number | null
}

/** A program's key without its secrets. */
export interface ProgramKeySummary {
  readonly program: string
  readonly accessKeyId: string
  readonly grants: readonly GrantSummary[]
  /** The user is asked at the first use of each secret. */
  readonly confirm: boolean
  readonly createdAt: number
}

/** A new key with its secrets, which are shown this once. */
export interface NewProgramKey extends ProgramKeySummary {
  readonly secretAccessKey: string
  /** For the Secrets Manager Agent's API. */
  readonly agentToken: string
  /** Null while the endpoint is off. */
  readonly url: string | null
  readonly region: string
}

/** A program waits for the user's yes. */
export interface ApprovalQuestion {
  readonly id: number
  readonly program: string
  readonly secret: string
  readonly write: boolean
  /** Of an SSH key that is to be used for a signature; absent for other questions. */
  readonly fingerprint?: string
  /** Of a program that wants to use the vault from a terminal: what started it, "" where nobody knows. */
  readonly parent?: string
}

/** Whether the vault opens by the OS keychain. `reason`: why it cannot, or what changed since it was set up. */
export interface KeychainStatus {
  readonly enabled: boolean
  readonly backend: string | null
  readonly reason: string | null
}

/** One thing the doctor looked at. Texts hold no names of secrets and no values. */
export interface DoctorFinding {
  /** Stable: "file.permissions", "backups.age" … */
  readonly id: string
  readonly level: 'ok' | 'warning' | 'error'
  readonly title: string
  readonly detail: string
  /** What to do; empty when nothing is to be done. */
  readonly fix: string
}

/** An editor's unsaved content. The receiver owns `bytes`. */
export interface Draft {
  readonly id: string
  readonly name: string
  readonly kind: Kind | null
  readonly description: string
  readonly tags: Tags
  readonly form: ValueForm
  readonly bytes: Uint8Array
  readonly expected: string | null
  readonly savedAt: number
}

export interface DraftSummary {
  readonly id: string
  readonly name: string
  readonly savedAt: number
}

/** What a salvage saved, and what it could not. */
export interface SalvageReport {
  /** The new vault file with everything readable. */
  readonly path: string
  readonly lost: readonly {
    readonly what: 'secret' | 'version' | 'record' | 'audit entry'
    /** Null where not even the name could be read. */
    readonly name: string | null
    readonly versionId: string | null
  }[]
}

/** One way into the vault. `memoryKib` and `passes` are its Argon2id cost; 0 where nothing is hashed. */
export interface SlotSummary {
  readonly slotId: string
  readonly type: 'password' | 'password-and-keyfile' | 'recovery' | 'keychain'
  readonly memoryKib: number
  readonly passes: number
}

export type VaultState =
  | { readonly state: 'none' }
  /** `needsKeyfile`: the password alone opens it no more. */
  | { readonly state: 'locked'; readonly needsKeyfile?: boolean }
  | {
      readonly state: 'unlocked'
      readonly readOnly: boolean
      /** Above 0: older than this machine saw by so many saves, and read-only until that is accepted. */
      readonly behindBy: number
      /** What the complete check in the background found wrong; then the vault is read-only. */
      readonly faults: readonly string[]
    }
  /** The file cannot be opened as a vault; `reason` is the failure's sentence. The file stays as it is. */
  | { readonly state: 'unusable'; readonly failure: string; readonly reason: string }

export interface AppStatus {
  readonly vault: VaultState
  readonly home: string
  readonly vaultPath: string
  readonly version: string
  readonly platform: string
  /** The compiled `coffer` command of this release; null in a checkout, where it is `npx coffer`. */
  readonly command: string | null
}

export interface Overview {
  readonly total: number
  readonly favourites: number
  readonly scheduled: number
  readonly kinds: Readonly<Partial<Record<Kind, number>>>
  /** "key" → value → number of secrets. */
  readonly tags: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Path prefixes that end in "/", such as "prod/": those at the top, and those right below each that was asked for. */
  readonly prefixes: Readonly<Record<string, PrefixCounts>>
}

export interface PrefixCounts {
  /** Secrets anywhere below. */
  readonly secrets: number
  /** Prefixes right below. */
  readonly prefixes: number
}

export interface SecretPage {
  readonly total: number
  /** Rises with every change of the vault: pages of different revisions do not fit together. */
  readonly revision: number
  readonly rows: readonly SecretSummary[]
}

/** How the SSH agent offers keys. */
export const sshAgentSettings = {
  /** The user is asked in the window before a key is used. */
  sshAgentAsk: z.boolean(),
  /** Patterns of names; one that begins with `!` leaves out what it matches. */
  sshAgentNames: z.array(z.string().min(1).max(1_024)).max(100),
}

/** In px; 0 leaves it to the window. */
const paneWidth = z.number().int().min(0).max(2_000)

const settingsShape = {
  autoLockMinutes: z.number().int().min(0).max(1_440),
  lockOnSuspend: z.boolean(),
  lockOnScreenLock: z.boolean(),
  clipboardSeconds: z.number().int().min(5).max(600),
  revealSeconds: z.number().int().min(5).max(600),
  blockScreenCapture: z.boolean(),
  closeToTray: z.boolean(),
  theme: z.enum(['system', 'light', 'dark']),
  auditDays: z.number().int().min(0).max(36_500),
  /** Notifications of the OS about what is due. */
  reminders: z.boolean(),
  /** At most one in so many hours. */
  reminderEveryHours: z.number().int().min(1).max(168),
  /** Local hours [from, to) without a notification, over midnight too; the same hour twice: none. */
  quietFromHour: z.number().int().min(0).max(23),
  quietToHour: z.number().int().min(0).max(23),
  /** So long before a certificate or token ends; 0: when it has ended. */
  expiryReminderDays: z.number().int().min(0).max(365),
  /** 0: never. */
  unreadReminderDays: z.number().int().min(0).max(3_650),
  ...sshAgentSettings,
  /** Ask in the window before a program in a terminal uses the vault for the first time. */
  terminalAsk: z.boolean(),
  /** Programs, with what starts them, that are not asked about any more. */
  terminalAlways: z.array(z.string().max(8_200)).max(200),
  /** What the generator begins with. */
  generatorRecipe: z.enum(['characters', 'words']),
  generatorCharacters: z.number().int().min(8).max(128),
  generatorWords: z.number().int().min(4).max(16),
  generatorSymbols: z.boolean(),
  sidebarWidth: paneWidth,
  listWidth: paneWidth,
}

export const settingsSchema = z.strictObject(settingsShape)
/** Some settings, to change those alone. Built without defaults: a default would reset what was not named. */
export const settingsChange = settingsSchema.partial()

/** What the user set; kept sealed in the vault, so known only while unlocked. 0 minutes means never by idle; 0 audit days means entries stay for ever. */
export type Settings = z.infer<typeof settingsSchema>

export const defaultSettings: Settings = {
  autoLockMinutes: 10,
  lockOnSuspend: true,
  lockOnScreenLock: true,
  clipboardSeconds: 30,
  revealSeconds: 30,
  blockScreenCapture: true,
  closeToTray: false,
  theme: 'system',
  auditDays: 0,
  reminders: true,
  reminderEveryHours: 24,
  quietFromHour: 22,
  quietToHour: 8,
  expiryReminderDays: 30,
  unreadReminderDays: 90,
  sshAgentAsk: true,
  sshAgentNames: ['**'],
  terminalAsk: false,
  terminalAlways: [],
  generatorRecipe: 'characters',
  generatorCharacters: 24,
  generatorWords: 7,
  generatorSymbols: true,
  sidebarWidth: 0,
  listWidth: 0,
}
