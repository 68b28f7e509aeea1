/** Calls that find the vault unlocked, or unlock it first with what the user gave, or by asking. */
import type { CallAnswer, CallInput, CallName } from '../../shared/contract.ts'
import { fail, type Result } from '../../shared/failure.ts'
import type { Answer, Core } from '../context.ts'
import type { CliFailure } from '../failure.ts'
import type { GlobalValues } from '../line/command.ts'
import type { Output } from '../terminal/output.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { givenKeyfile } from './keyfile.ts'
import type { Link } from './link.ts'
import { givenPassword } from './password.ts'
import type { Place } from './place.ts'

export interface SessionOptions {
  readonly link: Link
  /** A connection of its own, for calls while the first waits for an answer. */
  readonly beside: Link
  readonly globals: GlobalValues
  readonly terminal: Terminal
  readonly out: Output
  readonly locate: () => Place
}

/** Wrong passwords a person may type before the command gives up. */
const tries = 3

export function createCore(options: SessionOptions): Core {
  const { link, locate } = options
  return {
    callAsIs: (name, input, { start = true } = {}) => link.call(name, input, { start }),
    callBeside: (name, input) => options.beside.call(name, input, { start: false }),
    unlock: () => unlock(options, stillLocked),
    ended: (limitMs) => link.ended(limitMs),
    release: () => {
      link.close()
      options.beside.close()
    },
    async call<K extends CallName>(name: K, input: CallInput<K>): Answer<K> {
      // Nothing to start a process for; a core that runs answers for itself.
      const answer = await link.call(name, input, { start: locate().hasVault })
      if (answer.ok) return answer
      if (answer.failure.kind === 'not-running') return fail(noVault)
      if (answer.failure.kind !== 'locked') return answer
      const unlocked = await unlock(options, answer.failure)
      return unlocked.ok ? link.call(name, input) : unlocked
    },
  }
}

const stillLocked: CliFailure = { kind: 'locked', message: 'There is no password and no terminal to ask for it.' }
const noVault: CliFailure = { kind: 'no-vault', message: 'There is no vault here yet.' }

/** `otherwise` is the failure when nobody can give a password. */
async function unlock(options: SessionOptions, otherwise: CliFailure): Promise<Result<null, CliFailure>> {
  const given = await givenPassword(options.globals)
  if (!given.ok) return given
  if (given.value !== null) return unlockWith(options, given.value)
  if (!options.terminal.canAsk()) return fail(otherwise)
  for (let attempt = 1; ; attempt++) {
    const typed = await options.terminal.ask('Password: ')
    if (!typed.ok) return typed
    const unlocked = await unlockWith(options, typed.value)
    if (unlocked.ok || unlocked.failure.kind !== 'wrong-password' || attempt === tries) return unlocked
    options.out.error(`${unlocked.failure.message}\n`)
  }
}

/** Wipes the password. */
async function unlockWith(
  { link, out, globals }: SessionOptions,
  password: Uint8Array,
): Promise<Result<null, CliFailure>> {
  const done = out.progress('Unlocking…')
  try {
    const keyfile = givenKeyfile(globals)
    if (!keyfile.ok) return keyfile
    const input = { password, ...keyfile.value }
    const answer: Result<CallAnswer<'vault.unlock'>, CliFailure> = await link.call('vault.unlock', input)
    keyfile.value.keyfile?.fill(0)
    return answer
  } finally {
    password.fill(0)
    done()
  }
}
