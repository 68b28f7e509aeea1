/**
 * What can go wrong at the terminal: everything the core can answer, and what happens on this side of the socket. One
 * table gives each its exit code (the CLI contract's), one its hint.
 */
import { assertNever, type Failure, type Result } from '../shared/failure.ts'

export type CliFailure =
  | Failure
  /** The command line itself is wrong; nothing was asked of the core. */
  | { readonly kind: 'usage'; readonly message: string; readonly hint?: string }
  /** Ctrl-C, or the end of input at a prompt. */
  | { readonly kind: 'interrupted'; readonly message: string }
  /** The value has no such key. */
  | { readonly kind: 'no-field'; readonly message: string; readonly near: readonly string[] }
  /** A file of the user's cannot be read or written. */
  | { readonly kind: 'file'; readonly message: string }
  /** Coffer could not be started in the background. */
  | { readonly kind: 'not-started'; readonly message: string; readonly hint?: string }
  /** Nothing runs, for a command that does not start it. */
  | { readonly kind: 'not-running'; readonly message: string }
  /** The connection broke and it is not known whether the call was done. */
  | { readonly kind: 'core-lost'; readonly message: string; readonly hint?: string }
  /** The folder of the socket is not safe to use: a link, another user's, or open to others. */
  | { readonly kind: 'unsafe-socket'; readonly message: string }

/** The answer of a command: its exit code, 0 unless it runs a program. */
export type Outcome = Result<number, CliFailure>

export const usage = (message: string, hint?: string): { readonly ok: false; readonly failure: CliFailure } => ({
  ok: false,
  failure: hint === undefined ? { kind: 'usage', message } : { kind: 'usage', message, hint },
})

export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  locked: 3,
  notFound: 4,
  exists: 5,
  refused: 6,
  conflict: 7,
  network: 8,
  damaged: 9,
  interrupted: 130,
} as const

/** The published table: docs/cli.md says why for each that is not obvious. */
export function exitCodeOf(failure: CliFailure): number {
  switch (failure.kind) {
    case 'usage':
    case 'invalid':
      return exitCodes.usage
    case 'locked':
    case 'wrong-password':
    case 'throttled':
      return exitCodes.locked
    case 'no-vault':
    case 'not-found':
    case 'no-field':
    case 'version-not-found':
    case 'stage-not-found':
    case 'scheduled-for-deletion':
      return exitCodes.notFound
    case 'vault-exists':
    case 'exists':
    case 'stale':
    case 'token-reused':
      return exitCodes.exists
    case 'refused':
    case 'stage-refused':
    case 'limit-exceeded':
    case 'not-scheduled':
    case 'read-only':
    case 'unsafe-socket':
      return exitCodes.refused
    case 'conflict':
      return exitCodes.conflict
    case 'aws':
    case 'unavailable':
    case 'mfa-needed':
      return exitCodes.network
    case 'vault-damaged':
    case 'vault-foreign':
    case 'vault-newer':
    case 'vault-rolled-back':
    case 'vault-busy':
      return exitCodes.damaged
    case 'interrupted':
      return exitCodes.interrupted
    case 'disk-full':
    case 'io-error':
    case 'file':
    case 'not-started':
    case 'not-running':
    case 'core-lost':
    case 'bug':
      return exitCodes.unexpected
    default:
      return assertNever(failure)
  }
}

/** The next thing to try, as a sentence; null when the message says all. */
export function hintOf(failure: CliFailure): string | null {
  switch (failure.kind) {
    case 'usage':
    case 'not-started':
      return failure.hint ?? null
    case 'locked':
      return 'Run `coffer unlock`, or give the password with --password-stdin or --password-file FILE.'
    case 'no-vault':
      return 'Run `coffer init` to make a vault here, or name another with --home DIR.'
    case 'vault-exists':
      return 'Unlock it with `coffer unlock`, or name another place with --home DIR.'
    case 'not-found':
    case 'no-field':
      return failure.near && failure.near.length > 0 ? `Did you mean ${inWords(failure.near)}?` : null
    case 'scheduled-for-deletion':
      return 'Bring it back with `coffer restore NAME`.'
    case 'version-not-found':
    case 'stage-not-found':
      return 'See `coffer versions NAME`.'
    case 'stage-refused':
      return 'See `coffer versions NAME` for where each label is, and name that version with --from.'
    case 'stale':
      return `AWSCURRENT is on version ${failure.currentVersionId} now.`
    case 'vault-damaged':
      return 'Restore a backup with `coffer restore-backup FILE`, or save what can be read with `coffer salvage`.'
    case 'vault-foreign':
      return 'Restore a backup with `coffer restore-backup FILE`, or name another vault with --home DIR.'
    case 'vault-newer':
      return 'Update Coffer.'
    case 'mfa-needed':
      return 'Give it with --mfa-code CODE.'
    case 'core-lost':
      return failure.hint ?? 'Look before you repeat it: `coffer describe NAME`, `coffer versions NAME`.'
    default:
      return null
  }
}

/** "a, b or c" */
export function inWords(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}
