import { fail, succeed } from '../../shared/failure.ts'
import { retryMs, wait } from '../core/wait.ts'
import { defineCommand } from '../line/command.ts'
import { readStatus } from './status.ts'

/** The core is killed at once; a machine that needs longer has other troubles. */
const endMs = 5_000
/** For the fresh core to listen. */
const freshMs = 3_000

export const lock = defineCommand({
  name: 'lock',
  group: 'vault',
  summary: 'Lock the vault',
  details: [
    'Ends the process that holds the keys, so nothing of them is left in memory; when this command returns, it has ended. Starts nothing.',
  ],
  arguments: {},
  options: {},
  examples: [{ line: 'coffer lock', about: 'Before going away' }],
  async run(context) {
    const { core, out } = context
    const before = await core.callAsIs('app.status', {}, { start: false })
    if (!before.ok && before.failure.kind !== 'not-running') return before
    if (!before.ok || before.value.vault.state !== 'unlocked') out.note('No vault is unlocked here.')
    else {
      const locked = await core.callAsIs('vault.lock', {}, { start: false })
      if (!locked.ok) return locked
      if (!(await core.ended(endMs)))
        return fail({ kind: 'core-lost', message: 'Coffer was told to lock and did not end in time.' })
      await untilFresh()
      out.note('The vault is locked.')
    }
    if (out.json) await out.printJson(await readStatus(context))
    return succeed(0)

    /** So that the next command meets the fresh core; one that does not come back has locked just as well. */
    async function untilFresh(): Promise<void> {
      const deadline = Date.now() + freshMs
      while (Date.now() < deadline) {
        const answer = await core.callAsIs('app.status', {}, { start: false })
        if (answer.ok || answer.failure.kind === 'not-running') return
        await wait(retryMs)
      }
    }
  },
})
