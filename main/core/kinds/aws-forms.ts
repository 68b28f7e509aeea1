import { parseDotenv } from './dotenv.ts'
import { plainKey, type ReadForm } from './json-kind.ts'
import { type Member, textMember } from './json-members.ts'
import { listWords } from './text.ts'

/** Names of the ini file, the environment and the console's CSV, in plain form → the key of `credential_process`. */
const keyByName: ReadonlyMap<string, string> = new Map([
  ['awsaccesskeyid', 'AccessKeyId'],
  ['accesskeyid', 'AccessKeyId'],
  ['awssecretaccesskey', 'SecretAccessKey'],
  ['secretaccesskey', 'SecretAccessKey'],
  ['awssessiontoken', 'SessionToken'],
  ['awssecuritytoken', 'SessionToken'],
  ['awscredentialexpiration', 'Expiration'],
  ['xsecuritytokenexpires', 'Expiration'],
  ['awsregion', 'Region'],
  ['awsdefaultregion', 'Region'],
  ['region', 'Region'],
  ['rolearn', 'RoleArn'],
  ['awsrolearn', 'RoleArn'],
  ['username', 'UserName'],
  ['awsprofile', 'Profile'],
])

/** The forms in which AWS hands out keys that are not JSON; null when the text is none of them or has no key pair. */
export function readAwsForm(text: string): ReadForm | null {
  const form = readCsv(text) ?? readIni(text) ?? readEnvironment(text)
  const has = (key: string): boolean => form?.members.some((member) => member.key === key) ?? false
  return has('AccessKeyId') && has('SecretAccessKey') ? form : null
}

/** `accessKeys.csv` as the console offers it: a line of titles, a line of values. */
function readCsv(text: string): ReadForm | null {
  const [titles, values, ...more] = text.trim().split(/\r?\n/)
  if (titles === undefined || values === undefined || !/^("?user name"?,|"?access key id"?,)/i.test(titles)) return null
  const cells = values.split(',').map((cell) => cell.replace(/^"|"$/g, ''))
  const entries = titles.split(',').map((title, at): [string, string] => [title.replace(/^"|"$/g, ''), cells[at] ?? ''])
  const left = more.filter((line) => line.trim() !== '').length
  return formOf(entries, left === 0 ? [] : [`Only the first key was taken; ${left} more were left out.`])
}

/** A block of `~/.aws/credentials`: the first profile that has an access key. */
function readIni(text: string): ReadForm | null {
  const sections = text.split(/^[ \t]*\[(?:profile[ \t]+)?([^\]\n]*)\][ \t\r]*$/m)
  const isIni = sections.length > 1 || /^[ \t]*aws_access_key_id[ \t]*=/m.test(text)
  if (!isIni) return null
  const profiles = [{ name: '', body: sections[0] ?? '' }]
  for (let at = 1; at < sections.length; at += 2)
    profiles.push({ name: sections[at] ?? '', body: sections[at + 1] ?? '' })
  const chosen = profiles.find(({ body }) => /aws_access_key_id/i.test(body))
  if (!chosen) return null
  const left = profiles
    .filter((one) => one !== chosen && one.body.trim() !== '')
    .map(({ name }) => name || 'the first lines')
  const form = formOf(iniEntries(chosen.body), left.length === 0 ? [] : [`Left out: ${listWords(left)}.`])
  const profile = chosen.name === '' ? [] : [textMember('Profile', chosen.name)]
  return { members: [...form.members, ...profile], notes: form.notes }
}

function iniEntries(body: string): readonly [string, string][] {
  return body.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(at, 0)).trim()
    return /^[A-Za-z_][\w.-]*$/.test(name) ? [[name, line.slice(at + 1).trim()]] : []
  })
}

/** `export`, `set` and `$Env:` lines, where every variable is AWS's; with others among them it is an env set. */
function readEnvironment(text: string): ReadForm | null {
  const { entries, strayLines } = parseDotenv(text)
  const isAws = entries.length > 0 && strayLines.length === 0 && entries.every(({ key }) => /^aws_/i.test(key))
  return isAws
    ? formOf(
        entries.map(({ key, value }): [string, string] => [key, value]),
        [],
      )
    : null
}

/** Names that are not AWS's for keys are kept as they are. */
function formOf(entries: readonly (readonly [string, string])[], notes: readonly string[]): ReadForm {
  const members = new Map<string, Member>()
  for (const [name, text] of entries) {
    const known = keyByName.get(plainKey(name))
    const key = known === undefined || members.has(known) ? name : known
    if (text !== '') members.set(key, textMember(key, text))
  }
  return { members: [...members.values()], notes: ['The keys were put into JSON as AWS names them.', ...notes] }
}
