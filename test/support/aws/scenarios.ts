/**
 * Runs recorded behaviours of AWS (`test/aws/scenarios.json`) against any server, signed for real. A scenario gives back
 * what it found different, as sentences; none means it passed.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type CallOptions, callAws, type JsonAnswer } from './client.ts'

type Json = Readonly<Record<string, unknown>>

type ExpectedError = {
  readonly name: string
  readonly status: number
  readonly message?: string
  readonly messageKey?: string
}

type Step = {
  readonly op?: string
  readonly in?: Json
  readonly noToken?: boolean
  /** Variable → member of the answer. */
  readonly save?: Readonly<Record<string, string>>
  /** Path into the answer → what has to be there. */
  readonly expect?: Json
  readonly error?: ExpectedError
  readonly names?: { readonly include: readonly string[]; readonly exclude: readonly string[] }
  readonly stages?: Readonly<Record<string, readonly string[]>>
  /** With deprecated versions; null: no VersionStages member. */
  readonly stagesAll?: Readonly<Record<string, readonly string[] | null>>
}

export type Scenario = { readonly id: string; readonly source: string; readonly steps: readonly Step[] }

export function readScenarios(): readonly Scenario[] {
  const file = readFileSync(new URL('../../aws/scenarios.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { readonly scenarios: readonly Scenario[] }).scenarios
}

const TAKES_TOKEN = ['CreateSecret', 'PutSecretValue', 'UpdateSecret', 'RotateSecret']

type Call = (operation: string, input: Json) => Promise<JsonAnswer>

export async function runScenario(scenario: Scenario, url: string, options: CallOptions): Promise<readonly string[]> {
  const call: Call = (operation, input) => callAws(url, operation, input, options)
  const run = randomBytes(6).toString('hex')
  const variables = new Map([
    ['r', run],
    ['name', `scenario-${run}`],
    ['T1', randomUUID()],
    ['U1', randomUUID()],
  ])
  const found: string[] = []
  for (const [index, step] of scenario.steps.entries()) {
    const faults =
      step.op === undefined ? await checkStages(step, variables, call) : await runStep(step, step.op, variables, call)
    found.push(...faults.map((fault) => `step ${index + 1} (${step.op ?? 'stages'}): ${fault}`))
  }
  return found
}

async function runStep(step: Step, op: string, variables: Map<string, string>, call: Call): Promise<readonly string[]> {
  const input: Json = substitute(step.in ?? {}, variables) as Json
  const needsToken = TAKES_TOKEN.includes(op) && !step.noToken && input.ClientRequestToken === undefined
  const answer = await call(op, needsToken ? { ...input, ClientRequestToken: randomUUID() } : input)
  if (step.error) return checkError(answer, substitute(step.error, variables) as ExpectedError)
  if (answer.status !== 200) return [`answered ${answer.status} ${answer.text.slice(0, 200)}`]
  for (const [variable, member] of Object.entries(step.save ?? {})) variables.set(variable, String(answer.json[member]))
  const expected = Object.entries(substitute(step.expect ?? {}, variables) as Json)
  const faults = expected.flatMap(([path, wanted]) => differences(path, at(answer.json, path), wanted))
  return [...faults, ...checkNames(answer.json, substitute(step.names, variables) as Step['names'])]
}

function checkError(answer: JsonAnswer, expected: ExpectedError): readonly string[] {
  const code = typeof answer.json.__type === 'string' ? answer.json.__type.replace(/^.*#/, '') : 'no error'
  const message = answer.json.Message ?? answer.json.message
  return [
    ...(code === expected.name ? [] : [`wanted ${expected.name}, got ${code}`]),
    ...(answer.status === expected.status ? [] : [`wanted status ${expected.status}, got ${answer.status}`]),
    ...(expected.message === undefined || message === expected.message ? [] : [`said ${JSON.stringify(message)}`]),
    ...(expected.messageKey === undefined || expected.messageKey in answer.json
      ? []
      : [`the message is not under ${expected.messageKey}`]),
  ]
}

function checkNames(json: Json, names: Step['names']): readonly string[] {
  if (!names) return []
  const listed = (json.SecretList as readonly { readonly Name: string }[]).map((secret) => secret.Name)
  return [
    ...names.include.filter((name) => !listed.includes(name)).map((name) => `${name} is not listed`),
    ...names.exclude.filter((name) => listed.includes(name)).map((name) => `${name} is listed`),
  ]
}

async function checkStages(step: Step, variables: ReadonlyMap<string, string>, call: Call): Promise<readonly string[]> {
  const wanted = substitute(step.stages ?? step.stagesAll ?? {}, variables) as Readonly<
    Record<string, readonly string[] | null>
  >
  const all = step.stagesAll ? { IncludeDeprecated: true } : {}
  const { json } = await call('ListSecretVersionIds', { SecretId: variables.get('name'), ...all })
  const versions = json.Versions as readonly {
    readonly VersionId: string
    readonly VersionStages?: readonly string[]
  }[]
  const listed = Object.fromEntries(versions.map((version) => [version.VersionId, sorted(version.VersionStages)]))
  const expected = Object.fromEntries(Object.entries(wanted).map(([id, stages]) => [id, sorted(stages ?? undefined)]))
  return sameJson(sortedKeys(listed), sortedKeys(expected))
    ? []
    : [`wanted ${JSON.stringify(expected)}, got ${JSON.stringify(listed)}`]
}

/** The expectations that scenarios can write, next to plain JSON values. */
function differences(where: string, actual: unknown, wanted: unknown): readonly string[] {
  const got = `${where}: got ${JSON.stringify(actual)}`
  if (!isObject(wanted)) return sameJson(actual, wanted) ? [] : [`${got}, wanted ${JSON.stringify(wanted)}`]
  if (wanted.absent === true) return actual === undefined ? [] : [`${got}, wanted nothing`]
  if (wanted.present === true) return actual === undefined || actual === null ? [`${got}, wanted something`] : []
  if ('not' in wanted) return sameJson(actual, wanted.not) ? [`${got}, wanted anything else`] : []
  if (wanted.midnightUtc === true) return isMidnight(actual) ? [] : [`${got}, wanted midnight UTC`]
  if (Array.isArray(wanted.set)) {
    return sameJson(sorted(actual as readonly string[]), sorted(wanted.set))
      ? []
      : [`${got}, wanted ${wanted.set} in any order`]
  }
  const { exactKeys, ...members } = wanted
  const there = isObject(actual) ? actual : {}
  const extra = exactKeys === true ? Object.keys(there).filter((key) => !(key in members)) : []
  return [
    ...Object.entries(members).flatMap(([key, each]) => differences(`${where}.${key}`, there[key], each)),
    ...extra.map((key) => `${where}: has ${key} too`),
  ]
}

/** `$name`, and `$arn[:-7]` for an ARN without its random suffix, in strings, keys and everything inside. */
function substitute(value: unknown, variables: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$([A-Za-z]\w*)(\[:-7\])?/g, (whole, name: string, cut: string | undefined) => {
      const known = variables.get(name)
      return known === undefined ? whole : cut ? known.slice(0, -7) : known
    })
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, variables))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [substitute(key, variables) as string, substitute(item, variables)]),
  )
}

const at = (json: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Json)[key] : undefined),
      json,
    )

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const isMidnight = (value: unknown): boolean => typeof value === 'number' && value > 0 && value % 86_400 === 0
const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const sorted = (list: readonly string[] | undefined): readonly string[] | null => (list ? [...list].sort() : null)
const sortedKeys = (json: Json): readonly (readonly [string, unknown])[] => Object.entries(json).sort()
