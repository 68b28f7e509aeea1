import type { AttentionReport } from '../../shared/contract-attention.ts'
import type { Failure } from '../../shared/failure.ts'
import type { Kind } from '../../shared/limits.ts'
import type {
  ApprovalQuestion,
  AppStatus,
  Overview,
  SecretDetail,
  SecretSummary,
  Settings,
  VersionSummary,
} from '../../shared/model.ts'
import type { RotationCard } from '../../shared/rotation-model.ts'
import type { Target } from '../../shared/sync-model.ts'
import { awaitedVault } from '../first-document.ts'
import type { Listing } from '../lib/query.ts'
import { type ImportState, initialImport } from './import-state.ts'
import { initialRotation, type RotationState } from './rotation-state.ts'
import { initialSync, type SyncState } from './sync-state.ts'

/** A page as it came, and the revision of the vault it belongs to. */
export interface LoadedPage {
  readonly revision: number
  readonly rows: readonly SecretSummary[]
}

export interface ListState extends Listing {
  /** Rises with every other view, query or order: the list then begins at its top again. */
  readonly generation: number
  readonly total: number
  /** The newest revision heard of; pages of an older one are shown until they are fetched anew. */
  readonly revision: number
  readonly pages: ReadonlyMap<number, LoadedPage>
  readonly status: 'loading' | 'ready' | 'failed'
  readonly failure: Failure | null
}

export type DetailState =
  | { readonly status: 'none' }
  | { readonly status: 'loading'; readonly name: string }
  | { readonly status: 'failed'; readonly name: string; readonly failure: Failure }
  | {
      readonly status: 'ready'
      readonly name: string
      readonly secret: SecretDetail
      readonly versions: readonly VersionSummary[]
    }

/** What is edited: a new secret, or the version of a secret that AWSCURRENT was on when the editor opened. */
export type EditorState =
  | { readonly mode: 'new' }
  | { readonly mode: 'edit'; readonly secret: SecretDetail; readonly expected: string | null }

export type Dialog =
  | { readonly type: 'palette' | 'keys' | 'settings' | 'kit' }
  | { readonly type: 'bulk-tag' | 'bulk-remove'; readonly names: readonly string[] }
  | { readonly type: 'remove'; readonly name: string }
  | { readonly type: 'discard'; readonly proceed: () => void }
  | { readonly type: 'stage'; readonly name: string; readonly versionId: string }
  | { readonly type: 'note'; readonly name: string; readonly versionId: string; readonly note: string }
  | { readonly type: 'compare'; readonly name: string; readonly older: string; readonly newer: string }
  | { readonly type: 'target'; readonly target: Target | null }
  | { readonly type: 'target-check' | 'target-remove'; readonly name: string }
  | { readonly type: 'rotation'; readonly card: RotationCard; readonly kind: Kind }
  | { readonly type: 'rotation-bulk' }
  | { readonly type: 'vet'; readonly name: string; readonly versionId: string }

/** A profile asks for the code of an MFA device; `answer` takes null for no code. Lies over any other dialog. */
export interface MfaQuestion {
  readonly serial: string
  /** Why it is asked for: the profile's rule, or a code that was wrong. */
  readonly message: string
  readonly answer: (code: string | null) => void
}

/** Which screen the window's room beside the sidebar shows. */
export type Page =
  | { readonly type: 'secrets' }
  | { readonly type: 'attention' | 'rotation' | 'import' }
  | { readonly type: 'sync'; readonly tab: SyncTab }
export type SyncTab = 'plan' | 'targets' | 'conflicts' | 'history'

export interface Toast {
  readonly id: number
  readonly tone: 'plain' | 'ok' | 'danger'
  readonly message: string
  readonly undo?: () => void
}

/** Mirrors what the core says, and which parts of the window are open. It holds ids and metadata, never a value. */
export interface State {
  readonly status: AppStatus | null
  /** Path of the vault that the core, still starting, is expected to find locked; null: nothing is expected. */
  readonly awaitedVault: string | null
  readonly page: Page
  readonly sync: SyncState
  readonly rotation: RotationState
  readonly importing: ImportState
  /** Weak and reused values, from the last look; null until somebody asked. */
  readonly attention: AttentionReport | null
  /** Why not even the status could be had. */
  readonly failure: Failure | null
  /** Known only while unlocked. */
  readonly settings: Settings | null
  readonly overview: Overview | null
  /** Keys of the sidebar's items whose own items are shown below them. */
  readonly unfolded: ReadonlySet<string>
  readonly list: ListState
  readonly selected: string | null
  /** Names of several secrets marked in the list; empty while only one is selected. */
  readonly marked: ReadonlySet<string>
  readonly detail: DetailState
  readonly editor: EditorState | null
  /** Whether leaving the editor would lose something typed. */
  readonly editorDirty: boolean
  readonly dialog: Dialog | null
  readonly mfa: MfaQuestion | null
  readonly toasts: readonly Toast[]
  /** The vault was just created: a recovery kit is offered. */
  readonly offersKit: boolean
  /** Rises with every value read here: the audit log then has more to show. */
  readonly reads: number
  /** Programs that wait for the user's yes, oldest first. */
  readonly approvals: readonly ApprovalQuestion[]
}

export const emptyList: ListState = {
  view: { type: 'scope', scope: 'all' },
  query: '',
  sort: 'name',
  generation: 0,
  total: 0,
  revision: 0,
  pages: new Map(),
  status: 'loading',
  failure: null,
}

export const initialState: State = {
  status: null,
  awaitedVault,
  page: { type: 'secrets' },
  sync: initialSync,
  rotation: initialRotation,
  importing: initialImport,
  attention: null,
  failure: null,
  settings: null,
  overview: null,
  unfolded: new Set(),
  list: emptyList,
  selected: null,
  marked: new Set(),
  detail: { status: 'none' },
  editor: null,
  editorDirty: false,
  dialog: null,
  mfa: null,
  toasts: [],
  offersKit: false,
  reads: 0,
  approvals: [],
}
