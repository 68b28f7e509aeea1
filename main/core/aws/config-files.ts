/** ~/.aws/config and ~/.aws/credentials, read as the SDK reads them, and anew each time: a user edits them while we run. */
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** A section's members; those of a nested block are `block.member`. Keys of profiles are among them: not for outside. */
export type Section = Readonly<Record<string, string | undefined>>

export interface ConfigFiles {
  /** By name; a profile in both files has the members of both, those of the credentials file first. */
  readonly profiles: ReadonlyMap<string, Section>
  readonly ssoSessions: ReadonlyMap<string, Section>
  readonly services: ReadonlyMap<string, Section>
}

/** A file that is missing or cannot be read counts as empty, as for the SDK. */
export async function readConfigFiles(env: NodeJS.ProcessEnv = process.env): Promise<ConfigFiles> {
  const [config, credentials] = await Promise.all([
    readSections(pathOf(env.AWS_CONFIG_FILE, 'config')),
    readSections(pathOf(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials')),
  ])
  const profiles = new Map<string, Section>()
  const ssoSessions = new Map<string, Section>()
  const services = new Map<string, Section>()
  for (const [title, section] of config) {
    const [, prefix, , name = ''] = PREFIXED.exec(title) ?? []
    if (title === 'default') profiles.set(title, { ...section, ...profiles.get(title) })
    else if (prefix === 'profile') profiles.set(name, { ...profiles.get(name), ...section })
    else if (prefix === 'sso-session') ssoSessions.set(name, section)
    else if (prefix === 'services') services.set(name, section)
  }
  for (const [name, section] of credentials) profiles.set(name, { ...profiles.get(name), ...section })
  return { profiles, ssoSessions, services }
}

/** `profile prod`, `profile "prod eu"`, `sso-session corp`. */
const PREFIXED = /^(profile|sso-session|services)\s+(["'])?(.+?)\2$/

function pathOf(given: string | undefined, name: string): string {
  if (!given) return join(homedir(), '.aws', name)
  return given.startsWith('~/') ? join(homedir(), given.slice(2)) : given
}

async function readSections(path: string): Promise<ReadonlyMap<string, Section>> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return parseSections(text)
}

/** A later section of the same title adds to the first. */
export function parseSections(text: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Record<string, string>>()
  let section: Record<string, string> | null = null
  let block: string | null = null
  for (const line of text.split(/\r?\n/)) {
    const content = (line.split(/(?:^|\s)[;#]/)[0] ?? '').trim()
    const title = /^\[(.*)\]$/.exec(content)?.[1]?.trim()
    if (title !== undefined) {
      section = sections.get(title) ?? {}
      sections.set(title, section)
      block = null
      continue
    }
    const at = content.indexOf('=')
    if (section === null || at < 1) continue
    const key = content.slice(0, at).trim()
    const value = content.slice(at + 1).trim()
    if (value === '') {
      block = key
      continue
    }
    if (!/^\s/.test(line)) block = null
    section[block === null ? key : `${block}.${key}`] = value
  }
  return sections
}
