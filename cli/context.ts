/** What a command has to work with. */
import type { CallAnswer, CallInput, CallName } from '../shared/contract.ts'
import type { Result } from '../shared/failure.ts'
import type { Place } from './core/place.ts'
import type { CliFailure } from './failure.ts'
import type { GlobalValues } from './line/command.ts'
import type { Output } from './terminal/output.ts'
import type { Terminal } from './terminal/terminal.ts'

export interface Context {
  readonly globals: GlobalValues
  readonly out: Output
  readonly terminal: Terminal
  readonly core: Core
  locate(): Place
  /** Runs `body` when the command ends, however it ends, and on the signals that end it. Answers how to forget it. */
  onEnd(body: () => void): () => void
}

export type Answer<K extends CallName> = Promise<Result<CallAnswer<K>, CliFailure>>

export interface Core {
  /** Starts the core and unlocks the vault if need be and possible. */
  call<K extends CallName>(name: K, input: CallInput<K>): Answer<K>
  /** Of a core as it is: nothing is unlocked. `start: false` does not start one either. */
  callAsIs<K extends CallName>(name: K, input: CallInput<K>, options?: { readonly start?: boolean }): Answer<K>
  /** While another call waits for its answer, on a connection of its own. Starts and unlocks nothing. */
  callBeside<K extends CallName>(name: K, input: CallInput<K>): Answer<K>
  /** With the password that was given, or that a person types; `locked` when there is neither. */
  unlock(): Promise<Result<null, CliFailure>>
  /** Gives our connection back; a later call opens another. */
  release(): void
  /** Resolves when the core ends our connection, false after `limitMs`. */
  ended(limitMs: number): Promise<boolean>
}
