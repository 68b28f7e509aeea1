import { existsSync, rmSync } from 'node:fs'
import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, value } from '../line/command.ts'
import { confirm, yesOption } from '../terminal/confirm.ts'
import { writePrivately } from '../values/files.ts'
import { kitText } from '../values/recovery-kit.ts'

export const recoveryKit = defineCommand({
  name: 'recovery-kit',
  group: 'care',
  summary: 'Make a recovery key, for the day the password is forgotten',
  details: [
    'Prints a new key with what to do with it, this once. It opens the vault as the password does, so it belongs on paper and not on this machine: into a file with -o FILE (only you can read it) to print it, or onto the terminal to write it down. It goes into a pipe only when asked to, with -o -.',
    'A vault has one recovery key: a new one takes the place of the older, which then opens nothing but older backups.',
  ],
  arguments: {},
  options: {
    output: value('FILE', 'Write the kit to a new file only you can read', { short: 'o', completes: 'file' }),
    yes: yesOption,
  },
  examples: [
    { line: 'coffer recovery-kit', about: 'Write it down from the screen' },
    { line: 'coffer recovery-kit -o kit.txt', about: 'Print the file, then delete it' },
  ],
  async run(context, { options }) {
    const { core, out } = context
    const place = readPlace(context, options.output)
    if (!place.ok) return place
    const slots = await core.call('vault.slots', {})
    if (!slots.ok) return slots
    if (slots.value.some(({ type }) => type === 'recovery')) {
      const sure = await confirm(
        context,
        'There is a recovery key, which will open nothing any more. Go on?',
        options.yes,
      )
      if (!sure.ok) return sure
    }
    // The file comes first: a key that cannot be written down must not take the place of one that was.
    const reserved = place.value === null ? succeed(null) : writePrivately(place.value, new Uint8Array(0))
    if (!reserved.ok) return reserved
    const added = await core.call('vault.addRecoveryKey', {})
    if (!added.ok) {
      if (place.value !== null) rmSync(place.value, { force: true })
      return added
    }
    const kit = { recoveryKey: added.value.recoveryKey, home: context.locate().home, createdAt: Date.now() }
    const text = out.json ? `${JSON.stringify(kit, null, 2)}\n` : kitText(kit)
    if (place.value === null) await out.data(text)
    const written = place.value === null ? succeed(null) : writePrivately(place.value, Buffer.from(text))
    if (!written.ok) return written
    if (place.value !== null) out.note(`Wrote the kit to ${place.value}. Print it, and delete the file.`)
    return succeed(0)
  },
})

/** The file, or null for standard output. */
function readPlace({ terminal }: Context, output: string | undefined): Result<string | null, CliFailure> {
  if (output === undefined && !terminal.stdoutIsTerminal)
    return usage('A recovery key is not printed into a pipe by accident.', 'Say -o FILE, or -o - if it is meant.')
  if (output === undefined || output === '-') return succeed(null)
  if (existsSync(output)) return fail({ kind: 'exists', message: `There is a file ${output} already.` })
  return succeed(output)
}
