import { succeed } from '../../shared/failure.ts'
import { defineCommand, one } from '../line/command.ts'
import { checkLookup } from '../values/checks.ts'

export const restore = defineCommand({
  name: 'restore',
  group: 'versions',
  summary: 'Bring back a secret that is scheduled for deletion',
  arguments: { name: one('NAME', 'The secret') },
  options: {},
  examples: [{ line: 'coffer restore old/ftp', about: 'With all its versions, labels and tags' }],
  async run({ core, out }, { args: { name } }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const answer = await core.call('secrets.restore', { name })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({ Name: name })
    out.note(`${name} is back.`)
    return succeed(0)
  },
})
