import { succeed } from '../../shared/failure.ts'
import type { AppStatus, VaultState } from '../../shared/model.ts'
import type { Context } from '../context.ts'
import { defineCommand } from '../line/command.ts'
import { version as ownVersion } from '../version.ts'

export interface Status {
  readonly vault: VaultState['state']
  readonly running: boolean
  readonly home: string
  readonly version: string
  /** Only of an unusable vault. */
  readonly reason?: string
  /** Only when it is open for reading only. */
  readonly readOnly?: true
}

export const status = defineCommand({
  name: 'status',
  group: 'vault',
  summary: 'Say whether there is a vault, and whether it is unlocked',
  details: [
    'Starts nothing and unlocks nothing. `vault` is none, locked, unlocked or unusable; while Coffer does not run, a vault is locked.',
  ],
  arguments: {},
  options: {},
  examples: [
    { line: 'coffer status', about: 'Look' },
    { line: 'coffer status --json | jq -r .vault', about: 'In a script' },
  ],
  async run(context) {
    const found = await readStatus(context)
    if (context.out.json) await context.out.printJson(found)
    else await context.out.data(inWords(found))
    return succeed(0)
  },
})

/** Of whatever is there: a core that does not run, or is unreachable, is no failure here. */
export async function readStatus(context: Context): Promise<Status> {
  const { home, hasVault } = context.locate()
  const answer = await context.core.callAsIs('app.status', {}, { start: false })
  if (!answer.ok) return { vault: hasVault ? 'locked' : 'none', running: false, home, version: ownVersion }
  return ofCore(answer.value, home)
}

function ofCore({ vault, version }: AppStatus, home: string): Status {
  return {
    vault: vault.state,
    running: true,
    home,
    version,
    ...(vault.state === 'unusable' ? { reason: vault.reason } : {}),
    ...(vault.state === 'unlocked' && vault.readOnly ? { readOnly: true } : {}),
  }
}

function inWords({ vault, running, home, version, reason, readOnly }: Status): string {
  const lines = [
    `Vault:    ${vault}${readOnly ? ', for reading only' : ''}${reason === undefined ? '' : `: ${reason}`}`,
    `Home:     ${home}`,
    `Coffer:   ${running ? 'running' : 'not running'}, ${version}`,
  ]
  return `${lines.join('\n')}\n`
}
