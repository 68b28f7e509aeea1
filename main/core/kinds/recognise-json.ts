import type { Kind } from '../../../shared/model.ts'
import { isKeyId } from './aws-credentials.ts'
import { readJwk } from './encryption-key.ts'
import { plainKey } from './json-kind.ts'
import { type Member, readMembers, scalarOf } from './json-members.ts'
import type { Recognition } from './recognition.ts'

interface Sight {
  readonly members: readonly Member[]
  /** True when a member goes by one of these names, in any spelling. */
  readonly has: (...names: string[]) => boolean
}

interface Row extends Recognition {
  readonly matches: (sight: Sight) => boolean
}

const row = (
  kind: Kind,
  confidence: Recognition['confidence'],
  why: string,
  matches: (sight: Sight) => boolean,
): Row => ({ kind, confidence, why, matches })

/** The first row that matches is the answer: particular shapes before general ones. */
const rows: readonly Row[] = [
  row('aws-credentials', 'certain', 'It is JSON with an AWS access key id and its secret key.', isAwsKeys),
  row('encryption-key', 'certain', 'It is a symmetric JSON Web Key.', ({ members }) => readJwk(members) !== null),
  row('oauth-token', 'likely', 'It is the key file of a Google service account.', ({ members, has }) => {
    return scalarOf(members, 'type') === 'service_account' && has('privatekey')
  }),
  row('database', 'certain', 'It is JSON in the shape AWS uses for databases.', ({ has }) => {
    return has('engine') && has('password', 'token') && has('host', 'username', 'dbidentifier')
  }),
  row('database', 'certain', 'It is JSON in the shape AWS uses for directories.', ({ members }) => {
    return members.some((member) => member.key === 'DirectoryId')
  }),
  row('database', 'likely', 'It is JSON with host, user and password.', ({ has }) => {
    return has('host', 'hostname', 'server') && has('username', 'user') && has('password', 'pass', 'pwd')
  }),
  row('oauth-token', 'certain', 'It is JSON with an access or refresh token.', ({ has }) => {
    return has('accesstoken', 'refreshtoken', 'idtoken')
  }),
  row('oauth-token', 'certain', 'It is JSON with a client id and its secret.', ({ has }) => {
    return has('clientid') && has('clientsecret')
  }),
  row('login', 'likely', 'It is JSON with user and password.', ({ has }) => {
    return has('username', 'user', 'login', 'email') && has('password', 'pass', 'totp')
  }),
  row('env-set', 'certain', 'It is JSON whose keys are names of variables.', ({ members }) =>
    isFlat(members, /^[A-Z_][A-Z0-9_]*$/),
  ),
  row('env-set', 'likely', 'It is JSON of keys and texts.', ({ members }) => isFlat(members, /./)),
]

/** What kind a JSON object is by its keys; a note when they say nothing. */
export function recogniseJson(members: readonly Member[]): Recognition {
  const names = new Set(members.map((member) => plainKey(member.key)))
  const sight: Sight = { members, has: (...wanted) => wanted.some((name) => names.has(name)) }
  const found = rows.find((one) => one.matches(sight))
  if (found) return { kind: found.kind, confidence: found.confidence, why: found.why }
  return { kind: 'note', confidence: 'guess', why: 'It is JSON of a shape that tells no kind.' }
}

function isAwsKeys({ members, has }: Sight): boolean {
  const inner = members.find(({ key, raw }) => /^(Credentials|AccessKey)$/.test(key) && raw.startsWith('{'))
  if (inner) return Boolean(scalarOf(readMembers(inner.raw) ?? [], 'SecretAccessKey'))
  if (has('accesskeyid', 'awsaccesskeyid')) return onlyAws(members) && has('secretaccesskey', 'awssecretaccesskey')
  return has('secretkey', 'secretaccesskey') && members.some((member) => isKeyId(member.text))
}

/** Among other variables the keys are part of an env set. */
function onlyAws(members: readonly Member[]): boolean {
  const isEnvironment = members.some((member) => /^AWS_/.test(member.key))
  return !isEnvironment || members.every((member) => /^AWS_/.test(member.key))
}

const isFlat = (members: readonly Member[], name: RegExp): boolean =>
  members.length > 0 && members.every(({ key, raw }) => name.test(key) && !/^[[{]/.test(raw))
