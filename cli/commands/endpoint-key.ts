import { fail, succeed } from '../../shared/failure.ts'
import type { GrantSummary } from '../../shared/model.ts'
import { checkStage } from '../../shared/rules.ts'
import { usage } from '../failure.ts'
import { defineCommand, flag, list, one, value } from '../line/command.ts'
import { layTable, localTime } from '../terminal/style.ts'
import { configSnippet, endpointVariables } from '../values/endpoint-env.ts'
import { parseUntil } from '../values/times.ts'

export const endpointKeyAdd = defineCommand({
  name: 'endpoint key add',
  group: 'endpoint',
  summary: 'Make a key of the local Secrets Manager for a program',
  details: [
    'Prints the variables the program needs, a line each. The secret part is shown this once; it is no key of AWS. The program sees the names that --allow grants and no others; a key without --write reads only.',
  ],
  arguments: { program: one('PROGRAM', 'What the key is for; names it in the audit log') },
  options: {
    allow: list('GLOB', 'Secrets the program may use; `*` stops at a slash, `**` does not'),
    stage: list('LABEL', 'Only versions with this label', { completes: 'stage' }),
    write: flag('May also change what it sees'),
    until: value('T', 'Until a date, or for a time: 2030-12-31, 8h, 30d'),
    confirm: flag('Ask in the window at the first use of each secret'),
  },
  examples: [
    { line: "coffer endpoint key add billing --allow 'prod/billing/*'", about: 'May read these' },
    { line: "coffer endpoint key add ci --allow '**' --until 8h > .env.aws", about: 'For a working day' },
  ],
  async run({ core, out }, { args: { program }, options }) {
    if (options.allow.length === 0) return usage('Say what the program may see.', "For instance --allow 'prod/**'.")
    for (const stage of options.stage) {
      const checked = checkStage(stage)
      if (!checked.ok) return checked
    }
    const until = options.until === undefined ? succeed(null) : parseUntil('--until', options.until, Date.now())
    if (!until.ok) return until
    const stages = options.stage.length === 0 ? null : [...options.stage]
    const grants = options.allow.map((glob) => ({ glob, stages, write: options.write, until: until.value }))
    const answer = await core.call('endpoint.addKey', { program, grants, confirm: options.confirm })
    if (!answer.ok) return answer
    const variables = endpointVariables(answer.value)
    if (out.json) await out.printJson({ ...answer.value, environment: variables })
    else await out.data(lines(variables))
    if (answer.value.url === null) out.note('The endpoint is off, so it has no address: coffer endpoint on')
    out.note(`In ~/.aws/config, instead of the first variable:\n\n${configSnippet(answer.value)}\n`)
    return succeed(0)
  },
})

const lines = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, text]) => `${name}=${text}\n`)
    .join('')

export const endpointKeyLs = defineCommand({
  name: 'endpoint key ls',
  group: 'endpoint',
  summary: 'List the keys of programs and what they may do',
  arguments: {},
  options: {},
  examples: [{ line: 'coffer endpoint key ls', about: 'Every key, without its secret part' }],
  async run({ core, out }) {
    const answer = await core.call('endpoint.keys', {})
    if (!answer.ok) return answer
    const rows = answer.value.flatMap(({ program, accessKeyId, grants }) =>
      grants.map((grant) => [program, accessKeyId, grant.glob, rights(grant)]),
    )
    const columns = [
      { title: 'PROGRAM', style: out.style.bold },
      { title: 'KEY ID' },
      { title: 'ALLOWED' },
      { title: 'HOW' },
    ]
    if (out.json) await out.printJson({ keys: answer.value })
    else if (rows.length > 0) await out.data(layTable(columns, rows, out.style))
    return succeed(0)
  },
})

function rights({ write, stages, until }: GrantSummary): string {
  const labels = stages === null ? '' : `, ${stages.join(' or ')} only`
  return `${write ? 'read and write' : 'read'}${labels}${until === null ? '' : `, until ${localTime(until)}`}`
}

export const endpointKeyRm = defineCommand({
  name: 'endpoint key rm',
  group: 'endpoint',
  summary: "Take a program's key away, at once",
  arguments: { program: one('PROGRAM', 'What the key is for') },
  options: {},
  examples: [{ line: 'coffer endpoint key rm billing', about: 'Its next request is refused' }],
  async run({ core, out }, { args: { program } }) {
    const answer = await core.call('endpoint.removeKey', { program })
    if (!answer.ok) return answer
    if (!answer.value) return fail({ kind: 'not-found', message: `There is no key for ${program}.` })
    if (out.json) await out.printJson({ program })
    out.note(`${program} has no key any more.`)
    return succeed(0)
  },
})
