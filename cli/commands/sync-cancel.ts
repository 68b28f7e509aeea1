import { succeed } from '../../shared/failure.ts'
import { defineCommand } from '../line/command.ts'

export const syncCancel = defineCommand({
  name: 'sync cancel',
  group: 'sync',
  summary: 'End the sync that runs, after the steps in flight',
  details: ['What was done stays, and the next sync goes on from there. No failure when nothing runs.'],
  arguments: {},
  options: {},
  examples: [{ line: 'coffer sync cancel', about: 'Also one that another program or the clock began' }],
  async run({ core, out }) {
    const status = await core.call('sync.status', {})
    if (!status.ok) return status
    const answer = await core.call('sync.cancel', {})
    if (!answer.ok) return answer
    const { running } = status.value
    if (out.json) await out.printJson({ cancelled: running !== null })
    out.note(
      running === null ? 'No sync runs.' : `Ending ${running.target} ${running.region} after the steps in flight.`,
    )
    return succeed(0)
  },
})
