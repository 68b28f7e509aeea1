import { createCollector, type ImportRead } from './collect.ts'

const encoder = new TextEncoder()

interface Section {
  readonly name: string
  readonly line: number
  readonly settings: ReadonlyMap<string, string>
}

const keyOf: Readonly<Record<string, string>> = {
  aws_access_key_id: 'AccessKeyId',
  aws_secret_access_key: 'SecretAccessKey',
  aws_session_token: 'SessionToken',
  aws_security_token: 'SessionToken',
  region: 'Region',
  role_arn: 'RoleArn',
}

/** `~/.aws/credentials`: a secret for each profile that has a key, named `aws/PROFILE`. */
export function readAwsCredentials(text: string, prefix: string): ImportRead {
  const collector = createCollector(prefix)
  const { sections, comments, strayLines } = readIni(text)
  if (comments > 0) collector.lose('comments', `${comments} of them`)
  for (const line of strayLines) collector.lose(`line ${line}`, 'it is no setting')
  for (const { name, line, settings } of sections) {
    const from = `profile ${name}`
    if (!settings.has('aws_access_key_id') || !settings.has('aws_secret_access_key')) {
      collector.lose(from, 'it has no access key')
      continue
    }
    for (const key of settings.keys()) if (!Object.hasOwn(keyOf, key)) collector.lose(from, `its ${key}`)
    const members = [...settings].flatMap(([key, value]) => (keyOf[key] === undefined ? [] : [[keyOf[key], value]]))
    const json = JSON.stringify({ ...Object.fromEntries(members), Profile: name })
    if (settings.has('aws_session_token')) collector.lose(from, 'how long it lasts: it is a temporary key')
    collector.add({ title: `aws/${name}`, from: `line ${line}`, bytes: encoder.encode(json), kind: 'aws-credentials' })
  }
  return collector.read
}

function readIni(text: string): {
  readonly sections: readonly Section[]
  readonly comments: number
  readonly strayLines: readonly number[]
} {
  const sections: { name: string; line: number; settings: Map<string, string> }[] = []
  const strayLines: number[] = []
  let comments = 0
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim()
    const heading = /^\[(?:profile\s+)?(.+?)\]$/.exec(line)?.[1]
    const [, key, value] = /^([\w.]+)\s*=\s*(.*)$/.exec(line) ?? []
    if (line === '') continue
    if (/^[#;]/.test(line)) comments++
    else if (heading !== undefined) sections.push({ name: heading.trim(), line: at + 1, settings: new Map() })
    else if (key !== undefined && sections.length > 0) sections.at(-1)?.settings.set(key.toLowerCase(), value ?? '')
    else strayLines.push(at + 1)
  }
  return { sections, comments, strayLines }
}
