import { succeed } from '../../shared/failure.ts'
import { defineCommand, many, one } from '../line/command.ts'
import { checkLookup, parseTags } from '../values/checks.ts'

export const tag = defineCommand({
  name: 'tag',
  group: 'secrets',
  summary: 'Add tags to a secret, or change them',
  arguments: {
    name: one('NAME', 'The secret', 'secret'),
    tags: many('K=V', 'Key and value of a tag'),
  },
  options: {},
  examples: [{ line: 'coffer tag prod/db team=payments tier=1', about: 'Two tags' }],
  async run({ core, out }, { args }) {
    const { name } = args
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const tags = parseTags(args.tags)
    if (!tags.ok) return tags
    const answer = await core.call('secrets.tag', { name, tags: tags.value })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({})
    out.note(`Tagged ${name}.`)
    return succeed(0)
  },
})

export const untag = defineCommand({
  name: 'untag',
  group: 'secrets',
  summary: 'Take tags from a secret',
  arguments: {
    name: one('NAME', 'The secret', 'secret'),
    keys: many('K', 'Key of a tag; one that is not there is no failure'),
  },
  options: {},
  examples: [{ line: 'coffer untag prod/db tier', about: 'One tag' }],
  async run({ core, out }, { args: { name, keys } }) {
    const checked = checkLookup(name)
    if (!checked.ok) return checked
    const answer = await core.call('secrets.untag', { name, keys: [...keys] })
    if (!answer.ok) return answer
    if (out.json) await out.printJson({})
    out.note(`Untagged ${name}.`)
    return succeed(0)
  },
})
