/**
 * Every way an operation can fail that is not a bug. Failures are data: they cross the port and the socket as they are,
 * carry no secret value, and `message` is a sentence for a person. `throw` is reserved for bugs.
 */
export type Failure =
  /** No vault file at this home yet. */
  | { readonly kind: 'no-vault'; readonly message: string }
  | { readonly kind: 'vault-exists'; readonly message: string }
  /** The vault is there and locked: unlock first. */
  | { readonly kind: 'locked'; readonly message: string }
  /** No slot opens with what was given. The same answer for a wrong password and a damaged password slot. */
  | { readonly kind: 'wrong-password'; readonly message: string }
  /** Too many wrong passwords: try again in `retryAfterMs`. */
  | { readonly kind: 'throttled'; readonly message: string; readonly retryAfterMs: number }
  /** The file is a vault, but its content does not verify; it was not changed. */
  | { readonly kind: 'vault-damaged'; readonly message: string; readonly detail: string }
  /** The file is not a Coffer vault; it was not changed. */
  | { readonly kind: 'vault-foreign'; readonly message: string }
  /** Written by a newer Coffer; it was not changed. */
  | { readonly kind: 'vault-newer'; readonly message: string; readonly format: number }
  /** Older than what this machine saw last: opened read-only until the user accepts it. */
  | { readonly kind: 'vault-rolled-back'; readonly message: string; readonly behindBy: number }
  /** Another process has the vault open. */
  | { readonly kind: 'vault-busy'; readonly message: string }
  | { readonly kind: 'read-only'; readonly message: string }
  | { readonly kind: 'disk-full'; readonly message: string }
  | { readonly kind: 'io-error'; readonly message: string; readonly detail: string }
  /** No secret of that name (or it is hidden from the caller). `near` lists similar names. */
  | { readonly kind: 'not-found'; readonly message: string; readonly near?: readonly string[] }
  | { readonly kind: 'version-not-found'; readonly message: string }
  | { readonly kind: 'stage-not-found'; readonly message: string }
  | { readonly kind: 'exists'; readonly message: string }
  /** AWSCURRENT is no longer on the version the caller was editing; `currentVersionId` is where it is. */
  | { readonly kind: 'stale'; readonly message: string; readonly currentVersionId: string }
  /** The version id (ClientRequestToken) is already used for other content. */
  | { readonly kind: 'token-reused'; readonly message: string }
  | { readonly kind: 'scheduled-for-deletion'; readonly message: string; readonly deletionAt: number }
  | { readonly kind: 'not-scheduled'; readonly message: string }
  /** A staging-label rule refused the move (aws-secrets-manager rules 7 and 8). */
  | { readonly kind: 'stage-refused'; readonly message: string }
  /** A quota of Secrets Manager that the vault keeps too: 20 stages over all versions of a secret. */
  | { readonly kind: 'limit-exceeded'; readonly message: string }
  /** An input broke a rule; `field` names it, `message` says the rule. */
  | { readonly kind: 'invalid'; readonly message: string; readonly field: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'unavailable'; readonly message: string }
  /** A profile asks for the code of an MFA device: call again with it. */
  | { readonly kind: 'mfa-needed'; readonly message: string; readonly serial: string }
  | { readonly kind: 'aws'; readonly message: string; readonly code: string }
  /** An unexpected exception. Only `reference` connects it with the log; nothing else about it leaves the core. */
  | { readonly kind: 'bug'; readonly message: string; readonly reference: string }

export type FailureKind = Failure['kind']
export type FailureOf<K extends FailureKind> = Extract<Failure, { readonly kind: K }>

/** The answer of everything that can fail: a value, or a failure as data. */
export type Result<T, F = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F }

export const succeed = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })

export const fail = <F>(failure: F): { readonly ok: false; readonly failure: F } => ({ ok: false, failure })

/** Builds the failure for an input that broke a rule: `field` is the glossary's name of the input. */
export const invalid = (
  field: string,
  message: string,
): { readonly ok: false; readonly failure: FailureOf<'invalid'> } => fail({ kind: 'invalid', field, message })

/** Ends a switch over a closed union: a new member is a compile error here, an impossible value a thrown bug. */
export function assertNever(value: never): never {
  throw new Error(
    `unexpected member: ${typeof value === 'object' ? Object.keys(value as object).join() : typeof value}`,
  )
}
