import { fail, type Result, succeed } from '../../shared/failure.ts'
import type { GrantSummary, NewProgramKey } from '../../shared/model.ts'
import { checkStage } from '../../shared/rules.ts'
import type { Context } from '../context.ts'
import { type CliFailure, usage } from '../failure.ts'
import { defineCommand, flag, list, one, value } from '../line/command.ts'
import { nearWords } from '../line/near.ts'
import { layTable, localTime } from '../terminal/style.ts'
import { configProfile, endpointVariables } from '../values/endpoint-env.ts'
import { parseUntil } from '../values/times.ts'

export const endpointKeyAdd = defineCommand({
  name: 'endpoint key add',
  group: 'endpoint',
  summary: 'Make a key of the local Secrets Manager for a program',
  details: [
    'Prints the variables the program needs, a line each. The secret part is shown this once; it is no key of AWS. The program sees the names that --allow grants and no others; a key without --write reads only. Patterns are quoted, so that the shell leaves them alone.',
    'Switches the endpoint on when it is off. --aws-config prints a profile for `~/.aws/config` instead, for programs that are given AWS_PROFILE. --agent adds the token of the Secrets Manager Agent API, which the endpoint serves on the same port.',
  ],
  arguments: {
    program: one('PROGRAM', 'What the key is for; names it in the audit log'),
    more: { presence: 'any', value: 'GLOB', about: 'Further patterns after the first --allow' },
  },
  options: {
    allow: list('GLOB', 'Secrets the program may use; `*` stops at a slash, `**` does not'),
    stage: list('LABEL', 'Only versions with this label', { completes: 'stage' }),
    write: flag('May also change what it sees'),
    until: value('T', 'Until a date, a time, or for a time: 2030-12-31, 18:00, 8h, 30d'),
    confirm: flag('Ask in the window at the first use of each secret'),
    'aws-config': flag('Print a profile for ~/.aws/config'),
    agent: flag('Print the token for the Secrets Manager Agent API too'),
  },
  examples: [
    { line: "coffer endpoint key add billing --allow 'prod/billing/*'", about: 'May read these' },
    { line: "coffer endpoint key add ci --allow '**' --until 8h > .env.aws", about: 'For a working day' },
    {
      line: "coffer endpoint key add dev --allow 'dev/**' --write --aws-config >> ~/.aws/config",
      about: 'As a profile',
    },
  ],
  async run(context, { args: { program, more }, options }) {
    const grants = readGrants([...options.allow, ...(options.allow.length === 0 ? [] : more)], options)
    if (!grants.ok) return grants
    if (options['aws-config'] && options.agent) return usage('--aws-config and --agent go one at a time.')
    const key = await addKey(context, { program, grants: grants.value, confirm: options.confirm })
    if (!key.ok) return key
    if (context.out.json) await context.out.printJson({ ...key.value, environment: endpointVariables(key.value) })
    else await context.out.data(options['aws-config'] ? configProfile(key.value) : block(key.value, options.agent))
    if (!options['aws-config'])
      context.out.note(`boto3 and version 1 of the aws command read AWS_DEFAULT_REGION=${key.value.region} too.`)
    for (const { glob, ...grant } of grants.value) context.out.note(`${program} sees ${glob}: ${rights(grant)}.`)
    return succeed(0)
  },
})

interface GrantOptions {
  readonly stage: readonly string[]
  readonly write: boolean
  readonly until: string | undefined
}

interface Grant {
  readonly glob: string
  readonly stages: string[] | null
  readonly write: boolean
  readonly until: number | null
}

function readGrants(globs: readonly string[], options: GrantOptions): Result<readonly Grant[], CliFailure> {
  if (globs.length === 0) return usage('Say what the program may see.', "For instance --allow 'prod/**'.")
  if (globs.includes('')) return usage('--allow needs a pattern.')
  for (const stage of options.stage) {
    const checked = checkStage(stage)
    if (!checked.ok) return checked
  }
  const until = options.until === undefined ? succeed(null) : parseUntil('--until', options.until, Date.now())
  if (!until.ok) return until
  const stages = options.stage.length === 0 ? null : [...options.stage]
  return succeed(globs.map((glob) => ({ glob, stages, write: options.write, until: until.value })))
}

/** With the endpoint on, which it is left as it was when there is to be no key. */
async function addKey(
  { core, out }: Context,
  key: { readonly program: string; readonly grants: readonly Grant[]; readonly confirm: boolean },
): Promise<Result<NewProgramKey, CliFailure>> {
  const before = await core.call('endpoint.keys', {})
  if (!before.ok) return before
  const status = await core.call('endpoint.status', {})
  if (!status.ok) return status
  const on = status.value.on ? status : await core.call('endpoint.turnOn', {})
  if (!on.ok) return on
  const added = await core.call('endpoint.addKey', { ...key, grants: [...key.grants] })
  if (!status.value.on && added.ok) out.note('The endpoint was off. It is on now.')
  if (!status.value.on && !added.ok) await core.call('endpoint.turnOff', {})
  return added
}

function block(key: NewProgramKey, withToken: boolean): string {
  const variables = { ...endpointVariables(key), ...(withToken ? { AWS_TOKEN: key.agentToken } : {}) }
  return Object.entries(variables)
    .map(([name, text]) => `${name}=${text}\n`)
    .join('')
}

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
    const rows = answer.value.flatMap(({ program, accessKeyId, grants, confirm }) =>
      grants.map((grant) => [program, accessKeyId, grant.glob, `${rights(grant)}${confirm ? ', asks first' : ''}`]),
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

function rights({ write, stages, until }: Omit<GrantSummary, 'glob'>): string {
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
    if (!answer.value) return noKey(core, program)
    if (out.json) await out.printJson({ program })
    out.note(`${program} has no key any more.`)
    return succeed(0)
  },
})

async function noKey(core: Context['core'], program: string): Promise<Result<never, CliFailure>> {
  const keys = await core.call('endpoint.keys', {})
  const programs = keys.ok ? keys.value.map((key) => key.program) : []
  return fail({ kind: 'not-found', message: `There is no key for ${program}.`, near: nearWords(programs, program) })
}
