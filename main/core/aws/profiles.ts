/** What a profile of ~/.aws is, without its keys. */
import type { AwsProfile } from '../../../shared/sync-model.ts'
import { type ConfigFiles, readConfigFiles, type Section } from './config-files.ts'

/** Sorted by name, `default` first. */
export async function listProfiles(env?: NodeJS.ProcessEnv): Promise<readonly AwsProfile[]> {
  const files = await readConfigFiles(env)
  return [...files.profiles]
    .map(([name, section]) => ({
      name,
      source: sourceOf(section),
      region: section.region ?? null,
      needsMfa: mfaSerialOf(files, name) !== null,
    }))
    .sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default') || (a.name < b.name ? -1 : 1))
}

/** In the order in which the SDK decides. */
export function sourceOf(section: Section): AwsProfile['source'] {
  if (section.role_arn && Boolean(section.source_profile) !== Boolean(section.credential_source)) return 'assume-role'
  if (section.aws_access_key_id && section.aws_secret_access_key) return 'static'
  if (section.web_identity_token_file && section.role_arn) return 'web-identity'
  if (section.credential_process) return 'process'
  if (section.sso_session || section.sso_start_url || section.sso_account_id) return 'sso'
  return section.login_session ? 'login' : 'unknown'
}

/** The device whose code a profile, or one that it builds on, asks for. */
export const mfaSerialOf = (files: ConfigFiles, profile: string): string | null =>
  chainOf(files, profile).find((section) => section.role_arn && section.mfa_serial)?.mfa_serial ?? null

/** The profile and those that it takes its credentials from, each once. */
export function chainOf(files: ConfigFiles, profile: string): readonly Section[] {
  const chain: Section[] = []
  const seen = new Set<string>()
  let name: string | undefined = profile
  while (name !== undefined && !seen.has(name)) {
    seen.add(name)
    const section: Section | undefined = files.profiles.get(name)
    if (section) chain.push(section)
    name = section?.role_arn ? section.source_profile : undefined
  }
  return chain
}
