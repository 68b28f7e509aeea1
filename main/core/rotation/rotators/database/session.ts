/** What a rotator asks of a database, whichever it is. Nothing here holds SQL or a driver. */
import type { Result } from '../../../../../shared/failure.ts'
import type { TlsChoice } from './tls-choice.ts'

export interface Account {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  /** Null: the engine's default. */
  readonly dbname: string | null
}

/**
 * `rejected`: the server is there and does not take this name and password. `no-tls`: it does not speak TLS.
 * `unreachable`: may go by itself; `problem`: stands until somebody acts. Messages are for the user and hold no value.
 */
export type Login =
  | { readonly kind: 'in'; readonly session: DatabaseSession }
  | { readonly kind: 'rejected' | 'no-tls' | 'unreachable' | 'problem'; readonly message: string }

export interface DatabaseSession {
  /** Sets the password of the account that is logged in. */
  setOwnPassword(password: string): Promise<Result<null>>
  /** The account as the server knows it; for MySQL with the host it was matched by: `app@%`. */
  identity(): Promise<Result<string>>
  /**
   * Makes `alternate` when it is missing, gives it what `original` (an identity) may do, and sets its password last: as
   * long as it does not log in, it is not complete. May be repeated.
   */
  setAlternate(change: { original: string; alternate: string; password: string }): Promise<Result<null>>
  close(): Promise<void>
}

export interface DatabaseEngine {
  /** For sentences: "PostgreSQL". */
  readonly title: string
  readonly defaultPort: number
  /** Of the secret's `engine` member; null for an engine that this one does not serve. */
  userNameLength(engine: string): number | null
  /** A name's length as the engine counts it. */
  nameLength(username: string): number
  /**
   * One try with one kind of protection. The driver is loaded on the first call. `signal` ends the login, and later
   * whatever the session is at.
   */
  login(account: Account, tls: TlsChoice, signal: AbortSignal): Promise<Login>
}

/** Longer than a database under load takes, shorter than anybody waits. */
export const connectWithinMs = 10_000
export const answerWithinMs = 30_000
