import type { Facts } from '../../../shared/model.ts'
import { readConnection } from './connection-url.ts'
import { engineOf, rotatedEngines } from './database-engines.ts'
import {
  type JsonShape,
  membersOf,
  normaliseJson,
  parseJson,
  type ReadForm,
  readShape,
  spellingsOf,
} from './json-kind.ts'
import { type Member, scalarOf, textMember } from './json-members.ts'
import { error, type Finding, type KindRules, type VetInput, warning } from './kind-rules.ts'
import { clip } from './text.ts'

const publicKeys = `engine host port username dbname ssl masterarn dbInstanceIdentifier dbClusterIdentifier dbIdentifier
  namespaceName user_arn DirectoryId Username scheme org type adminSecretArn`

const plainShape: JsonShape = {
  publicKeys: new Set(publicKeys.split(/\s+/)),
  spellings: spellingsOf({
    engine: 'dbengine dialect driver',
    host: 'hostname dbhost server endpoint address',
    port: 'dbport',
    username: 'user dbuser dbusername',
    password: 'pass pwd dbpassword dbpass passwd',
    dbname: 'database db databasename',
    masterarn: '',
  }),
  readForm: readConnection,
  tidy: spellEngine,
}

/** AWS's shape for Active Directory has keys of its own, in capitals, and must keep them. */
const directoryShape: JsonShape = { publicKeys: plainShape.publicKeys, spellings: new Map() }

const shapeOf = (bytes: Uint8Array): JsonShape =>
  membersOf(bytes)?.some((member) => member.key === 'DirectoryId') ? directoryShape : plainShape

/** "postgresql" becomes AWS's "postgres"; names AWS knows, such as "aurora-mysql", stay. */
function spellEngine(members: readonly Member[]): ReadForm {
  const written = scalarOf(members, 'engine')
  const engine = written === undefined || rotatedEngines.has(written) ? null : engineOf(written)
  if (engine === null || engine === written) return { members, notes: [] }
  const spelled = members.map((member) => (member.key === 'engine' ? textMember('engine', engine) : member))
  return { members: spelled, notes: [`The engine is spelled ${engine}, as AWS does.`] }
}

/** Only what has the look of a host, a user, a name is shown: a URL in the wrong field would show its password. */
const shown: readonly (readonly [string, RegExp])[] = [
  ['engine', /^[\w-]{1,40}$/],
  [
    'host',
    /^(?:\[[\da-f:.]+\]|[\w.\\-]+)(?::\d{1,5})?(?:,(?:\[[\da-f:.]+\]|[\w.\\-]+)(?::\d{1,5})?){0,19}$|^[\da-f:]{2,45}$/i,
  ],
  ['port', /^\d{1,5}$/],
  ['username', /^[^\s:/@=]{1,128}$|^[^\s:/@=]+@[\w.-]+$/],
  ['dbname', /^[^\s:/@=]{1,128}$/],
]

function deriveFacts(bytes: Uint8Array): Facts {
  const members = readShape(shapeOf(bytes), bytes)
  if (!members) return {}
  const facts: Record<string, string | number> = {}
  for (const [key, pattern] of shown) {
    const text = scalarOf(members, key)
    if (text !== undefined && pattern.test(text)) facts[key] = key === 'port' ? Number(text) : clip(text)
  }
  const place = [facts.host, facts.port].filter((part) => part !== undefined).join(':')
  const summary = [facts.username, place].filter(Boolean).join('@') || String(facts.engine ?? '')
  return summary === '' ? facts : { ...facts, summary }
}

function vet(input: VetInput): readonly Finding[] {
  const members = readShape(shapeOf(input.bytes), input.bytes)
  if (!members) return [error('json-invalid', 'This is neither a JSON object nor a connection URL.')]
  if (shapeOf(input.bytes) === directoryShape) return []
  const level = input.rotatesInAws === true ? error : warning
  const needed = input.rotatesInAws === true ? ['engine', 'host', 'username', 'password'] : ['username', 'password']
  const reason =
    input.rotatesInAws === true ? 'AWS cannot rotate this database without it' : 'nothing can log in without it'
  return [
    ...needed
      .filter((key) => !scalarOf(members, key) && !isTokenOnly(members))
      .map((key) => level('field-missing', `The field ${key} is missing; ${reason}.`, key)),
    ...portFindings(members),
    ...(input.rotatesInAws === true ? rotationFindings(members) : []),
  ]
}

/** Cache servers often have a password and no user; InfluxDB has a token. */
function isTokenOnly(members: readonly Member[]): boolean {
  const engine = scalarOf(members, 'engine') ?? ''
  return (
    /redis|valkey|memcached|influxdb/.test(engine) &&
    Boolean(scalarOf(members, 'password') ?? scalarOf(members, 'token'))
  )
}

function portFindings(members: readonly Member[]): readonly Finding[] {
  const port = scalarOf(members, 'port')
  if (port === undefined) return []
  const isPort = /^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535
  return isPort ? [] : [error('port-invalid', 'The port must be a number from 1 to 65535.', 'port')]
}

function rotationFindings(members: readonly Member[]): readonly Finding[] {
  const name = scalarOf(members, 'engine')
  if (!name) return []
  const engine = rotatedEngines.get(name)
  if (!engine) {
    return [error('engine-unknown', `AWS has no rotation for the engine ${clip(name, 40)}.`, 'engine')]
  }
  const findings: Finding[] = []
  if (engine.needsDbname && !scalarOf(members, 'dbname')) {
    findings.push(error('field-missing', `AWS cannot rotate ${name} without the field dbname.`, 'dbname'))
  }
  if (engine.needsMasterArn && !scalarOf(members, 'masterarn')) {
    findings.push(error('field-missing', `AWS cannot rotate ${name} without the field masterarn.`, 'masterarn'))
  }
  const length = (scalarOf(members, 'username') ?? '').length
  const longest = (engine.userNameLength ?? length) - (scalarOf(members, 'masterarn') ? '_clone'.length : 0)
  if (engine.userNameLength !== undefined && length > longest) {
    const why = scalarOf(members, 'masterarn') ? ', as the rotation appends _clone' : ''
    findings.push(
      error('username-too-long', `User names of ${name} have at most ${longest} characters here${why}.`, 'username'),
    )
  }
  return findings
}

export const databaseRules: KindRules = {
  parse: (bytes) => parseJson(shapeOf(bytes), bytes),
  normalise: (bytes) => normaliseJson(shapeOf(bytes), bytes),
  deriveFacts,
  vet,
}
