/**
 * Asking the user before a program gets at the open vault through the terminal's socket for the first time. Only where the
 * user wants it and a window is open to ask in: scripts work without, as long as nobody says otherwise.
 */
import type { CallName } from '../../shared/contract.ts'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import { type ApprovalOptions, createApprovals } from './endpoint/approvals.ts'
import type { Caller } from './socket/server.ts'

export interface TerminalApprovalOptions {
  /** The user's setting, in an open vault with a window. */
  readonly isAsked: () => boolean
  /** Programs that were allowed for good, as `idOf` writes them. */
  readonly always: () => readonly string[]
  readonly remember: (id: string) => void
  readonly show: ApprovalOptions['show']
  readonly processOf: ReadProcess
  readonly now: () => number
}

export interface TerminalApprovals {
  /** `refused` when the user said no, or nothing in time. `gone` takes the question back: nobody waits any more. */
  allow(call: string, caller: Caller, gone?: AbortSignal): Promise<Result<null>>
  /** The password was given in this terminal, which is a yes for as long as the vault is open. */
  trust(caller: Caller): void
}

/** What the OS says of a process; null where it does not. */
export type ReadProcess = (pid: number) => {
  /** With when it began, because a number may be another's later. */
  readonly mark: string
  readonly session: string | null
  /** The executable of the process that started it: a shell, a script's interpreter, make. */
  readonly parent: string | null
} | null

/** A person looks up, reads and decides; a script that waits longer is better told. */
const approvalMs = 60_000
/** A command that is tried again by itself does not ask again at once. */
const denialHoldsMs = 3_000

/** What works without the vault, or asks for the password itself. */
const free: ReadonlySet<string> = new Set<CallName>([
  'app.status',
  'vault.create',
  'vault.unlock',
  'vault.lock',
  'vault.recover',
  'vault.salvage',
  'backups.preview',
  'backups.restore',
  'doctor.run',
])

const denied = fail({
  kind: 'refused' as const,
  message: 'Coffer’s window asked whether this program may use the vault, and the answer was no.',
})

export function createTerminalApprovals(options: TerminalApprovalOptions): TerminalApprovals {
  const approvals = createApprovals(
    {
      show: options.show,
      onAlways: ({ program, parent }) => options.remember(idOf(program, parent ?? null)),
      timeoutMs: approvalMs,
      denialHoldsMs,
    },
    options.now,
  )
  /** Processes with a yes, and terminal sessions in which the password was given. */
  const allowed = new Set<string>()
  const describe = ({ pid, program }: Caller) => {
    const found = pid === null ? null : options.processOf(pid)
    return {
      program: program ?? '',
      mark: `process ${found?.mark ?? pid}`,
      session: found?.session ? `session ${found.session}` : `process ${found?.mark ?? pid}`,
      parent: found?.parent ?? null,
    }
  }
  return {
    async allow(call, caller, gone) {
      if (free.has(call) || !options.isAsked()) return succeed(null)
      const { program, mark, session, parent } = describe(caller)
      if (allowed.has(mark) || allowed.has(session)) return succeed(null)
      if (options.always().includes(idOf(program, parent))) return succeed(null)
      const request = { program, parent: parent ?? '', secret: '', write: false }
      if (!(await approvals.ask(request, session, gone))) return denied
      allowed.add(mark)
      return succeed(null)
    },
    trust: (caller) => allowed.add(describe(caller).session),
  }
}

/** A program and what started it: `coffer` alone would be every script there is. */
const idOf = (program: string, parent: string | null): string => `${program} < ${parent ?? ''}`
